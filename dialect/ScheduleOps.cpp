//===- ScheduleOps.cpp - Operations of the schedule -----------------------===//
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
  StringAttr symbol;
  ArrayAttr indices;
  SmallVector<int64_t> extents;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Attribute> inputNames, outputNames;
  Type indexType;
  if (parser.parseSymbolName(symbol) || parser.parseKeyword("indices") ||
      assembly::parseIndices(parser, indices, extents) ||
      assembly::parseArguments(parser, arguments, inputNames) ||
      parser.parseArrow() ||
      assembly::parseArguments(parser, arguments, outputNames) ||
      parser.parseKeyword("index") || parser.parseType(indexType))
    return failure();
  result.addAttribute(getSymNameAttrName(result.name), symbol);
  result.addAttribute(getIndicesAttrName(result.name), indices);
  result.addAttribute(getExtentsAttrName(result.name),
                      builder.getDenseI64ArrayAttr(extents));
  result.addAttribute(getInputNamesAttrName(result.name),
                      builder.getArrayAttr(inputNames));
  result.addAttribute(getOutputNamesAttrName(result.name),
                      builder.getArrayAttr(outputNames));
  result.addAttribute(getIndexTypeAttrName(result.name),
                      TypeAttr::get(indexType));
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, arguments))
    return failure();
  if (body->empty()) {
    Block &block = body->emplaceBlock();
    for (const OpAsmParser::Argument &argument : arguments)
      block.addArgument(argument.type, builder.getUnknownLoc());
  }
  return success();
}

LogicalResult KernelOp::verifyRegions() { return success(); }

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

LogicalResult PassOp::verifyRegions() { return success(); }

LogicalResult StoreOp::verify() { return success(); }
