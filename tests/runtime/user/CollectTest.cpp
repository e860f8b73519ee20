//===- CollectTest.cpp - Lists that formulas make, in programs of users ---===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "collect.kop.h"
#include <kop/kop.h>

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <vector>

namespace {

/// Coordinates in multiples of 1/8: distances are exact.
template <class T> std::vector<T> makePoints(int n, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<T> points(2 * std::size_t(n));
  for (T &value : points)
    value = T(int(random() % 65) - 32) / 8;
  return points;
}

/// What `within` means, pair by pair.
template <class T, class I>
kop::OwnedList<I> search(const std::vector<T> &x, const std::vector<T> &y,
                         T r) {
  kop::OwnedList<I> lists;
  lists.offsets.push_back(0);
  for (std::size_t i = 0; 2 * i < x.size(); ++i) {
    for (std::size_t j = 0; 2 * j < y.size(); ++j) {
      const T u = x[2 * i] - y[2 * j], v = x[2 * i + 1] - y[2 * j + 1];
      if (u * u + v * v <= r * r)
        lists.indices.push_back(I(j));
    }
    lists.offsets.push_back(I(lists.indices.size()));
  }
  return lists;
}

void check(int n, int m, float r, int threads) {
  const auto x = makePoints<float>(n, 1), y = makePoints<float>(m, 2);
  const auto expected = search<float, std::int32_t>(x, y, r);
  kop::Exec exec;
  exec.threads = threads;
  kop::OwnedList<std::int32_t> near;
  near.indices.assign(3, 7); // Whatever it held.
  search::within({x, n, 2}, {y, m, 2}, r, near, exec);
  EXPECT_EQ(near.offsets, expected.offsets) << n << " " << m << " " << threads;
  EXPECT_EQ(near.indices, expected.indices) << n << " " << m << " " << threads;
}

TEST(Collect, AgreesWithPairs) {
  for (int threads : {1, 2, 0})
    for (auto [n, m] : {std::pair{1, 1},
                        {0, 5},
                        {5, 0},
                        {0, 0},
                        {1, 5000},
                        {63, 511},
                        {64, 512},
                        {65, 513},
                        {300, 1500},
                        {3000, 70}})
      check(n, m, 0.75f, threads);
}

TEST(Collect, NothingAndEverything) {
  check(200, 1300, -0.0f, 2); // Equal points only.
  check(200, 1300, 100.0f, 2);
  check(200, 1300, std::numeric_limits<float>::quiet_NaN(), 1);
}

TEST(Collect, WideIntegersAndStrides) {
  const int n = 90, m = 200;
  const auto x = makePoints<double>(n, 3), y = makePoints<double>(m, 4);
  const auto expected = search<double, std::int64_t>(x, y, 1.0);
  kop::OwnedList<std::int64_t> near;
  search::within_wide({x, n, 2}, {y, m, 2}, 1.0, near);
  EXPECT_EQ(near.offsets, expected.offsets);
  EXPECT_EQ(near.indices, expected.indices);
  // Every second row of the points, from the last one.
  std::vector<double> some;
  for (int j = m - 2; j >= 0; j -= 2)
    some.insert(some.end(), {y[2 * std::size_t(j)], y[2 * std::size_t(j) + 1]});
  const kop::In<double> strided(&y[2 * (m - 2)], kop::Shape{m / 2, 2},
                                kop::Shape{-4, 1});
  search::within_wide({x, n, 2}, strided, 1.0, near);
  const auto ofSome = search<double, std::int64_t>(x, some, 1.0);
  EXPECT_EQ(near.offsets, ofSome.offsets);
  EXPECT_EQ(near.indices, ofSome.indices);
}

/// The lists of one formula are those that another one takes.
TEST(Collect, IsAListForAnotherFormula) {
  const int n = 40, m = 60;
  const auto x = makePoints<float>(n, 5), y = makePoints<float>(m, 6);
  kop::OwnedList<std::int32_t> near;
  search::within({x, n, 2}, {y, m, 2}, 2.0f, near);
  std::vector<float> means(2 * n);
  search::means({y, m, 2}, near, {means, n, 2});
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::int32_t e = near.offsets[i]; e < near.offsets[i + 1]; ++e)
      sum += y[2 * std::size_t(near.indices[std::size_t(e)])];
    const double count = near.offsets[i + 1] - near.offsets[i];
    if (count > 0) {
      EXPECT_NEAR(means[2 * i], sum / count, 1e-5) << i;
    }
  }
}

/// Rows are those of all batches, one batch after the other.
TEST(Collect, Batches) {
  const std::size_t batches = 3, n = 20, m = 30;
  std::vector<float> x(batches * n), y(batches * m);
  std::mt19937 random(7);
  for (auto *values : {&x, &y})
    for (float &value : *values)
      value = float(random() % 9);
  kop::OwnedList<std::int32_t> near;
  std::vector<std::int32_t> counts(batches * n);
  search::batches({x, batches, n}, {y, batches, m}, near, {counts, batches, n});
  ASSERT_EQ(near.offsets.size(), batches * n + 1);
  std::size_t next = 0;
  for (std::size_t row = 0; row < batches * n; ++row) {
    EXPECT_EQ(near.offsets[row + 1] - near.offsets[row], counts[row]);
    for (std::size_t j = 0; j < m; ++j)
      if (y[row / n * m + j] > x[row]) {
        EXPECT_EQ(near.indices.at(next++), std::int32_t(j));
      }
  }
  EXPECT_EQ(next, near.indices.size());
}

TEST(Collect, OneList) {
  const std::vector<float> w = {3, 1, 4, 1, 5, 9, 2, 6};
  kop::OwnedList<std::int32_t> hits;
  search::above(w, 3.5f, hits);
  EXPECT_EQ(hits.offsets, (std::vector<std::int32_t>{0, 4}));
  EXPECT_EQ(hits.indices, (std::vector<std::int32_t>{2, 4, 5, 7}));
}

TEST(Collect, Ranges) {
  const int n = 100, m = 1500;
  const auto x = makePoints<float>(n, 8), y = makePoints<float>(m, 9);
  kop::Ranges ranges;
  ranges.addBlock(10, 50, {{0, 3}, {5, 700}, {900, 901}});
  ranges.addBlock(50, 90, {{1000, 1500}});
  kop::Exec exec;
  exec.ranges = &ranges;
  kop::OwnedList<std::int32_t> near;
  search::within({x, n, 2}, {y, m, 2}, 1.5f, near, exec);
  const auto all = search<float, std::int32_t>(x, y, 1.5f);
  std::vector<std::int32_t> expected, offsets = {0};
  for (int i = 0; i < n; ++i) {
    for (std::int32_t e = all.offsets[std::size_t(i)];
         e < all.offsets[std::size_t(i) + 1]; ++e) {
      const int j = all.indices[std::size_t(e)];
      const bool first =
          i >= 10 && i < 50 && (j < 3 || (j >= 5 && j < 700) || j == 900);
      if (first || (i >= 50 && i < 90 && j >= 1000))
        expected.push_back(j);
    }
    offsets.push_back(std::int32_t(expected.size()));
  }
  EXPECT_EQ(near.offsets, offsets);
  EXPECT_EQ(near.indices, expected);
}

//===----------------------------------------------------------------------===//
// Values beside lists
//===----------------------------------------------------------------------===//

/// Distances and differences of all entries, which are exact.
template <class T, class I>
void checkValues(const std::vector<T> &x, const std::vector<T> &y,
                 const kop::OwnedList<I> &near, const std::vector<T> &d,
                 const std::vector<T> &v) {
  ASSERT_EQ(d.size(), near.indices.size());
  ASSERT_EQ(v.size(), 2 * near.indices.size());
  for (std::size_t i = 0; i + 1 < near.offsets.size(); ++i)
    for (auto e = std::size_t(near.offsets[i]);
         e < std::size_t(near.offsets[i + 1]); ++e) {
      const auto j = std::size_t(near.indices[e]);
      const T s = y[2 * j] - x[2 * i], t = y[2 * j + 1] - x[2 * i + 1];
      ASSERT_EQ(d[e], s * s + t * t) << i << " " << j;
      ASSERT_EQ(v[2 * e], s) << i << " " << j;
      ASSERT_EQ(v[2 * e + 1], t) << i << " " << j;
    }
}

TEST(CollectValues, AgreeWithPairs) {
  for (int threads : {1, 2, 0})
    for (float r : {0.75f, 100.0f, std::numeric_limits<float>::quiet_NaN()})
      for (auto [n, m] : {std::pair{1, 1},
                          {0, 5},
                          {5, 0},
                          {1, 3000},
                          {65, 513},
                          {300, 700},
                          {1500, 70}}) {
        const auto x = makePoints<float>(n, 1), y = makePoints<float>(m, 2);
        const auto expected = search<float, std::int32_t>(x, y, r);
        kop::Exec exec;
        exec.threads = threads;
        kop::OwnedList<std::int32_t> near, to;
        std::vector<float> d(7), v;
        search::distances({x, n, 2}, {y, m, 2}, r, d, near, v, to, exec);
        EXPECT_EQ(near.offsets, expected.offsets) << n << " " << m;
        EXPECT_EQ(near.indices, expected.indices) << n << " " << m;
        EXPECT_EQ(to.indices, expected.indices) << n << " " << m;
        checkValues(x, y, near, d, v);
      }
}

TEST(CollectValues, WideIntegersAndRanges) {
  const int n = 100, m = 900;
  const auto x = makePoints<double>(n, 3), y = makePoints<double>(m, 4);
  kop::Ranges ranges;
  ranges.addBlock(10, 50, {{0, 3}, {5, 700}});
  kop::Exec exec;
  exec.ranges = &ranges;
  kop::OwnedList<std::int64_t> near, to;
  std::vector<double> d, v;
  search::distances_wide({x, n, 2}, {y, m, 2}, 1.5, d, near, v, to, exec);
  EXPECT_EQ(near.offsets[10], 0);
  EXPECT_GT(near.offsets[50], 0);
  EXPECT_EQ(near.offsets[100], near.offsets[50]);
  checkValues(x, y, near, d, v);
}

/// The code and the message of what a call throws.
template <class Call> std::string failureOf(kop::ErrorCode code, Call call) {
  try {
    call();
  } catch (const kop::Error &error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Collect, SharedMemoryIsRefused) {
  const std::vector<float> x = {0, 1}, y = {0, 1, 2};
  kop::OwnedList<std::int32_t> lists;
  lists.offsets = {0, 1, 2};
  lists.indices = {2, 2};
  std::vector<std::int32_t> n(2);
  EXPECT_EQ(failureOf(kop::ErrorCode::Overlap,
                      [&] { search::again(x, y, lists, n, lists); }),
            "output near: shares memory with old");
  EXPECT_EQ(lists.indices, (std::vector<std::int32_t>{2, 2}));
  kop::OwnedList<std::int32_t> other;
  search::again(x, y, lists, n, other);
  EXPECT_EQ(n, (std::vector<std::int32_t>{1, 1}));
  EXPECT_EQ(other.indices, (std::vector<std::int32_t>{1, 2, 2}));
}

TEST(Collect, RejectedCallsLeaveListsAlone) {
  const auto x = makePoints<float>(10, 1), y = makePoints<float>(10, 2);
  kop::OwnedList<std::int32_t> near;
  near.offsets = {5};
  EXPECT_EQ(failureOf(kop::ErrorCode::Shape,
                      [&] { search::within({x, 10, 2}, {y, 20}, 1.0f, near); }),
            "within: argument y: expected shape (j, 2), got (20)");
  EXPECT_EQ(near.offsets, std::vector<std::int32_t>{5});
}

TEST(Collect, Cancelled) {
  const auto x = makePoints<float>(2000, 1), y = makePoints<float>(2000, 2);
  std::atomic<bool> cancel{true};
  kop::Exec exec;
  exec.cancel = &cancel;
  kop::OwnedList<std::int32_t> near;
  EXPECT_EQ(failureOf(kop::ErrorCode::Cancelled,
                      [&] {
                        search::within({x, 2000, 2}, {y, 2000, 2}, 1, near,
                                       exec);
                      }),
            "within: cancelled");
}

//===----------------------------------------------------------------------===//
// From C: arrays of the caller
//===----------------------------------------------------------------------===//

/// within(x, y, r) with arrays for offsets and entries.
struct CCall {
  CCall(std::int64_t nOffsets, std::int64_t nEntries)
      : offsets(std::size_t(nOffsets), -7), entries(std::size_t(nEntries), -7) {
    const std::int64_t n2[] = {3, 2}, m2[] = {4, 2};
    views.push_back(kop_make_view(x, KOP_TYPE_F32, 2, n2));
    views.push_back(kop_make_view(y, KOP_TYPE_F32, 2, m2));
    views.push_back(kop_make_view(&r, KOP_TYPE_F32, 0, nullptr));
    views.push_back(kop_make_view(offsets.data(), KOP_TYPE_I32, 1, &nOffsets));
    views.push_back(kop_make_view(entries.data(), KOP_TYPE_I32, 1, &nEntries));
  }

  std::string run() {
    kop_status status = {};
    code =
        kop_run(&kop_formula_search_within_f32, views.data(), &exec, &status);
    return status.message;
  }

  const float x[6] = {0, 0, 5, 5, 1, 0}, y[8] = {0, 0, 1, 0, 5, 6, 9, 9};
  const float r = 1;
  std::vector<std::int32_t> offsets, entries;
  std::vector<kop_view> views;
  kop_exec exec = {};
  int code = 0;
};

using Integers = std::vector<std::int32_t>;

TEST(CollectFromC, ArraysOfTheCaller) {
  CCall call(4, 6);
  EXPECT_EQ(call.run(), "");
  EXPECT_EQ(call.offsets, (Integers{0, 2, 3, 5}));
  EXPECT_EQ(call.entries, (Integers{0, 1, 2, 0, 1, -7}));
}

TEST(CollectFromC, Strides) {
  CCall call(7, 12);
  call.views[3].extents[0] = 4;
  call.views[3].strides[0] = -2;
  call.views[3].data = &call.offsets[6];
  call.views[4].extents[0] = 6;
  call.views[4].strides[0] = 2;
  EXPECT_EQ(call.run(), "");
  EXPECT_EQ(call.offsets, (Integers{5, -7, 3, -7, 2, -7, 0}));
  EXPECT_EQ(call.entries,
            (Integers{0, -7, 1, -7, 2, -7, 0, -7, 1, -7, -7, -7}));
}

/// Too little room says how much is needed; a second call has it.
TEST(CollectFromC, Capacity) {
  for (std::int64_t room : {0, 4}) {
    CCall call(4, room);
    EXPECT_EQ(call.run(), "within: output near: the lists have 5 entries, and "
                          "there is room for " +
                              std::to_string(room));
    EXPECT_EQ(call.code, KOP_ERROR_CAPACITY);
    EXPECT_EQ(call.offsets, (Integers{0, 2, 3, 5}));
    EXPECT_EQ(call.entries, Integers(std::size_t(room), -7));
  }
}

/// Arrays for the values, too, with strides of their own.
TEST(CollectFromC, Values) {
  const float x[4] = {0, 0, 5, 5}, y[6] = {0, 1, 5, 6, 9, 9}, r = 1;
  const std::int64_t xs[] = {2, 2}, ys[] = {3, 2}, offsets[] = {3};
  const std::int64_t entries[] = {4}, values[] = {4, 2};
  std::vector<float> d(4, -7), v(8, -7);
  Integers near(3), to(3), nearEntries(4, -7), toEntries(4, -7);
  std::vector<kop_view> views = {
      kop_make_view(x, KOP_TYPE_F32, 2, xs),
      kop_make_view(y, KOP_TYPE_F32, 2, ys),
      kop_make_view(&r, KOP_TYPE_F32, 0, nullptr),
      kop_make_view(d.data(), KOP_TYPE_F32, 1, entries),
      kop_make_view(near.data(), KOP_TYPE_I32, 1, offsets),
      kop_make_view(v.data(), KOP_TYPE_F32, 2, values),
      kop_make_view(to.data(), KOP_TYPE_I32, 1, offsets),
      kop_make_view(nearEntries.data(), KOP_TYPE_I32, 1, entries),
      kop_make_view(toEntries.data(), KOP_TYPE_I32, 1, entries)};
  views[5].strides[0] = 1; // Component by component.
  views[5].strides[1] = 4;
  kop_exec exec = {};
  kop_status status = {};
  auto run = [&] {
    kop_run(&kop_formula_search_distances_f32, views.data(), &exec, &status);
    return std::string(status.message);
  };
  EXPECT_EQ(run(), "");
  EXPECT_EQ(near, (Integers{0, 1, 2}));
  EXPECT_EQ(nearEntries, (Integers{0, 1, -7, -7}));
  EXPECT_EQ(d, (std::vector<float>{1, 1, -7, -7}));
  EXPECT_EQ(v, (std::vector<float>{0, 0, -7, -7, 1, 1, -7, -7}));

  views[3].extents[0] = 1;
  EXPECT_EQ(run(),
            "distances: output near: the lists have 2 entries, and there "
            "is room for the values of 1");
  EXPECT_EQ(status.code, KOP_ERROR_CAPACITY);
  views[3].extents[0] = 4;
  views[5].extents[1] = 3;
  EXPECT_EQ(run(), "distances: output v: expected shape (number of entries, "
                   "2), got (4, 3)");
  EXPECT_EQ(status.code, KOP_ERROR_SHAPE);
}

TEST(CollectFromC, WrongArguments) {
  CCall offsets(3, 6);
  EXPECT_EQ(offsets.run(),
            "within: output near: expected shape (i + 1) = (4), got (3)");
  EXPECT_EQ(offsets.code, KOP_ERROR_SHAPE);
  CCall type(4, 6);
  type.views[4].type = KOP_TYPE_I64;
  EXPECT_EQ(type.run(), "within: output near.indices: expected i32, got i64");
  CCall rank(4, 6);
  rank.views[4].rank = 2;
  EXPECT_EQ(rank.run(), "within: output near.indices: expected shape (number "
                        "of entries), got (6, 1)");
  CCall null(4, 6);
  null.views[4].data = nullptr;
  EXPECT_EQ(null.run(),
            "within: output near.indices: null pointer for shape (6)");
  CCall shared(4, 6);
  shared.views[4].data = shared.offsets.data();
  EXPECT_EQ(shared.run(), "within: output near.indices: shares memory with "
                          "output near");
  CCall resize(4, 6);
  resize.views[4].extents[0] = KOP_RESIZE;
  EXPECT_EQ(resize.run(), "within: output near.indices: the call is to give it "
                          "its size, and has no resize");
  CCall input(4, 6);
  input.exec.resize = [](void *, std::int32_t, std::int64_t) -> void * {
    return nullptr;
  };
  input.views[0].rank = 1;
  input.views[0].extents[0] = KOP_RESIZE;
  EXPECT_EQ(input.run(), "within: argument x: only lists that a formula makes "
                         "get their size from the call");
  CCall memory(4, 6);
  memory.exec.resize = input.exec.resize;
  memory.views[4].extents[0] = KOP_RESIZE;
  EXPECT_EQ(memory.run(), "within: output near: no memory for 5 elements");
  EXPECT_EQ(memory.code, KOP_ERROR_MEMORY);
}

} // namespace
