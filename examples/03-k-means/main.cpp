//===- main.cpp - Group handwritten digits by K-means ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The first ten images are the first centres. A step gives every image to its
// nearest centre and moves every centre to the mean of its images, until no
// centre moves. The formula of a step is in clusters.kop.
//
//===----------------------------------------------------------------------===//

#include "clusters.kop.h"
#include "digits.h"
#include "picture.h"
#include "program.h"

#include <kop/kop.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace {

constexpr int K = 10;              // Clusters.
constexpr int D = Digits::pixels;  // Components of a point.
constexpr int mostIterations = 50; // Many more than this data needs.

/// What K-means ends with.
struct Clusters {
  std::vector<double> centres;      ///< K x D
  std::vector<std::int32_t> labels; ///< the cluster of every point
  std::vector<std::int32_t> sizes;  ///< points per cluster
  std::vector<double> inertias;     ///< one per iteration
  bool converged = false;
};

Clusters cluster(const std::vector<double> &points) {
  const std::size_t n = points.size() / D;
  Clusters result;
  result.centres.assign(points.begin(), points.begin() + K * D);
  result.labels.resize(n);
  result.sizes.resize(K);
  std::vector<double> moved(K * D);
  while (!result.converged && result.inertias.size() < mostIterations) {
    double inertia = 0;
    clusters::step(
        kop::In<double>(points, n, D), kop::In<double>(result.centres, K, D),
        kop::Out<std::int32_t>(result.labels, n), inertia,
        kop::Out<std::int32_t>(result.sizes, K), kop::Out<double>(moved, K, D));
    result.inertias.push_back(inertia);
    result.converged = moved == result.centres;
    result.centres.swap(moved);
  }
  return result;
}

/// A row per cluster: its centre, large, and the images that are nearest to it.
void draw(const std::string &path, const Digits &digits,
          const std::vector<double> &points, const Clusters &clusters) {
  constexpr int shown = 20, small = 3, large = 6, cell = 8 * large + 8;
  constexpr int step = 8 * small + 4;
  Picture picture(cell + 8 + shown / 2 * step, K * cell);
  for (int k = 0; k < K; ++k) {
    const double *centre = &clusters.centres[k * D];
    const int y = k * cell + 4;
    picture.frame(2, y - 2, 8 * large + 4, 8 * large + 4, 2, {38, 120, 190});
    drawDigit(picture, 4, y, centre, large);

    std::vector<std::pair<double, int>> members;
    for (int n = 0; n < digits.size(); ++n) {
      double distance = 0;
      for (int d = 0; d < D; ++d)
        distance += std::pow(points[n * D + d] - centre[d], 2);
      if (clusters.labels[n] == k)
        members.push_back({distance, n});
    }
    std::sort(members.begin(), members.end());
    const int count = std::min<int>(shown, static_cast<int>(members.size()));
    for (int place = 0; place < count; ++place)
      drawDigit(picture, cell + 8 + place / 2 * step,
                y + place % 2 * (step - 2),
                &digits.images[members[place].second * D], small);
  }
  picture.writePng(path);
}

struct Expected {
  int iteration;
  double inertia;
};
constexpr Expected expected[] = {
    {1, 2220380}, {10, 1168424.927516}, {14, 1167859.384007}};

/// Prints the expected numbers beside what came out; false if one differs.
bool check(const Clusters &clusters) {
  std::printf("iteration  inertia           expected\n");
  bool allMet = true;
  for (const auto &[iteration, inertia] : expected) {
    const int last = static_cast<int>(clusters.inertias.size());
    const double found = clusters.inertias[std::min(iteration, last) - 1];
    std::printf("%9d  %-16.6f  %-16.6f%s\n", iteration, found, inertia,
                iteration == last && clusters.converged ? "  converged" : "");
    allMet &= std::abs(found - inertia) <= 1e-9 * inertia;
  }
  return allMet && clusters.converged &&
         clusters.inertias.size() == std::size_t(expected[2].iteration);
}

/// How many images a cluster would name right, if it had the name of the digit
/// that is most frequent in it.
int countRight(const Digits &digits, const Clusters &clusters) {
  int votes[K][10] = {};
  for (int n = 0; n < digits.size(); ++n)
    ++votes[clusters.labels[n]][digits.labels[n]];
  int right = 0;
  for (const auto &row : votes)
    right += *std::max_element(row, row + 10);
  return right;
}

int run(const std::string &data, const std::string &path) {
  const Digits digits = readDigits(data);
  const std::vector<double> points(digits.images.begin(), digits.images.end());
  std::printf("%d handwritten digits, %d clusters\n\n", digits.size(), K);

  const auto start = std::chrono::steady_clock::now();
  const Clusters clusters = cluster(points);
  const std::chrono::duration<double, std::milli> time =
      std::chrono::steady_clock::now() - start;
  const bool allMet = check(clusters);

  std::printf("\n%d iterations, %.2f ms; cluster sizes",
              static_cast<int>(clusters.inertias.size()), time.count());
  for (int size : clusters.sizes)
    std::printf(" %d", size);
  std::printf("\n%d images lie in a cluster of mostly their digit\n",
              countRight(digits, clusters));
  draw(path, digits, points, clusters);
  std::printf("picture: %s\n", path.c_str());
  if (!allMet)
    std::fprintf(stderr, "error: an inertia differs from the expected one\n");
  return allMet ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  return example::main(argc, argv, "digits.csv", run);
}
