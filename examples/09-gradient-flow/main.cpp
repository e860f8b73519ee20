//===- main.cpp - A gradient flow of points -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A flower flows into letters, down the Sinkhorn divergence. It has to fall at
// every step, and the means have to meet as fast as theory says.
//
//===----------------------------------------------------------------------===//

#include "figures.h"
#include "flow.h"
#include "picture.h"
#include "program.h"
#include "shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

constexpr std::size_t number = 1000;
constexpr double dt = 0.25;
constexpr double times[] = {0, 0.25, 0.5, 1, 5, 10};

constexpr double mostLeft = 1e-5;      // Of the divergence, at the end.
constexpr double mostMeanError = 1e-3; // Of the first distance of the means.

constexpr int size = 320; // Of a panel, in pixels.

/// The distance of the mean of the points from where it has to be: steps of
/// Euler multiply what is left of the way by 1 - dt.
class MeanCheck {
public:
  MeanCheck(const std::vector<double> &from, const std::vector<double> &to)
      : goal(mean(to)), way(mean(from)) {
    for (int k = 0; k < 2; ++k)
      way[k] -= goal[k];
  }

  /// Relative to the whole way.
  double error(const std::vector<double> &points, int steps) const {
    const auto centre = mean(points);
    const double left = std::pow(1 - dt, steps);
    return std::hypot(centre[0] - goal[0] - left * way[0],
                      centre[1] - goal[1] - left * way[1]) /
           std::hypot(way[0], way[1]);
  }

private:
  std::array<double, 2> goal, way;
};

/// Colours that say where in the flower a point began.
std::vector<Colour> colourFlower(const std::vector<double> &points) {
  const auto centre = mean(points);
  std::vector<Colour> colours;
  for (std::size_t n = 0; n < points.size(); n += 2) {
    const double u = points[n] - centre[0], v = points[n + 1] - centre[1];
    const double angle = std::atan2(v, u), radius = std::hypot(u, v);
    auto channel = [&](double shift) {
      return static_cast<std::uint8_t>(std::lround(
          130 + std::min(radius / 0.25, 1.0) * 115 * std::cos(angle - shift)));
    };
    colours.push_back(
        {channel(0), channel(2 * M_PI / 3), channel(4 * M_PI / 3)});
  }
  return colours;
}

/// The points over the shape they go to.
void drawPanel(Picture &picture, int panel, const std::vector<double> &points,
               const std::vector<Colour> &colours,
               const std::vector<double> &target) {
  const int left = panel % 3 * size, top = panel / 3 * size;
  auto dot = [&](const double *point, double radius, Colour colour) {
    picture.disc(left + size * point[0], top + size * (1 - point[1]), radius,
                 colour);
  };
  for (std::size_t n = 0; n < target.size(); n += 2)
    dot(&target[n], 3, {225, 225, 225});
  for (std::size_t n = 0; n < points.size(); n += 2)
    dot(&points[n], 2.2, colours[n / 2]);
  picture.frame(left, top, size, size, 1, {200, 200, 200});
}

int run(const std::string &path) {
  const std::vector<double> flower = fill(insideFlower, number);
  const std::vector<double> letters = fill(insideLetters, number);
  const std::vector<Colour> colours = colourFlower(flower);
  const MeanCheck check(flower, letters);

  kop::ot::Options options;
  options.blur = 0.015;
  options.tolerance = 1e-2;
  options.marginalTolerance = 1e-3;
  Flow flow(flower, letters, options);

  Picture picture(3 * size, 2 * size);
  std::printf("    t   divergence   descent    error of the mean\n");
  const double first = flow.divergence();
  double meanError = 0;
  bool falls = true;
  int step = 0, panel = 0;
  for (const double time : times) {
    for (; step < std::lround(time / dt); ++step) {
      const double before = flow.divergence();
      flow.step(dt);
      falls &= flow.divergence() < before;
      meanError = std::max(meanError, check.error(flow.points(), step + 1));
    }
    std::printf("%5g   %10.3e   %8.2e   %.1e\n", time, flow.divergence(),
                flow.descent(), meanError);
    std::fflush(stdout);
    drawPanel(picture, panel++, flow.points(), colours, letters);
  }
  const double left = flow.divergence() / first;
  std::printf("left of the divergence: %.2e (at most %g); error of the mean: "
              "%.1e (at most %g)\n",
              left, mostLeft, meanError, mostMeanError);
  if (!falls)
    std::fprintf(stderr, "error: the divergence rises\n");
  if (left > mostLeft)
    std::fprintf(stderr, "error: the points do not arrive\n");
  if (meanError > mostMeanError)
    std::fprintf(stderr, "error: the mean is not where it has to be\n");

  picture.writePng(path);
  std::printf("picture: %s\n", path.c_str());
  return falls && left <= mostLeft && meanError <= mostMeanError ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) { return example::main(argc, argv, run); }
