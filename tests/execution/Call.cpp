//===- Call.cpp - One call, compiled and interpreted ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <sstream>

using namespace kop;
using namespace kop::test;

namespace {

/// Entries of the lists of a call, where its extents do not say.
constexpr int64_t usualEntries = 150;

/// Extents of all axes of an operand: of its indices, then of its components.
std::vector<int64_t> shapeOf(const Function &function,
                             const kop_operand &operand,
                             const Extents &extents) {
  std::vector<int64_t> shape;
  for (int32_t axis = 0; axis < operand.n_axes; ++axis) {
    const kop_index &index =
        function.formula->indices[operand.axes[axis].index];
    auto given = extents.find(index.name);
    const bool isEntries = operand.list != KOP_LIST_NONE;
    shape.push_back(index.extent >= 0        ? index.extent
                    : given != extents.end() ? given->second
                    : isEntries              ? usualEntries
                                             : extents.at(index.name));
  }
  shape.insert(shape.end(), operand.shape, operand.shape + operand.rank);
  return shape;
}

int64_t product(const std::vector<int64_t> &values) {
  int64_t result = 1;
  for (int64_t value : values)
    result *= value;
  return result;
}

bool isOffsets(const kop_operand &operand) {
  return operand.list == KOP_LIST_OFFSETS || operand.list == KOP_LIST_ROWS;
}

/// The rows of entries as a call takes them: where those of each row begin.
Array offsetsOf(const Array &rows, int64_t nRows) {
  Array offsets;
  offsets.extents = {nRows + 1};
  offsets.integers.assign(nRows + 1, 0);
  for (int64_t row : rows.integers)
    ++offsets.integers[row + 1];
  for (int64_t row = 0; row < nRows; ++row)
    offsets.integers[row + 1] += offsets.integers[row];
  return offsets;
}

/// Room for all pairs that a list could have: the rows of its offsets, which
/// are the output of the same name, times the values it lists.
int64_t mostEntries(const Function &function, const kop_operand &entries,
                    const Extents &extents) {
  const kop_formula &formula = *function.formula;
  for (int32_t n = 0; n < formula.n_outputs; ++n)
    if (formula.outputs[n].name + std::string(".indices") == entries.name)
      return product(shapeOf(function, formula.outputs[n], extents)) *
             extents.at(formula.indices[entries.target].name);
  return 0;
}

/// The same for the values beside lists, with their components.
std::vector<int64_t> mostValues(const Function &function, int32_t output,
                                const Extents &extents) {
  const kop_formula &formula = *function.formula;
  const kop_operand &values = formula.outputs[output];
  const std::string entries =
      formula.outputs[output + 1].name + std::string(".indices");
  std::vector<int64_t> shape = {0};
  for (int32_t n = 0; n < formula.n_outputs; ++n)
    if (formula.outputs[n].name == entries)
      shape[0] = mostEntries(function, formula.outputs[n], extents);
  shape.insert(shape.end(), values.shape, values.shape + values.rank);
  return shape;
}

/// Leaves of the values beside lists those that there are.
void cutValues(Array &values, int64_t room, int64_t entries) {
  values.extents = {entries};
  if (room == 0)
    return;
  values.reals.resize(values.reals.size() / room * entries);
  values.integers.resize(values.integers.size() / room * entries);
}

/// Lengths and entries of lists, as the interpreter gives them.
void readLists(const Storage &offsets, const Storage &entries,
               std::vector<int64_t> rows, Array &lists) {
  const std::vector<int64_t> bounds = offsets.read(1).integers;
  lists.integers.clear();
  for (size_t row = 1; row < bounds.size(); ++row)
    lists.integers.push_back(bounds[row] - bounds[row - 1]);
  lists.extents = std::move(rows);
  lists.entries = entries.read(1).integers;
  lists.entries.resize(bounds.back());
}

double draw(const Range &range, int32_t type, Random &random) {
  std::uniform_real_distribution<double> uniform(range.low, range.high);
  double value = uniform(random);
  if (range.grid > 0)
    value = std::round(value / range.grid) * range.grid;
  return rounded(type, value);
}

std::string statusText(const kop_status &status) {
  return "kop_run fails with code " + std::to_string(status.code) + ": " +
         status.message;
}

/// The row of every entry: some rows have many, some have none. There are no
/// entries where there is no row.
void drawRows(Array &rows, const Function &function, const kop_operand &operand,
              const Extents &extents, Random &random) {
  const int64_t n = extents.at(function.formula->indices[operand.target].name);
  if (n == 0) {
    rows.integers.clear();
    rows.extents = {0};
    return;
  }
  for (int64_t &row : rows.integers)
    row = random() % 4 ? int64_t(random() % uint64_t(n)) : n / 2;
  std::sort(rows.integers.begin(), rows.integers.end());
}

} // namespace

double kop::test::unitRoundoff(const Function &function) {
  return function.isDouble() ? DBL_EPSILON / 2 : FLT_EPSILON / 2;
}

double kop::test::storageError(int32_t type, double value) {
  if (type == KOP_TYPE_F16)
    return std::max(std::abs(value) * 0x1p-11, 0x1p-25);
  return type == KOP_TYPE_BF16 ? std::abs(value) * 0x1p-8 : 0;
}

std::vector<Array>
kop::test::randomInputs(const Function &function, const Extents &extents,
                        const std::map<std::string, Range> &ranges,
                        Random &random, bool gatherNone) {
  std::vector<Array> inputs;
  for (int32_t n = 0; n < function.formula->n_inputs; ++n) {
    const kop_operand &operand = function.formula->inputs[n];
    std::vector<int64_t> shape = shapeOf(function, operand, extents);
    if (operand.list == KOP_LIST_ENTRIES)
      for (int32_t rows = 0; rows < n; ++rows)
        if (isOffsets(function.formula->inputs[rows]) &&
            function.formula->inputs[rows].axes[0].index ==
                operand.axes[0].index)
          shape = inputs[rows].extents;
    Array array;
    array.extents.assign(shape.begin(), shape.begin() + operand.n_axes);
    auto found = ranges.find(operand.name);
    const Range range = found == ranges.end() ? Range() : found->second;
    const int64_t count = product(shape);
    for (int64_t k = 0; k < count; ++k) {
      if (isReal(operand.type)) {
        array.reals.push_back(draw(range, operand.type, random));
      } else if (operand.type == KOP_TYPE_BOOL) {
        array.integers.push_back(random() & 1);
      } else if (operand.target >= 0) {
        const char *target = function.formula->indices[operand.target].name;
        const int64_t none = gatherNone ? 1 : 0, size = extents.at(target);
        array.integers.push_back(
            static_cast<int64_t>(random() %
                                 uint64_t(std::max<int64_t>(size + none, 1))) -
            none);
      } else {
        array.integers.push_back(static_cast<int64_t>(
            std::floor(draw(range, KOP_TYPE_F64, random))));
      }
    }
    if (isOffsets(operand))
      drawRows(array, function, operand, extents, random);
    inputs.push_back(std::move(array));
  }
  return inputs;
}

std::string kop::test::runCompiled(const Function &function,
                                   const Extents &extents,
                                   const std::vector<Array> &inputs,
                                   const RunOptions &options,
                                   std::vector<Array> &outputs) {
  const kop_formula &formula = *function.formula;
  std::vector<Storage> storage;
  std::vector<kop_view> views;
  for (int32_t n = 0; n < formula.n_inputs + formula.n_outputs; ++n) {
    const bool isInput = n < formula.n_inputs;
    const kop_operand &operand =
        isInput ? formula.inputs[n] : formula.outputs[n - formula.n_inputs];
    // Lists decide how many entries there are.
    std::vector<int64_t> shape = isInput && operand.list != KOP_LIST_NONE
                                     ? inputs[n].extents
                                     : shapeOf(function, operand, extents);
    if (isOffsets(operand))
      shape = {extents.at(formula.indices[operand.target].name) + 1};
    if (operand.list == KOP_LIST_MADE_OFFSETS)
      shape = {product(shapeOf(function, operand, extents)) + 1};
    if (operand.list == KOP_LIST_MADE_ENTRIES)
      shape = {mostEntries(function, operand, extents)};
    if (operand.list == KOP_LIST_MADE_VALUES)
      shape = mostValues(function, n - formula.n_inputs, extents);
    storage.emplace_back(operand.type, shape, options.layout, isInput);
    if (isInput)
      storage.back().write(
          isOffsets(operand)
              ? offsetsOf(inputs[n],
                          extents.at(formula.indices[operand.target].name))
              : inputs[n]);
    views.push_back(storage.back().view());
  }

  kop_exec exec = {};
  exec.threads = options.threads;
  exec.ranges = options.ranges;
  if (!options.cpu.empty())
    exec.cpu = options.cpu.c_str();
  setCurrentWork(function.name() + " " + options.cpu + " " +
                 name(options.layout) +
                 " i=" + std::to_string(extents.at("i")) +
                 " j=" + std::to_string(extents.at("j")));
  kop_status status = {};
  if (kop_run(&formula, views.data(), &exec, &status) != KOP_OK)
    return statusText(status);

  outputs.clear();
  auto isInput = [&](int32_t n) { return n < formula.n_inputs; };
  auto operandOf = [&](int32_t n) -> const kop_operand & {
    return isInput(n) ? formula.inputs[n]
                      : formula.outputs[n - formula.n_inputs];
  };
  // Behind all other outputs.
  int32_t entries = formula.n_inputs + formula.n_outputs;
  while (!isInput(entries - 1) &&
         operandOf(entries - 1).list == KOP_LIST_MADE_ENTRIES)
    --entries;
  for (int32_t n = 0; n < formula.n_inputs + formula.n_outputs; ++n) {
    if (!storage[n].gapsUntouched())
      return "memory beside argument " + std::to_string(n) + " was written";
    if (isInput(n) || operandOf(n).list == KOP_LIST_MADE_ENTRIES)
      continue;
    const bool areValues = operandOf(n).list == KOP_LIST_MADE_VALUES;
    outputs.push_back(storage[n].read(areValues ? 1 : operandOf(n).n_axes));
    if (operandOf(n).list != KOP_LIST_MADE_OFFSETS)
      continue;
    readLists(storage[n], storage[entries++],
              shapeOf(function, operandOf(n), extents), outputs.back());
    if (!isInput(n - 1) && operandOf(n - 1).list == KOP_LIST_MADE_VALUES)
      cutValues(outputs[outputs.size() - 2],
                mostValues(function, n - 1 - formula.n_inputs, extents)[0],
                int64_t(outputs.back().entries.size()));
  }
  return "";
}

std::string kop::test::runOracle(const Function &function,
                                 const Extents &extents,
                                 const std::vector<Array> &inputs,
                                 std::vector<Array> &outputs) {
  ir::InterpreterCall call;
  call.inputs = inputs;
  // The interpreter takes extents of indices that no input carries.
  const kop_formula &formula = *function.formula;
  std::vector<bool> carried(formula.n_indices);
  for (int32_t n = 0; n < formula.n_inputs; ++n)
    for (int32_t axis = 0; axis < formula.inputs[n].n_axes; ++axis)
      carried[formula.inputs[n].axes[axis].index] = true;
  for (int32_t n = 0; n < formula.n_indices; ++n)
    if (auto found = extents.find(formula.indices[n].name);
        !carried[n] && formula.indices[n].extent < 0 && found != extents.end())
      call.extents.insert(*found);
  auto result = ir::interpret(function.oracle, call);
  if (!result)
    return "the interpreter fails: " + llvm::toString(result.takeError());
  outputs = std::move(*result);
  return "";
}

std::string kop::test::compare(const Function &function,
                               const std::vector<Array> &expected,
                               const std::vector<Array> &found,
                               const Tolerance &tolerance) {
  std::ostringstream text;
  text.precision(17);
  int reported = 0;
  auto report = [&](size_t output, size_t n, auto want, auto got, double room) {
    if (++reported > 5)
      return;
    const Array &array = expected[output];
    text << "  " << function.formula->outputs[output].name << ", element " << n
         << " of extents";
    for (int64_t extent : array.extents)
      text << ' ' << extent;
    text << ": expected " << want << ", found " << got;
    if (room > 0)
      text << " (tolerance " << room << ")";
    text << '\n';
  };
  for (size_t output = 0; output < expected.size(); ++output) {
    const Array &want = expected[output], &got = found[output];
    if (want.reals.size() != got.reals.size() ||
        want.integers.size() != got.integers.size() ||
        want.entries.size() != got.entries.size())
      return "output " + std::to_string(output) + " has another size";
    for (size_t n = 0; n < want.integers.size(); ++n)
      if (want.integers[n] != got.integers[n])
        report(output, n, want.integers[n], got.integers[n], 0);
    for (size_t n = 0; n < want.entries.size(); ++n)
      if (want.entries[n] != got.entries[n])
        report(output, n, want.entries[n], got.entries[n], 0);
    for (size_t n = 0; n < want.reals.size(); ++n) {
      const double a = want.reals[n], b = got.reals[n];
      const double room = tolerance(output, n, a);
      const bool same = std::isnan(a) || std::isnan(b)
                            ? std::isnan(a) && std::isnan(b)
                            : a == b || std::abs(a - b) <= room;
      if (!same)
        report(output, n, a, b, room);
    }
  }
  if (reported > 5)
    text << "  and " << reported - 5 << " more\n";
  return text.str();
}
