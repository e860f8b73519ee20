//===- means.cpp - Means of two shapes ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "means.h"

#include <kop/ot/barycentre.h>
#include <kop/ot/grid.h>

#include <stdexcept>
#include <string>

namespace {

constexpr double edge = 1.0 / cells, blur = 0.03;

double middleOf(std::size_t cell) { return (double(cell) + 0.5) * edge; }

void check(kop::ot::Status status, const char *what) {
  if (status != kop::ot::Status::Converged)
    throw std::runtime_error(std::string(what) + ": " + toString(status));
}

kop::ot::Measure<double> uniform(const Points &points) {
  return {kop::In<double>(points, points.size() / 2, 2)};
}

} // namespace

Place meanOf(const Image &image) {
  Place mean{0, 0};
  for (std::size_t i = 0; i < image.size(); ++i) {
    mean.x += double(image[i]) * middleOf(i % cells);
    mean.y += double(image[i]) * middleOf(i / cells);
  }
  return mean;
}

Place meanOf(const Points &points) {
  Place mean{0, 0};
  const double weight = 2 / double(points.size());
  for (std::size_t k = 0; k < points.size(); k += 2) {
    mean.x += weight * points[k];
    mean.y += weight * points[k + 1];
  }
  return mean;
}

Image imageOf(const Shape &inside) {
  constexpr std::size_t finer = 4;
  Image image(cells * cells, 0);
  double mass = 0;
  for (std::size_t i = 0; i < image.size(); ++i)
    for (std::size_t k = 0; k < finer * finer; ++k) {
      const double x = double(i % cells) + (double(k % finer) + 0.5) / finer;
      const double y = double(i / cells) + (double(k / finer) + 0.5) / finer;
      if (inside(x * edge, y * edge)) {
        image[i] += 1;
        mass += 1;
      }
    }
  for (float &value : image)
    value = float(double(value) / mass);
  return image;
}

Image meanOf(const Image &a, const Image &b, double share) {
  Image images = a;
  images.insert(images.end(), b.begin(), b.end());
  kop::ot::GridBarycentreOptions options;
  options.blur = blur;
  auto mean = kop::ot::gridBarycentre(kop::In<float>(images, 2, cells, cells),
                                      {1 - share, share}, edge, options);
  check(mean.status, "the mean of the images");
  return std::move(mean.weights);
}

Points meanOf(const Points &a, const Points &b, double share) {
  kop::ot::BarycentreOptions options;
  options.solver.blur = blur;
  auto mean = kop::ot::barycentre<double>(
      {uniform(a), uniform(b)}, {1 - share, share}, uniform(a).points, options);
  check(mean.status, "the mean of the points");
  return std::move(mean.points);
}

double divergence(const Points &points, const Image &image) {
  // Cells that hold nothing are left out.
  Points middles;
  std::vector<double> weights;
  double mass = 0;
  for (std::size_t i = 0; i < image.size(); ++i)
    if (image[i] > 0) {
      middles.insert(middles.end(), {middleOf(i % cells), middleOf(i / cells)});
      weights.push_back(double(image[i]));
      mass += weights.back();
    }
  for (double &weight : weights)
    weight /= mass;
  kop::ot::Options options;
  options.blur = blur;
  options.tolerance = 1e-3;
  return kop::ot::solve<double>(
             uniform(points),
             {uniform(middles).points, kop::In<double>(weights)}, options)
      .value();
}
