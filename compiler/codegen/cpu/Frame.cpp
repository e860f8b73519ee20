//===- Frame.cpp - Fields of the call's frame -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/cpu/Skeleton.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "runtime/include/kop/abi.h"

#include <cstddef>
#include <map>

using namespace mlir;

namespace kop::codegen {

namespace {

/// Where a field lies in kop_frame, and what its position subscripts.
struct Field {
  llvm::StringLiteral name;
  unsigned positions;   ///< numbers `kop.frame` takes
  int64_t offset;       ///< of the member of kop_frame
  int64_t elementBytes; ///< of what the member points to; 0: the value itself
  int64_t innerOffset;  ///< of the member of the element, -1: the element
};

const Field fields[] = {
    {"data", 1, offsetof(kop_frame, arrays), sizeof(kop_array),
     offsetof(kop_array, data)},
    {"stride", 2, offsetof(kop_frame, arrays), sizeof(kop_array),
     offsetof(kop_array, strides)},
    {"extent", 1, offsetof(kop_frame, extents), sizeof(int64_t), 0},
    {"batch", 1, offsetof(kop_frame, batch), sizeof(int64_t), 0},
    {"row_begin", 0, offsetof(kop_frame, row_begin), 0, 0},
    {"row_end", 0, offsetof(kop_frame, row_end), 0, 0},
    {"intervals", 0, offsetof(kop_frame, intervals), 0, 0},
    {"n_intervals", 0, offsetof(kop_frame, n_intervals), 0, 0},
    {"state", 0, offsetof(kop_frame, state), 0, 0},
    {"state_stride", 0, offsetof(kop_frame, state_stride), 0, 0},
    {"n_segments", 0, offsetof(kop_frame, n_segments), 0, 0},
    {"scratch", 0, offsetof(kop_frame, scratch), 0, 0},
    {"order", 0, offsetof(kop_frame, order), 0, 0},
    {"places", 0, offsetof(kop_frame, places), 0, 0},
};

/// Loads of one frame, each once.
class FrameLoads {
public:
  FrameLoads(Value frame, OpBuilder &b) : frame(frame), b(b) {}

  FailureOr<Value> get(ir::FrameOp op);

private:
  /// What lies `bytes` behind `base`; nothing writes a frame during a call.
  Value load(Value base, int64_t bytes, bool isPointer);

  Value frame;
  OpBuilder &b;
  std::map<std::tuple<void *, int64_t, bool>, Value> loads;
};

} // namespace

Value FrameLoads::load(Value base, int64_t bytes, bool isPointer) {
  Value &known = loads[{base.getAsOpaquePointer(), bytes, isPointer}];
  if (known)
    return known;
  Location loc = frame.getLoc();
  Value address = base;
  if (bytes)
    address = LLVM::GEPOp::create(b, loc, base.getType(), b.getI8Type(), base,
                                  llvm::ArrayRef<LLVM::GEPArg>{int32_t(bytes)});
  Type type = isPointer ? base.getType() : Type(b.getI64Type());
  known = LLVM::LoadOp::create(b, loc, type, address, 8, false, false,
                               /*isInvariant=*/true);
  return known;
}

FailureOr<Value> FrameLoads::get(ir::FrameOp op) {
  const Field *field = llvm::find_if(
      fields, [&](const Field &f) { return f.name == op.getField(); });
  if (field == std::end(fields)) {
    op.emitError("a frame has no field '") << op.getField() << "'";
    return failure();
  }
  llvm::ArrayRef<int64_t> position = op.getPosition();
  if (position.size() != field->positions) {
    op.emitError("'") << field->name << "' takes " << field->positions
                      << " positions, got " << position.size();
    return failure();
  }
  bool isPointer = isa<LLVM::LLVMPointerType>(op.getType());
  bool isStride = field->positions == 2;
  Value value =
      load(frame, field->offset, field->elementBytes > 0 || isPointer);
  if (field->elementBytes)
    value = load(value, position[0] * field->elementBytes + field->innerOffset,
                 isPointer || isStride);
  if (isStride)
    value = load(value, position[1] * int64_t(sizeof(int64_t)), false);
  return value;
}

LogicalResult lowerFrames(Operation *root, Value frame, OpBuilder &b,
                          AdaptPointer adapt) {
  FrameLoads loads(frame, b);
  llvm::SmallVector<ir::FrameOp> ops;
  root->walk([&](ir::FrameOp op) { ops.push_back(op); });
  for (ir::FrameOp op : ops) {
    FailureOr<Value> value = loads.get(op);
    if (failed(value))
      return failure();
    Value replacement = *value;
    if (op.getType().isIndex())
      replacement = arith::IndexCastOp::create(b, op.getLoc(), b.getIndexType(),
                                               replacement);
    else
      replacement = adapt(replacement, op.getField());
    op.getResult().replaceAllUsesWith(replacement);
    op.erase();
  }
  return success();
}

} // namespace kop::codegen
