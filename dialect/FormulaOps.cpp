//===- FormulaOps.cpp - Operations of the mathematics ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/AsmFormat.h"
#include "dialect/Kop.h"

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
  StringAttr symbol;
  ArrayAttr indices;
  SmallVector<int64_t> extents;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Attribute> inputNames, outputNames, outputTypes;
  auto output = [&]() -> ParseResult {
    std::string name;
    Type type;
    if (parser.parseKeywordOrString(&name) || parser.parseColonType(type))
      return failure();
    outputNames.push_back(builder.getStringAttr(name));
    outputTypes.push_back(TypeAttr::get(type));
    return success();
  };
  Type indexType;
  if (parser.parseSymbolName(symbol) || parser.parseKeyword("indices") ||
      assembly::parseIndices(parser, indices, extents) ||
      assembly::parseArguments(parser, arguments, inputNames) ||
      parser.parseArrow() ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, output) ||
      parser.parseKeyword("index") || parser.parseType(indexType))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("accumulate"))) {
    Attribute accumulate;
    if (parser.parseAttribute(accumulate))
      return failure();
    result.addAttribute(getAccumulateAttrName(result.name), accumulate);
  }
  result.addAttribute(getSymNameAttrName(result.name), symbol);
  result.addAttribute(getIndicesAttrName(result.name), indices);
  result.addAttribute(getExtentsAttrName(result.name),
                      builder.getDenseI64ArrayAttr(extents));
  result.addAttribute(getInputNamesAttrName(result.name),
                      builder.getArrayAttr(inputNames));
  result.addAttribute(getOutputNamesAttrName(result.name),
                      builder.getArrayAttr(outputNames));
  result.addAttribute(getOutputTypesAttrName(result.name),
                      builder.getArrayAttr(outputTypes));
  result.addAttribute(getIndexTypeAttrName(result.name),
                      TypeAttr::get(indexType));
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  return parser.parseRegion(*result.addRegion(), arguments);
}

LogicalResult FormulaOp::verify() { return success(); }
LogicalResult FormulaOp::verifyRegions() { return success(); }

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

LogicalResult ReadOp::verify() { return success(); }
LogicalResult ReduceOp::verify() { return success(); }
LogicalResult BroadcastOp::verify() { return success(); }
LogicalResult ComponentsOp::verify() { return success(); }
LogicalResult DotOp::verify() { return success(); }
LogicalResult SqDistOp::verify() { return success(); }
LogicalResult EinsumOp::verify() { return success(); }
LogicalResult ConcatOp::verify() { return success(); }
LogicalResult SliceOp::verify() { return success(); }
LogicalResult ComponentOp::verify() { return success(); }
LogicalResult LookupOp::verify() { return success(); }
LogicalResult ReshapeOp::verify() { return success(); }

OpFoldResult BroadcastOp::fold(FoldAdaptor) { return {}; }
OpFoldResult ConcatOp::fold(FoldAdaptor) { return {}; }
OpFoldResult SliceOp::fold(FoldAdaptor) { return {}; }
OpFoldResult ComponentOp::fold(FoldAdaptor) { return {}; }
OpFoldResult ReshapeOp::fold(FoldAdaptor) { return {}; }
