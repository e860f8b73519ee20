//===- main.cpp - Convolutions on points ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sums over the neighbours of a point, given as a list or by a Gaussian window
// over all points: means, covariances, a small network per pair. Compares both
// ways, checks the gradients in the weights, and trains the network to tell the
// mean curvature of a torus. The formulas are in convolution.kop.
//
//===----------------------------------------------------------------------===//

#include "convolution.kop.h"
#include "network.h"
#include "picture.h"
#include "program.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>

using kop::In;
using kop::Out;

namespace {

constexpr std::size_t N = 2048;
constexpr std::size_t trainingRows = 512;
constexpr int trainingSteps = 250;

/// Largest difference over the largest value.
template <typename T>
double difference(const std::vector<T> &a, const std::vector<T> &b) {
  double largest = 0, error = 0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    largest = std::max(largest, std::abs(double(b[n])));
    error = std::max(error, std::abs(double(a[n]) - double(b[n])));
  }
  return error / largest;
}

/// Central differences of the loss in every third weight.
double gradientError(const Cloud &cloud, const std::vector<double> &wanted,
                     Weights weights, Path path) {
  const std::vector<double> slope = loss(cloud, wanted, weights, path).gradient;
  const auto lossAt = [&] {
    double sum = 0;
    const std::vector<double> found = estimate(cloud, weights, path);
    for (std::size_t i = 0; i < found.size(); ++i)
      sum += std::pow(found[i] - wanted[i], 2) / double(found.size());
    return sum;
  };
  std::vector<double> some, differences;
  for (std::size_t n = 0; n < slope.size(); n += 3) {
    const double value = weights.values[n], h = 1e-6;
    weights.values[n] = value + h;
    const double above = lossAt();
    weights.values[n] = value - h;
    differences.push_back((above - lossAt()) / (2 * h));
    weights.values[n] = value;
    some.push_back(slope[n]);
  }
  return difference(some, differences);
}

/// Covariances of turned points are turned covariances.
double equivarianceError(const Torus &torus, std::mt19937_64 &random) {
  const std::vector<double> q = randomRotation(random);
  const auto covariances = [](const std::vector<float> &points) {
    std::vector<float> result(N * 9);
    const In<float> x(points, N, 3);
    convolution::covariances_window(x, x, float(windowWidth),
                                    Out<float>(result, N, 3, 3));
    return result;
  };
  const std::vector<float> before = covariances(torus.points);
  const std::vector<float> after = covariances(rotated(q, torus.points));
  std::vector<float> expected(before.size());
  for (std::size_t n = 0; n < before.size(); n += 9)
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) {
        double sum = 0;
        for (int c = 0; c < 3; ++c)
          for (int d = 0; d < 3; ++d)
            sum += q[3 * a + c] * before[n + 3 * c + d] * q[3 * b + d];
        expected[n + 3 * a + b] = float(sum);
      }
  return difference(after, expected);
}

/// Milliseconds of a call, the fastest of three.
template <class F> double timed(F call) {
  double best = INFINITY;
  for (int k = 0; k < 3; ++k) {
    const auto start = std::chrono::steady_clock::now();
    call();
    const std::chrono::duration<double, std::milli> time =
        std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count());
  }
  return best;
}

/// The time of every convolution, by a list and by a window.
void printTimes(const Torus &torus, const Cloud &cloud,
                std::mt19937_64 &random) {
  const In<float> x(torus.points, N, 3), f(torus.normals, N, 3);
  const In<std::int32_t> nearest(cloud.nearest, N, neighbours);
  const float s = float(windowWidth);
  std::vector<float> result(N * 16);
  const auto print = [](const char *what, double list, double window) {
    std::printf("  %-13s %8.2f ms %9.2f ms\n", what, list, window);
  };
  std::printf("%zu points:      %zu nearest      window\n", N, neighbours);
  const Out<float> vectors(result.data(), N, 3),
      matrices(result.data(), N, 3, 3);
  print("means",
        timed([&] { convolution::means_list(x, x, nearest, vectors); }),
        timed([&] { convolution::means_window(x, x, s, vectors); }));
  print("covariances",
        timed([&] { convolution::covariances_list(x, x, nearest, matrices); }),
        timed([&] { convolution::covariances_window(x, x, s, matrices); }));
  for (std::size_t h : {8, 16}) {
    Weights weights = randomWeights(h, random);
    const std::vector<float> w(weights.values.begin(), weights.values.end());
    const auto at = [&](const double *part) {
      return w.data() + (part - weights.values.data());
    };
    const In<float> W1(at(weights.W1()), h, 6), c1(at(weights.c1()), h);
    const In<float> W2(at(weights.W2()), h, h), c2(at(weights.c2()), h);
    const Out<float> out(result.data(), N, h);
    print(h == 8 ? "network of 8" : "network of 16", timed([&] {
            convolution::network_list(x, x, f, f, nearest, W1, c1, W2, c2, out);
          }),
          timed([&] {
            convolution::network_window(x, x, f, f, s, W1, c1, W2, c2, out);
          }));
  }
}

/// Adam (Kingma and Ba, 2015) on all rows, in steps that become smaller.
Weights train(const Cloud &cloud, const std::vector<double> &wanted,
              Weights weights) {
  std::vector<double> mean(weights.values.size()), square(mean.size());
  for (int step = 1; step <= trainingSteps; ++step) {
    const Loss now = loss(cloud, wanted, weights, Path::List);
    const double rate = 0.03 * (1 - double(step - 1) / trainingSteps);
    for (std::size_t n = 0; n < mean.size(); ++n) {
      const double g = now.gradient[n];
      mean[n] = 0.9 * mean[n] + 0.1 * g;
      square[n] = 0.99 * square[n] + 0.01 * g * g;
      weights.values[n] -=
          rate * mean[n] / (1 - std::pow(0.9, step)) /
          (std::sqrt(square[n] / (1 - std::pow(0.99, step))) + 1e-12);
    }
    if (step % 100 == 0)
      std::printf("  step %d: mean square error %.5f\n", step, now.value);
  }
  return weights;
}

double meanSquare(const std::vector<double> &a, const std::vector<double> &b) {
  double sum = 0;
  for (std::size_t n = 0; n < a.size(); ++n)
    sum += std::pow(a[n] - b[n], 2) / double(a.size());
  return sum;
}

/// Blue where the surface bends least, white, red where it bends most.
Colour colourOf(double curvature) {
  const double t = std::clamp((curvature - 0.4) / 0.25, -1.0, 1.0);
  const auto channel = [&](double end) {
    return std::uint8_t(245 + std::abs(t) * (end - 245));
  };
  return t < 0 ? Colour{channel(40), channel(90), channel(190)}
               : Colour{channel(200), channel(50), channel(40)};
}

/// Points that face the viewer, from behind to the front.
void draw(Picture &picture, int left, const Cloud &cloud,
          const std::vector<double> &values) {
  std::vector<std::size_t> order(cloud.size());
  std::iota(order.begin(), order.end(), 0);
  const auto depth = [&](std::size_t i) { return cloud.points[3 * i + 2]; };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return depth(a) < depth(b); });
  for (std::size_t i : order)
    if (cloud.normals[3 * i + 2] > 0)
      picture.disc(left + 210 + 55 * cloud.points[3 * i],
                   210 - 55 * cloud.points[3 * i + 1], 5, colourOf(values[i]));
}

int run(const std::string &path) {
  std::mt19937_64 random(6);
  const Torus torus(N, random), other(N, random), small(N / 8, random);
  const Cloud cloud(torus, N), unseen(other, N), few(small, N / 8);
  const Weights start = randomWeights(hidden, random);

  printTimes(torus, cloud, random);
  const double paths = difference(features(cloud, start, Path::Near),
                                  features(cloud, start, Path::List));
  const double turned = equivarianceError(torus, random);
  const double ofList = gradientError(few, small.curvature, start, Path::List);
  const double ofWindow =
      gradientError(few, small.curvature, start, Path::Window);
  std::printf(
      "list against all points within the radius: %.1e\n"
      "covariances of turned points:              %.1e\n"
      "gradients against differences:             %.1e list, %.1e window\n",
      paths, turned, ofList, ofWindow);

  std::printf("training on the mean curvature of a torus at %zu points:\n",
              trainingRows);
  const Weights trained =
      train(Cloud(torus, trainingRows), torus.curvature, start);
  const std::vector<double> found = estimate(unseen, trained, Path::List);
  const double mean =
      std::accumulate(other.curvature.begin(), other.curvature.end(), 0.0) /
      double(N);
  const double left = meanSquare(found, other.curvature) /
                      meanSquare(std::vector<double>(N, mean), other.curvature);
  std::printf("at other points of it, %.0f %% of the variance "
              "is explained\n",
              100 * (1 - left));

  Picture picture(840, 420);
  draw(picture, 0, unseen, other.curvature);
  draw(picture, 420, unseen, found);
  picture.writePng(path);
  std::printf("picture: %s\n", path.c_str());
  struct Check {
    bool holds;
    const char *otherwise;
  };
  const Check checks[] = {
      {paths <= 1e-13, "the list and the radius give different sums"},
      {turned <= 1e-4, "covariances do not turn with the points"},
      {ofList <= 1e-6, "the gradient is not that of the list"},
      {ofWindow <= 1e-6, "the gradient is not that of the window"},
      {left <= 0.2, "the network has learnt too little"}};
  bool allMet = true;
  for (const Check &check : checks)
    if (!check.holds) {
      std::fprintf(stderr, "error: %s\n", check.otherwise);
      allMet = false;
    }
  return allMet ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) { return example::main(argc, argv, run); }
