//===- NVPTX.cpp - Instructions of PTX ------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Hooks.h"

namespace kop::codegen::math {

/// An instruction of f32 scalars that flushes subnormal numbers.
static Num approximate(MathBuilder &m, Num x, llvm::StringRef name) {
  if (!m.isF32() || m.lanes() != 1 || m.accuracy == Accuracy::Precise)
    return {};
  return m.intrinsic(name, m.type, {x.value});
}

static Num ptxExp2(MathBuilder &m, Num x) {
  return approximate(m, x, "llvm.nvvm.ex2.approx.ftz.f");
}
static Num ptxSqrt(MathBuilder &m, Num x) {
  return approximate(m, x, "llvm.nvvm.sqrt.approx.ftz.f");
}
static Num ptxRsqrt(MathBuilder &m, Num x) {
  return approximate(m, x, "llvm.nvvm.rsqrt.approx.ftz.f");
}

const TargetHooks nvptxHooks = {
    .exp2 = ptxExp2, .sqrt = ptxSqrt, .rsqrt = ptxRsqrt};

} // namespace kop::codegen::math
