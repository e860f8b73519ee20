//===- Arguments.cpp - Checks of the arguments of a call ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"

#include "Failure.h"

#include <algorithm>
#include <cstring>

using namespace kop::runtime;

std::string kop::runtime::shortName(const kop_formula &formula) {
  const char *dot = std::strrchr(formula.name, '.');
  return dot ? dot + 1 : formula.name;
}

std::string kop::runtime::describeArgument(const Arguments &arguments,
                                           int number) {
  return std::string(arguments.isOutput(number) ? "output " : "argument ") +
         arguments.operand(number).name;
}

std::string kop::runtime::describeShape(const kop_view &view) {
  std::string text = "(";
  for (int axis = 0; axis < view.rank && axis < KOP_MAX_RANK; ++axis) {
    text += axis ? ", " : "";
    const int64_t extent = view.extents[axis];
    text += extent == KOP_BROADCAST || extent == KOP_RESIZE
                ? "any"
                : std::to_string(extent);
  }
  return text + ")";
}

const char *kop::runtime::typeName(int32_t type) {
  static const char *const names[] = {"f16", "bf16", "f32", "f64",
                                      "i32", "i64",  "bool"};
  return type >= 0 && type <= KOP_TYPE_BOOL ? names[type] : "unknown type";
}

int64_t kop::runtime::typeSize(int32_t type) {
  static const int64_t sizes[] = {2, 2, 4, 8, 4, 8, 1};
  return type >= 0 && type <= KOP_TYPE_BOOL ? sizes[type] : 0;
}

/// The shape an operand asks for: index names, or extents known when compiled.
static std::string expectedShape(const Arguments &arguments, int number) {
  const kop_operand &operand = arguments.operand(number);
  if (isOffsets(operand))
    return std::string("(") + arguments.formula.indices[operand.target].name +
           " + 1)";
  if (operand.list == KOP_LIST_MADE_ENTRIES)
    return "(number of entries)";
  if (operand.list == KOP_LIST_MADE_VALUES) {
    std::string text = "(number of entries";
    for (int axis = 0; axis < operand.rank; ++axis)
      text += ", " + std::to_string(operand.shape[axis]);
    return text + ")";
  }
  if (operand.list == KOP_LIST_MADE_OFFSETS) {
    std::string rows;
    for (int axis = 0; axis < operand.n_axes; ++axis)
      rows += std::string(axis ? " * " : "") +
              arguments.formula.indices[operand.axes[axis].index].name;
    return "(" + (rows.empty() ? "1" : rows) + " + 1)";
  }
  std::string text = "(";
  for (int axis = 0; axis < operand.n_axes; ++axis) {
    const kop_index &index =
        arguments.formula.indices[operand.axes[axis].index];
    text += axis ? ", " : "";
    text += index.extent >= 0 ? std::to_string(index.extent) : index.name;
  }
  for (int axis = 0; axis < operand.rank; ++axis) {
    text += axis + operand.n_axes ? ", " : "";
    text += std::to_string(operand.shape[axis]);
  }
  return text + ")";
}

static bool hasShape(const Arguments &arguments, int number) {
  const kop_operand &operand = arguments.operand(number);
  const kop_view &view = arguments.views[number];
  if (isMade(operand)) {
    if (isResizable(view) || operand.list != KOP_LIST_MADE_VALUES)
      return view.rank == 1;
    return view.rank == 1 + operand.rank &&
           std::equal(operand.shape, operand.shape + operand.rank,
                      view.extents + 1);
  }
  const bool withoutComponent =
      operand.rank == 1 && operand.shape[0] == 1 && view.rank == operand.n_axes;
  if (view.rank != operand.n_axes + operand.rank && !withoutComponent)
    return false;
  // Offsets: one for the end of the last row.
  if (isOffsets(operand))
    return view.extents[0] >= 1;
  for (int axis = 0; axis < operand.n_axes; ++axis) {
    const int64_t known =
        arguments.formula.indices[operand.axes[axis].index].extent;
    if (known >= 0 && view.extents[axis] != known &&
        view.extents[axis] != KOP_BROADCAST)
      return false;
  }
  for (int axis = operand.n_axes; axis < view.rank; ++axis)
    if (view.extents[axis] != operand.shape[axis - operand.n_axes])
      return false;
  return true;
}

bool kop::runtime::matches(const Arguments &arguments, int number,
                           std::string *why) {
  const kop_view &view = arguments.views[number];
  if (view.type != arguments.operand(number).type) {
    if (why)
      *why = std::string("expected ") +
             typeName(arguments.operand(number).type) + ", got " +
             typeName(view.type);
    return false;
  }
  if (!hasShape(arguments, number)) {
    if (why)
      *why = "expected shape " + expectedShape(arguments, number) + ", got " +
             describeShape(view);
    return false;
  }
  return true;
}

namespace {

/// Collects what the checks of one call find out.
class Checker {
public:
  Checker(const Arguments &arguments, std::vector<int64_t> &extents)
      : arguments(arguments), extents(extents) {}

  void checkShapes();
  void gatherExtents();
  void checkExtents();
  void checkLists();
  void checkMemory();

private:
  [[noreturn]] void fail(int code, int number, const std::string &what) const {
    throw Failure(code, shortName(arguments.formula) + ": " +
                            describeArgument(arguments, number) + ": " + what);
  }
  void setExtent(int index, int64_t extent, int number);
  int findGiver(int index, int except) const;

  const Arguments &arguments;
  std::vector<int64_t> &extents;
};

} // namespace

void Checker::checkShapes() {
  std::string why;
  for (int n = 0; n < arguments.count(); ++n) {
    const kop_view &view = arguments.views[n];
    const kop_operand &operand = arguments.operand(n);
    if (view.rank < 0 || view.rank > KOP_MAX_RANK)
      fail(KOP_ERROR_SHAPE, n,
           "a view has 0 to " + std::to_string(KOP_MAX_RANK) + " axes, not " +
               std::to_string(view.rank));
    if (typeSize(view.type) == 0)
      fail(KOP_ERROR_TYPE, n,
           "unknown element type " + std::to_string(view.type));
    for (int axis = 0; axis < view.rank; ++axis) {
      const int64_t extent = view.extents[axis];
      if (extent == KOP_BROADCAST) {
        if (arguments.isOutput(n) || axis >= operand.n_axes ||
            isOffsets(operand))
          fail(KOP_ERROR_SHAPE, n,
               "only axes of indices of inputs can be broadcast");
        if (view.strides[axis] != 0)
          fail(KOP_ERROR_SHAPE, n, "the stride of a broadcast axis must be 0");
      } else if (extent == KOP_RESIZE) {
        if (!isMade(operand) || view.rank != 1)
          fail(KOP_ERROR_SHAPE, n,
               "only lists that a formula makes get their size from the call");
      } else if (extent < 0) {
        fail(KOP_ERROR_SHAPE, n,
             "negative extent in shape " + describeShape(view));
      }
    }
    if (!matches(arguments, n, &why))
      fail(view.type != operand.type ? KOP_ERROR_TYPE : KOP_ERROR_SHAPE, n,
           why);
  }
}

/// The first argument before `except` that gives the extent of an index.
int Checker::findGiver(int index, int except) const {
  for (int n = 0; n < except; ++n) {
    const kop_operand &operand = arguments.operand(n);
    if (isOffsets(operand)) {
      if (operand.target == index)
        return n;
      continue;
    }
    if (isMade(operand))
      continue;
    for (int axis = 0; axis < operand.n_axes; ++axis)
      if ((operand.axes[axis].index == index ||
           operand.axes[axis].alternative == index) &&
          arguments.views[n].extents[axis] != KOP_BROADCAST)
        return n;
  }
  return except;
}

/// Whether an index stands for the dimension of the call.
static bool isDimensionOf(const kop_formula &formula, int index) {
  for (int n = 0; n < formula.n_steps; ++n)
    if (formula.steps[n].dimension == index + 1)
      return true;
  return false;
}

void Checker::setExtent(int index, int64_t extent, int number) {
  int64_t &known = extents[index];
  if (known == extent)
    return;
  if (known < 0) {
    known = extent;
    return;
  }
  const int giver = findGiver(index, number);
  const std::string name = arguments.operand(number).name;
  const bool isDimension = isDimensionOf(arguments.formula, index);
  const char *unit = isDimension ? " components" : " rows";
  const std::string what = std::string(isDimension ? "dimension " : "index ") +
                           arguments.formula.indices[index].name + ": " +
                           std::to_string(known) + unit + " and " +
                           std::to_string(extent) + unit;
  const std::string start = shortName(arguments.formula) + ": ";
  if (giver == number)
    throw Failure(KOP_ERROR_SHAPE,
                  start + name + " disagrees with itself on " + what);
  throw Failure(KOP_ERROR_SHAPE, start + arguments.operand(giver).name +
                                     " and " + name + " disagree on " + what);
}

void Checker::gatherExtents() {
  const kop_formula &formula = arguments.formula;
  extents.resize(formula.n_indices);
  for (int i = 0; i < formula.n_indices; ++i)
    extents[i] = formula.indices[i].extent;
  for (int n = 0; n < arguments.count(); ++n) {
    const kop_operand &operand = arguments.operand(n);
    if (isOffsets(operand)) {
      setExtent(operand.target, arguments.views[n].extents[0] - 1, n);
      continue;
    }
    if (isMade(operand))
      continue;
    for (int axis = 0; axis < operand.n_axes; ++axis) {
      const int64_t extent = arguments.views[n].extents[axis];
      if (extent == KOP_BROADCAST)
        continue;
      setExtent(operand.axes[axis].index, extent, n);
      if (operand.axes[axis].alternative >= 0)
        setExtent(operand.axes[axis].alternative, extent, n);
    }
  }
}

/// Broadcast axes need another argument to tell their extent, and 32-bit
/// indices cannot number more than 2^31 - 1 rows.
void Checker::checkExtents() {
  const kop_formula &formula = arguments.formula;
  for (int n = 0; n < arguments.count(); ++n) {
    const kop_operand &operand = arguments.operand(n);
    for (int axis = 0; axis < operand.n_axes; ++axis)
      if (extents[operand.axes[axis].index] < 0)
        fail(KOP_ERROR_SHAPE, n,
             std::string("no argument tells the extent of index ") +
                 formula.indices[operand.axes[axis].index].name +
                 ": all that have it are broadcast");
    if (isOffsets(operand)) {
      if (operand.type == KOP_TYPE_I32 &&
          extents[operand.axes[0].index] > INT32_MAX)
        fail(KOP_ERROR_SIZE, n,
             "its 32-bit offsets cannot number the " +
                 std::to_string(extents[operand.axes[0].index]) +
                 " entries; export the formula with `index i64`");
      continue;
    }
    if (operand.target >= 0 && operand.type == KOP_TYPE_I32 &&
        extents[operand.target] > INT32_MAX)
      fail(KOP_ERROR_SIZE, n,
           "its 32-bit values cannot number the " +
               std::to_string(extents[operand.target]) + " rows of index " +
               formula.indices[operand.target].name +
               "; export the formula with `index i64`");
  }
  for (int n = 0; n < formula.n_temporaries; ++n) {
    const kop_operand &operand = formula.temporaries[n];
    if (operand.target >= 0 && operand.type == KOP_TYPE_I32 &&
        extents[operand.target] > INT32_MAX)
      throw Failure(KOP_ERROR_SIZE,
                    shortName(formula) + ": 32-bit indices cannot number the " +
                        std::to_string(extents[operand.target]) +
                        " rows of index " +
                        formula.indices[operand.target].name +
                        "; export the formula with `index i64`");
  }
  for (int64_t &extent : extents)
    extent = extent < 0 ? 0 : extent;
}

/// Offsets of lists that are made: one for each row, and for the end.
void Checker::checkLists() {
  for (int n = arguments.formula.n_inputs; n < arguments.count(); ++n) {
    const kop_operand &operand = arguments.operand(n);
    const kop_view &view = arguments.views[n];
    if (operand.list != KOP_LIST_MADE_OFFSETS)
      continue;
    int64_t rows = 1;
    for (int axis = 0; axis < operand.n_axes; ++axis)
      if (__builtin_mul_overflow(rows, extents[operand.axes[axis].index],
                                 &rows) ||
          rows == INT64_MAX)
        fail(KOP_ERROR_SIZE, n, "the lists are more than can be addressed");
    if (!isResizable(view) && view.extents[0] != rows + 1)
      fail(KOP_ERROR_SHAPE, n,
           "expected shape " + expectedShape(arguments, n) + " = (" +
               std::to_string(rows + 1) + "), got " + describeShape(view));
  }
}

/// Pointers, and sizes that could overflow an address computation.
void Checker::checkMemory() {
  for (int n = 0; n < arguments.count(); ++n) {
    const kop_view &view = arguments.views[n];
    const kop_operand &operand = arguments.operand(n);
    const int64_t size = typeSize(view.type);
    int64_t elements = 1, span = 0;
    bool overflow = false, empty = false;
    if (isResizable(view))
      continue;
    for (int axis = 0; axis < view.rank; ++axis) {
      const int64_t extent = view.extents[axis] == KOP_BROADCAST
                                 ? extents[operand.axes[axis].index]
                                 : view.extents[axis];
      int64_t reach = 0;
      empty |= extent == 0;
      overflow |= __builtin_mul_overflow(elements, extent, &elements);
      overflow |= view.strides[axis] == INT64_MIN;
      overflow |= __builtin_mul_overflow(view.strides[axis] < 0
                                             ? -(view.strides[axis] + 1)
                                             : view.strides[axis],
                                         extent, &reach);
      overflow |= __builtin_add_overflow(span, reach, &span);
    }
    if (empty)
      continue;
    overflow |= __builtin_mul_overflow(elements, size, &elements);
    overflow |= __builtin_mul_overflow(span, size, &span);
    if (overflow)
      fail(KOP_ERROR_SIZE, n,
           "shape " + describeShape(view) +
               " with its strides is larger than the address space");
    if (!view.data)
      fail(KOP_ERROR_ARGUMENT, n,
           "null pointer for shape " + describeShape(view));
    if (reinterpret_cast<uintptr_t>(view.data) % size)
      fail(KOP_ERROR_ARGUMENT, n,
           std::string("pointer is not aligned to ") + typeName(view.type));
  }
}

void kop::runtime::checkArguments(const Arguments &arguments,
                                  std::vector<int64_t> &extents) {
  Checker checker(arguments, extents);
  checker.checkShapes();
  checker.gatherExtents();
  checker.checkExtents();
  checker.checkLists();
  checker.checkMemory();
  checkOverlap(arguments);
}
