//===- main.cpp - Two partial scans of a horse ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two scans of a horse share no point and show different parts; one of them is
// turned by 60 degrees. Transport puts them together, and has to find the
// rotation to a degree.
//
//===----------------------------------------------------------------------===//

#include "horse.h"
#include "picture.h"
#include "program.h"
#include "registration.h"

#include <kop/ot/options.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

constexpr std::size_t number = 3000; // Of the whole horse.
constexpr double noise = 0.003;
constexpr double missing = 0.25; // Part of it that a scan leaves out.
constexpr std::array<double, 3> cut = {0.8, 0, -0.6};

constexpr double mostDegrees = 1;
constexpr double mostDistance = 0.02;   // The horse is about 1 long.
constexpr double mostFitDegrees = 1e-3; // With known pairs.

/// The mean distance of points (root mean square).
double distance(const Points &x, const Points &y) {
  double sum = 0;
  for (std::size_t n = 0; n < x.size(); ++n)
    sum += std::pow(double(x[n]) - y[n], 2);
  const std::size_t points = x.size() / 3;
  return std::sqrt(sum / double(points));
}

/// A scan in its own place, and where it belongs.
struct Scan {
  Points points, solution;
  Rigid motion; ///< from the former to the latter
};

Scan turnedScan(std::mt19937_64 &random) {
  Scan scan;
  scan.solution = between(horse(number, noise, random), cut, missing, 1);
  constexpr std::array<double, 3> axis = {2.0 / 3, 1.0 / 3, 2.0 / 3};
  Rigid away;
  away.rotation = rotationAbout(axis, -M_PI / 3);
  away.shift = {0.2, -0.1, 0.15};
  scan.points = away.apply(scan.solution);
  scan.motion = inverse(away);
  return scan;
}

Rigid registerScan(const char *name, const Scan &scan, const Points &target,
                   const Schedule &schedule) {
  std::printf("\n%s\n step   blur    matched   degrees off   distance\n", name);
  return align(scan.points, target, schedule,
               [&](const Step &step, const Rigid &motion) {
                 if (step.number % 10 != 0)
                   return;
                 std::printf(
                     "%5d   %.4f   %5.1f %%   %11.3f   %.4f\n", step.number,
                     step.blur, 100 * step.matched,
                     degreesBetween(motion, scan.motion),
                     distance(motion.apply(scan.points), scan.solution));
                 std::fflush(stdout);
               });
}

/// Both scans, seen from the side and a little from above and from the front;
/// near points are darker.
void drawPanel(Picture &picture, int panel, int size, const Points &scan,
               const Points &target) {
  struct Dot {
    double x, y, depth;
    bool ofScan;
  };
  std::vector<Dot> dots;
  const double turn = 0.5, tilt = 0.35;
  for (const Points *points : {&scan, &target})
    for (std::size_t n = 0; n < points->size(); n += 3) {
      const float *p = &(*points)[n];
      const double right = std::cos(turn) * p[0] + std::sin(turn) * p[1],
                   away = std::cos(turn) * p[1] - std::sin(turn) * p[0];
      dots.push_back({right, std::cos(tilt) * p[2] + std::sin(tilt) * away,
                      std::cos(tilt) * away - std::sin(tilt) * p[2],
                      points == &scan});
    }
  std::sort(dots.begin(), dots.end(),
            [](const Dot &a, const Dot &b) { return a.depth > b.depth; });
  const double scale = 0.62 * size;
  for (const Dot &dot : dots) {
    const double fade = std::clamp(0.5 + 0.9 * dot.depth, 0.0, 0.85);
    auto channel = [&](int value) {
      return static_cast<std::uint8_t>(value + fade * (245 - value));
    };
    const Colour colour = dot.ofScan
                              ? Colour{channel(205), channel(75), channel(0)}
                              : Colour{channel(0), channel(75), channel(165)};
    picture.disc((panel + 0.5) * size + scale * (dot.x - 0.05),
                 0.5 * size - scale * (dot.y + 0.03), 2.4, colour);
  }
}

int run(const std::string &path) {
  std::mt19937_64 random(1);
  const Points target =
      between(horse(number, noise, random), cut, 0, 1 - missing);
  const Scan scan = turnedScan(random);
  const std::size_t points = scan.points.size() / 3;

  // The fit by itself, with pairs that are known.
  const Rigid known =
      fitRigid(scan.points, scan.solution, std::vector<float>(points, 1));
  const double fitError = degreesBetween(known, scan.motion);
  std::printf("%zu points on %zu, %.0f degrees off; with known pairs %.1e\n",
              points, target.size() / 3, degreesBetween({}, scan.motion),
              fitError);

  const Rigid whole = registerScan("all is matched", scan, target,
                                   {0.15, 0.015, 20, kop::ot::balanced});
  const Rigid part = registerScan("what is near is matched", scan, target,
                                  {0.15, 0.0075, 80, 2});

  const Points moved = part.apply(scan.points);
  const double degrees = degreesBetween(part, scan.motion),
               off = distance(moved, scan.solution);
  std::printf("\nfound: %.3f degrees off (at most %g), distance %.4f (at most "
              "%g)\n",
              degrees, mostDegrees, off, mostDistance);
  const bool met = degrees <= mostDegrees && off <= mostDistance &&
                   fitError <= mostFitDegrees;
  if (!met)
    std::fprintf(stderr, "error: the scans do not fit together\n");

  constexpr int size = 420;
  Picture picture(3 * size, size);
  drawPanel(picture, 0, size, scan.points, target);
  drawPanel(picture, 1, size, whole.apply(scan.points), target);
  drawPanel(picture, 2, size, moved, target);
  picture.writePng(path);
  std::printf("picture: %s\n", path.c_str());
  return met ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) { return example::main(argc, argv, run); }
