//===- X86.cpp - Instructions of AVX2 and SSE -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Hooks.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace kop::codegen::math {

/// Rounds by the conversion instruction, which gives an integer (the smallest)
/// for a NaN, so that shifted bits never turn a NaN into a number.
static Rounded convert(MathBuilder &m, Num x, unsigned lanes,
                       llvm::StringRef name) {
  if (!m.isF32() || m.lanes() != lanes)
    return {};
  Num integer = m.intrinsic(name, m.intType(), {x.value});
  return {toFloat(integer), integer};
}

static Rounded avx2Round(MathBuilder &m, Num x) {
  if (m.lanes() == 8)
    return convert(m, x, 8, "llvm.x86.avx.cvt.ps2dq.256");
  return convert(m, x, 4, "llvm.x86.sse2.cvtps2dq");
}

static Rounded sseRound(MathBuilder &m, Num x) {
  return convert(m, x, 4, "llvm.x86.sse2.cvtps2dq");
}

/// One to three instructions, by whether a constant cannot be NaN.
static Num extremum(MathBuilder &m, Num a, Num b, bool largest) {
  if (largest)
    return m.num(LLVM::MaxNumOp::create(m.b, m.loc, a.value, b.value));
  return m.num(LLVM::MinNumOp::create(m.b, m.loc, a.value, b.value));
}

const TargetHooks avx2Hooks = {.round = avx2Round, .extremum = extremum};
const TargetHooks sseHooks = {.round = sseRound, .extremum = extremum};

} // namespace kop::codegen::math
