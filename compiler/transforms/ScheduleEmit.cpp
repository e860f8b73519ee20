//===- ScheduleEmit.cpp - Kernels from plans ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes the passes of a plan, in order. Each region asks for the values it
// stores or yields; operations are cloned into it until something is found
// that lies in memory, in the pack of the columns, or in an argument of the
// region.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

/// A record per column: components of several values of one element type.
struct Pack {
  Type element;
  Domain indices = 0;
  /// The first component of every value.
  llvm::MapVector<View, int64_t> offsets;
  int64_t size = 0;
  TypedValue<ArrayType> array;
};

/// An array that holds values of earlier passes, and the indices of its axes.
struct Kept {
  TypedValue<ArrayType> array;
  SmallVector<unsigned> axes;
};

/// Values of one region while it is written.
struct RegionState {
  explicit RegionState(Block &block) : b(OpBuilder::atBlockEnd(&block)) {}

  OpBuilder b;
  llvm::DenseMap<View, Value> values;
  /// `kop.index` and records that were read, by index and by pack.
  llvm::DenseMap<unsigned, Value> indices;
  llvm::DenseMap<unsigned, Value> records;
};

class Emitter {
public:
  explicit Emitter(Plan &plan)
      : plan(plan), formula(plan.formula), b(formula.getContext()) {}

  KernelOp run();

private:
  void emitCallValues(PlannedPass &pass);
  void emitPacks(PlannedPass &pass);
  void emitPack(const PlannedPass &pass, Pack pack);
  void emitPass(PlannedPass &pass);
  PassOp createPass(StringRef name, const PlannedPass &shape, Location loc);
  TypedValue<ArrayType> createTemporary(StringRef name, ArrayRef<unsigned> axes,
                                        Location loc, Type element);

  Value get(RegionState &state, View view);
  Value index(RegionState &state, unsigned number);
  SmallVector<Value> subscripts(RegionState &state, ArrayRef<unsigned> axes);
  Value readKept(RegionState &state, const Kept &kept, View view);
  Value unpack(RegionState &state, View view);
  void storeOutput(RegionState &state, unsigned number);
  Attribute reduction(ReduceOp op);
  std::string unique(std::string name);

  Plan &plan;
  FormulaOp formula;
  OpBuilder b;
  KernelOp kernel;
  llvm::DenseMap<Value, Kept> kept;
  std::vector<Pack> packs;
  /// The pack from which the current pass reads a value of its columns.
  llvm::DenseMap<View, unsigned> packOf;
  llvm::StringMap<unsigned> usedNames;
};

} // namespace

static int64_t components(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

static RankedTensorType vectorOf(int64_t size, Type element) {
  return RankedTensorType::get({size}, element);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value Emitter::index(RegionState &state, unsigned number) {
  Value &value = state.indices[number];
  if (!value)
    value = IndexOp::create(state.b, formula.getLoc(), formula.getIndexType(),
                            plan.name(number));
  return value;
}

SmallVector<Value> Emitter::subscripts(RegionState &state,
                                       ArrayRef<unsigned> axes) {
  return llvm::map_to_vector(axes,
                             [&](unsigned axis) { return index(state, axis); });
}

Value Emitter::readKept(RegionState &state, const Kept &kept, View view) {
  SmallVector<unsigned> axes;
  for (unsigned axis : kept.axes)
    axes.push_back(plan.rename(axis, view));
  return ReadOp::create(state.b, view.value.getLoc(), view.value.getType(),
                        kept.array, subscripts(state, axes));
}

/// The components of a packed value, from the record of the current column.
Value Emitter::unpack(RegionState &state, View view) {
  unsigned number = packOf.lookup(view);
  Pack &pack = packs[number];
  Location loc = view.value.getLoc();
  Value &record = state.records[number];
  if (!record) {
    SmallVector<unsigned> axes;
    for (Attribute axis : pack.array.getType().getAxes())
      axes.push_back(plan.number(cast<StringAttr>(axis).getValue()));
    record = ReadOp::create(state.b, loc, vectorOf(pack.size, pack.element),
                            pack.array, subscripts(state, axes));
  }
  int64_t offset = pack.offsets[view];
  auto type = dyn_cast<RankedTensorType>(view.value.getType());
  if (!type)
    return ComponentOp::create(state.b, loc, view.value.getType(), record,
                               ArrayRef<int64_t>{offset});
  Value part = record;
  if (type.getNumElements() != pack.size)
    part = SliceOp::create(state.b, loc,
                           vectorOf(type.getNumElements(), pack.element),
                           record, offset);
  if (part.getType() != type)
    part = ReshapeOp::create(state.b, loc, type, part);
  return part;
}

Value Emitter::get(RegionState &state, View view) {
  if (auto argument = dyn_cast<BlockArgument>(view.value))
    return kernel.getBody().getArgument(argument.getArgNumber());
  auto known = state.values.find(view);
  if (known != state.values.end())
    return known->second;

  Operation *op = view.value.getDefiningOp();
  if (auto reindex = dyn_cast<ReindexOp>(op))
    return get(state, plan.reindexed(reindex, view));
  if (auto indexOp = dyn_cast<IndexOp>(op))
    return index(state, plan.rename(plan.number(indexOp.getIndex()), view));
  auto stored = kept.find(view.value);
  if (stored != kept.end())
    return state.values[view] = readKept(state, stored->second, view);

  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, get(state, plan.at(operand, view)));
  Operation *clone = state.b.clone(*op, mapping);
  for (auto [from, to] : llvm::zip(op->getResults(), clone->getResults()))
    state.values[{from, view.renaming}] = to;
  return state.values[view];
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
  Type accumulator = getElementTypeOrSelf(op.getArgs()[0].getType());
  auto wider = dyn_cast_or_null<TypeAttr>(formula.getAccumulateAttr());
  bool sums = llvm::is_contained({ReductionKind::Sum, ReductionKind::Prod,
                                  ReductionKind::Var, ReductionKind::LogSumExp,
                                  ReductionKind::LogSumExpSigned,
                                  ReductionKind::SoftMax},
                                 op.getKind());
  if (wider && sums && isa<FloatType>(accumulator))
    accumulator = wider.getValue();
  return ReductionAttr::get(b.getContext(), op.getKind(), op.getArgs().size(),
                            op.getK().value_or(0), bool(op.getCondition()),
                            op.getBase2(), accumulator);
}

/// Stores the value of an output; leading axes of a tensor value that are axes
/// of the output become constant subscripts.
void Emitter::storeOutput(RegionState &state, unsigned number) {
  auto array = cast<TypedValue<ArrayType>>(
      kernel.getBody().getArgument(formula.getInputNames().size() + number));
  ArrayAttr axisNames = array.getType().getAxes();
  unsigned constantAxes = plan.tensorAxes(number);
  SmallVector<unsigned> axes;
  for (Attribute axis : axisNames.getValue().drop_back(constantAxes))
    axes.push_back(plan.number(cast<StringAttr>(axis).getValue()));
  SmallVector<Value> where = subscripts(state, axes);
  Value value = get(state, {plan.outputValue(number), 0});
  Location loc = value.getLoc();
  if (constantAxes == 0) {
    StoreOp::create(state.b, loc, value, array, where);
    return;
  }
  auto type = cast<RankedTensorType>(value.getType());
  Type element = array.getType().getElement();
  int64_t count = 1;
  for (int64_t size : type.getShape().take_front(constantAxes))
    count *= size;
  int64_t part = type.getNumElements() / count;
  Value flat = value;
  if (type.getRank() != 1)
    flat = ReshapeOp::create(
        state.b, loc, vectorOf(type.getNumElements(), type.getElementType()),
        value);
  for (int64_t n = 0; n < count; ++n) {
    SmallVector<Value> position(constantAxes);
    int64_t rest = n;
    for (int64_t axis = constantAxes; axis-- > 0;) {
      position[axis] = arith::ConstantOp::create(
          state.b, loc,
          state.b.getIntegerAttr(formula.getIndexType(),
                                 rest % type.getDimSize(axis)));
      rest /= type.getDimSize(axis);
    }
    Value item;
    if (auto tensor = dyn_cast<RankedTensorType>(element)) {
      item = SliceOp::create(
          state.b, loc, vectorOf(part, type.getElementType()), flat, n * part);
      if (item.getType() != tensor)
        item = ReshapeOp::create(state.b, loc, tensor, item);
    } else {
      item = ComponentOp::create(state.b, loc, element, flat,
                                 ArrayRef<int64_t>{n});
    }
    position.insert(position.begin(), where.begin(), where.end());
    StoreOp::create(state.b, loc, item, array, position);
  }
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

  for (ReduceOp reduce : planned.reductions)
    for (Value result : reduce.getResults())
      finish.values[{result, 0}] =
          pass.getFinish().addArgument(result.getType(), result.getLoc());
  for (unsigned output : planned.outputs)
    storeOutput(finish, output);
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
