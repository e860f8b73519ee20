//===- main.cpp - Classify handwritten digits by their neighbours ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The first 898 images are known, the others are to be told: each gets the
// label that most of its 1, 3 or 5 nearest known images have. The formulas are
// in neighbours.kop; everything else is here.
//
//===----------------------------------------------------------------------===//

#include "digits.h"
#include "neighbours.kop.h"
#include "picture.h"
#include "program.h"

#include <kop/kop.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace {

constexpr int K = 5; // Neighbours that the formulas find.

/// Numbers of the K nearest known images of every image, nearest first.
using Neighbours = std::vector<std::int32_t>;

using Formula = void (*)(kop::In<float>, kop::In<float>, kop::Out<float>,
                         kop::Out<std::int32_t>);

struct Metric {
  const char *name;
  Formula nearest;
  int expected[3]; ///< right labels for 1, 3 and 5 neighbours
};

// The overloads of the generated header take a kop::Exec as well; these leave
// it out.
const Metric metrics[] = {
    {"L2",
     [](auto x, auto y, auto d, auto n) { digits::nearest_l2(x, y, d, n); },
     {864, 866, 859}},
    {"L1",
     [](auto x, auto y, auto d, auto n) { digits::nearest_l1(x, y, d, n); },
     {852, 856, 851}},
    {"cosine",
     [](auto x, auto y, auto d, auto n) { digits::nearest_cosine(x, y, d, n); },
     {861, 860, 855}},
};

Digits slice(const Digits &all, int begin, int end) {
  return {{all.images.begin() + begin * Digits::pixels,
           all.images.begin() + end * Digits::pixels},
          {all.labels.begin() + begin, all.labels.begin() + end}};
}

/// The label that most of the `k` neighbours have; the smallest of several.
int vote(const Digits &train, const int *neighbours, int k) {
  std::array<int, 10> votes = {};
  for (int n = 0; n < k; ++n)
    ++votes[train.labels[neighbours[n]]];
  return static_cast<int>(std::max_element(votes.begin(), votes.end()) -
                          votes.begin());
}

Neighbours findNeighbours(const Metric &metric, const Digits &test,
                          const Digits &train) {
  std::vector<float> distances(test.size() * K);
  Neighbours numbers(test.size() * K);
  metric.nearest(kop::In<float>(test.images, test.size(), Digits::pixels),
                 kop::In<float>(train.images, train.size(), Digits::pixels),
                 kop::Out<float>(distances, test.size(), K),
                 kop::Out<std::int32_t>(numbers, test.size(), K));
  return numbers;
}

int countRight(const Digits &test, const Digits &train, const Neighbours &near,
               int k) {
  int right = 0;
  for (int n = 0; n < test.size(); ++n)
    right += vote(train, &near[n * K], k) == test.labels[n];
  return right;
}

void drawFramed(Picture &picture, int x, int y, const Digits &digits, int n,
                Colour frame) {
  constexpr int scale = 3, side = 8 * scale + 6;
  picture.frame(x, y, side, side, 2, frame);
  drawDigit(picture, x + 3, y + 3, &digits.images[n * Digits::pixels], scale);
}

/// Forty test images (framed grey) with their five neighbours (green: the same
/// digit, red: another one); those that the vote gets wrong come first.
void draw(const std::string &path, const Digits &test, const Digits &train,
          const Neighbours &near) {
  constexpr int columns = 4, rows = 10, cell = 32, group = (K + 1) * cell + 16;
  std::vector<int> order;
  for (bool wrong : {true, false})
    for (int n = 0; n < test.size(); ++n)
      if ((vote(train, &near[n * K], K) != test.labels[n]) == wrong)
        order.push_back(n);
  Picture picture(columns * group, rows * cell);
  for (int place = 0; place < columns * rows; ++place) {
    const int n = order[place];
    const int x = place / rows * group, y = place % rows * cell;
    drawFramed(picture, x, y, test, n, {160, 160, 160});
    for (int k = 0; k < K; ++k) {
      const int other = near[n * K + k];
      const bool same = train.labels[other] == test.labels[n];
      drawFramed(picture, x + 4 + (k + 1) * cell, y, train, other,
                 same ? Colour{60, 160, 75} : Colour{220, 50, 47});
    }
  }
  picture.writePng(path);
}

int run(const std::string &data, const std::string &path) {
  const Digits all = readDigits(data);
  const int known = 898;
  const Digits train = slice(all, 0, known);
  const Digits test = slice(all, known, all.size());
  std::printf("%d handwritten digits to tell, %d known\n\n", test.size(),
              train.size());
  std::printf("           right labels (expected)\n");
  std::printf("metric       K = 1      K = 3      K = 5      time\n");
  bool allMet = true;
  for (const Metric &metric : metrics) {
    const auto start = std::chrono::steady_clock::now();
    const Neighbours near = findNeighbours(metric, test, train);
    const std::chrono::duration<double, std::milli> time =
        std::chrono::steady_clock::now() - start;
    std::printf("%-8s", metric.name);
    for (int n = 0; n < 3; ++n) {
      const int right = countRight(test, train, near, 2 * n + 1);
      std::printf("  %3d (%3d)", right, metric.expected[n]);
      allMet &= right == metric.expected[n];
    }
    std::printf("  %6.2f ms\n", time.count());
    if (&metric == metrics)
      draw(path, test, train, near);
  }
  std::printf("\npicture: %s\n", path.c_str());
  if (!allMet)
    std::fprintf(stderr, "error: a count differs from the expected one\n");
  return allMet ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  return example::main(argc, argv, "digits.csv", run);
}
