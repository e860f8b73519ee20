//===- AsmFormat.cpp - Pieces of the custom assembly ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/AsmFormat.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace kop::ir;

static ParseResult parseName(OpAsmParser &parser, std::string &name) {
  if (failed(parser.parseOptionalKeywordOrString(&name)))
    return parser.emitError(parser.getCurrentLocation(), "expected a name");
  return success();
}

ParseResult assembly::Head::parseInputs(OpAsmParser &parser) {
  return failure(
      parser.parseSymbolName(symbol) || parser.parseKeyword("indices") ||
      parseIndices(parser, indices, extents) ||
      parseArguments(parser, arguments, inputNames) || parser.parseArrow());
}

ParseResult assembly::Head::parseIndexType(OpAsmParser &parser) {
  return failure(parser.parseKeyword("index") || parser.parseType(indexType));
}

void assembly::printNames(OpAsmPrinter &p, ArrayAttr names) {
  p << '[';
  llvm::interleaveComma(names, p, [&](Attribute name) {
    p.printKeywordOrString(cast<StringAttr>(name).getValue());
  });
  p << ']';
}

ParseResult assembly::parseNames(OpAsmParser &parser, ArrayAttr &names) {
  SmallVector<Attribute> list;
  auto element = [&]() -> ParseResult {
    std::string name;
    if (parseName(parser, name))
      return failure();
    list.push_back(parser.getBuilder().getStringAttr(name));
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, element))
    return failure();
  names = parser.getBuilder().getArrayAttr(list);
  return success();
}

void assembly::printIndices(OpAsmPrinter &p, ArrayAttr names,
                            ArrayRef<int64_t> extents) {
  p << '[';
  for (auto [n, name] : llvm::enumerate(names)) {
    if (n)
      p << ", ";
    p.printKeywordOrString(cast<StringAttr>(name).getValue());
    if (n < extents.size() && extents[n] != -1)
      p << " = " << extents[n];
  }
  p << ']';
}

ParseResult assembly::parseIndices(OpAsmParser &parser, ArrayAttr &names,
                                   SmallVectorImpl<int64_t> &extents) {
  SmallVector<Attribute> list;
  auto element = [&]() -> ParseResult {
    std::string name;
    int64_t extent = -1;
    if (parseName(parser, name) ||
        (succeeded(parser.parseOptionalEqual()) && parser.parseInteger(extent)))
      return failure();
    list.push_back(parser.getBuilder().getStringAttr(name));
    extents.push_back(extent);
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, element))
    return failure();
  names = parser.getBuilder().getArrayAttr(list);
  return success();
}

void assembly::printArguments(OpAsmPrinter &p,
                              ArrayRef<BlockArgument> arguments,
                              ArrayRef<Attribute> names) {
  p << '(';
  for (auto [n, argument] : llvm::enumerate(arguments)) {
    if (n)
      p << ", ";
    std::string printed;
    llvm::raw_string_ostream stream(printed);
    p.printOperand(argument, stream);
    StringRef name;
    if (n < names.size())
      name = cast<StringAttr>(names[n]).getValue();
    if (name.empty() || StringRef(printed).drop_front() == name) {
      p.printRegionArgument(argument);
      continue;
    }
    p << printed << ' ';
    p.printString(name);
    p << ": " << argument.getType();
  }
  p << ')';
}

ParseResult
assembly::parseArguments(OpAsmParser &parser,
                         SmallVectorImpl<OpAsmParser::Argument> &arguments,
                         SmallVectorImpl<Attribute> &names) {
  return parser.parseCommaSeparatedList(
      AsmParser::Delimiter::Paren, [&]() -> ParseResult {
        OpAsmParser::Argument argument;
        if (parser.parseOperand(argument.ssaName, /*allowResultNumber=*/false))
          return failure();
        std::string name;
        if (failed(parser.parseOptionalString(&name)))
          name = argument.ssaName.name.drop_front().str();
        if (parser.parseColonType(argument.type) ||
            parser.parseOptionalLocationSpecifier(argument.sourceLoc))
          return failure();
        arguments.push_back(argument);
        names.push_back(parser.getBuilder().getStringAttr(name));
        return success();
      });
}
