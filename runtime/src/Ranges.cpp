//===- Ranges.cpp - Block-sparse ranges of a call -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ranges.h"

#include "Failure.h"

#include "kop/detail/sweep.h"

#include <algorithm>

using namespace kop::runtime;

/// `what` and `kind` are for the message only, which few calls need.
static void checkBounds(int64_t begin, int64_t end, int64_t extent,
                        const char *unit, const std::string &what,
                        const char *kind, int64_t number) {
  if (begin < 0 || begin > end || end > extent)
    throw Failure(KOP_ERROR_RANGES, what + kind + " " + std::to_string(number) +
                                        " [" + std::to_string(begin) + ", " +
                                        std::to_string(end) +
                                        ") lies outside the " +
                                        std::to_string(extent) + " " + unit);
}

/// Copies the intervals of one block in order; rejects overlap unless allowed.
/// `sorted` is room for them.
static void readIntervals(const kop_ranges &ranges, int64_t number,
                          int64_t columns, const std::string &what,
                          std::vector<std::pair<int64_t, int64_t>> &sorted,
                          std::vector<int64_t> &to) {
  sorted.clear();
  for (int64_t k = ranges.offsets[number]; k < ranges.offsets[number + 1];
       ++k) {
    const int64_t begin = ranges.intervals[2 * k];
    const int64_t end = ranges.intervals[2 * k + 1];
    checkBounds(begin, end, columns, "columns", what, "interval", k);
    if (begin < end)
      sorted.push_back({begin, end});
  }
  if (!std::is_sorted(sorted.begin(), sorted.end()))
    std::sort(sorted.begin(), sorted.end());
  for (size_t k = 0; k < sorted.size(); ++k) {
    if (k && sorted[k].first < sorted[k - 1].second && !ranges.allow_overlap)
      throw Failure(KOP_ERROR_RANGES,
                    what + "the intervals [" +
                        std::to_string(sorted[k - 1].first) + ", " +
                        std::to_string(sorted[k - 1].second) + ") and [" +
                        std::to_string(sorted[k].first) + ", " +
                        std::to_string(sorted[k].second) + ") of block " +
                        std::to_string(number) + " overlap");
    to.push_back(sorted[k].first);
    to.push_back(sorted[k].second);
  }
}

const Block *BlockSparse::find(int64_t row) const {
  auto after = std::upper_bound(
      blocks.begin(), blocks.end(), row,
      [](int64_t value, const Block &block) { return value < block.begin; });
  if (after == blocks.begin() || row >= (after - 1)->end)
    return nullptr;
  return &*(after - 1);
}

BlockSparse kop::runtime::readRanges(const kop_ranges &ranges, int64_t rows,
                                     int64_t columns, const std::string &what) {
  BlockSparse result;
  if (ranges.n_blocks < 0 || !ranges.offsets ||
      (ranges.n_blocks > 0 && !ranges.rows))
    throw Failure(KOP_ERROR_RANGES, what + "null pointer or negative size");
  if (ranges.offsets[0] < 0)
    throw Failure(KOP_ERROR_RANGES, what + "negative offset");
  for (int64_t n = 0; n < ranges.n_blocks; ++n)
    if (ranges.offsets[n] > ranges.offsets[n + 1])
      throw Failure(KOP_ERROR_RANGES, what + "the offsets of block " +
                                          std::to_string(n) + " descend");
  if (ranges.offsets[ranges.n_blocks] > 0 && !ranges.intervals)
    throw Failure(KOP_ERROR_RANGES, what + "null pointer for the intervals");
  std::vector<std::pair<int64_t, int64_t>> sorted;
  for (int64_t n = 0; n < ranges.n_blocks; ++n) {
    const int64_t begin = ranges.rows[2 * n], end = ranges.rows[2 * n + 1];
    checkBounds(begin, end, rows, "rows", what, "block", n);
    Block block = {begin, end, int64_t(result.intervals.size() / 2), 0};
    readIntervals(ranges, n, columns, what, sorted, result.intervals);
    block.nIntervals =
        int64_t(result.intervals.size() / 2) - block.firstInterval;
    if (begin < end)
      result.blocks.push_back(block);
  }
  auto &blocks = result.blocks;
  std::sort(blocks.begin(), blocks.end(),
            [](const Block &a, const Block &b) { return a.begin < b.begin; });
  for (size_t n = 1; n < blocks.size(); ++n)
    if (blocks[n].begin < blocks[n - 1].end)
      throw Failure(KOP_ERROR_RANGES,
                    what + "the blocks of rows [" +
                        std::to_string(blocks[n - 1].begin) + ", " +
                        std::to_string(blocks[n - 1].end) + ") and [" +
                        std::to_string(blocks[n].begin) + ", " +
                        std::to_string(blocks[n].end) + ") overlap");
  return result;
}

BlockSparse kop::runtime::transpose(const BlockSparse &ranges) {
  std::vector<detail::ColumnEvent> events;
  for (size_t n = 0; n < ranges.blocks.size(); ++n) {
    const Block &block = ranges.blocks[n];
    for (int64_t k = 0; k < block.nIntervals; ++k) {
      const int64_t *interval =
          &ranges.intervals[2 * (block.firstInterval + k)];
      events.push_back({interval[0], int64_t(n), true});
      events.push_back({interval[1], int64_t(n), false});
    }
  }
  BlockSparse result;
  detail::sweepColumns(std::move(events), [&](int64_t begin, int64_t end,
                                              const std::vector<int64_t> &met) {
    result.blocks.push_back({begin, end, int64_t(result.intervals.size() / 2),
                             int64_t(met.size())});
    for (int64_t row : met) {
      result.intervals.push_back(ranges.blocks[row].begin);
      result.intervals.push_back(ranges.blocks[row].end);
    }
  });
  return result;
}
