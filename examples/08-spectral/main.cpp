//===- main.cpp - The modes of a shape ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The eigenvectors of a kernel matrix of points are the modes of the shape that
// they lie on: on a circle, sines and cosines. Checks those of a circle, whose
// eigenvalues are known exactly, then finds and draws the modes of a mesh. The
// formulas are in spectral.kop.
//
//===----------------------------------------------------------------------===//

#include "mesh.h"
#include "program.h"
#include "render.h"

#include "spectral.kop.h"
#include <kop/solve.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace {

using kop::In;
using kop::Out;
using kop::solve::EigenOptions;
using kop::solve::Eigenpairs;
using kop::solve::Operator;

constexpr int modes = 9;
constexpr double pi = 3.14159265358979323846;

/// Points at equal distances on a circle make a circulant matrix: its
/// eigenvalues are the discrete Fourier transform of one row. Largest error,
/// relative to the largest eigenvalue.
double circleError() {
  const int n = 1000, count = 21;
  const double sigma = 0.1;
  std::vector<double> points, ones(n, 1.0), exact;
  for (int i = 0; i < n; ++i) {
    points.push_back(std::cos(2 * pi * i / n));
    points.push_back(std::sin(2 * pi * i / n));
  }
  for (int k = 0; k < count; ++k) {
    const int frequency = (k + 1) / 2; // each but the first comes twice
    double sum = 0;
    for (int i = 0; i < n; ++i) {
      const double chord = 2 * std::sin(pi * i / n);
      sum += std::exp(-chord * chord / (2 * sigma * sigma)) *
             std::cos(2 * pi * i * frequency / n);
    }
    exact.push_back(sum);
  }
  const Operator kernel =
      Operator::of<double>(n, [&](const In<double> &v, const Out<double> &out) {
        spectral::scaled(In<double>(points, n, 2), In<double>(points, n, 2),
                         ones, ones, v, sigma, out);
      });
  EigenOptions options;
  options.tolerance = 1e-12;
  const Eigenpairs pairs = kop::solve::eigenpairs(kernel, count, options);
  double error = pairs.values.size() == exact.size() ? 0 : INFINITY;
  for (std::size_t k = 0; k < pairs.values.size(); ++k)
    error = std::max(error, std::abs(pairs.values[k] - exact[k]) / exact[0]);
  return error;
}

/// What is known of the modes of a mesh.
struct Modes {
  Eigenpairs pairs;
  std::vector<float> degrees;
  /// Of the first eigenvector from the roots of the degrees, which it is.
  double error = 0;
};

Modes modesOf(const Mesh &mesh, float sigma) {
  const auto n = std::int64_t(mesh.size());
  const In<float> points(mesh.points, n, 3);
  Modes result;
  result.degrees.resize(n);
  spectral::degree(points, points, sigma, result.degrees);
  std::vector<float> scale;
  double total = 0;
  for (const float degree : result.degrees) {
    scale.push_back(1 / std::sqrt(degree));
    total += degree;
  }
  const Operator step =
      Operator::of<float>(n, [&](const In<float> &v, const Out<float> &out) {
        spectral::scaled(points, points, scale, scale, v, sigma, out);
      });
  auto last = std::chrono::steady_clock::now();
  EigenOptions options;
  options.tolerance = 1e-5;
  options.progress = [&](const kop::solve::Progress &progress) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last > std::chrono::seconds(1)) {
      last = now;
      std::printf("  %lld products, %.0f s\n",
                  static_cast<long long>(progress.iteration), progress.seconds);
      std::fflush(stdout);
    }
    return true;
  };
  result.pairs = kop::solve::eigenpairs(step, modes, options);
  if (result.pairs.values.empty())
    return result;
  const double sign = std::copysign(1.0, result.pairs.vectors[0]);
  for (std::int64_t i = 0; i < n; ++i)
    result.error =
        std::max(result.error, std::abs(sign * result.pairs.vectors[i * modes] -
                                        std::sqrt(result.degrees[i] / total)) *
                                   std::sqrt(double(n)));
  return result;
}

/// All modes but the first, which is constant, in two rows.
void draw(const std::string &path, const Mesh &mesh, const Modes &found,
          double angle) {
  constexpr int size = 240, columns = (modes - 1) / 2;
  Picture picture(columns * size, 2 * size);
  for (int mode = 1; mode < modes; ++mode) {
    std::vector<double> values;
    for (std::size_t i = 0; i < mesh.size(); ++i)
      values.push_back(found.pairs.vectors[i * modes + mode] /
                       std::sqrt(found.degrees[i]));
    drawMesh(picture, (mode - 1) % columns * size, (mode - 1) / columns * size,
             size, mesh, values, angle);
  }
  picture.writePng(path);
}

int run(Mesh mesh, double angle, const std::string &path) {
  const double ofCircle = circleError();
  std::printf("circle: eigenvalues differ from the Fourier transform by %.1e\n",
              ofCircle);
  mesh.normalise();
  std::printf("mesh of %zu points\n", mesh.size());
  const Modes found = modesOf(mesh, 0.03f);
  const Eigenpairs &pairs = found.pairs;
  double residual = 0;
  for (std::size_t k = 0; k < pairs.values.size(); ++k) {
    std::printf("  %.6f\n", pairs.values[k]);
    residual = std::max(residual, pairs.residuals[k]);
  }
  std::printf("%s after %lld products; residuals up to %.1e\n",
              toString(pairs.status),
              static_cast<long long>(pairs.applications), residual);
  const bool isComplete = pairs.values.size() == modes;
  if (isComplete) {
    draw(path, mesh, found, angle);
    std::printf("picture: %s\n", path.c_str());
  }
  return example::report(
      {{ofCircle <= 1e-12, "the eigenvalues of the circle are wrong"},
       {isComplete && residual <= 1e-5, "the modes are not accurate"},
       {isComplete && std::abs(pairs.values[0] - 1) <= 1e-5,
        "the largest eigenvalue is not 1"},
       {isComplete && found.error <= 1e-2,
        "its vector is not that of the degrees"}});
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr, "usage: %s [mesh.off [degrees]] picture.png\n",
                 argv[0]);
    return 2;
  }
  return example::guarded([&] {
    if (argc == 2)
      return run(trefoil(240, 28), 0.5, argv[1]);
    const double angle = argc == 4 ? std::atof(argv[2]) * pi / 180 : 0;
    return run(readOff(argv[1]), angle, argv[argc - 1]);
  });
}
