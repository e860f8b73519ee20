//===- ScheduleOps.cpp - Operations of the schedule -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/AsmFormat.h"
#include "dialect/Verify.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;

//===----------------------------------------------------------------------===//
// kop.kernel
//===----------------------------------------------------------------------===//

void KernelOp::getAsmBlockArgumentNames(Region &region,
                                        OpAsmSetValueNameFn setName) {
  auto names = llvm::concat<const Attribute>(getInputNames().getValue(),
                                             getOutputNames().getValue());
  for (auto [argument, name] : llvm::zip(region.getArguments(), names))
    setName(argument, cast<StringAttr>(name).getValue());
}

void KernelOp::print(OpAsmPrinter &p) {
  p << ' ';
  p.printSymbolName(getSymName());
  p << " indices ";
  assembly::printIndices(p, getIndices(), getExtents());
  p << ' ';
  ArrayRef<BlockArgument> arguments = getBody().getArguments();
  size_t inputs = std::min(getInputNames().size(), arguments.size());
  assembly::printArguments(p, arguments.take_front(inputs),
                           getInputNames().getValue());
  p << " -> ";
  assembly::printArguments(p, arguments.drop_front(inputs),
                           getOutputNames().getValue());
  p << " index " << getIndexType();
  p.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(), {getSymNameAttrName(), getIndicesAttrName(),
                            getExtentsAttrName(), getInputNamesAttrName(),
                            getOutputNamesAttrName(), getIndexTypeAttrName()});
  p << ' ';
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false,
                /*printBlockTerminators=*/false);
}

ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  assembly::Head head;
  if (head.parseInputs(parser) ||
      assembly::parseArguments(parser, head.arguments, head.outputNames) ||
      head.parseIndexType(parser))
    return failure();
  head.addAttributes<KernelOp>(builder, result);
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, head.arguments))
    return failure();
  if (body->empty()) {
    Block &block = body->emplaceBlock();
    for (const OpAsmParser::Argument &argument : head.arguments)
      block.addArgument(argument.type, builder.getUnknownLoc());
  }
  return success();
}

LogicalResult KernelOp::verify() {
  if (failed(verify::indexList(*this, getIndices(), getExtents())))
    return failure();
  return verify::indexType(*this, getIndexType());
}

LogicalResult KernelOp::verifyRegions() {
  Block &block = getBody().front();
  size_t inputs = getInputNames().size(), outputs = getOutputNames().size();
  if (block.getNumArguments() != inputs + outputs)
    return emitOpError("expects one argument per input and output (")
           << inputs << " + " << outputs << "), found "
           << block.getNumArguments();
  if (failed(verify::operandNames(*this, getInputNames(), inputs, "input")) ||
      failed(verify::operandNames(*this, getOutputNames(), outputs, "output")))
    return failure();
  for (BlockArgument argument : block.getArguments()) {
    auto array = dyn_cast<ArrayType>(argument.getType());
    bool isInput = argument.getArgNumber() < inputs;
    std::string what = ((isInput ? "input " : "output ") +
                        Twine(argument.getArgNumber() - (isInput ? 0 : inputs)))
                           .str();
    if (!array)
      return emitOpError("expects ")
             << what << " to be a !kop.array, found " << argument.getType();
    if (failed(verify::axes(*this, array, getIndices(), what, isInput)))
      return failure();
  }
  if (failed(verify::lists(*this, block, inputs)))
    return failure();
  for (Operation &op : block) {
    if (!isa<TemporaryOp, PassOp>(op))
      return op.emitOpError("stands in kop.kernel, which holds kop.temporary "
                            "and kop.pass only");
    if (auto temporary = dyn_cast<TemporaryOp>(op))
      if (failed(verify::axes(temporary, temporary.getArray().getType(),
                              getIndices(), "the array", /*shared=*/false)))
        return failure();
  }
  return verify::indexUses(getBody(), getIndices(), getIndexType());
}

//===----------------------------------------------------------------------===//
// kop.pass
//===----------------------------------------------------------------------===//

static void printStage(OpAsmPrinter &p, StringRef keyword, Region &region) {
  p << ' ' << keyword << ' ';
  if (region.getNumArguments()) {
    assembly::printArguments(p, region.getArguments(), {});
    p << ' ';
  }
  p.printRegion(region, /*printEntryBlockArgs=*/false);
}

static ParseResult parseStage(OpAsmParser &parser, StringRef keyword,
                              Region &region) {
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Attribute> names;
  if (parser.parseKeyword(keyword))
    return failure();
  if (succeeded(parser.parseOptionalLParen())) {
    auto argument = [&]() -> ParseResult {
      return parser.parseArgument(arguments.emplace_back(), /*allowType=*/true);
    };
    if (parser.parseCommaSeparatedList(argument) || parser.parseRParen())
      return failure();
  }
  return parser.parseRegion(region, arguments);
}

void PassOp::print(OpAsmPrinter &p) {
  p << ' ' << getSymNameAttr();
  if (!getBatch().empty()) {
    p << " batch ";
    assembly::printNames(p, getBatch());
  }
  if (auto row = getRow()) {
    p << " row ";
    p.printKeywordOrString(*row);
  }
  if (auto column = getColumn()) {
    p << " column ";
    p.printKeywordOrString(*column);
  }
  if (!getReductions().empty())
    p << " reductions " << getReductions();
  p.printOptionalAttrDictWithKeyword((*this)->getAttrs(),
                                     {getSymNameAttrName(), getBatchAttrName(),
                                      getRowAttrName(), getColumnAttrName(),
                                      getReductionsAttrName()});
  printStage(p, "rows", getRows());
  if (!getPair().empty())
    printStage(p, "pair", getPair());
  printStage(p, "finish", getFinish());
}

ParseResult PassOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  StringAttr name;
  if (parser.parseAttribute(name, getSymNameAttrName(result.name),
                            result.attributes))
    return failure();
  ArrayAttr batch = builder.getArrayAttr({});
  if (succeeded(parser.parseOptionalKeyword("batch")) &&
      assembly::parseNames(parser, batch))
    return failure();
  result.addAttribute(getBatchAttrName(result.name), batch);
  auto optionalName = [&](StringRef keyword,
                          StringAttr attribute) -> ParseResult {
    std::string index;
    if (failed(parser.parseOptionalKeyword(keyword)))
      return success();
    if (parser.parseKeywordOrString(&index))
      return failure();
    result.addAttribute(attribute, builder.getStringAttr(index));
    return success();
  };
  ArrayAttr reductions = builder.getArrayAttr({});
  if (optionalName("row", getRowAttrName(result.name)) ||
      optionalName("column", getColumnAttrName(result.name)) ||
      (succeeded(parser.parseOptionalKeyword("reductions")) &&
       parser.parseAttribute(reductions)))
    return failure();
  result.addAttribute(getReductionsAttrName(result.name), reductions);
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *rows = result.addRegion(), *pair = result.addRegion(),
         *finish = result.addRegion();
  if (parseStage(parser, "rows", *rows))
    return failure();
  if (result.attributes.get(getColumnAttrName(result.name)) &&
      parseStage(parser, "pair", *pair))
    return failure();
  return parseStage(parser, "finish", *finish);
}

/// Checks that a region ends in kop.yield and has arguments of these types.
static LogicalResult verifyStage(PassOp pass, StringRef name, Region &region,
                                 TypeRange expected) {
  if (region.empty() || region.front().empty() ||
      !isa<YieldOp>(region.front().back()))
    return pass.emitOpError()
           << "expects kop.yield at the end of `" << name << "`";
  if (llvm::equal(region.getArgumentTypes(), expected))
    return success();
  InFlightDiagnostic error = pass.emitOpError();
  error << "expects arguments (";
  llvm::interleaveComma(expected, error);
  error << ") of `" << name << "`, found (";
  llvm::interleaveComma(region.getArgumentTypes(), error);
  return error << ")";
}

static ValueRange yielded(Region &region) {
  return cast<YieldOp>(region.front().back()).getValues();
}

/// Checks one reduction against what `pair` yields from `position` on, which
/// moves behind it, and against the results at the end of `results`' front.
static LogicalResult verifyReduction(PassOp pass, ReductionAttr reduction,
                                     TypeRange &yields, TypeRange &results) {
  StringRef name = stringifyReductionKind(reduction.getKind());
  size_t takes = reduction.getArguments() + reduction.getFiltered();
  unsigned gives = verify::numResults(reduction.getKind());
  if (yields.size() < takes)
    return pass.emitOpError()
           << "reduction `" << name << "` takes " << takes
           << " values, `pair` yields only " << yields.size() << " more";
  if (results.size() < gives)
    return pass.emitOpError()
           << "reduction `" << name << "` has " << gives
           << " results, `finish` takes only " << results.size() << " more";
  verify::ReductionShape shape{
      reduction.getKind(),
      llvm::to_vector(yields.take_front(reduction.getArguments())),
      llvm::to_vector(results.take_front(gives)), reduction.getK()};
  auto emitError = [&] { return pass.emitOpError("reduction "); };
  if (failed(verify::reduction(shape, emitError)))
    return failure();
  if (reduction.getFiltered() && !yields[reduction.getArguments()].isInteger(1))
    return pass.emitOpError()
           << "reduction `" << name << "` expects a filter of type i1, found "
           << yields[reduction.getArguments()];
  Type element = getElementTypeOrSelf(shape.args.empty() ? shape.results[0]
                                                         : shape.args[0]);
  Type accumulator = reduction.getAccumulator();
  if (accumulator != element &&
      !(isa<FloatType>(accumulator) && isa<FloatType>(element)))
    return pass.emitOpError() << "reduction `" << name << "` of " << element
                              << " cannot accumulate in " << accumulator;
  yields = yields.drop_front(takes);
  results = results.drop_front(gives);
  return success();
}

bool PassOp::makesLists() {
  return llvm::any_of(getReductions().getAsRange<ReductionAttr>(),
                      [](ReductionAttr reduction) {
                        return reduction.getKind() == ReductionKind::Collect;
                      });
}

LogicalResult PassOp::verifyRegions() {
  for (Attribute attribute : getReductions())
    if (!isa<ReductionAttr>(attribute))
      return emitOpError("expects reductions of type #kop.reduction, found ")
             << attribute;
  if (makesLists() && getReductions().size() > 1)
    return emitOpError("expects `collect` as its only reduction, found ")
           << getReductions().size();
  if (!getColumn() && (!getReductions().empty() || !getPair().empty()))
    return emitOpError("without a column has neither reductions nor `pair`");
  if (getColumn() && getPair().empty())
    return emitOpError("over column ") << *getColumn() << " expects `pair`";
  SmallVector<StringRef> names;
  for (Attribute index : getBatch())
    names.push_back(cast<StringAttr>(index).getValue());
  for (std::optional<StringRef> index : {getRow(), getColumn()})
    if (index)
      names.push_back(*index);
  for (auto [n, name] : llvm::enumerate(names))
    if (llvm::is_contained(ArrayRef(names).take_front(n), name))
      return emitOpError("loops twice over index \"") << name << "\"";

  if (failed(verifyStage(*this, "rows", getRows(), {})))
    return failure();
  SmallVector<Type> rowTypes(yielded(getRows()).getTypes());
  TypeRange finishTypes = getFinish().getArgumentTypes();
  if (finishTypes.size() < rowTypes.size())
    return verifyStage(*this, "finish", getFinish(), rowTypes);
  TypeRange results = finishTypes.drop_front(rowTypes.size());
  llvm::append_range(rowTypes, results);
  if (failed(verifyStage(*this, "finish", getFinish(), rowTypes)))
    return failure();
  if (getPair().empty()) {
    if (results.empty())
      return success();
    return emitOpError("without reductions expects as many arguments of "
                       "`finish` as `rows` yields");
  }
  rowTypes.truncate(rowTypes.size() - results.size());
  if (failed(verifyStage(*this, "pair", getPair(), rowTypes)))
    return failure();
  TypeRange yields = yielded(getPair()).getTypes();
  for (auto reduction : getReductions().getAsRange<ReductionAttr>())
    if (failed(verifyReduction(*this, reduction, yields, results)))
      return failure();
  if (!yields.empty())
    return emitOpError("`pair` yields ")
           << yields.size() << " values that no reduction takes";
  if (!results.empty())
    return emitOpError("`finish` takes ")
           << results.size() << " values that no reduction yields";
  return success();
}

LogicalResult StoreOp::verify() {
  return verify::access(*this, getArray().getType(), getSubscripts(),
                        getValue().getType());
}
