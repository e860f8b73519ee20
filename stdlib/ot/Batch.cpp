//===- Batch.cpp - Many transport problems at once ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "common/Fail.h"

#include "kop/ot/batch.h"
#include "kop/parallel.h"

#include <mutex>
#include <optional>
#include <string>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

template <class T>
static void checkOffsets(const Batch<T> &batch, const char *name) {
  const kop_view view = batch.measures.points.view();
  const std::vector<std::int64_t> &offsets = batch.offsets;
  bool fits = !offsets.empty() && view.rank > 0 && offsets.front() >= 0 &&
              offsets.back() <= view.extents[0];
  for (std::size_t k = 1; k < offsets.size(); ++k)
    fits = fits && offsets[k - 1] <= offsets[k];
  if (!fits)
    fail(ErrorCode::Argument, name,
         "offsets must ascend within the rows of the points");
}

/// Rows [begin, end) of a view.
template <class T>
static In<T> slice(const In<T> &array, std::int64_t begin, std::int64_t end) {
  kop_view view = array.view();
  view.data = static_cast<T *>(view.data) + begin * view.strides[0];
  view.extents[0] = end - begin;
  return In<T>(view);
}

template <class T>
static Measure<T> measureOf(const Batch<T> &batch, std::size_t k) {
  const std::int64_t begin = batch.offsets[k], end = batch.offsets[k + 1];
  Measure<T> measure(slice(batch.measures.points, begin, end));
  if (batch.measures.weights)
    measure.weights = slice(*batch.measures.weights, begin, end);
  return measure;
}

template <class T>
std::vector<Result<T>> ot::solveBatch(const Batch<T> &a, const Batch<T> &b,
                                      const Options &given) {
  checkOffsets(a, "a");
  checkOffsets(b, "b");
  if (a.offsets.size() != b.offsets.size())
    fail(ErrorCode::Argument, "b",
         "there are " + std::to_string(b.offsets.size() - 1) +
             " clouds, of a " + std::to_string(a.offsets.size() - 1));
  const std::size_t count = a.offsets.size() - 1;
  Options options = given;
  options.threads = 1;
  std::mutex mutex;
  if (given.progress)
    options.progress = [&](const Progress &progress) {
      const std::lock_guard<std::mutex> lock(mutex);
      return given.progress(progress);
    };
  std::vector<std::optional<Result<T>>> solved(count);
  parallelFor(std::int64_t(count), given.threads,
              [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t k = begin; k < end; ++k)
                  try {
                    solved[k] =
                        solve<T>(measureOf(a, k), measureOf(b, k), options);
                  } catch (const Error &error) {
                    throw Error(error.code(), "problem " + std::to_string(k) +
                                                  ": " + error.what());
                  }
              });
  std::vector<Result<T>> results;
  for (std::optional<Result<T>> &result : solved)
    results.push_back(std::move(*result));
  return results;
}

template std::vector<Result<float>>
ot::solveBatch(const Batch<float> &, const Batch<float> &, const Options &);
template std::vector<Result<double>>
ot::solveBatch(const Batch<double> &, const Batch<double> &, const Options &);
