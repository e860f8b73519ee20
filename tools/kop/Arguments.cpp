//===- Arguments.cpp - Random arguments of a formula ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Arguments.h"
#include "tools/kop/Failure.h"

#include "kop/half.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <numeric>
#include <random>
#include <string>

#include <unistd.h>

using namespace kop::tool;

/// Values of a batch index: the work grows with it, the choice does not.
static constexpr std::int64_t batchExtent = 2;

void RandomArguments::Free::operator()(void *memory) const {
  std::free(memory);
}

void RandomArguments::chooseExtents(const kop_formula &formula,
                                    const Sizes &sizes) {
  extents.assign(formula.n_indices, -1);
  auto choose = [&](int index, std::int64_t extent) {
    if (index >= 0 && extents[index] < 0)
      extents[index] = extent;
  };
  for (int i = 0; i < formula.n_indices; ++i)
    extents[i] = formula.indices[i].extent;
  for (int s = 0; s < formula.n_steps; ++s)
    if (formula.steps[s].row >= 0 && formula.steps[s].column >= 0)
      choose(formula.steps[s].row, sizes.rows);
  for (int s = 0; s < formula.n_steps; ++s)
    choose(formula.steps[s].column, sizes.columns);
  for (int s = 0; s < formula.n_steps; ++s)
    for (int n = 0; n < formula.steps[s].n_batch; ++n)
      choose(formula.steps[s].batch[n], batchExtent);
  for (int i = 0; i < formula.n_indices; ++i)
    choose(i, sizes.rows);

  // q[i|j]: the two have the same number of values. Several such axes may
  // chain, hence again until nothing changes.
  auto join = [&](const kop_operand *operands, int n, bool &changed) {
    for (int k = 0; k < n; ++k)
      for (int a = 0; a < operands[k].n_axes; ++a)
        if (const kop_axis axis = operands[k].axes[a]; axis.alternative >= 0) {
          std::int64_t &one = extents[axis.index];
          std::int64_t &other = extents[axis.alternative];
          changed |= one != other;
          one = other = std::min(one, other);
        }
  };
  for (bool changed = true; changed;) {
    changed = false;
    join(formula.inputs, formula.n_inputs, changed);
    join(formula.outputs, formula.n_outputs, changed);
  }
}

/// Fills an array with `next()`, converted.
template <class T, class Next>
static void fill(void *memory, std::int64_t count, Next next) {
  T *values = static_cast<T *>(memory);
  for (std::int64_t n = 0; n < count; ++n)
    values[n] = static_cast<T>(next());
}

/// Numbers lie in [1/2, 3/2): no logarithm, root or quotient of them is out of
/// range, and distances stay near 1.
static void fillRandom(int type, void *memory, std::int64_t count,
                       std::int64_t range, std::mt19937_64 &random) {
  auto number = [&] {
    return std::uniform_real_distribution<double>(0.5, 1.5)(random);
  };
  auto integer = [&] {
    return std::uniform_int_distribution<std::int64_t>(0, range - 1)(random);
  };
  switch (type) {
  case KOP_TYPE_F16:
    return fill<kop::half>(memory, count, number);
  case KOP_TYPE_BF16:
    return fill<kop::bfloat16>(memory, count, number);
  case KOP_TYPE_F32:
    return fill<float>(memory, count, number);
  case KOP_TYPE_F64:
    return fill<double>(memory, count, number);
  case KOP_TYPE_I32:
    return fill<std::int32_t>(memory, count, integer);
  case KOP_TYPE_I64:
    return fill<std::int64_t>(memory, count, integer);
  case KOP_TYPE_BOOL:
    return fill<std::uint8_t>(memory, count, [&] { return random() & 1; });
  }
}

static std::int64_t sizeOf(const kop_operand &operand) {
  switch (operand.type) {
  case KOP_TYPE_F16:
  case KOP_TYPE_BF16:
    return 2;
  case KOP_TYPE_F32:
  case KOP_TYPE_I32:
    return 4;
  case KOP_TYPE_F64:
  case KOP_TYPE_I64:
    return 8;
  case KOP_TYPE_BOOL:
    return 1;
  }
  throw Failure(std::string("'") + operand.name +
                "' has a type that this version does not know: " +
                std::to_string(operand.type));
}

std::vector<std::int64_t>
RandomArguments::shapeOf(const kop_operand &operand) const {
  std::vector<std::int64_t> shape;
  for (int a = 0; a < operand.n_axes; ++a)
    shape.push_back(extents[operand.axes[a].index]);
  shape.insert(shape.end(), operand.shape, operand.shape + operand.rank);
  return shape;
}

static double countOf(const std::vector<std::int64_t> &shape) {
  return std::accumulate(shape.begin(), shape.end(), 1.0,
                         std::multiplies<double>());
}

/// Half of the memory at most: what the system may grant and cannot give would
/// end this program or another.
void RandomArguments::checkMemory(const kop_formula &formula) const {
  double bytes = 0;
  auto count = [&](const kop_operand *operands, int n) {
    for (int k = 0; k < n; ++k)
      bytes += countOf(shapeOf(operands[k])) * double(sizeOf(operands[k]));
  };
  count(formula.inputs, formula.n_inputs);
  count(formula.outputs, formula.n_outputs);
  count(formula.temporaries, formula.n_temporaries);
  const double half =
      double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGESIZE)) / 2;
  if (bytes <= half)
    return;
  char text[128];
  std::snprintf(text, sizeof text,
                ": the arguments take %.1f GB, half of the memory is %.1f GB; "
                "give smaller --n and --m",
                bytes / 1e9, half / 1e9);
  throw Failure(formula.signature + std::string(text), ExitUsage);
}

void RandomArguments::add(const kop_operand &operand, bool isInput) {
  // Lists get their memory when they are made.
  if (operand.list == KOP_LIST_MADE_OFFSETS ||
      operand.list == KOP_LIST_MADE_ENTRIES ||
      operand.list == KOP_LIST_MADE_VALUES) {
    const std::int64_t none = 0;
    operands.push_back(kop_make_view(nullptr, operand.type, 1, &none));
    operands.back().extents[0] = KOP_RESIZE;
    return;
  }
  const std::vector<std::int64_t> shape = shapeOf(operand);
  const auto count = static_cast<std::int64_t>(countOf(shape));
  const auto bytes = static_cast<size_t>(count * sizeOf(operand));
  void *data = std::aligned_alloc(64, (bytes + 64) / 64 * 64);
  if (!data)
    throw std::bad_alloc();
  memory.emplace_back(data);
  if (isInput) {
    // The same values in every run, different ones for every argument.
    std::mt19937_64 random(memory.size());
    fillRandom(operand.type, data, count,
               operand.target >= 0 ? extents[operand.target] : components,
               random);
  }
  operands.push_back(kop_make_view(data, operand.type,
                                   static_cast<std::int32_t>(shape.size()),
                                   shape.data()));
}

RandomArguments::RandomArguments(const kop_formula &formula,
                                 const Sizes &sizes) {
  chooseExtents(formula, sizes);
  checkMemory(formula);
  // Plain integers may be component numbers of any input.
  for (int n = 0; n < formula.n_inputs; ++n)
    for (int axis = 0; axis < formula.inputs[n].rank; ++axis)
      components = std::min(components, formula.inputs[n].shape[axis]);
  for (int n = 0; n < formula.n_inputs; ++n)
    add(formula.inputs[n], true);
  for (int n = 0; n < formula.n_outputs; ++n)
    add(formula.outputs[n], false);
}

double RandomArguments::pairs(const kop_step &step) const {
  double count = 1;
  for (int n = 0; n < step.n_batch; ++n)
    count *= double(extents[step.batch[n]]);
  for (int index : {step.row, step.column})
    count *= index < 0 ? 1 : double(extents[index]);
  return count;
}
