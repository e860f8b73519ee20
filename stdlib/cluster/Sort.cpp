//===- Sort.cpp - Stable sort of rows by keys -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A radix sort by bytes, lowest first. Entries are cut into chunks of fixed
// size; each counts its bytes, so that every chunk knows where its entries go.
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace kop;
using namespace kop::cluster;

namespace {

struct Entry {
  std::uint64_t key;
  std::int64_t row;
};

constexpr std::int64_t chunkSize = 1 << 15;

} // namespace

void kop::cluster::sortByKey(std::vector<std::int64_t> &order,
                             const std::vector<std::uint64_t> &keyOfRow,
                             int threads) {
  const auto n = static_cast<std::int64_t>(order.size());
  const std::int64_t chunks = (n + chunkSize - 1) / chunkSize;
  std::vector<Entry> entries(order.size()), sorted(order.size());
  std::uint64_t all = ~std::uint64_t(0), any = 0;
  for (std::int64_t k = 0; k < n; ++k) {
    const std::uint64_t key = keyOfRow[order[k]];
    entries[k] = {key, order[k]};
    all &= key;
    any |= key;
  }
  const auto forChunks = [&](auto body) {
    parallelFor(chunks, threads, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t c = first; c < last; ++c)
        body(c, c * chunkSize, std::min(n, (c + 1) * chunkSize));
    });
  };
  std::vector<std::array<std::int64_t, 256>> places(chunks);
  for (int shift = 0; shift < 64; shift += 8) {
    // A byte that all keys share changes nothing.
    if (((all ^ any) >> shift & 255) == 0)
      continue;
    forChunks([&](std::int64_t c, std::int64_t begin, std::int64_t end) {
      places[c].fill(0);
      for (std::int64_t k = begin; k < end; ++k)
        ++places[c][entries[k].key >> shift & 255];
    });
    std::int64_t next = 0;
    for (int byte = 0; byte < 256; ++byte)
      for (auto &counts : places)
        next += std::exchange(counts[byte], next);
    forChunks([&](std::int64_t c, std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k)
        sorted[places[c][entries[k].key >> shift & 255]++] = entries[k];
    });
    entries.swap(sorted);
  }
  for (std::int64_t k = 0; k < n; ++k)
    order[k] = entries[k].row;
}
