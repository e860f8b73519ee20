//===- main.cpp - Colours from one picture to another ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Gives two photographs the colours of each other, and compares the means and
// the covariances of the colours.
//
//===----------------------------------------------------------------------===//

#include "image.h"
#include "picture.h"
#include "program.h"
#include "transfer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

constexpr int stride = 7; // No divisor of the width: not columns of pixels.

constexpr double mostMean = 0.01;       // Of a range of colours of 1.
constexpr double mostCovariance = 0.1;  // Of that of the colours to reach.
constexpr double mostDifference = 1e-4; // Between the solver and the formula.

struct Distance {
  double mean, covariance; ///< the latter relative to that of b
};

Distance distance(const Image &a, const Image &b) {
  const Statistics s = statistics(a), t = statistics(b);
  double mean = 0, change = 0, whole = 0;
  for (std::size_t k = 0; k < s.mean.size(); ++k)
    mean += std::pow(s.mean[k] - t.mean[k], 2);
  for (std::size_t k = 0; k < s.covariance.size(); ++k) {
    change += std::pow(s.covariance[k] - t.covariance[k], 2);
    whole += std::pow(t.covariance[k], 2);
  }
  return {std::sqrt(mean), std::sqrt(change / whole)};
}

/// Whether `moved`, which was `from`, has the colours of `to`.
bool checkColours(const char *name, const Image &from, const Image &moved,
                  const Image &to) {
  const Distance before = distance(from, to), after = distance(moved, to);
  std::printf("%-6s   %.4f to %.4f   %10.4f to %.4f\n", name, before.mean,
              after.mean, before.covariance, after.covariance);
  return after.mean <= mostMean && after.covariance <= mostCovariance;
}

void draw(Picture &picture, int left, int top, const Image &image, int scale) {
  auto channel = [](float value) {
    return static_cast<std::uint8_t>(
        std::lround(255 * std::clamp(value, 0.0f, 1.0f)));
  };
  for (std::size_t n = 0; n < image.size(); ++n) {
    const float *pixel = &image.pixels[3 * n];
    const int x = int(n) % image.width, y = int(n) / image.width;
    picture.fill(left + scale * x, top + scale * y, scale, scale,
                 {channel(pixel[0]), channel(pixel[1]), channel(pixel[2])});
  }
}

int run(const std::string &pathA, const std::string &pathB,
        const std::string &path) {
  const Image a = readPpm(pathA), b = readPpm(pathB);
  kop::ot::Options options;
  options.blur = 0.05;
  options.tolerance = 1e-2;
  options.debias = false;
  const Transfer transfer(a, b, stride, options);
  const auto &result = transfer.result();
  const auto interval = result.otInterval();
  std::printf("%s: transport costs between %.5f and %.5f\n",
              toString(result.status()), interval.lower, interval.upper);
  const double difference = transfer.difference();
  std::printf("the formula and the solver differ by %.1e (at most %g)\n\n",
              difference, mostDifference);

  const Image aInB = transfer.toB(a), bInA = transfer.toA(b);
  std::printf("         distance of mean    of covariance\n");
  const bool colours =
      checkColours("first", a, aInB, b) & checkColours("second", b, bInA, a);
  if (!colours)
    std::fprintf(stderr, "error: the colours are not those they should be\n");
  if (difference > mostDifference)
    std::fprintf(stderr, "error: the formula is not the solver's map\n");

  constexpr int scale = 2, margin = 8;
  const int width = scale * a.width + margin,
            height = scale * a.height + margin;
  Picture picture(width + scale * b.width,
                  std::max(height, scale * b.height + margin) +
                      scale * std::max(a.height, b.height));
  draw(picture, 0, 0, a, scale);
  draw(picture, width, 0, b, scale);
  draw(picture, 0, height, aInB, scale);
  draw(picture, width, height, bInA, scale);
  picture.writePng(path);
  std::printf("\npicture: %s\n", path.c_str());
  return result.status() == kop::ot::Status::Converged && colours &&
                 difference <= mostDifference
             ? 0
             : 1;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s a.ppm b.ppm picture.png\n", argv[0]);
    return 2;
  }
  return example::guarded([&] { return run(argv[1], argv[2], argv[3]); });
}
