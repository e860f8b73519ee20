//===- Memory.cpp - Checks of what arguments hold and share ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "Failure.h"

#include <algorithm>

using namespace kop::runtime;

//===----------------------------------------------------------------------===//
// Overlap
//===----------------------------------------------------------------------===//

namespace {

/// The bytes a view touches, from the lowest to one past the highest.
struct Extent {
  uintptr_t begin = 0, end = 0;
  bool dense = false; ///< every byte in between belongs to the view
  bool empty = false;
  uintptr_t first = 0; ///< address of the element at 0, 0, …
};

} // namespace

static Extent extentOf(const kop_view &view) {
  Extent result;
  int64_t low = 0, high = 0, count = 1;
  for (int axis = 0; axis < view.rank; ++axis) {
    const int64_t extent =
        view.extents[axis] == KOP_BROADCAST ? 1 : view.extents[axis];
    if (extent == 0) {
      result.empty = true;
      return result;
    }
    const int64_t reach = (extent - 1) * view.strides[axis];
    (reach < 0 ? low : high) += reach;
    // A repeated element counts once.
    if (view.strides[axis] != 0)
      count *= extent;
  }
  const int64_t size = typeSize(view.type);
  result.first = reinterpret_cast<uintptr_t>(view.data);
  result.begin = result.first + low * size;
  result.end = result.first + (high + 1) * size;
  result.dense = count == high - low + 1;
  return result;
}

/// Whether two views certainly share an element. Interleaved views of one
/// array (columns of a matrix) do not; what cannot be decided is allowed.
static bool certainlyOverlap(const Extent &a, const Extent &b) {
  if (a.empty || b.empty || a.end <= b.begin || b.end <= a.begin)
    return false;
  if (a.first == b.first || (a.dense && b.dense))
    return true;
  // The first element of a view, its lowest and its highest byte are its own.
  auto touches = [](const Extent &dense, const Extent &other) {
    return dense.dense &&
           ((other.first >= dense.begin && other.first < dense.end) ||
            (other.begin >= dense.begin && other.begin < dense.end) ||
            (other.end > dense.begin && other.end <= dense.end));
  };
  return touches(a, b) || touches(b, a);
}

/// Whether two positions of a view may be one element: unless every stride
/// steps over all that the smaller strides reach.
static bool overlapsItself(const kop_view &view) {
  std::pair<int64_t, int64_t> axes[KOP_MAX_RANK]; // |stride|, extent
  int count = 0;
  for (int axis = 0; axis < view.rank; ++axis) {
    if (view.extents[axis] == 0)
      return false;
    if (view.extents[axis] > 1)
      axes[count++] = {std::abs(view.strides[axis]), view.extents[axis]};
  }
  std::sort(axes, axes + count);
  int64_t reach = 0;
  for (int n = 0; n < count; ++n) {
    if (axes[n].first <= reach)
      return true;
    reach += axes[n].first * (axes[n].second - 1);
  }
  return false;
}

void kop::runtime::checkOverlap(const Arguments &arguments) {
  for (int n = arguments.formula.n_inputs; n < arguments.count(); ++n) {
    if (isResizable(arguments.views[n]))
      continue;
    if (overlapsItself(arguments.views[n]))
      throw Failure(KOP_ERROR_OVERLAP,
                    shortName(arguments.formula) + ": " +
                        describeArgument(arguments, n) +
                        ": several of its elements share one address");
    const Extent mine = extentOf(arguments.views[n]);
    for (int other = 0; other < n; ++other)
      if (!isResizable(arguments.views[other]) &&
          certainlyOverlap(mine, extentOf(arguments.views[other])))
        throw Failure(KOP_ERROR_OVERLAP,
                      shortName(arguments.formula) + ": " +
                          describeArgument(arguments, n) +
                          ": shares memory with " +
                          describeArgument(arguments, other));
  }
}

//===----------------------------------------------------------------------===//
// Values of index(j) arguments
//===----------------------------------------------------------------------===//

/// Calls `visit(position, offset)` for every element of the view.
template <class Visit> static void forEach(const kop_view &view, Visit visit) {
  int64_t position[KOP_MAX_RANK] = {};
  int64_t offset = 0;
  auto extentAt = [&](int axis) {
    return view.extents[axis] == KOP_BROADCAST ? 1 : view.extents[axis];
  };
  for (int axis = 0; axis < view.rank; ++axis)
    if (extentAt(axis) == 0)
      return;
  for (;;) {
    visit(position, offset);
    int axis = view.rank - 1;
    for (; axis >= 0; --axis) {
      offset += view.strides[axis];
      if (++position[axis] < extentAt(axis))
        break;
      offset -= view.strides[axis] * position[axis];
      position[axis] = 0;
    }
    if (axis < 0)
      return;
  }
}

void kop::runtime::checkIndices(const Arguments &arguments,
                                const std::vector<int64_t> &extents) {
  for (int n = 0; n < arguments.formula.n_inputs; ++n) {
    const kop_operand &operand = arguments.operand(n);
    if (operand.target < 0 || isOffsets(operand) ||
        (operand.type != KOP_TYPE_I32 && operand.type != KOP_TYPE_I64))
      continue;
    const int64_t extent = extents[operand.target];
    const kop_view &view = arguments.views[n];
    forEach(view, [&](const int64_t *position, int64_t offset) {
      const int64_t value =
          operand.type == KOP_TYPE_I32
              ? static_cast<const int32_t *>(view.data)[offset]
              : static_cast<const int64_t *>(view.data)[offset];
      if (value >= -1 && value < extent)
        return;
      std::string where;
      for (int axis = 0; axis < view.rank; ++axis)
        where += (axis ? ", " : "") + std::to_string(position[axis]);
      throw Failure(KOP_ERROR_INDEX,
                    shortName(arguments.formula) + ": " +
                        describeArgument(arguments, n) + ": the value " +
                        std::to_string(value) + " at (" + where +
                        ") is no row of index " +
                        arguments.formula.indices[operand.target].name +
                        ", which has " + std::to_string(extent));
    });
  }
}
