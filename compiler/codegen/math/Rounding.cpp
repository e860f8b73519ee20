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

/// `rounded` of numbers with a fraction; others are integers already.
static Num guardIntegers(Num x, Num rounded) {
  MathBuilder &m = *x.builder;
  Num hasFraction = abs(x) < m.pick(0x1p22, 0x1p51);
  return select(hasFraction, copySign(rounded, x), x);
}

/// For |x| < 2^(mantissa - 1).
static Num floorNear(Num x) {
  Num n = nearest(x).value;
  return select(n > x, n - 1.0, n);
}

Num floor(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::FloorOp>(x);
  return guardIntegers(x, floorNear(x));
}

Num ceil(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::CeilOp>(x);
  return -floor(-x);
}

Num trunc(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::TruncOp>(x);
  return guardIntegers(x, floorNear(abs(x)));
}

Num roundEven(Num x) {
  if (x.builder->target.hasRounding)
    return instruction<mlir::math::RoundEvenOp>(x);
  return guardIntegers(x, nearest(x).value);
}

Num round(Num x) {
  MathBuilder &m = *x.builder;
  // The largest number below 1/2: x + 1/2 would round up just below a half.
  Num half = m.c(m.pick(0x1.fffffep-2, 0x1.fffffffffffffp-2));
  return trunc(x + copySign(half, x));
}

Num remainder(Num x, Num y) { return fma(-trunc(x / y), y, x); }

} // namespace kop::codegen::math
