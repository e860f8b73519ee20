//===- main.cpp - Where the cities of the world are -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fits a mixture of Gaussians to the cities of the world, by EM and by
// following the gradient, which the compiler derives. The gradient is compared
// with differences of the likelihood and with what EM knows of it. The formulas
// are in mixture.kop.
//
//===----------------------------------------------------------------------===//

#include "cities.h"
#include "fit.h"
#include "picture.h"
#include "program.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace {

constexpr std::size_t K = 24;
constexpr double startWidth = 10; // degrees
constexpr int emSteps = 150, adamSteps = 600;

double seconds(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

/// Largest difference of gradient and central differences at some parameters,
/// relative to the largest entry of the gradient.
double gradientError(const std::vector<double> &points, Mixture mixture) {
  Mixture slope = gradient(points, mixture);
  double largest = 0, error = 0;
  for (std::size_t n = 0; n < mixture.parameters(); ++n)
    largest = std::max(largest, std::abs(slope.parameter(n)));
  for (std::size_t n = 0; n < mixture.parameters(); n += 3) {
    const double value = mixture.parameter(n);
    const double h = 1e-5 * std::max(1.0, std::abs(value));
    mixture.parameter(n) = value + h;
    const double above = likelihood(points, mixture);
    mixture.parameter(n) = value - h;
    const double below = likelihood(points, mixture);
    mixture.parameter(n) = value;
    error = std::max(error,
                     std::abs(slope.parameter(n) - (above - below) / (2 * h)));
  }
  return error / largest;
}

/// Fisher's identity: the gradient in a mean is the precision times what EM
/// would move it by, times the weight of its Gaussian. Largest difference,
/// relative to the largest gradient.
double identityError(const std::vector<double> &points,
                     const Mixture &mixture) {
  const Mixture slope = gradient(points, mixture);
  Mixture moved = mixture;
  emStep(points, moved);
  double largest = 0, error = 0;
  for (std::size_t j = 0; j < mixture.size(); ++j) {
    const double *a = &mixture.factors[4 * j];
    const double dx = moved.means[2 * j] - mixture.means[2 * j],
                 dy = moved.means[2 * j + 1] - mixture.means[2 * j + 1];
    const double u = a[0] * dx + a[2] * dy, v = a[1] * dx + a[3] * dy;
    const double count = std::exp(moved.logits[j]);
    const double expected[] = {count * (a[0] * u + a[1] * v),
                               count * (a[2] * u + a[3] * v)};
    for (int k = 0; k < 2; ++k) {
      largest = std::max(largest, std::abs(expected[k]));
      error = std::max(error, std::abs(slope.means[2 * j + k] - expected[k]));
    }
  }
  return error / largest;
}

/// A map: density from light to dark, cities, and an ellipse per Gaussian that
/// holds half of its weight.
void draw(const std::string &path, const std::vector<double> &points,
          const Mixture &mixture) {
  constexpr int scale = 3, width = 360 * scale, height = 130 * scale;
  constexpr double north = 72;
  std::vector<double> pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      pixels.push_back((x + 0.5) / scale - 180);
      pixels.push_back(north - (y + 0.5) / scale);
    }
  const std::vector<double> value = logDensity(pixels, mixture);
  const double top = *std::max_element(value.begin(), value.end());
  Picture picture(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double t =
          std::clamp(1 + (value[y * width + x] - top) / 7, 0.0, 1.0);
      auto channel = [&](double from, double to) {
        return static_cast<std::uint8_t>(from + t * (to - from));
      };
      picture.fill(x, y, 1, 1,
                   {channel(247, 30), channel(249, 90), channel(252, 160)});
    }
  for (std::size_t n = 0; n < points.size(); n += 2)
    picture.fill(int((points[n] + 180) * scale),
                 int((north - points[n + 1]) * scale), 1, 1, {20, 30, 50});
  const double radius = std::sqrt(2 * std::log(2.0));
  for (std::size_t j = 0; j < mixture.size(); ++j) {
    // x = mean + A^-T u for u on a circle.
    const double *a = &mixture.factors[4 * j];
    const double determinant = a[0] * a[3] - a[1] * a[2];
    for (double angle = 0; angle < 2 * M_PI; angle += 0.002) {
      const double u = radius * std::cos(angle), v = radius * std::sin(angle);
      const double x =
          mixture.means[2 * j] + (a[3] * u - a[2] * v) / determinant;
      const double y =
          mixture.means[2 * j + 1] + (a[0] * v - a[1] * u) / determinant;
      picture.fill(int((x + 180) * scale), int((north - y) * scale), 2, 2,
                   {220, 70, 30});
    }
  }
  picture.writePng(path);
}

int run(const std::string &data, const std::string &path) {
  std::vector<double> points;
  for (const City &city : readCities(data)) {
    points.push_back(city.longitude);
    points.push_back(city.latitude);
  }
  const double n = double(points.size() / 2);
  std::printf("%g cities, %zu Gaussians\n\n", n, K);
  const Mixture start = startingAt(points, K, startWidth);

  Mixture atEm = start, halfway;
  std::vector<double> likelihoods;
  auto begin = std::chrono::steady_clock::now();
  for (int step = 0; step < emSteps; ++step) {
    if (step == 10)
      halfway = atEm;
    likelihoods.push_back(emStep(points, atEm));
  }
  likelihoods.push_back(likelihood(points, atEm));
  std::printf("EM:   %3d steps, %.2f s, log-likelihood per city %.6f to %.6f\n",
              emSteps, seconds(begin), likelihoods.front() / n,
              likelihoods.back() / n);
  // To rounding: a step that gains nothing may lose the last digits.
  bool rises = true;
  for (std::size_t k = 1; k < likelihoods.size(); ++k)
    rises &= likelihoods[k] >= likelihoods[k - 1] - 1e-10 * n;

  const double error = gradientError(points, halfway);
  const double identity = identityError(points, halfway);
  std::printf("      after 10 steps, the gradient differs from central "
              "differences by %.1e\n"
              "      and from what EM knows of it by %.1e\n",
              error, identity);

  Mixture atAdam = start;
  Adam adam(0.03, startWidth);
  begin = std::chrono::steady_clock::now();
  for (int step = 0; step < adamSteps; ++step)
    adam.step(points, atAdam);
  const double reached = likelihood(points, atAdam);
  std::printf("Adam: %3d steps, %.2f s, log-likelihood per city %.6f\n",
              adamSteps, seconds(begin), reached / n);

  draw(path, points, atEm);
  std::printf("picture: %s\n", path.c_str());
  return example::report(
      {{rises, "EM has lowered the likelihood"},
       {error <= 1e-6, "the gradient is not that of the likelihood"},
       {identity <= 1e-9, "the gradient is not what EM says"},
       {reached > likelihoods.front(), "the gradient has led downhill"}});
}

} // namespace

int main(int argc, char **argv) {
  return example::main(argc, argv, "cities.csv", run);
}
