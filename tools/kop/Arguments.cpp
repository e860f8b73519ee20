//===- Arguments.cpp - Random arguments of a formula ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Arguments.h"
#include "tools/kop/Failure.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>
#include <string>

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
/// range, and distances stay near 1. Halves get random digits behind the 1.
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
    return fill<std::uint16_t>(memory, count,
                               [&] { return 0x3C00 | (random() & 0x3FF); });
  case KOP_TYPE_BF16:
    return fill<std::uint16_t>(memory, count,
                               [&] { return 0x3F80 | (random() & 0x7F); });
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
  throw Failure(std::string("argument ") + operand.name +
                " has a type that this version does not know: " +
                std::to_string(operand.type));
}

void RandomArguments::add(const kop_operand &operand, bool isInput) {
  std::vector<std::int64_t> shape;
  for (int a = 0; a < operand.n_axes; ++a)
    shape.push_back(extents[operand.axes[a].index]);
  shape.insert(shape.end(), operand.shape, operand.shape + operand.rank);
  std::int64_t count = 1;
  for (std::int64_t extent : shape)
    if (__builtin_mul_overflow(count, extent, &count))
      throw std::bad_alloc();

  std::int64_t bytes;
  if (__builtin_mul_overflow(count, sizeOf(operand), &bytes) ||
      bytes > PTRDIFF_MAX - 64)
    throw std::bad_alloc();
  void *data = std::aligned_alloc(64, size_t(bytes + 64) / 64 * 64);
  if (!data)
    throw std::bad_alloc();
  memory.emplace_back(data);
  if (isInput) {
    // The same values in every run, different ones for every argument.
    std::mt19937_64 random(memory.size());
    // Integers that count nothing stay small.
    const std::int64_t range =
        operand.target >= 0 ? extents[operand.target] : 8;
    fillRandom(operand.type, data, count, range, random);
  }
  operands.push_back(kop_make_view(data, operand.type,
                                   static_cast<std::int32_t>(shape.size()),
                                   shape.data()));
}

RandomArguments::RandomArguments(const kop_formula &formula,
                                 const Sizes &sizes) {
  chooseExtents(formula, sizes);
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
