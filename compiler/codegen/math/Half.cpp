//===- Half.cpp - Conversions of formats with 16 bits ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// f16 and bf16 exist in memory only. Reading extends to f32, exactly; writing
// rounds to nearest, ties to even. Without an instruction LLVM would call the
// compiler's library, one element at a time. Code runs with subnormal numbers
// of f32 as zeros, so no step may pass through one.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/ExpandMath.h"

using namespace mlir;

namespace kop::codegen::math {

static constexpr int64_t signOfHalf = 0x8000, signOfF32 = 0x80000000;
static constexpr int64_t infinityOfF32 = 0x7f800000;
/// What the bias of exponents differs by, as bits of f32.
static constexpr int64_t rebias = (127 - 15) << 23;

//===----------------------------------------------------------------------===//
// Bits of f32 from and to the low 16 bits of integers
//===----------------------------------------------------------------------===//

static Num extendHalf(Num h) {
  MathBuilder &m = *h.builder;
  Num magnitude = (h & m.i(0x7fff)) << 13;
  Num normal = magnitude + double(rebias);
  // 2^-14 (1 + fraction) - 2^-14 is a subnormal number, or zero.
  Num tiny = bits(fromBits(normal + double(1 << 23)) - 0x1p-14);
  Num result = select(magnitude < double(1 << 23), tiny, normal);
  result = select(magnitude >= double(31 << 23), magnitude | m.i(infinityOfF32),
                  result);
  return result | (h & m.i(signOfHalf)) << 16;
}

static Num roundToHalf(Num x) {
  MathBuilder &m = *x.builder;
  Num sign = shiftRight(x, 16) & m.i(signOfHalf);
  Num magnitude = x & m.i(signOfF32 - 1);
  Num odd = shiftRight(magnitude, 13) & m.i(1);
  Num normal = shiftRight(magnitude + odd + double(0xfff - rebias), 13);
  // The last place of 1/2 is the smallest subnormal number of f16.
  Num tiny = bits(fromBits(magnitude) + 0.5) - double(0x3f000000);
  Num result = select(magnitude < double(0x38800000), tiny, normal);    // 2^-14
  result = select(magnitude < double(0x47800000), result, m.i(0x7c00)); // 2^16
  Num nan = (shiftRight(magnitude, 13) & m.i(0x3ff)) | m.i(0x7e00);
  result = select(magnitude > double(infinityOfF32), nan, result);
  return result | sign;
}

static Num extendBFloat(Num h) { return h << 16; }

static Num roundToBFloat(Num x) {
  MathBuilder &m = *x.builder;
  Num odd = shiftRight(x, 16) & m.i(1);
  Num rounded = shiftRight(x + odd + double(0x7fff), 16);
  Num nan = shiftRight(x, 16) | m.i(0x40);
  return select((x & m.i(signOfF32 - 1)) > double(infinityOfF32), nan, rounded);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static void expandExtension(arith::ExtFOp op, const InstructionSet &target) {
  OpBuilder b(op);
  Location loc = op.getLoc();
  Value operand = op.getOperand();
  Type from = operand.getType();
  auto with = [&](Type element) -> Type {
    auto vector = dyn_cast<VectorType>(from);
    return vector ? Type(vector.clone(element)) : element;
  };
  MathBuilder m(b, loc, with(b.getF32Type()), target, Accuracy::Default);
  Value result;
  bool isHalf = getElementTypeOrSelf(from).isF16();
  if (isHalf && target.hasHalf) {
    if (op.getType() == m.type)
      return;
    result = arith::ExtFOp::create(b, loc, m.type, operand);
  } else {
    Value stored =
        arith::BitcastOp::create(b, loc, with(b.getI16Type()), operand);
    Num wide = m.num(arith::ExtUIOp::create(b, loc, m.intType(), stored));
    result = fromBits(isHalf ? extendHalf(wide) : extendBFloat(wide)).value;
  }
  if (op.getType() != m.type)
    result = arith::ExtFOp::create(b, loc, op.getType(), result);
  op.getResult().replaceAllUsesWith(result);
  op.erase();
}

/// From f32 only: by way of it, an f64 would be rounded twice.
static void expandTruncation(arith::TruncFOp op, const InstructionSet &target) {
  bool isHalf = getElementTypeOrSelf(op.getType()).isF16();
  if (isHalf && target.hasHalf)
    return;
  OpBuilder b(op);
  Location loc = op.getLoc();
  Type from = op.getOperand().getType();
  assert(getElementTypeOrSelf(from).isF32() && "results are computed in f32");
  MathBuilder m(b, loc, from, target, Accuracy::Default);
  Num x = bits(m.num(op.getOperand()));
  Num rounded = isHalf ? roundToHalf(x) : roundToBFloat(x);
  Value stored =
      arith::TruncIOp::create(b, loc, m.with(b.getI16Type()), rounded.value);
  Value result = arith::BitcastOp::create(b, loc, op.getType(), stored);
  op.getResult().replaceAllUsesWith(result);
  op.erase();
}

void expandHalves(Operation *root, const InstructionSet &target) {
  auto isShort = [](Type type) {
    Type element = getElementTypeOrSelf(type);
    return element.isF16() || element.isBF16();
  };
  root->walk([&](Operation *op) {
    if (auto extension = dyn_cast<arith::ExtFOp>(op);
        extension && isShort(extension.getOperand().getType()))
      expandExtension(extension, target);
    else if (auto truncation = dyn_cast<arith::TruncFOp>(op);
             truncation && isShort(truncation.getType()))
      expandTruncation(truncation, target);
  });
}

} // namespace kop::codegen::math
