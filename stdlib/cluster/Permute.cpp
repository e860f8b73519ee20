//===- Permute.cpp - Arrays in the order of clusters and back -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

using namespace kop;
using namespace kop::cluster;

/// Offsets of the elements of a row from its first.
static std::vector<std::int64_t> elementsOf(const kop_view &view) {
  std::vector<std::int64_t> offsets = {0};
  for (int axis = 1; axis < view.rank; ++axis) {
    std::vector<std::int64_t> next;
    for (std::int64_t offset : offsets)
      for (std::int64_t k = 0; k < view.extents[axis]; ++k)
        next.push_back(offset + k * view.strides[axis]);
    offsets = std::move(next);
  }
  return offsets;
}

/// Copies row `source(n)` to row `target(n)` for every place n.
template <class T, class Source, class Target>
static void copyRows(const In<T> &from, const Clusters &clusters,
                     const Out<T> &to, const char *caller, int threads,
                     const Source &source, const Target &target) {
  const kop_view a = from.view(), b = to.view();
  if (a.rank < 1 || a.rank != b.rank)
    fail(ErrorCode::Shape, caller,
         "both arrays need rows, and as many axes: got " +
             std::to_string(a.rank) + " and " + std::to_string(b.rank));
  for (int axis = 0; axis < a.rank; ++axis)
    if (a.extents[axis] != b.extents[axis] || a.extents[axis] < 0)
      fail(ErrorCode::Shape, caller,
           "axis " + std::to_string(axis) + " has " +
               std::to_string(a.extents[axis]) + " and " +
               std::to_string(b.extents[axis]) + " values");
  checkClusters(clusters, a.extents[0], caller);
  const std::vector<std::int64_t> read = elementsOf(a), write = elementsOf(b);
  if (a.extents[0] == 0 || read.empty())
    return;
  if (!a.data || !b.data)
    fail(ErrorCode::Argument, caller, "null pointer");
  if (a.data == b.data)
    fail(ErrorCode::Overlap, caller, "the arrays share memory");
  parallelFor(a.extents[0], threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t n = begin; n < end; ++n) {
      const T *x = static_cast<const T *>(a.data) + source(n) * a.strides[0];
      T *y = static_cast<T *>(b.data) + target(n) * b.strides[0];
      for (std::size_t k = 0; k < read.size(); ++k)
        y[write[k]] = x[read[k]];
    }
  });
}

template <class T>
void kop::cluster::gather(const In<T> &from, const Clusters &clusters,
                          const Out<T> &to, int threads) {
  copyRows(
      from, clusters, to, "gather", threads,
      [&](std::int64_t n) { return clusters.order[n]; },
      [](std::int64_t n) { return n; });
}

template <class T>
void kop::cluster::scatter(const In<T> &from, const Clusters &clusters,
                           const Out<T> &to, int threads) {
  copyRows(
      from, clusters, to, "scatter", threads, [](std::int64_t n) { return n; },
      [&](std::int64_t n) { return clusters.order[n]; });
}

#define INSTANTIATE(T)                                                         \
  template void kop::cluster::gather<T>(const In<T> &, const Clusters &,       \
                                        const Out<T> &, int);                  \
  template void kop::cluster::scatter<T>(const In<T> &, const Clusters &,      \
                                         const Out<T> &, int);
INSTANTIATE(float)
INSTANTIATE(double)
INSTANTIATE(std::int32_t)
INSTANTIATE(std::int64_t)
