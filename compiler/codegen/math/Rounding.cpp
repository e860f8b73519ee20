//===- Rounding.cpp - round, remainder ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Functions.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace kop::codegen::math {

template <typename Op> static Num instruction(Num x) {
  MathBuilder &m = *x.builder;
  return m.num(Op::create(m.b, m.loc, x.value));
}

/// The nearest integer of |x|, where it has a fraction, with the sign of x;
/// other numbers are integers already.
static Num nearestByAddition(Num x) {
  MathBuilder &m = *x.builder;
  double magic = m.pick(0x1p23, 0x1p52);
  Num a = abs(x);
  Num rounded = (a + magic) - magic;
  return select(a < magic, copySign(rounded, x), x);
}

Num floor(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::FloorOp>(x);
  Num n = nearestByAddition(x);
  return copySign(select(n > x, n - 1.0, n), x);
}

Num ceil(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::CeilOp>(x);
  return -floor(-x);
}

Num trunc(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::TruncOp>(x);
  return copySign(floor(abs(x)), x);
}

Num roundEven(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::RoundEvenOp>(x);
  return nearestByAddition(x);
}

Num round(Num x) {
  MathBuilder &m = *x.builder;
  // The largest number below 1/2: x + 1/2 would round up just below a half.
  Num half = m.c(m.pick(0x1.fffffep-2, 0x1.fffffffffffffp-2));
  return trunc(x + copySign(half, x));
}

Num remainder(Num x, Num y) { return fma(-trunc(x / y), y, x); }

} // namespace kop::codegen::math
