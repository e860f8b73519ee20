//===- kop/ranges.h - Block sparsity of a call ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which pairs a call looks at: for each block of rows, intervals of columns.
// Points that are sorted by cluster give ranges of whole clusters:
//
//   Ranges::fromKeep(rows, columns, keep)       pairs of clusters that are kept
//   Ranges::fromBoxes(rows, boxes, columns, boxes, r)    those within r
//   Ranges::sameLabel(rowLabels, columnLabels)           those of one label
//   ranges.transposed()                                  seen from the columns
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RANGES_H
#define KOP_RANGES_H

#include "kop/detail/sweep.h"
#include "kop/error.h"
#include "kop/parallel.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace kop {

/// Where the clusters of sorted rows begin: cluster c holds the rows
/// [offsets[c], offsets[c + 1]). One more value than there are clusters.
using Offsets = std::vector<std::int64_t>;

/// Boxes around clusters, in any dimension: `dimension` numbers per cluster.
/// The box of a cluster without rows is +inf to -inf.
template <class T> struct Boxes {
  std::int64_t dimension = 0;
  std::vector<T> lower, upper;

  std::int64_t size() const {
    return dimension ? static_cast<std::int64_t>(lower.size()) / dimension : 0;
  }
};

/// The offsets of clusters from the label of every row; labels ascend from 0 to
/// at most `clusters` - 1, and a label without rows is an empty cluster.
template <class Labels>
Offsets offsetsOf(const Labels &labels, std::int64_t clusters) {
  if (clusters < 0)
    throw Error(ErrorCode::Ranges,
                "labels: the number of clusters is negative");
  Offsets offsets(static_cast<std::size_t>(clusters) + 1);
  std::int64_t last = 0, row = 0;
  for (const auto &given : labels) {
    const auto label = static_cast<std::int64_t>(given);
    if (label < 0 || label >= clusters)
      throw Error(ErrorCode::Ranges,
                  "labels: " + std::to_string(label) + " at row " +
                      std::to_string(row) + " is none of the " +
                      std::to_string(clusters) + " clusters");
    if (label < last)
      throw Error(ErrorCode::Ranges,
                  "labels: they are not sorted: " + std::to_string(label) +
                      " at row " + std::to_string(row) + " follows " +
                      std::to_string(last));
    for (; last < label; ++last)
      offsets[static_cast<std::size_t>(last) + 1] = row;
    ++row;
  }
  for (; last < clusters; ++last)
    offsets[static_cast<std::size_t>(last) + 1] = row;
  return offsets;
}

/// Block sparsity: for each block of rows, the column intervals it meets.
/// Rows in no block meet no column and get the empty value of each reduction.
struct Ranges {
  std::vector<std::int64_t> rows;          ///< [begin, end) per block
  std::vector<std::int64_t> offsets = {0}; ///< first interval of each block
  std::vector<std::int64_t> intervals;     ///< [begin, end) per interval
  /// Let pairs that several intervals of a block hold count several times.
  bool allowOverlap = false;

  using Interval = std::pair<std::int64_t, std::int64_t>;

  /// Appends the block of rows [begin, end) and the columns it meets.
  Ranges &addBlock(std::int64_t begin, std::int64_t end,
                   std::initializer_list<Interval> columns) {
    return addBlock(begin, end, columns.begin(), columns.end());
  }

  template <class Iterator>
  Ranges &addBlock(std::int64_t begin, std::int64_t end, Iterator first,
                   Iterator last) {
    rows.push_back(begin);
    rows.push_back(end);
    for (; first != last; ++first) {
      intervals.push_back(first->first);
      intervals.push_back(first->second);
    }
    offsets.push_back(static_cast<std::int64_t>(intervals.size() / 2));
    return *this;
  }

  /// Appends other ranges, moved to begin at these rows and columns: batches of
  /// different sizes, one behind the other in flat arrays.
  Ranges &append(const Ranges &other, std::int64_t firstRow,
                 std::int64_t firstColumn);

  /// Pairs of rows and columns that the ranges hold.
  std::int64_t pairs() const;

  /// The same pairs with rows and columns swapped.
  Ranges transposed() const;

  /// The pairs of clusters (c, d) that `keep` keeps: a function `keep(c, d)`,
  /// which several threads may call at once, or a container of truth values,
  /// row by row of the matrix of all pairs.
  template <class Keep>
  static Ranges fromKeep(const Offsets &rows, const Offsets &columns,
                         const Keep &keep, int threads = 1);

  /// The pairs of clusters whose boxes are at a Euclidean distance of at most
  /// `radius`: no pair of points within `radius` is lost.
  template <class T>
  static Ranges fromBoxes(const Offsets &rows, const Boxes<T> &rowBoxes,
                          const Offsets &columns, const Boxes<T> &columnBoxes,
                          double radius, int threads = 0);

  /// The pairs of equal labels; both sides are sorted by label.
  template <class RowLabels, class ColumnLabels>
  static Ranges sameLabel(const RowLabels &rowLabels,
                          const ColumnLabels &columnLabels);
};

namespace detail {

/// Whether the arrays of ranges fit together; what they say is checked by the
/// call that uses them.
inline void checkSizes(const Ranges &ranges) {
  if (ranges.rows.size() % 2 || ranges.intervals.size() % 2 ||
      ranges.offsets.size() != ranges.rows.size() / 2 + 1 ||
      ranges.offsets.back() !=
          static_cast<std::int64_t>(ranges.intervals.size() / 2))
    throw Error(ErrorCode::Ranges,
                "ranges: rows, offsets and intervals have sizes that do not "
                "fit together");
}

inline void checkOffsets(const Offsets &offsets, const char *side) {
  bool valid = !offsets.empty() && offsets.front() == 0;
  for (std::size_t c = 1; c < offsets.size(); ++c)
    valid = valid && offsets[c - 1] <= offsets[c];
  if (!valid)
    throw Error(ErrorCode::Ranges, std::string("clusters of ") + side +
                                       ": the offsets do not ascend from 0");
}

template <class T>
void checkBoxes(const Offsets &offsets, const Boxes<T> &boxes,
                const char *side) {
  const auto clusters = static_cast<std::int64_t>(offsets.size()) - 1;
  const auto numbers = static_cast<std::size_t>(clusters * boxes.dimension);
  if (boxes.lower.size() != numbers || boxes.upper.size() != numbers)
    throw Error(ErrorCode::Ranges,
                std::string("boxes of ") + side + ": " +
                    std::to_string(clusters) + " clusters of dimension " +
                    std::to_string(boxes.dimension) + " have " +
                    std::to_string(numbers) + " lower and upper numbers, not " +
                    std::to_string(boxes.lower.size()) + " and " +
                    std::to_string(boxes.upper.size()));
}

/// Whether two boxes may hold points at a distance of at most sqrt(limit).
template <class T>
bool boxesMeet(const T *lowerA, const T *upperA, const T *lowerB,
               const T *upperB, std::int64_t dimension, double limit) {
  double square = 0;
  for (std::int64_t k = 0; k < dimension; ++k) {
    const double left = double(lowerB[k]) - double(upperA[k]);
    const double right = double(lowerA[k]) - double(upperB[k]);
    const double gap = left > right ? left : right;
    if (gap > 0)
      square += gap * gap;
    if (square > limit)
      return false;
  }
  return true;
}

} // namespace detail

inline Ranges &Ranges::append(const Ranges &other, std::int64_t firstRow,
                              std::int64_t firstColumn) {
  detail::checkSizes(other);
  const auto before = static_cast<std::int64_t>(intervals.size() / 2);
  // Sizes first: `other` may be this.
  const std::size_t nRows = other.rows.size();
  const std::size_t nOffsets = other.offsets.size();
  const std::size_t nIntervals = other.intervals.size();
  for (std::size_t k = 0; k < nRows; ++k)
    rows.push_back(other.rows[k] + firstRow);
  for (std::size_t k = 1; k < nOffsets; ++k)
    offsets.push_back(other.offsets[k] + before);
  for (std::size_t k = 0; k < nIntervals; ++k)
    intervals.push_back(other.intervals[k] + firstColumn);
  allowOverlap |= other.allowOverlap;
  return *this;
}

inline std::int64_t Ranges::pairs() const {
  detail::checkSizes(*this);
  std::int64_t total = 0;
  for (std::size_t n = 0; n + 1 < offsets.size(); ++n)
    for (std::int64_t k = offsets[n]; k < offsets[n + 1]; ++k) {
      const std::int64_t *interval =
          &intervals[static_cast<std::size_t>(2 * k)];
      total += (rows[2 * n + 1] - rows[2 * n]) * (interval[1] - interval[0]);
    }
  return total;
}

inline Ranges Ranges::transposed() const {
  detail::checkSizes(*this);
  std::vector<detail::ColumnEvent> events;
  events.reserve(intervals.size());
  for (std::size_t n = 0; n + 1 < offsets.size(); ++n)
    for (std::int64_t k = offsets[n]; k < offsets[n + 1]; ++k)
      for (std::int64_t end : {0, 1})
        events.push_back({intervals[static_cast<std::size_t>(2 * k + end)],
                          static_cast<std::int64_t>(n), end == 0});
  Ranges result;
  result.allowOverlap = allowOverlap;
  detail::sweepColumns(std::move(events),
                       [&](std::int64_t begin, std::int64_t end,
                           const std::vector<std::int64_t> &blocks) {
                         std::vector<Interval> met;
                         for (std::int64_t block : blocks) {
                           const auto n = static_cast<std::size_t>(block);
                           if (!met.empty() && met.back().second == rows[2 * n])
                             met.back().second = rows[2 * n + 1];
                           else
                             met.push_back({rows[2 * n], rows[2 * n + 1]});
                         }
                         result.addBlock(begin, end, met.begin(), met.end());
                       });
  return result;
}

namespace detail {

/// The ranges of clusters where `next(c, d)` is the first column cluster from d
/// on that row cluster c meets; their number where there is none.
template <class Next>
Ranges buildRanges(const Offsets &rows, const Offsets &columns, int threads,
                   const Next &next) {
  const auto nRows = static_cast<std::int64_t>(rows.size()) - 1;
  const auto nColumns = static_cast<std::int64_t>(columns.size()) - 1;
  // Columns of neighbouring clusters become one interval.
  std::vector<std::vector<Ranges::Interval>> met(
      static_cast<std::size_t>(nRows));
  parallelFor(nRows, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t c = first; c < last; ++c) {
      std::vector<Ranges::Interval> &mine = met[static_cast<std::size_t>(c)];
      for (std::int64_t d = next(c, 0); d < nColumns; d = next(c, d + 1)) {
        const std::int64_t *ends = &columns[static_cast<std::size_t>(d)];
        if (ends[0] == ends[1])
          continue;
        if (!mine.empty() && mine.back().second == ends[0])
          mine.back().second = ends[1];
        else
          mine.push_back({ends[0], ends[1]});
      }
    }
  });
  Ranges result;
  for (std::size_t c = 0; c < met.size(); ++c)
    if (rows[c] < rows[c + 1])
      result.addBlock(rows[c], rows[c + 1], met[c].begin(), met[c].end());
  return result;
}

/// Boxes around `size` boxes each, one after the other.
template <class T>
Boxes<T> joinBoxes(const Boxes<T> &boxes, std::int64_t size) {
  Boxes<T> result;
  result.dimension = boxes.dimension;
  const auto dimension = static_cast<std::size_t>(boxes.dimension);
  for (std::int64_t c = 0; c < boxes.size(); ++c)
    for (std::size_t k = 0; k < dimension; ++k) {
      const std::size_t from = static_cast<std::size_t>(c) * dimension + k;
      const std::size_t to = static_cast<std::size_t>(c / size) * dimension + k;
      if (c % size == 0) {
        result.lower.push_back(boxes.lower[from]);
        result.upper.push_back(boxes.upper[from]);
        continue;
      }
      if (boxes.lower[from] < result.lower[to])
        result.lower[to] = boxes.lower[from];
      if (boxes.upper[from] > result.upper[to])
        result.upper[to] = boxes.upper[from];
    }
  return result;
}

} // namespace detail

template <class Keep>
Ranges Ranges::fromKeep(const Offsets &rows, const Offsets &columns,
                        const Keep &keep, int threads) {
  detail::checkOffsets(rows, "rows");
  detail::checkOffsets(columns, "columns");
  [[maybe_unused]] const auto nRows =
      static_cast<std::int64_t>(rows.size()) - 1;
  const auto nColumns = static_cast<std::int64_t>(columns.size()) - 1;
  constexpr bool isFunction =
      std::is_invocable_v<const Keep &, std::int64_t, std::int64_t>;
  if constexpr (!isFunction)
    if (static_cast<std::int64_t>(keep.size()) != nRows * nColumns)
      throw Error(ErrorCode::Ranges, "the matrix of kept pairs has " +
                                         std::to_string(keep.size()) +
                                         " values, not " +
                                         std::to_string(nRows) + " times " +
                                         std::to_string(nColumns));
  const auto kept = [&](std::int64_t c, std::int64_t d) -> bool {
    if constexpr (isFunction)
      return keep(c, d);
    else
      return keep[static_cast<std::size_t>(c * nColumns + d)];
  };

  return detail::buildRanges(rows, columns, threads,
                             [&](std::int64_t c, std::int64_t d) {
                               while (d < nColumns && !kept(c, d))
                                 ++d;
                               return d;
                             });
}

template <class T>
Ranges Ranges::fromBoxes(const Offsets &rows, const Boxes<T> &rowBoxes,
                         const Offsets &columns, const Boxes<T> &columnBoxes,
                         double radius, int threads) {
  detail::checkBoxes(rows, rowBoxes, "rows");
  detail::checkBoxes(columns, columnBoxes, "columns");
  if (rowBoxes.dimension != columnBoxes.dimension)
    throw Error(ErrorCode::Ranges, "boxes of rows have dimension " +
                                       std::to_string(rowBoxes.dimension) +
                                       ", those of columns " +
                                       std::to_string(columnBoxes.dimension));
  if (!(radius >= 0))
    throw Error(ErrorCode::Ranges,
                "the radius must be 0 or more, not " + std::to_string(radius));
  // The sum of squares is rounded; a pair just within the radius must stay.
  const auto dimension = static_cast<std::size_t>(rowBoxes.dimension);
  const double limit = radius * radius *
                           (1 + 4 * double(dimension + 2) *
                                    std::numeric_limits<double>::epsilon()) +
                       std::numeric_limits<double>::min();
  detail::checkOffsets(rows, "rows");
  detail::checkOffsets(columns, "columns");
  const auto meets = [&](std::int64_t c, const Boxes<T> &boxes,
                         std::int64_t d) {
    const auto a = static_cast<std::size_t>(c) * dimension;
    const auto b = static_cast<std::size_t>(d) * dimension;
    return detail::boxesMeet(rowBoxes.lower.data() + a,
                             rowBoxes.upper.data() + a, boxes.lower.data() + b,
                             boxes.upper.data() + b, boxes.dimension, limit);
  };
  // Clusters that follow each other lie near each other: most go by the dozen.
  constexpr std::int64_t size = 32;
  const Boxes<T> joined = detail::joinBoxes(columnBoxes, size);
  const auto nColumns = static_cast<std::int64_t>(columns.size()) - 1;
  return detail::buildRanges(
      rows, columns, threads, [&](std::int64_t c, std::int64_t d) {
        while (d < nColumns && !meets(c, columnBoxes, d)) {
          ++d;
          while (d % size == 0 && d < nColumns && !meets(c, joined, d / size))
            d += size;
        }
        return d < nColumns ? d : nColumns;
      });
}

template <class RowLabels, class ColumnLabels>
Ranges Ranges::sameLabel(const RowLabels &rowLabels,
                         const ColumnLabels &columnLabels) {
  std::int64_t clusters = 0;
  const auto cover = [&](const auto &labels) {
    for (const auto &label : labels)
      if (static_cast<std::int64_t>(label) >= clusters)
        clusters = static_cast<std::int64_t>(label) + 1;
  };
  cover(rowLabels);
  cover(columnLabels);
  const Offsets rows = offsetsOf(rowLabels, clusters);
  const Offsets columns = offsetsOf(columnLabels, clusters);
  Ranges result;
  for (std::size_t c = 0; c + 1 < rows.size(); ++c)
    if (rows[c] < rows[c + 1] && columns[c] < columns[c + 1])
      result.addBlock(rows[c], rows[c + 1], {{columns[c], columns[c + 1]}});
  return result;
}

} // namespace kop

#endif // KOP_RANGES_H
