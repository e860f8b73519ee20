//===- main.cpp - An optimal assignment and its proof ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sends 5000 points of a disc to 5000 points of a spiral as cheaply as can be,
// and checks that: by the potentials on all pairs, by the interval of a blurred
// problem, and for fewer points by another method.
//
//===----------------------------------------------------------------------===//

#include "checks.h"
#include "picture.h"
#include "program.h"
#include "shapes.h"

#include <kop/ot/exact.h>

#include <chrono>
#include <cmath>
#include <cstdio>

namespace {

constexpr std::size_t number = 5000, few = 400;
constexpr double rounding = 1e-12; // Of the cost.

bool insideDisc(double x, double y) {
  return std::hypot(x - 0.5, y - 0.5) < 0.45;
}

/// Three arms.
bool insideSpiral(double x, double y) {
  const double u = x - 0.5, v = y - 0.5, radius = std::hypot(u, v);
  const double turns = 3 * std::atan2(v, u) / (2 * M_PI) - 5 * radius;
  return radius < 0.47 && turns - std::floor(turns) < 0.4;
}

kop::ot::Measure<double> uniform(const Points &points) {
  return {kop::In<double>(points, points.size() / 2, 2)};
}

/// Says twice a second how far the solver is.
bool report(const kop::ot::Progress &progress) {
  static double last = 0;
  if (progress.seconds - last < 0.5)
    return true;
  last = progress.seconds;
  if (progress.epsilon > 0)
    std::fprintf(stderr, "  %.1f s: a blur of %.2e\n", progress.seconds,
                 std::sqrt(progress.epsilon));
  else
    std::fprintf(stderr, "  %.1f s: without blur\n", progress.seconds);
  return true;
}

bool close(double a, double b) { return std::abs(a - b) <= rounding * b; }

bool check(bool met, const char *what) {
  if (!met)
    std::fprintf(stderr, "error: %s\n", what);
  return met;
}

/// The proof that comes with the assignment, checked from the beginning.
bool checkProof(const Points &x, const Points &y,
                const kop::ot::ExactTransport &exact) {
  const Assignment columns = exact.assignment();
  const bool permutation = isPermutation(columns);
  const double upper = permutation ? meanCost(x, y, columns) : 0;
  const double lower = lowerBound(x, y, exact.potentialA, exact.potentialB);
  std::printf("checked: a permutation of cost %.12f; none costs less than "
              "%.12f\n",
              upper, lower);
  return check(permutation, "the plan is no permutation") &
         check(close(upper, exact.value), "the cost is another one") &
         check(close(lower, upper), "the potentials prove nothing");
}

/// Blur never makes transport cheaper, nor dearer by more than eps log N.
bool checkBlurred(const Points &x, const Points &y, double exact) {
  kop::ot::Options options;
  options.blur = 0.01;
  options.tolerance = 1e-2;
  const auto result = kop::ot::solve<double>(uniform(x), uniform(y), options);
  const auto interval = result.otInterval();
  const double lower = interval.lower - result.epsilon() * std::log(number);
  std::printf("by a blur of %g: between %.6f and %.6f\n", options.blur, lower,
              interval.upper);
  return check(lower <= exact && exact <= interval.upper,
               "the blurred problem says otherwise");
}

/// Fewer points, by two methods.
bool checkFew() {
  const Points x = fill(insideDisc, few), y = fill(insideSpiral, few);
  const double exact = exactTransport(uniform(x), uniform(y)).value;
  const double other = augmentingPaths(x, y);
  std::printf("%zu points: %.12f; by augmenting paths %.12f\n", few, exact,
              other);
  return check(close(exact, other), "another method finds another cost");
}

/// Points on their way, with the colours of where they began.
void drawPanel(Picture &picture, int panel, int size, const Points &x,
               const Points &y, const Assignment &columns, double time) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double *from = &x[2 * i], *to = &y[2 * std::size_t(columns[i])];
    const double u = from[0] - 0.5, v = from[1] - 0.5;
    const double angle = std::atan2(v, u), radius = std::hypot(u, v) / 0.45;
    auto channel = [&](double shift) {
      return static_cast<std::uint8_t>(
          std::lround(135 + 110 * radius * std::cos(angle - shift)));
    };
    picture.disc(size * (panel + (1 - time) * from[0] + time * to[0]),
                 size * ((1 - time) * from[1] + time * to[1]), 2.2,
                 {channel(0), channel(2 * M_PI / 3), channel(4 * M_PI / 3)});
  }
}

int run(const std::string &path) {
  const Points x = fill(insideDisc, number), y = fill(insideSpiral, number);
  kop::ot::Options options;
  options.progress = report;
  const auto start = std::chrono::steady_clock::now();
  const auto exact = exactTransport(uniform(x), uniform(y), options);
  const std::chrono::duration<double> time =
      std::chrono::steady_clock::now() - start;
  std::printf("%zu points to %zu: %s in %.2f s; passes over all pairs: %lld, "
              "pivots: %lld\n",
              number, number, toString(exact.status), time.count(),
              static_cast<long long>(exact.rounds),
              static_cast<long long>(exact.pivots));
  std::printf("cost %.12f in [%.12f, %.12f], %.1e wide\n", exact.value,
              exact.interval.lower, exact.interval.upper,
              exact.interval.width());
  std::fflush(stdout);

  const bool met = check(exact.status == kop::ot::Status::Converged,
                         "the solver does not converge") &
                   check(exact.interval.contains(exact.value),
                         "the interval does not hold the cost") &
                   checkProof(x, y, exact) & checkBlurred(x, y, exact.value) &
                   checkFew();

  constexpr int panels = 4, size = 320;
  Picture picture(panels * size, size);
  for (int panel = 0; panel < panels; ++panel)
    drawPanel(picture, panel, size, x, y, exact.assignment(),
              double(panel) / (panels - 1));
  picture.writePng(path);
  std::printf("picture: %s\n", path.c_str());
  return met ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) { return example::main(argc, argv, run); }
