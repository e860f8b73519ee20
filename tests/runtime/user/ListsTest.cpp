//===- ListsTest.cpp - Lists of neighbours in programs of users -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gaussian.kop.h"
#include <kop/kop.h>

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

template <class T> struct Graph {
  std::vector<T> offsets{0}, indices;
};

/// Rows with so many neighbours each, small integers to be summed.
template <class T>
Graph<T> makeGraph(const std::vector<int> &degrees, int columns) {
  std::mt19937 random(1);
  Graph<T> graph;
  for (int degree : degrees) {
    for (int k = 0; k < degree; ++k)
      graph.indices.push_back(T(random() % unsigned(columns)));
    graph.offsets.push_back(T(graph.indices.size()));
  }
  return graph;
}

void check(const std::vector<int> &degrees, int threads) {
  const int n = int(degrees.size()), m = 40;
  const auto graph = makeGraph<std::int32_t>(degrees, m);
  std::vector<float> x(std::size_t(n), 2.0f), y(m), a(x.size());
  for (int j = 0; j < m; ++j)
    y[std::size_t(j)] = float(j % 7);
  std::vector<std::int32_t> best(x.size());
  kop::Exec exec;
  exec.threads = threads;
  kernels::neighbours(x, y, {graph.offsets, graph.indices}, a, best, exec);
  for (std::size_t i = 0; i < x.size(); ++i) {
    float sum = 0, most = -1;
    std::int32_t first = -1;
    for (std::int32_t e = graph.offsets[i]; e < graph.offsets[i + 1]; ++e) {
      const std::int32_t j = graph.indices[std::size_t(e)];
      const float value = y[std::size_t(j)];
      sum += 2 * value;
      if (value > most) {
        most = value;
        first = j;
      }
    }
    ASSERT_EQ(a[i], sum) << i;
    ASSERT_EQ(best[i], first) << i;
  }
}

std::string errorOf(const std::vector<std::int32_t> &offsets,
                    const std::vector<std::int32_t> &indices, bool checked) {
  const std::vector<float> x(3), y(2);
  std::vector<float> a(3, -5.0f);
  std::vector<std::int32_t> best(3);
  kop::Exec exec;
  exec.checked = checked;
  try {
    kernels::neighbours(x, y, {offsets, indices}, a, best, exec);
  } catch (const kop::Error &error) {
    EXPECT_EQ(a, std::vector<float>(3, -5.0f));
    return error.what();
  }
  return "";
}

} // namespace

TEST(Lists, ShortLongAndEmpty) {
  for (int threads : {1, 0}) {
    check({}, threads);
    check({0}, threads);
    check({0, 0, 0}, threads);
    check({1}, threads);
    check({0, 0, 5}, threads);
    check({5, 0, 0}, threads);
    check({10000}, threads);
    check({3, 5000, 0, 7, 200, 1}, threads);
    std::vector<int> degrees;
    for (int i = 0; i < 3000; ++i)
      degrees.push_back(i % 500 == 0 ? 3000 : i % 13);
    check(degrees, threads);
  }
}

TEST(Lists, PartOfLargerArrays) {
  // Offsets need not begin at 0, and may have gaps behind the last row.
  const std::vector<float> x{1, 1}, y{1, 2, 4};
  const std::vector<std::int32_t> offsets{1, 3, 4}, indices{2, 0, 1, 2, 2, -1};
  std::vector<float> a(2);
  std::vector<std::int32_t> best(2);
  kernels::neighbours(x, y, {offsets, indices}, a, best);
  EXPECT_EQ(a, (std::vector<float>{3, 4}));
  EXPECT_EQ(best, (std::vector<std::int32_t>{1, 2}));
}

TEST(Lists, NoneIsLeftOut) {
  const std::vector<float> x{1, 1}, y{-1, -2, -4};
  const std::vector<std::int32_t> offsets{0, 3, 4}, indices{-1, 2, -1, -1};
  std::vector<float> a(2);
  std::vector<std::int32_t> best(2);
  kernels::neighbours(x, y, {offsets, indices}, a, best);
  EXPECT_EQ(a, (std::vector<float>{-4, 0}));
  EXPECT_EQ(best, (std::vector<std::int32_t>{2, -1}));
}

TEST(Lists, Rejected) {
  EXPECT_EQ(errorOf({0, 2, 1, 2}, {0, 1}, false),
            "neighbours: argument nbr: the offsets descend from 2 to 1 at row "
            "1");
  EXPECT_EQ(errorOf({0, 1, 2, 3}, {0, 1}, false),
            "neighbours: argument nbr: the offsets go from 0 to 3, there are 2 "
            "entries");
  EXPECT_EQ(errorOf({-1, 1, 2, 2}, {0, 1}, false),
            "neighbours: argument nbr: the offsets go from -1 to 2, there are "
            "2 entries");
  EXPECT_EQ(errorOf({0, 1, 2}, {0, 1}, false),
            "neighbours: x and nbr disagree on index i: 3 rows and 2 rows");
  EXPECT_EQ(errorOf({}, {}, false),
            "neighbours: argument nbr: expected shape (i + 1), got (0)");
  EXPECT_EQ(errorOf({0, 1, 2, 2}, {0, 2}, true),
            "neighbours: argument nbr.indices: the value 2 at (1) is no row of "
            "index j, which has 2");
  EXPECT_EQ(errorOf({0, 1, 2, 2}, {0, 1}, true), "");
}
