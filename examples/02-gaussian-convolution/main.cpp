//===- main.cpp - Smooth the elevation of the cities of the world ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The elevation of a city says something about the country around it: the
// program smooths it with a Gaussian on the sphere. It shows which width
// predicts every city best from the others, compares with a plain C++ loop and
// with double precision, and draws a map. The formulas are in smooth.kop.
//
//===----------------------------------------------------------------------===//

#include "map.h"
#include "plain.h"
#include "program.h"
#include "smooth.kop.h"

#include <kop/kop.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace {

constexpr float earthRadius = 6371; // km
constexpr float mapWidth = 80;      // km: shows mountains, not valleys

/// Prediction errors (metres, root of the mean square) for widths in km, as
/// the same formula gives them in double precision.
struct Width {
  float kilometres;
  double error;
};
constexpr Width widths[] = {{5, 160.33},  {10, 156.79}, {20, 154.10},
                            {40, 164.69}, {80, 200.29}, {160, 252.02}};

double seconds(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

/// How far predictions from the other cities are off.
double predictionError(const Cities &cities, float width) {
  std::vector<float> guess(cities.size());
  smoothing::from_others(kop::In<float>(cities.points, cities.size(), 3),
                         cities.elevations, width, guess);
  double sum = 0;
  for (std::size_t n = 0; n < guess.size(); ++n)
    sum += std::pow(double(guess[n]) - cities.elevations[n], 2);
  return std::sqrt(sum / guess.size());
}

/// Tries all widths; false when an error differs from the expected one.
bool tryWidths(const Cities &cities) {
  std::printf("width (km)   error of prediction (m)   expected\n");
  bool allMet = true;
  for (const auto &[kilometres, expected] : widths) {
    const double error = predictionError(cities, kilometres / earthRadius);
    std::printf("%10g   %23.2f   %8.2f\n", kilometres, error, expected);
    std::fflush(stdout);
    allMet &= std::abs(error - expected) <= 0.01;
  }
  return allMet;
}

/// The smoothed elevation at city `n` in double precision.
double reference(const Cities &cities, std::size_t n, double width) {
  double total = 0, density = 0;
  const float *x = &cities.points[3 * n];
  for (std::size_t j = 0; j < cities.size(); ++j) {
    double distance = 0;
    for (int d = 0; d < 3; ++d)
      distance += std::pow(double(x[d]) - cities.points[3 * j + d], 2);
    const double weight = std::exp(-distance / (2 * width * width));
    total += weight * cities.elevations[j];
    density += weight;
  }
  return total / density;
}

double largestError(const Cities &cities, const std::vector<float> &smoothed,
                    float width) {
  double largest = 0;
  for (std::size_t n = 0; n < cities.size(); n += 50)
    largest =
        std::max(largest, std::abs(smoothed[n] - reference(cities, n, width)));
  return largest;
}

/// Smooths at the cities, by the formula and by the loop; false if a result is
/// wrong. Times are those of the best of three runs, on one thread.
bool compare(const Cities &cities, float width) {
  const std::size_t n = cities.size();
  std::vector<float> density(n), smoothed(n), plain(n), columns(3 * n);
  for (std::size_t k = 0; k < 3 * n; ++k)
    columns[k % 3 * n + k / 3] = cities.points[k];
  kop::Exec exec;
  exec.threads = 1;
  double kopTime = 1e9, plainTime = 1e9;
  for (int repeat = 0; repeat < 3; ++repeat) {
    auto start = std::chrono::steady_clock::now();
    smoothing::smooth(kop::In<float>(cities.points, n, 3),
                      kop::In<float>(cities.points, n, 3), cities.elevations,
                      width, density, smoothed, exec);
    kopTime = std::min(kopTime, seconds(start));
    start = std::chrono::steady_clock::now();
    smoothPlain(n, columns.data(), n, columns.data(), cities.elevations.data(),
                width, plain.data());
    plainTime = std::min(plainTime, seconds(start));
  }
  std::printf("\nsmoothing at the cities, %.0f million pairs, one thread\n",
              1e-6 * n * n);
  std::printf("           time (ms)   largest error (m)\n");
  const double kopError = largestError(cities, smoothed, width);
  std::printf("Kop        %9.1f   %17.4f\n", kopTime * 1e3, kopError);
  std::printf("C++ loop   %9.1f   %17.4f\n", plainTime * 1e3,
              largestError(cities, plain, width));
  std::printf("the loop takes %.1f times as long\n\n", plainTime / kopTime);
  return kopError <= 0.01;
}

int run(const std::string &data, const std::string &path) {
  const Cities cities = onSphere(readCities(data));
  std::printf("%zu cities\n\n", cities.size());
  const bool expected = tryWidths(cities);
  if (!expected)
    std::fprintf(stderr, "error: a prediction error is not as expected\n");
  const float width = mapWidth / earthRadius;
  const bool right = compare(cities, width);
  if (!right)
    std::fprintf(stderr, "error: the result is off by more than 1 cm\n");

  const auto start = std::chrono::steady_clock::now();
  Map map;
  const std::vector<float> points = map.points();
  std::vector<float> density(points.size() / 3), smoothed(density.size());
  smoothing::smooth(kop::In<float>(points, density.size(), 3),
                    kop::In<float>(cities.points, cities.size(), 3),
                    cities.elevations, width, density, smoothed);
  std::printf("smoothing at %zu places of a map, all threads: %.0f ms\n",
              density.size(), seconds(start) * 1e3);
  map.draw(path, cities, smoothed, density);
  std::printf("picture: %s\n", path.c_str());
  return expected && right ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  return example::main(argc, argv, "cities.csv", run);
}
