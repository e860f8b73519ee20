//===- main.cpp - Means of shapes -----------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From a heart to a star in four steps, twice: as images of 64 x 64 cells and
// as 500 points that move. Checks both against what theory knows of them.
//
//===----------------------------------------------------------------------===//

#include "means.h"
#include "picture.h"
#include "program.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace {

constexpr std::size_t number = 500;
constexpr int panels = 5, size = 256;

bool insideHeart(double x, double y) {
  const double u = (x - 0.4) * 3.4, v = (0.42 - y) * 3.4;
  const double w = u * u + v * v - 1;
  return w * w * w < u * u * v * v * v;
}

/// Five points, between circles of radii 0.13 and 0.33.
bool insideStar(double x, double y) {
  constexpr double pi = 3.14159265358979323846, outer = 0.33, inner = 0.13;
  const double u = x - 0.6, v = y - 0.56, radius = std::hypot(u, v);
  const double turn = std::atan2(u, -v) / (2 * pi) * 5;
  // The edge between a tip, at 0 or 1, and the notch at 1/2.
  const double part = std::abs(2 * (turn - std::floor(turn)) - 1);
  const double angle = part * pi / 5;
  const double x0 = inner, x1 = outer * std::cos(pi / 5),
               y1 = outer * std::sin(pi / 5);
  // Where the ray of that angle meets the line from (x0, 0) to (x1, y1).
  const double meets =
      x0 * y1 / (y1 * std::cos(angle) - (x1 - x0) * std::sin(angle));
  return radius < meets;
}

double away(Place a, Place b) { return std::hypot(a.x - b.x, a.y - b.y); }

Place between(Place a, Place b, double share) {
  return {(1 - share) * a.x + share * b.x, (1 - share) * a.y + share * b.y};
}

void drawImage(Picture &picture, int panel, const Image &image) {
  constexpr int edge = size / int(cells);
  const float most = *std::max_element(image.begin(), image.end());
  for (std::size_t i = 0; i < image.size(); ++i) {
    const double light = 1 - double(image[i] / most);
    const auto channel = [&](double dark) {
      return static_cast<std::uint8_t>(
          std::lround(dark + (255 - dark) * light));
    };
    picture.fill(panel * size + int(i % cells) * edge, int(i / cells) * edge,
                 edge, edge, {channel(120), channel(20), channel(60)});
  }
}

/// Points, with the colours of where they began.
void drawPoints(Picture &picture, int panel, const Points &points,
                const Points &start) {
  for (std::size_t k = 0; k < points.size(); k += 2) {
    const double u = std::clamp((start[k] - 0.05) / 0.7, 0.0, 1.0);
    const double v = std::clamp((start[k + 1] - 0.05) / 0.7, 0.0, 1.0);
    const Colour colour = {static_cast<std::uint8_t>(40 + 200 * u),
                           static_cast<std::uint8_t>(60 + 110 * (1 - v)),
                           static_cast<std::uint8_t>(220 - 180 * u)};
    picture.disc(size * (panel + points[k]), size * (1 + points[k + 1]), 3,
                 colour);
  }
}

/// The mean of an image and of the same one moved by (16, 8) cells, half-way:
/// the image moved by (8, 4), whatever its shape and the blur are. The L1
/// distance to that.
double errorOfTranslation() {
  const auto moved = [](double cellsX, double cellsY) {
    return imageOf([=](double x, double y) {
      return insideHeart(x - cellsX / cells, y - cellsY / cells);
    });
  };
  const Image mean = meanOf(moved(0, 0), moved(16, 8), 0.5);
  const Image expected = moved(8, 4);
  double error = 0;
  for (std::size_t i = 0; i < mean.size(); ++i)
    error += std::abs(double(mean[i]) - double(expected[i]));
  return error;
}

int run(const std::string &path) {
  const Image heart = imageOf(insideHeart), star = imageOf(insideStar);
  const Points heartPoints = fill(insideHeart, number),
               starPoints = fill(insideStar, number);
  Picture picture(panels * size, 2 * size);
  double ofImages = 0, ofPoints = 0, apart = 0;
  std::printf("share  mean of the image   mean of the points  divergence\n");
  for (int panel = 0; panel < panels; ++panel) {
    const double share = double(panel) / (panels - 1);
    const bool isBetween = panel > 0 && panel < panels - 1;
    const Image image = isBetween    ? meanOf(heart, star, share)
                        : panel == 0 ? heart
                                     : star;
    const Points points =
        panel > 0 ? meanOf(heartPoints, starPoints, share) : heartPoints;
    const double difference = divergence(points, image);
    const Place atImage = meanOf(image), atPoints = meanOf(points);
    std::printf("%4.2f   (%.5f, %.5f)  (%.5f, %.5f)  %.1e\n", share, atImage.x,
                atImage.y, atPoints.x, atPoints.y, difference);
    std::fflush(stdout);
    ofImages = std::max(
        ofImages, away(atImage, between(meanOf(heart), meanOf(star), share)));
    ofPoints =
        std::max(ofPoints, away(atPoints, between(meanOf(heartPoints),
                                                  meanOf(starPoints), share)));
    apart = std::max(apart, difference);
    drawImage(picture, panel, image);
    drawPoints(picture, panel, points, heartPoints);
  }
  const double ofTranslation = errorOfTranslation();
  std::printf("means are off by %.1e (images), %.1e (points)\n"
              "a translation is off by %.1e of its mass\n",
              ofImages, ofPoints, ofTranslation);
  picture.writePng(path);
  std::printf("picture: %s\n", path.c_str());
  return example::report(
      {{ofImages <= 1e-4, "the mean of an image is not where it has to be"},
       {ofPoints <= 1e-4, "the mean of points is not where it has to be"},
       {ofTranslation <= 0.08, "the mean of a translation is another shape"},
       {apart <= 1e-4, "images and points have different means"}});
}

} // namespace

int main(int argc, char **argv) { return example::main(argc, argv, run); }
