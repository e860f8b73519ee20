//===- Lower.cpp - From typed instances to the kop dialect ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/lower/Lower.h"
#include "compiler/lower/Constants.h"
#include "compiler/lower/Derivatives.h"
#include "compiler/lower/Description.h"
#include "compiler/lower/Operations.h"
#include "dialect/Kop.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace kop;
using sema::Node;
using syntax::Code;

namespace {

/// Translates one instance.
class FormulaLowering {
public:
  FormulaLowering(const sema::Instance &instance,
                  const syntax::SourceManager &sources,
                  syntax::DiagnosticEngine &diagnostics, OpBuilder &builder)
      : instance(instance), sources(sources), diagnostics(diagnostics),
        builder(builder) {}

  /// Makes the formula where the builder stands.
  LogicalResult run(StringRef symbol);

private:
  // Types and places.
  Type scalarType(sema::Type type);
  Type valueType(const sema::Type &type);
  Type integerType() { return builder.getIntegerType(instance.indexBits); }
  StringAttr indexName(sema::IndexId index) {
    return builder.getStringAttr(instance.indices[index].name);
  }
  ir::ArrayType inputType(const sema::Input &input);
  ir::ArrayType outputType(const sema::Output &output);
  Location location(syntax::SourceRange range);

  // Nodes.
  LogicalResult translate(const Node &node);
  Value translateConstant(const Node &node, Location loc);
  Value translateRead(const Node &node, Location loc);
  /// Another width of the same reals.
  Value convertReal(Value value, Type type, Location loc);
  LogicalResult translateReduce(const Node &node, Location loc);
  Value translateCall(const Node &node, Location loc);
  Value get(const Node *node) { return values.lookup(node).front(); }
  SmallVector<Value> getAll(ArrayRef<Node *> nodes);

  /// Reports what this version of the compiler does not lower.
  LogicalResult reject(syntax::SourceRange range, const Twine &what);

  const sema::Instance &instance;
  const syntax::SourceManager &sources;
  syntax::DiagnosticEngine &diagnostics;
  OpBuilder &builder;
  Block *body = nullptr;
  llvm::DenseMap<const Node *, SmallVector<Value, 2>> values;
};

//===----------------------------------------------------------------------===//
// What is not lowered
//===----------------------------------------------------------------------===//

LogicalResult FormulaLowering::reject(syntax::SourceRange range,
                                      const Twine &what) {
  diagnostics.error(Code::NotLowered, range,
                    ("this version of kopc does not lower " + what).str());
  return failure();
}

//===----------------------------------------------------------------------===//
// Types and places
//===----------------------------------------------------------------------===//

Type FormulaLowering::scalarType(sema::Type type) {
  switch (type.scalar) {
  case sema::Scalar::Bool:
    return builder.getI1Type();
  case sema::Scalar::Int:
    return integerType();
  case sema::Scalar::Real:
  case sema::Scalar::Complex:
    break;
  }
  switch (type.real) {
  case sema::RealFormat::F16:
    return builder.getF16Type();
  case sema::RealFormat::BF16:
    return builder.getBF16Type();
  case sema::RealFormat::F32:
    return builder.getF32Type();
  case sema::RealFormat::F64:
    break;
  }
  return builder.getF64Type();
}

Type FormulaLowering::valueType(const sema::Type &type) {
  Type scalar = scalarType(type);
  if (type.isScalar())
    return scalar;
  SmallVector<int64_t> shape(type.shape.begin(), type.shape.end());
  if (type.isDynamic())
    shape[0] = ShapedType::kDynamic;
  return RankedTensorType::get(shape, scalar);
}

ir::ArrayType FormulaLowering::inputType(const sema::Input &input) {
  SmallVector<Attribute> axes;
  for (const sema::Input::Axis &axis : input.axes) {
    StringAttr name = indexName(axis.index);
    if (axis.alternative >= 0)
      name = builder.getStringAttr(name.getValue() + "|" +
                                   indexName(axis.alternative).getValue());
    axes.push_back(name);
  }
  return ir::ArrayType::get(builder.getContext(), builder.getArrayAttr(axes),
                            valueType(input.type));
}

ir::ArrayType FormulaLowering::outputType(const sema::Output &output) {
  SmallVector<Attribute> axes;
  for (sema::IndexId axis : output.axes)
    axes.push_back(indexName(axis));
  return ir::ArrayType::get(builder.getContext(), builder.getArrayAttr(axes),
                            valueType(output.type));
}

Location FormulaLowering::location(syntax::SourceRange range) {
  if (!range.isValid())
    return builder.getUnknownLoc();
  syntax::Position begin = sources.position(range.file, range.begin);
  syntax::Position end = sources.position(range.file, range.end);
  return FileLineColRange::get(builder.getStringAttr(sources.name(range.file)),
                               begin.line, begin.column, end.line, end.column);
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

SmallVector<Value> FormulaLowering::getAll(ArrayRef<Node *> nodes) {
  SmallVector<Value> list;
  for (const Node *node : nodes)
    list.push_back(get(node));
  return list;
}

Value FormulaLowering::translateConstant(const Node &node, Location loc) {
  const sema::Constant &constant = node.constant;
  Type type = valueType(node.type);
  Type element = getElementTypeOrSelf(type);
  TypedAttr value;
  if (auto real = dyn_cast<FloatType>(element)) {
    value = FloatAttr::get(
        real, lower::roundConstant(constant, real.getFloatSemantics()));
  } else if (element.isInteger(1)) {
    value = builder.getBoolAttr(constant.truth);
  } else if (auto number = lower::integerConstant(
                 constant, element.getIntOrFloatBitWidth())) {
    value = IntegerAttr::get(element, *number);
  } else {
    diagnostics.error(Code::NumberTooLarge, node.range,
                      constant.numerator + " does not fit into the " +
                          std::to_string(instance.indexBits) +
                          "-bit integers of `" + instance.name +
                          "`; export it with `index i64`");
    return {};
  }
  return ir::splat(builder, loc, type, value);
}

/// Reals of another width than that of the formula are converted as read.
Value FormulaLowering::translateRead(const Node &node, Location loc) {
  auto array = cast<ir::ArrayType>(body->getArgument(node.operand).getType());
  Value element = ir::ReadOp::create(builder, loc, array.getElement(),
                                     body->getArgument(node.operand),
                                     getAll(node.operands));
  return convertReal(element, valueType(node.type), loc);
}

Value FormulaLowering::convertReal(Value value, Type type, Location loc) {
  if (value.getType() == type)
    return value;
  // Values of kmin stay a tensor that is looked up by an index of the output.
  auto lookup = value.getDefiningOp<ir::LookupOp>();
  if (lookup && llvm::all_of(lookup.getPosition(), [](Value position) {
        return position.getDefiningOp<ir::IndexOp>();
      })) {
    auto table = cast<RankedTensorType>(lookup.getValue().getType());
    Value converted = convertReal(lookup.getValue(),
                                  table.clone(getElementTypeOrSelf(type)), loc);
    return ir::LookupOp::create(builder, loc, type, converted,
                                lookup.getPosition());
  }
  if (getElementTypeOrSelf(value).getIntOrFloatBitWidth() <
      getElementTypeOrSelf(type).getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  return arith::TruncFOp::create(builder, loc, type, value);
}

LogicalResult FormulaLowering::translateReduce(const Node &node, Location loc) {
  std::optional<ir::ReductionKind> kind =
      ir::symbolizeReductionKind(node.callee);
  if (!kind)
    return reject(node.range, "the reduction `" + node.callee + "`");
  SmallVector<Attribute> over;
  for (sema::IndexId index : node.over)
    over.push_back(indexName(index));
  SmallVector<Type> results{valueType(node.type)};
  if (node.secondType)
    results.push_back(valueType(*node.secondType));
  IntegerAttr k;
  if (!node.integers.empty())
    k = builder.getI64IntegerAttr(node.integers[0]);
  ArrayAttr per;
  if (kind == ir::ReductionKind::Count || kind == ir::ReductionKind::Collect) {
    SmallVector<Attribute> names;
    for (size_t index = 0; index < instance.indices.size(); ++index)
      if (node.terms >> index & 1)
        names.push_back(indexName(index));
    per = builder.getArrayAttr(names);
  }
  auto reduce = ir::ReduceOp::create(
      builder, loc, results, *kind, builder.getArrayAttr(over),
      getAll(node.operands), node.condition ? get(node.condition) : Value(), k,
      /*base2=*/false, per);
  if (kind == ir::ReductionKind::Collect)
    reduce->setAttr("list", builder.getStringAttr(node.text));
  values[&node].assign(reduce.getResults().begin(), reduce.getResults().end());
  return success();
}

Value FormulaLowering::translateCall(const Node &node, Location loc) {
  SmallVector<Value> operands = getAll(node.operands);
  lower::Call call{builder, loc, node, operands, valueType(node.type)};
  if (Value derivative =
          lower::buildDerivative(call, instance, body->getArguments()))
    return derivative;
  return lower::buildCall(call);
}

LogicalResult FormulaLowering::translate(const Node &node) {
  Location loc = location(node.range);
  Value value;
  switch (node.kind) {
  case sema::NodeKind::Constant:
    value = translateConstant(node, loc);
    if (!value)
      return failure();
    break;
  case sema::NodeKind::Read:
    value = translateRead(node, loc);
    break;
  case sema::NodeKind::IndexName:
    value =
        ir::IndexOp::create(builder, loc, integerType(), indexName(node.index));
    break;
  case sema::NodeKind::Extent:
    value = ir::ExtentOp::create(builder, loc, integerType(),
                                 indexName(node.index));
    break;
  case sema::NodeKind::Call:
    value = translateCall(node, loc);
    if (!value)
      return reject(node.range, "`" + node.callee + "`");
    break;
  case sema::NodeKind::Reduce:
    return translateReduce(node, loc);
  case sema::NodeKind::Result:
    value = values.lookup(node.operands[0])[node.integers[0]];
    break;
  case sema::NodeKind::Reindex:
    value = ir::ReindexOp::create(builder, loc, get(node.operands[0]),
                                  indexName(node.integers[0]),
                                  indexName(node.integers[1]));
    break;
  }
  values[&node] = {value};
  return success();
}

LogicalResult FormulaLowering::run(StringRef symbol) {
  SmallVector<Attribute> indices, inputNames, outputNames, outputTypes;
  SmallVector<int64_t> extents;
  for (const sema::IndexInfo &index : instance.indices) {
    indices.push_back(builder.getStringAttr(index.name));
    extents.push_back(index.extent);
  }
  for (const sema::Input &input : instance.inputs)
    inputNames.push_back(builder.getStringAttr(input.name));
  for (const sema::Output &output : instance.outputs) {
    outputNames.push_back(builder.getStringAttr(output.name));
    outputTypes.push_back(TypeAttr::get(outputType(output)));
  }
  Attribute accumulate;
  if (instance.accumulate == sema::Instance::Accumulate::F64)
    accumulate = TypeAttr::get(builder.getF64Type());
  else if (instance.accumulate == sema::Instance::Accumulate::F32)
    accumulate = TypeAttr::get(builder.getF32Type());
  else if (instance.accumulate == sema::Instance::Accumulate::Kahan)
    accumulate = builder.getStringAttr("kahan");

  Location loc = location(instance.range);
  auto formula = ir::FormulaOp::create(
      builder, loc, symbol, builder.getArrayAttr(indices), extents,
      builder.getArrayAttr(inputNames), builder.getArrayAttr(outputNames),
      builder.getArrayAttr(outputTypes), integerType(), accumulate,
      lower::description(builder, instance));
  if (instance.dimension >= 0)
    formula->setAttr(ir::dimensionAttribute, indexName(instance.dimension));
  SmallVector<int64_t> lists;
  for (auto [number, input] : llvm::enumerate(instance.inputs))
    if (input.list == sema::Input::List::Rows)
      lists.push_back(number);
  if (!lists.empty())
    formula->setAttr("lists", builder.getDenseI64ArrayAttr(lists));
  OpBuilder::InsertionGuard guard(builder);
  body = builder.createBlock(&formula.getBody());
  for (const sema::Input &input : instance.inputs)
    body->addArgument(inputType(input), location(input.range));
  for (const Node &node : instance.nodes)
    if (failed(translate(node)))
      return failure();
  SmallVector<Value> results;
  for (const sema::Output &output : instance.outputs)
    results.push_back(convertReal(get(output.value), valueType(output.type),
                                  location(output.range)));
  ir::OutputOp::create(builder, loc, results);
  return success();
}

/// `name`, or the first of `name_2`, `name_3` … that is not taken.
std::string uniqueSymbol(llvm::StringSet<> &taken, std::string name) {
  std::string symbol = name;
  for (unsigned n = 2; !taken.insert(symbol).second; ++n)
    symbol = name + "_" + std::to_string(n);
  return symbol;
}

} // namespace

OwningOpRef<ModuleOp> lower::lower(const std::vector<sema::Instance> &instances,
                                   const syntax::SourceManager &sources,
                                   syntax::DiagnosticEngine &diagnostics,
                                   MLIRContext &context) {
  context.loadDialect<ir::KopDialect, arith::ArithDialect, math::MathDialect>();
  OpBuilder builder(&context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
  builder.setInsertionPointToEnd(module->getBody());
  llvm::StringSet<> symbols;
  bool good = true;
  for (const sema::Instance &instance : instances) {
    FormulaLowering lowering(instance, sources, diagnostics, builder);
    good &=
        succeeded(lowering.run(uniqueSymbol(symbols, symbolName(instance))));
  }
  if (!good)
    return {};
  return module;
}
