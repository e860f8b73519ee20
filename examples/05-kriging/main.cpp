//===- main.cpp - A map from a sixteenth of its heights -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Takes every fourth height of a map in both directions for known and finds the
// others, by kriging: the expectation of a Gaussian process, whose width and
// noise are those that make the known heights most likely. Compares with the
// nearest known height and with bilinear interpolation.
//
//===----------------------------------------------------------------------===//

#include "elevation.h"
#include "gaussian_process.h"
#include "picture.h"
#include "program.h"
#include "relief.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace {

/// Three seconds of arc at 36.6 degrees north, in kilometres.
constexpr double stepNorth = 0.0925, stepEast = 0.0745;
constexpr int finer = 4;

double seconds(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

/// Root of the mean square error at the places that are not known.
double errorOf(const std::vector<float> &found, const Elevation &real) {
  double sum = 0;
  std::int64_t count = 0;
  for (int row = 0; row < real.rows; ++row)
    for (int column = 0; column < real.columns; ++column)
      if (row % finer || column % finer) {
        const double error =
            found[row * real.columns + column] - real.at(row, column);
        sum += error * error;
        ++count;
      }
  return std::sqrt(sum / double(count));
}

/// Three maps side by side: the nearest known heights, and lit from the
/// north-west the heights found and the real ones.
void draw(const std::string &path, const Elevation &real,
          const std::vector<float> &known, const std::vector<float> &found) {
  constexpr int gap = 6, width = 300, height = 300;
  const auto [low, high] =
      std::minmax_element(real.metres.begin(), real.metres.end());
  Picture picture(3 * width + 2 * gap, height);
  int left = 0;
  for (const std::vector<float> *map : {&known, &found, &real.metres}) {
    for (int y = 1; y <= height; ++y)
      for (int x = 1; x <= width; ++x) {
        const float *here = map->data() + y * real.columns + x;
        const double slope = here[0] - here[-1 - real.columns];
        const double light =
            map == &known ? 1 : std::clamp(0.85 + slope / 120, 0.35, 1.0);
        const Colour colour =
            reliefColour(100 + 2000 * (here[0] - *low) / (*high - *low));
        picture.fill(left + x - 1, y - 1, 1, 1, mix({0, 0, 0}, colour, light));
      }
    left += width + gap;
  }
  picture.writePng(path);
}

int run(const std::string &data, const std::string &path) {
  const Elevation whole = readElevation(data, stepNorth, stepEast);
  const Elevation real = whole.partOf(finer);
  const Elevation known = whole.every(finer);
  std::printf("%zu heights, %zu of them known\n\n", real.size(), known.size());

  // The likelihood of a part tells as much as that of all.
  auto start = std::chrono::steady_clock::now();
  std::vector<double> likelihoods;
  const Model model =
      mostLikely(known.middle(32, 40), Model(),
                 [&](const Model &tried, const Likelihood &found) {
                   std::printf("width %6.3f km, noise %8.1e, size %4.0f m: "
                               "log-likelihood %.1f +- %.1f\n",
                               tried.width, tried.noise, found.size,
                               found.value, found.standardError);
                   std::fflush(stdout);
                   likelihoods.push_back(found.value);
                 });
  std::printf("%.1f s\n\n", seconds(start));

  start = std::chrono::steady_clock::now();
  const Expected kriging = expect(known, model, real.places());
  std::printf("kriging: %s after %lld iterations, residual %.1e; %.1f s\n",
              toString(kriging.weights.status),
              static_cast<long long>(kriging.weights.iterations),
              kriging.weights.columns[0].residual, seconds(start));
  const std::vector<float> nearest = known.nearest(finer);
  const double ofNearest = errorOf(nearest, real);
  const double ofBilinear = errorOf(known.bilinear(finer), real);
  const double ofKriging = errorOf(kriging.metres, real);
  std::printf("error at the %zu others (root of the mean square):\n"
              "  nearest   %6.2f m\n  bilinear  %6.2f m\n  kriging   %6.2f m\n",
              real.size() - known.size(), ofNearest, ofBilinear, ofKriging);
  draw(path, real, nearest, kriging.metres);
  std::printf("picture: %s\n", path.c_str());

  return example::report(
      {{likelihoods.back() > likelihoods.front(),
        "no model is more likely than the first one"},
       {kriging.weights.status == kop::solve::Status::Converged,
        "the system is not solved"},
       {kriging.weights.columns[0].residual <= 1e-4, "the residual is large"},
       {ofKriging < 0.9 * ofBilinear,
        "kriging is not a tenth better than bilinear interpolation"},
       {ofBilinear < ofNearest, "the nearest height is better"}});
}

} // namespace

int main(int argc, char **argv) {
  return example::main(argc, argv, "elevation.pgm", run);
}
