//===- FormulaOps.cpp - Operations of the mathematics ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/AsmFormat.h"
#include "dialect/Domain.h"
#include "dialect/Verify.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace kop::ir;

//===----------------------------------------------------------------------===//
// kop.formula
//===----------------------------------------------------------------------===//

void FormulaOp::getAsmBlockArgumentNames(Region &region,
                                         OpAsmSetValueNameFn setName) {
  for (auto [argument, name] :
       llvm::zip(region.getArguments(), getInputNames()))
    setName(argument, cast<StringAttr>(name).getValue());
}

void FormulaOp::print(OpAsmPrinter &p) {
  p << ' ';
  p.printSymbolName(getSymName());
  p << " indices ";
  assembly::printIndices(p, getIndices(), getExtents());
  p << ' ';
  assembly::printArguments(p, getBody().getArguments(),
                           getInputNames().getValue());
  p << " -> (";
  for (auto [n, name, type] :
       llvm::enumerate(getOutputNames(), getOutputTypes())) {
    if (n)
      p << ", ";
    p.printKeywordOrString(cast<StringAttr>(name).getValue());
    p << ": " << type;
  }
  p << ") index " << getIndexType();
  if (Attribute accumulate = getAccumulateAttr())
    p << " accumulate " << accumulate;
  p.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(), {getSymNameAttrName(), getIndicesAttrName(),
                            getExtentsAttrName(), getInputNamesAttrName(),
                            getOutputNamesAttrName(), getOutputTypesAttrName(),
                            getIndexTypeAttrName(), getAccumulateAttrName()});
  p << ' ';
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

ParseResult FormulaOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  assembly::Head head;
  SmallVector<Attribute> outputTypes;
  auto output = [&]() -> ParseResult {
    std::string name;
    Type type;
    if (parser.parseKeywordOrString(&name) || parser.parseColonType(type))
      return failure();
    head.outputNames.push_back(builder.getStringAttr(name));
    outputTypes.push_back(TypeAttr::get(type));
    return success();
  };
  if (head.parseInputs(parser) ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, output) ||
      head.parseIndexType(parser))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("accumulate"))) {
    Attribute accumulate;
    if (parser.parseAttribute(accumulate))
      return failure();
    result.addAttribute(getAccumulateAttrName(result.name), accumulate);
  }
  head.addAttributes<FormulaOp>(builder, result);
  result.addAttribute(getOutputTypesAttrName(result.name),
                      builder.getArrayAttr(outputTypes));
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  return parser.parseRegion(*result.addRegion(), head.arguments);
}

LogicalResult FormulaOp::verify() {
  if (failed(verify::indexList(*this, getIndices(), getExtents())) ||
      failed(verify::indexType(*this, getIndexType())) ||
      failed(verify::operandNames(*this, getOutputNames(),
                                  getOutputTypes().size(), "output")))
    return failure();
  for (auto [name, type] : llvm::zip(
           getOutputNames(), getOutputTypes().getAsValueRange<TypeAttr>())) {
    auto array = dyn_cast<ArrayType>(type);
    if (!array)
      return emitOpError("expects output ")
             << name << " to be a !kop.array, found " << type;
    std::string what = ("output " + cast<StringAttr>(name).getValue()).str();
    if (failed(verify::axes(*this, array, getIndices(), what,
                            /*shared=*/false)))
      return failure();
  }
  Attribute accumulate = getAccumulateAttr();
  auto type = dyn_cast_or_null<TypeAttr>(accumulate);
  auto text = dyn_cast_or_null<StringAttr>(accumulate);
  if (accumulate && !(type && isa<FloatType>(type.getValue())) &&
      !(text && text.getValue() == "kahan"))
    return emitOpError("accumulates in a floating-point type or in \"kahan\", "
                       "found ")
           << accumulate;
  return success();
}

LogicalResult FormulaOp::verifyRegions() {
  Block &block = getBody().front();
  if (failed(verify::operandNames(*this, getInputNames(),
                                  block.getNumArguments(), "input")))
    return failure();
  for (auto [name, argument] :
       llvm::zip(getInputNames(), block.getArguments())) {
    auto array = dyn_cast<ArrayType>(argument.getType());
    if (!array)
      return emitOpError("expects input ")
             << name << " to be a !kop.array, found " << argument.getType();
    std::string what = ("input " + cast<StringAttr>(name).getValue()).str();
    if (failed(verify::axes(*this, array, getIndices(), what, /*shared=*/true)))
      return failure();
  }
  if (failed(verify::lists(*this, block, getInputNames().size())))
    return failure();
  auto output = dyn_cast<OutputOp>(block.getTerminator());
  if (!output)
    return emitOpError("expects kop.output as its last operation, found ")
           << block.getTerminator()->getName();
  if (failed(verify::indexUses(getBody(), getIndices(), getIndexType())))
    return failure();
  if (output.getValues().size() != getOutputTypes().size())
    return output.emitOpError("expects one value per output, found ")
           << output.getValues().size() << " for " << getOutputTypes().size();
  for (auto [value, name, type] :
       llvm::zip(output.getValues(), getOutputNames(),
                 getOutputTypes().getAsValueRange<TypeAttr>())) {
    Type element = cast<ArrayType>(type).getElement();
    if (value.getType() != element)
      return output.emitOpError("output ")
             << name << " expects a value of type " << element << ", found "
             << value.getType();
  }
  return verifyDomains(*this);
}

//===----------------------------------------------------------------------===//
// Indices and arrays
//===----------------------------------------------------------------------===//

void IndexOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), getIndex());
}

void ExtentOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), ("n_" + getIndex()).str());
}

void ReadOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  auto formula = dyn_cast_or_null<FormulaOp>((*this)->getParentOp());
  auto argument = dyn_cast<BlockArgument>(getArray());
  if (!formula || !argument ||
      argument.getArgNumber() >= formula.getInputNames().size())
    return;
  std::string name =
      cast<StringAttr>(formula.getInputNames()[argument.getArgNumber()]).str();
  for (Value subscript : getSubscripts())
    if (auto index = subscript.getDefiningOp<IndexOp>())
      name += ("_" + index.getIndex()).str();
  setName(getResult(), name);
}

bool ReadOp::isDirect() {
  ArrayAttr axes = getArray().getType().getAxes();
  for (auto [axis, subscript] : llvm::zip(axes, getSubscripts())) {
    auto index = subscript.getDefiningOp<IndexOp>();
    if (!index)
      return false;
    auto [first, second] = cast<StringAttr>(axis).getValue().split('|');
    if (index.getIndex() != first && index.getIndex() != second)
      return false;
  }
  return true;
}

LogicalResult ReadOp::verify() {
  return verify::access(*this, getArray().getType(), getSubscripts(),
                        getResult().getType());
}

LogicalResult ReindexOp::verify() {
  if (getFrom() == getTo())
    return emitOpError("expects two indices, found ") << getFrom() << " twice";
  return success();
}
