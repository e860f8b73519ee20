//===- ScheduleEmit.cpp - Kernels from plans ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The passes of a kernel, their packs and temporaries.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/ScheduleEmit.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

static int64_t components(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

//===----------------------------------------------------------------------===//
// Passes and temporaries
//===----------------------------------------------------------------------===//

std::string Emitter::unique(std::string name) {
  unsigned count = ++usedNames[name];
  return count == 1 ? name : name + "_" + std::to_string(count);
}

PassOp Emitter::createPass(StringRef name, const PlannedPass &shape,
                           Location loc) {
  SmallVector<StringRef> batch;
  for (unsigned index : shape.batch)
    batch.push_back(plan.name(index));
  auto optionalName = [&](std::optional<unsigned> index) {
    return index ? b.getStringAttr(plan.name(*index)) : StringAttr();
  };
  SmallVector<Attribute> reductions;
  for (ReduceOp op : shape.reductions)
    reductions.push_back(reduction(op));
  auto pass = PassOp::create(b, loc, b.getStringAttr(unique(name.str())),
                             b.getStrArrayAttr(batch), optionalName(shape.row),
                             optionalName(shape.column),
                             b.getArrayAttr(reductions), DictionaryAttr());
  if (shape.column2)
    pass->setAttr("column2", b.getStringAttr(plan.name(*shape.column2)));
  pass.getRows().emplaceBlock();
  if (shape.column)
    pass.getPair().emplaceBlock();
  pass.getFinish().emplaceBlock();
  return pass;
}

TypedValue<ArrayType> Emitter::createTemporary(StringRef name,
                                               ArrayRef<unsigned> axes,
                                               Location loc, Type element) {
  SmallVector<Attribute> axisNames;
  for (unsigned axis : axes)
    axisNames.push_back(b.getStringAttr(plan.name(axis)));
  auto type =
      ArrayType::get(b.getContext(), b.getArrayAttr(axisNames), element);
  return TemporaryOp::create(b, loc, type, b.getStringAttr(unique(name.str())))
      .getArray();
}

static SmallVector<unsigned> bits(Domain domain) {
  SmallVector<unsigned> numbers;
  for (; domain; domain &= domain - 1)
    numbers.push_back(llvm::countr_zero(domain));
  return numbers;
}

static void yield(OpBuilder &b, Location loc, ValueRange values = {}) {
  YieldOp::create(b, loc, values);
}

void Emitter::emitCallValues(PlannedPass &pass) {
  SmallVector<Value> wanted;
  for (Value value : pass.callValues)
    if (!kept.contains(value))
      wanted.push_back(value);
  if (wanted.empty())
    return;
  SmallVector<Kept> arrays;
  for (Value value : wanted)
    arrays.push_back(
        {createTemporary("value", {}, value.getLoc(), value.getType()), {}});
  PassOp map = createPass("call", PlannedPass(), wanted[0].getLoc());
  OpBuilder rows = OpBuilder::atBlockEnd(&map.getRows().front());
  yield(rows, map.getLoc());
  RegionState finish(map.getFinish().front());
  for (auto [value, array] : llvm::zip(wanted, arrays))
    StoreOp::create(finish.b, value.getLoc(), get(finish, {value, 0}),
                    array.array, ValueRange());
  yield(finish.b, map.getLoc());
  for (auto [value, array] : llvm::zip(wanted, arrays))
    kept[value] = array;
}

/// Writes the records that the pair region of `pass` reads, one per element
/// type; a record of an earlier pass that has all values serves again.
void Emitter::emitPacks(PlannedPass &pass) {
  llvm::MapVector<Type, Pack> wanted;
  for (View view : pass.columnValues) {
    Type type = view.value.getType();
    Pack &pack = wanted[getElementTypeOrSelf(type)];
    pack.element = getElementTypeOrSelf(type);
    pack.indices |= plan.domain(view);
    pack.offsets[view] = pack.size;
    pack.size += components(type);
  }
  for (auto &[element, wantedPack] : wanted) {
    Pack &pack = wantedPack;
    auto views = llvm::map_to_vector(pack.offsets,
                                     [](auto &entry) { return entry.first; });
    auto known = llvm::find_if(packs, [&](const Pack &other) {
      return llvm::all_of(
          views, [&](View view) { return other.offsets.contains(view); });
    });
    for (View view : views)
      packOf[view] = known - packs.begin();
    if (known == packs.end())
      emitPack(pass, std::move(pack));
  }
}

void Emitter::emitPack(const PlannedPass &pass, Pack pack) {
  PlannedPass shape;
  shape.row = pass.column;
  shape.batch = {};
  SmallVector<unsigned> axes = bits(pack.indices & ~pass.columns());
  shape.batch.assign(axes.begin(), axes.end());
  axes.push_back(*pass.column);
  Location loc = formula.getLoc();
  const std::string &column = plan.name(*pass.column);
  pack.array = createTemporary("columns_" + column, axes, loc,
                               vectorOf(pack.size, pack.element));

  PassOp map = createPass("pack_" + column, shape, loc);
  map->setAttr(packAttribute, b.getUnitAttr());
  OpBuilder rows = OpBuilder::atBlockEnd(&map.getRows().front());
  yield(rows, loc);
  RegionState finish(map.getFinish().front());
  SmallVector<Value> parts;
  for (auto &[view, offset] : pack.offsets) {
    Value value = get(finish, view);
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (type && type.getRank() != 1)
      value = ReshapeOp::create(finish.b, view.value.getLoc(),
                                vectorOf(type.getNumElements(), pack.element),
                                value);
    parts.push_back(value);
  }
  RankedTensorType recordType = vectorOf(pack.size, pack.element);
  Value record;
  if (parts.size() == 1 && parts[0].getType() == recordType)
    record = parts[0];
  else
    record = ConcatOp::create(finish.b, loc, recordType, parts);
  StoreOp::create(finish.b, loc, record, pack.array, subscripts(finish, axes));
  yield(finish.b, loc);
  packs.push_back(std::move(pack));
}

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

Attribute Emitter::reduction(ReduceOp op) {
  Type accumulator = getElementTypeOrSelf(
      (op.getArgs().empty() ? op.getResult(0) : op.getArgs()[0]).getType());
  Attribute accumulate = formula.getAccumulateAttr();
  auto wider = dyn_cast_or_null<TypeAttr>(accumulate);
  bool sums = llvm::is_contained({ReductionKind::Sum, ReductionKind::Prod,
                                  ReductionKind::Var, ReductionKind::LogSumExp,
                                  ReductionKind::LogSumExpSigned,
                                  ReductionKind::SoftMax},
                                 op.getKind());
  sums &= isa<FloatType>(accumulator);
  if (wider && sums)
    accumulator = wider.getValue();
  // The only text that `accumulate` may be is "kahan".
  bool compensated = sums && isa_and_nonnull<StringAttr>(accumulate);
  return ReductionAttr::get(b.getContext(), op.getKind(), op.getArgs().size(),
                            op.getK().value_or(0), bool(op.getCondition()),
                            op.getBase2(), accumulator, compensated);
}

/// Name of a pass: what it does and over which indices.
static std::string passName(const Plan &plan, const PlannedPass &pass) {
  if (!pass.column)
    return pass.row ? "map_" + plan.name(*pass.row) : "map";
  const char *verb = pass.reductions.empty() ? "fill_" : "reduce_";
  return verb + plan.name(*pass.column);
}

void Emitter::emitPass(PlannedPass &planned) {
  emitCallValues(planned);
  emitPacks(planned);
  // What the finish region keeps for later passes.
  std::vector<std::pair<Value, Kept>> keeps;
  for (Value value : planned.kept) {
    SmallVector<unsigned> axes = bits(planned.rows());
    auto array = createTemporary("kept", axes, value.getLoc(), value.getType());
    keeps.push_back({value, {array, axes}});
  }
  Location loc = planned.reductions.empty() ? formula.getLoc()
                                            : planned.reductions[0].getLoc();
  PassOp pass = createPass(passName(plan, planned), planned, loc);

  RegionState rows(pass.getRows().front());
  SmallVector<Value> yields;
  for (View view : planned.rowValues)
    yields.push_back(get(rows, view));
  yield(rows.b, loc, yields);

  RegionState finish(pass.getFinish().front());
  std::optional<RegionState> pair;
  if (planned.column)
    pair.emplace(pass.getPair().front());
  for (View view : planned.rowValues) {
    Type type = view.value.getType();
    Location where = view.value.getLoc();
    finish.values[view] = pass.getFinish().addArgument(type, where);
    if (pair)
      pair->values[view] = pass.getPair().addArgument(type, where);
  }
  if (pair) {
    for (View view : planned.columnValues)
      pair->values[view] = unpack(*pair, view);
    SmallVector<Value> arguments;
    for (ReduceOp reduce : planned.reductions)
      for (Value operand : reduce.getOperands())
        arguments.push_back(get(*pair, {operand, 0}));
    for (unsigned output : planned.denseOutputs)
      storeOutput(*pair, output);
    yield(pair->b, loc, arguments);
  }

  auto isCollect = [](ReduceOp reduce) {
    return reduce && reduce.getKind() == ReductionKind::Collect;
  };
  // The values beside lists are with the runtime, as the lists are.
  for (ReduceOp reduce : planned.reductions)
    for (Value result : isCollect(reduce) ? reduce.getResults().take_front()
                                          : reduce.getResults())
      finish.values[{result, 0}] =
          pass.getFinish().addArgument(result.getType(), result.getLoc());
  for (unsigned output : planned.outputs) {
    Value value = plan.outputValue(output);
    const bool isOfLists = isCollect(value.getDefiningOp<ReduceOp>());
    if (isOfLists && cast<OpResult>(value).getResultNumber() > 0)
      continue;
    storeOutput(finish, output);
    if (isOfLists)
      pass->setAttr(
          "collects",
          b.getI64IntegerAttr(formula.getBody().getNumArguments() + output));
  }
  for (auto &[value, where] : keeps)
    StoreOp::create(finish.b, value.getLoc(), get(finish, {value, 0}),
                    where.array, subscripts(finish, where.axes));
  yield(finish.b, loc);
  for (auto &[value, where] : keeps)
    kept[value] = where;
}

KernelOp Emitter::run() {
  b.setInsertionPointAfter(formula);
  OperationState state(formula.getLoc(), KernelOp::getOperationName());
  for (NamedAttribute attribute : formula->getAttrs())
    if (attribute.getName() != formula.getOutputTypesAttrName() &&
        attribute.getName() != formula.getAccumulateAttrName())
      state.addAttribute(attribute.getName(), attribute.getValue());
  Block *body = &state.addRegion()->emplaceBlock();
  for (BlockArgument input : formula.getBody().getArguments())
    body->addArgument(input.getType(), input.getLoc());
  for (auto type : formula.getOutputTypes().getAsRange<TypeAttr>())
    body->addArgument(type.getValue(), formula.getLoc());
  kernel = cast<KernelOp>(b.create(state));
  b.setInsertionPointToStart(body);
  for (PlannedPass &pass : plan.passes)
    emitPass(pass);
  return kernel;
}

KernelOp kop::transforms::emitKernel(Plan &plan) { return Emitter(plan).run(); }
