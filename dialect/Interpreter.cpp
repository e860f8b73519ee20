//===- Interpreter.cpp - The meaning of a formula, executable -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A formula runs in stages. Every reduction, every operand of a kop.reindex
// and every output is one stage: a nest of loops over the indices of its
// domain, then over those it reduces. An operation stands in the outermost
// loop that its domain allows. A stage writes a table, one row per value of
// its domain, from which later stages load.
//
//===----------------------------------------------------------------------===//

#include "dialect/Interpreter.h"
#include "dialect/Domain.h"
#include "dialect/InterpreterMachine.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "llvm/ADT/SetVector.h"

#include <deque>

using namespace mlir;
using namespace kop::ir;
using namespace kop::ir::interpreter;

//===----------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------===//

Layout::Layout(FormulaOp formula, Machine &machine)
    : indices(formula.getIndices()) {
  formula.getBody().walk([&](Operation *op) {
    for (Value value : op->getResults()) {
      Slot slot;
      slot.real = isa<FloatType>(getElementTypeOrSelf(value.getType()));
      slot.size = numComponents(value.getType());
      slot.offset = slot.real ? machine.reals.size() : machine.integers.size();
      if (slot.real)
        machine.reals.resize(slot.offset + slot.size);
      else
        machine.integers.resize(slot.offset + slot.size);
      slots[value] = slot;
    }
  });
}

unsigned Layout::indexNumber(StringRef name) const {
  for (auto [n, index] : llvm::enumerate(indices))
    if (cast<StringAttr>(index).getValue() == name)
      return n;
  return 0;
}

namespace {

//===----------------------------------------------------------------------===//
// Tables and stages
//===----------------------------------------------------------------------===//

/// A value for every combination of the indices it depends on.
struct Table {
  SmallVector<unsigned> indices;
  Slot slot;
  InterpreterArray *array = nullptr;

  /// The first element for `values` of the indices `at`, in axis order.
  size_t offset(ArrayRef<unsigned> at,
                const std::vector<int64_t> &values) const {
    size_t row = 0;
    for (auto [axis, index] : llvm::enumerate(at))
      row = row * array->extents[axis] + values[index];
    return row * slot.size;
  }
  void load(Machine &machine, ArrayRef<unsigned> at) const {
    size_t from = offset(at, machine.index);
    if (slot.real)
      std::copy_n(array->reals.begin() + from, slot.size,
                  machine.reals.begin() + slot.offset);
    else
      std::copy_n(array->integers.begin() + from, slot.size,
                  machine.integers.begin() + slot.offset);
  }
  void store(const Machine &machine, const std::vector<int64_t> &values) const {
    size_t to = offset(indices, values);
    if (slot.real)
      std::copy_n(machine.reals.begin() + slot.offset, slot.size,
                  array->reals.begin() + to);
    else
      std::copy_n(machine.integers.begin() + slot.offset, slot.size,
                  array->integers.begin() + to);
  }
};

/// One nest of loops.
struct Stage {
  /// Numbers of the indices; the first `kept` are those of the result.
  SmallVector<unsigned> loops;
  size_t kept = 0;
  /// `code[n]` runs inside n loops.
  std::vector<std::vector<Instruction>> code;
  std::unique_ptr<Accumulator> accumulator;
  std::optional<Slot> condition;
  SmallVector<Table> results;
  /// The wanted values of each index of the formula; null for all.
  std::vector<const std::vector<int64_t> *> wanted;
  /// Whether rows of the results are counted by what was wanted.
  bool compact = false;
};

void runLoops(const Stage &stage, Machine &machine, size_t depth) {
  for (const Instruction &instruction : stage.code[depth])
    instruction(machine);
  if (depth == stage.kept && stage.accumulator)
    stage.accumulator->reset();
  if (depth < stage.loops.size()) {
    unsigned index = stage.loops[depth];
    const std::vector<int64_t> *wanted =
        depth < stage.kept ? stage.wanted[index] : nullptr;
    int64_t count = wanted ? wanted->size() : machine.extents[index];
    for (int64_t n = 0; n < count && machine.error.empty(); ++n) {
      machine.position[index] = n;
      machine.index[index] = wanted ? (*wanted)[n] : n;
      runLoops(stage, machine, depth + 1);
    }
  } else if (stage.accumulator &&
             (!stage.condition || machine.integers[stage.condition->offset])) {
    stage.accumulator->add(machine, machine.index[stage.loops.back()]);
  }
  if (depth != stage.kept || !machine.error.empty())
    return;
  if (stage.accumulator)
    stage.accumulator->finish(machine);
  for (const Table &table : stage.results)
    table.store(machine, stage.compact ? machine.position : machine.index);
}

//===----------------------------------------------------------------------===//
// The interpreter
//===----------------------------------------------------------------------===//

class Interpreter {
public:
  Interpreter(FormulaOp formula, const InterpreterCall &call)
      : formula(formula), call(call), domains(formula),
        layout(formula, machine) {
    machine.inputs = &call.inputs;
  }

  llvm::Expected<std::vector<InterpreterArray>> run();

private:
  // Which values of which indices are needed.
  void findNeeded();
  std::vector<const std::vector<int64_t> *> wanted(Value value);

  // Stages.
  bool runReduction(ReduceOp reduce);
  bool runTable(Value value);
  bool runOutput(Value value, ArrayType type, InterpreterArray &array);
  void writeLists(InterpreterArray &array);
  void writeListed(InterpreterArray &array, size_t size);
  bool runStage(Stage &stage, ArrayRef<Value> roots);
  Table makeTable(Value value, ArrayRef<unsigned> indices,
                  InterpreterArray &array,
                  ArrayRef<const std::vector<int64_t> *> compacted);
  Instruction makeInstruction(Operation *op);
  size_t depth(const Stage &stage, Value value);
  SmallVector<unsigned> numbers(Domain domain);
  bool isTabled(Value value) { return tables.contains(value); }

  FormulaOp formula;
  const InterpreterCall &call;
  Machine machine;
  DomainAnalysis domains;
  Layout layout;
  DenseMap<Value, Table> tables;
  std::deque<InterpreterArray> storage;
  /// Indices all of whose values are needed of a value.
  DenseMap<Value, Domain> needed;
  std::vector<const std::vector<int64_t> *> rows;
};

StringRef text(Attribute attribute) {
  return cast<StringAttr>(attribute).getValue();
}

//===----------------------------------------------------------------------===//
// What is needed
//===----------------------------------------------------------------------===//

/// A subset of rows is enough of a value which only outputs use at this index;
/// a reduction over the index and a kop.reindex need them all.
void Interpreter::findNeeded() {
  for (Operation &op : llvm::reverse(formula.getBody().front())) {
    Domain all = 0;
    for (Value result : op.getResults())
      all |= needed.lookup(result);
    if (auto reduce = dyn_cast<ReduceOp>(op))
      for (Attribute index : reduce.getOver())
        all |= domains.bit(text(index));
    if (auto reindex = dyn_cast<ReindexOp>(op))
      all |= domains.bit(reindex.getFrom());
    for (Value operand : op.getOperands())
      needed[operand] |= all;
  }
}

std::vector<const std::vector<int64_t> *> Interpreter::wanted(Value value) {
  std::vector<const std::vector<int64_t> *> lists = rows;
  for (auto [n, list] : llvm::enumerate(lists))
    if (needed.lookup(value) >> n & 1)
      list = nullptr;
  return lists;
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

SmallVector<unsigned> Interpreter::numbers(Domain domain) {
  SmallVector<unsigned> list;
  for (unsigned n = 0; n < machine.extents.size(); ++n)
    if (domain >> n & 1)
      list.push_back(n);
  return list;
}

Table Interpreter::makeTable(Value value, ArrayRef<unsigned> indices,
                             InterpreterArray &array,
                             ArrayRef<const std::vector<int64_t> *> compacted) {
  Table table;
  table.indices.assign(indices.begin(), indices.end());
  table.slot = layout[value];
  table.array = &array;
  size_t size = table.slot.size;
  for (unsigned index : indices) {
    bool some = !compacted.empty() && compacted[index];
    array.extents.push_back(some ? int64_t(compacted[index]->size())
                                 : machine.extents[index]);
    size *= array.extents.back();
  }
  if (table.slot.real)
    array.reals.resize(size);
  else
    array.integers.resize(size);
  return table;
}

/// How many loops of a stage have to stand around the computation of a value.
size_t Interpreter::depth(const Stage &stage, Value value) {
  Domain domain = domains.of(value);
  for (size_t n = stage.loops.size(); n; --n)
    if (domain >> stage.loops[n - 1] & 1)
      return n;
  return 0;
}

/// A load from a table, or the operation itself.
Instruction Interpreter::makeInstruction(Operation *op) {
  if (auto reindex = dyn_cast<ReindexOp>(op)) {
    Table table = tables.lookup(reindex.getValue());
    unsigned from = layout.indexNumber(reindex.getFrom());
    unsigned to = layout.indexNumber(reindex.getTo());
    SmallVector<unsigned> at = table.indices;
    llvm::replace(at, from, to);
    table.slot = layout[reindex.getResult()];
    return [=](Machine &machine) { table.load(machine, at); };
  }
  if (isTabled(op->getResult(0))) {
    SmallVector<Table> loads;
    for (Value result : op->getResults())
      if (isTabled(result))
        loads.push_back(tables.lookup(result));
    return [=](Machine &machine) {
      for (const Table &table : loads)
        table.load(machine, table.indices);
    };
  }
  return compile(op, layout, machine.error);
}

/// Fills in the code that computes `roots`, and runs the stage.
bool Interpreter::runStage(Stage &stage, ArrayRef<Value> roots) {
  llvm::SetVector<Operation *> slice;
  for (Value root : roots)
    slice.insert(root.getDefiningOp());
  for (size_t n = 0; n < slice.size(); ++n) {
    Operation *op = slice[n];
    if (isa<ReindexOp>(op) || isTabled(op->getResult(0)))
      continue;
    for (Value operand : op->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        slice.insert(producer);
  }
  stage.code.resize(stage.loops.size() + 1);
  for (Operation &op : formula.getBody().front()) {
    if (!slice.contains(&op))
      continue;
    Instruction instruction = makeInstruction(&op);
    if (!instruction)
      return false;
    stage.code[depth(stage, op.getResult(0))].push_back(instruction);
  }
  runLoops(stage, machine, 0);
  return machine.error.empty();
}

bool Interpreter::runReduction(ReduceOp reduce) {
  Stage stage;
  stage.loops = numbers(domains.of(reduce.getResult(0)));
  stage.kept = stage.loops.size();
  for (Attribute index : reduce.getOver())
    stage.loops.push_back(layout.indexNumber(text(index)));
  stage.accumulator = makeAccumulator(reduce, layout);
  if (Value condition = reduce.getCondition())
    stage.condition = layout[condition];
  // Both results of a reduction have the same users as far as rows go.
  stage.wanted = wanted(reduce.getResult(0));
  for (Value result : reduce.getResults()) {
    for (auto [list, other] : llvm::zip(stage.wanted, wanted(result)))
      list = other ? list : nullptr;
    stage.results.push_back(
        makeTable(result, ArrayRef(stage.loops).take_front(stage.kept),
                  storage.emplace_back(), {}));
  }
  if (!runStage(stage, SmallVector<Value>(reduce->getOperands())))
    return false;
  for (auto [result, table] : llvm::zip(reduce.getResults(), stage.results))
    tables[result] = table;
  return true;
}

bool Interpreter::runTable(Value value) {
  Stage stage;
  stage.loops = numbers(domains.of(value));
  stage.kept = stage.loops.size();
  stage.wanted = wanted(value);
  stage.results.push_back(
      makeTable(value, stage.loops, storage.emplace_back(), {}));
  if (!runStage(stage, value))
    return false;
  tables[value] = stage.results.front();
  return true;
}

bool Interpreter::runOutput(Value value, ArrayType type,
                            InterpreterArray &array) {
  Stage stage;
  for (Attribute axis : type.getAxes())
    stage.loops.push_back(layout.indexNumber(text(axis)));
  stage.kept = stage.loops.size();
  stage.wanted = rows;
  stage.compact = true;
  stage.results.push_back(makeTable(value, stage.loops, array, rows));
  if (!runStage(stage, value))
    return false;
  auto reduce = value.getDefiningOp<ReduceOp>();
  if (!reduce || reduce.getKind() != ReductionKind::Collect)
    return true;
  if (cast<OpResult>(value).getResultNumber() == 0)
    writeLists(array);
  else
    writeListed(array, layout[value].size);
  return true;
}

/// The lists of an output of `collect`, of which it holds the numbers.
void Interpreter::writeLists(InterpreterArray &array) {
  for (int64_t &number : array.integers) {
    const std::vector<int64_t> &list = machine.lists[number].entries;
    llvm::append_range(array.entries, list);
    number = list.size();
  }
}

/// The values beside lists, of which the first of the `size` components of
/// every row holds the number.
void Interpreter::writeListed(InterpreterArray &array, size_t size) {
  const std::vector<double> reals = std::exchange(array.reals, {});
  const std::vector<int64_t> integers = std::exchange(array.integers, {});
  for (size_t n = 0; n < reals.size(); n += size)
    llvm::append_range(array.reals, machine.lists[size_t(reals[n])].reals);
  for (size_t n = 0; n < integers.size(); n += size)
    llvm::append_range(array.integers, machine.lists[integers[n]].integers);
}

llvm::Expected<std::vector<InterpreterArray>> Interpreter::run() {
  std::vector<InterpreterArray> outputs(formula.getOutputNames().size());
  auto compute = [&]() -> bool {
    if (!bindCall(formula, call, layout, machine))
      return false;
    rows.assign(machine.extents.size(), nullptr);
    for (const auto &[name, list] : call.rows)
      rows[layout.indexNumber(name)] = &list;
    findNeeded();
    for (Operation &op : formula.getBody().front()) {
      if (auto reduce = dyn_cast<ReduceOp>(op); reduce && !runReduction(reduce))
        return false;
      if (auto reindex = dyn_cast<ReindexOp>(op))
        if (!isTabled(reindex.getValue()) && !runTable(reindex.getValue()))
          return false;
    }
    auto output = cast<OutputOp>(formula.getBody().front().getTerminator());
    for (auto [value, type, array] : llvm::zip(
             output.getValues(),
             formula.getOutputTypes().getAsValueRange<TypeAttr>(), outputs))
      if (!runOutput(value, cast<ArrayType>(type), array))
        return false;
    return true;
  };
  if (!compute())
    return llvm::createStringError(machine.error);
  return outputs;
}

} // namespace

/// The formula for one dimension of the call.
static OwningOpRef<FormulaOp> bindDimension(FormulaOp formula, int64_t size) {
  OwningOpRef<FormulaOp> bound = formula.clone();
  AttrTypeReplacer replacer;
  replacer.addReplacement([size](RankedTensorType type) -> std::optional<Type> {
    if (!isDynamic(type))
      return std::nullopt;
    return RankedTensorType::get({size}, type.getElementType());
  });
  replacer.recursivelyReplaceElementsIn(*bound, /*replaceAttrs=*/true,
                                        /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
  return bound;
}

llvm::Expected<std::vector<InterpreterArray>>
kop::ir::interpret(FormulaOp formula, const InterpreterCall &call) {
  auto dimension = formula->getAttrOfType<StringAttr>(dimensionAttribute);
  if (!dimension)
    return Interpreter(formula, call).run();
  auto size = call.extents.find(dimension.str());
  if (size == call.extents.end() || size->second < 0)
    return llvm::createStringError("the call has to give the dimension " +
                                   dimension.str());
  OwningOpRef<FormulaOp> bound = bindDimension(formula, size->second);
  return Interpreter(*bound, call).run();
}
