//===- X86.cpp - Instructions of x86 --------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Hooks.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace kop::codegen::math {

//===----------------------------------------------------------------------===//
// AVX-512
//===----------------------------------------------------------------------===//

/// Bits of the vector, where it is one of a whole register; otherwise 0.
static unsigned registerBits(MathBuilder &m) {
  unsigned bits = m.lanes() * m.element().getIntOrFloatBitWidth();
  return m.lanes() > 1 && (bits == 128 || bits == 256 || bits == 512) ? bits
                                                                      : 0;
}

/// The name of a masked AVX-512 intrinsic for the type of `m`.
static std::string suffixed(MathBuilder &m, llvm::StringRef name) {
  return ("llvm.x86.avx512." + name + (m.isF32() ? ".ps." : ".pd.") +
          llvm::Twine(registerBits(m)))
      .str();
}

/// A call with every lane active: the operands, then pass-through, mask, and
/// for 512 bits the current rounding mode.
static Num maskedCall(MathBuilder &m, llvm::StringRef name,
                      llvm::SmallVector<Value> operands, bool takesRounding) {
  operands.push_back(m.c(0.0).value);
  operands.push_back(m.constantInt(std::max(8u, m.lanes()), -1));
  if (takesRounding && registerBits(m) == 512)
    operands.push_back(m.constantInt(32, 4));
  return m.intrinsic(suffixed(m, name), m.type, operands);
}

/// p * 2^floor(n).
static Num scalef(MathBuilder &m, Num p, Num n) {
  if (!registerBits(m))
    return {};
  return maskedCall(m, "mask.scalef", {p.value, n.value}, true);
}

/// x - floor(x), or with `nearest` x minus the nearest integer; 0 at infinity.
static Num fraction(MathBuilder &m, Num x, bool nearest) {
  Value control = m.constantInt(32, nearest ? 0 : 1);
  return maskedCall(m, "mask.reduce", {x.value, control}, true);
}

static Num avx512Exp2(MathBuilder &m, Num x) {
  if (!registerBits(m))
    return {};
  if (m.isF32() && m.accuracy == Accuracy::Precise) {
    Num f = fraction(m, x, true);
    Num p = fma(horner(f, exp2PreciseF32), f, 1.0);
    return scalef(m, p, x - f);
  }
  Num f = fraction(m, x, false);
  Num p = m.isF32() ? horner(f, exp2FloorF32) : horner(f, exp2FloorF64);
  return scalef(m, fma(p, f, 1.0), x);
}

/// Whether x is one of the classes (1: +0, 2: -0, 3: +inf as bits of `imm`).
static Num isClass(MathBuilder &m, Num x, int64_t imm) {
  Type condition = m.with(m.b.getI1Type());
  return m.intrinsic(suffixed(m, "fpclass"), condition,
                     {x.value, m.constantInt(32, imm)});
}

/// 1/sqrt(x) with a relative error of 2^-14.
static Num reciprocalRoot14(MathBuilder &m, Num x) {
  return maskedCall(m, "rsqrt14", {x.value}, false);
}

constexpr int64_t zeroOrInfinity = 0x0e;

/// One Newton step instead of the square root unit: 10 instead of 24 slots.
static Num avx512Sqrt(MathBuilder &m, Num x) {
  if (!registerBits(m) || !m.isF32() || m.accuracy == Accuracy::Precise)
    return {};
  Num y = reciprocalRoot14(m, x);
  // Relative to the root, so that nothing is flushed for small x.
  Num s = x * y;
  Num error = fma(-s, y * 0.5, x.builder->c(0.5));
  Num root = fma(error, s, s);
  return select(isClass(m, x, zeroOrInfinity), x, root);
}

static Num avx512Rsqrt(MathBuilder &m, Num x) {
  if (!registerBits(m) || !m.isF32() || m.accuracy == Accuracy::Precise)
    return {};
  Num y = reciprocalRoot14(m, x);
  Num error = fma(-(x * y), y, 1.0);
  Num root = fma(error * y, 0.5, y);
  return select(isClass(m, x, zeroOrInfinity), y, root);
}

const TargetHooks avx512Hooks = {avx512Exp2, scalef, nullptr, avx512Sqrt,
                                 avx512Rsqrt};

//===----------------------------------------------------------------------===//
// AVX2 and SSE
//===----------------------------------------------------------------------===//

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

const TargetHooks avx2Hooks = {nullptr, nullptr, avx2Round, nullptr, nullptr};
const TargetHooks sseHooks = {nullptr, nullptr, sseRound, nullptr, nullptr};

} // namespace kop::codegen::math
