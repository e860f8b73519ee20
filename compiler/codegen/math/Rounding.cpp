//===- Rounding.cpp - round, remainder ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Functions.h"

namespace kop::codegen::math {

Num round(Num x) {
  MathBuilder &m = *x.builder;
  // The largest number below 1/2: x + 1/2 would round up just below a half.
  Num half = m.c(m.pick(0x1.fffffep-2, 0x1.fffffffffffffp-2));
  return trunc(x + copySign(half, x));
}

Num remainder(Num x, Num y) { return fma(-trunc(x / y), y, x); }

} // namespace kop::codegen::math
