//===- TileOps.cpp - Operations of a tile ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

using namespace mlir;
using namespace kop::ir;

LogicalResult TileOp::verify() {
  if (!llvm::is_contained({"pass", "lists", "columns", "rest", "finish"},
                          getRole()))
    return emitOpError("expects the role \"pass\", \"lists\", \"columns\", "
                       "\"rest\" or \"finish\", found \"")
           << getRole() << "\"";
  if (getRows() < 1)
    return emitOpError("expects at least one row per lane, found ")
           << getRows();
  if (getLanesOverColumns() && getRole() == "finish")
    return emitOpError("of role \"finish\" has its rows in the lanes");
  Block &block = getBody().front();
  if (block.getNumArguments() != 1 || !block.getArgument(0).getType().isIndex())
    return emitOpError("expects one argument of type index, the first row");
  return success();
}

//===----------------------------------------------------------------------===//
// kop.frame
//===----------------------------------------------------------------------===//

namespace {
/// A field of kop_frame: how many numbers select it and what it is.
struct Field {
  StringRef name;
  size_t positions;
  bool isPointer;
};

constexpr Field fields[] = {
    {"data", 1, true},        {"stride", 2, false},
    {"extent", 1, false},     {"batch", 1, false},
    {"row_begin", 0, false},  {"row_end", 0, false},
    {"intervals", 0, true},   {"n_intervals", 0, false},
    {"state", 0, true},       {"state_stride", 0, false},
    {"n_segments", 0, false}, {"scratch", 0, true},
    {"order", 0, true},       {"places", 0, true},
};
} // namespace

LogicalResult FrameOp::verify() {
  const Field *field = llvm::find_if(
      fields, [&](const Field &field) { return field.name == getField(); });
  if (field == std::end(fields))
    return emitOpError("names \"") << getField() << "\", no field of the frame";
  if (getPosition().size() != field->positions)
    return emitOpError("field \"")
           << getField() << "\" expects " << field->positions
           << " numbers, found " << getPosition().size();
  for (int64_t number : getPosition())
    if (number < 0)
      return emitOpError("expects numbers of at least 0, found ") << number;
  if (isa<LLVM::LLVMPointerType>(getResult().getType()) != field->isPointer)
    return emitOpError("field \"")
           << getField() << "\" is "
           << (field->isPointer ? "a pointer" : "an index") << ", found "
           << getResult().getType();
  return success();
}
