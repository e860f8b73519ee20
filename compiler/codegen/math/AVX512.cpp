//===- AVX512.cpp - Instructions of AVX-512 -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"
#include "mlir/IR/BuiltinTypes.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace kop::codegen::math {

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

//===----------------------------------------------------------------------===//
// Exponents, mantissas, special values
//===----------------------------------------------------------------------===//

/// Intervals of mantissas.
enum Mantissa : int64_t {
  from1To2 = 0,
  from3QuartersTo3Halves = 3,
  from1To2OfSize = 4, ///< of |x|
};

/// The mantissa of x, with its sign; 1 of zeros and infinities.
static Num mantissaOf(MathBuilder &m, Num x, Mantissa interval) {
  return maskedCall(m, "mask.getmant", {x.value, m.constantInt(32, interval)},
                    true);
}

/// floor(log2 |x|) as a float; of zeros and infinities -inf and +inf.
static Num exponentOf(MathBuilder &m, Num x) {
  return maskedCall(m, "mask.getexp", {x.value}, true);
}

/// What `fixup` does where its argument is of a class: four bits for each of
/// NaN, signalling NaN, zero, one, -inf, inf, negative, positive.
enum class Response : uint32_t {
  Keep = 0x0,
  Argument = 0x1,
  NaN = 0x3,
  MinusInfinity = 0x4,
  Infinity = 0x5,
  SignedInfinity = 0x6, ///< with the sign of the argument
  MinusZero = 0x7,
  Zero = 0x8,
  One = 0xa,
};

static int64_t responses(Response nan, Response zero, Response one,
                         Response minusInfinity, Response infinity,
                         Response negative, Response positive) {
  Response classes[] = {nan,           nan,      zero,     one,
                        minusInfinity, infinity, negative, positive};
  uint32_t bits = 0;
  for (auto [k, response] : llvm::enumerate(classes))
    bits |= uint32_t(response) << (4 * k);
  return bits;
}

/// `value`, or what the table says for the class of `x`.
static Num fixup(MathBuilder &m, Num value, Num x, Num table) {
  llvm::SmallVector<Value> operands = {
      value.value, x.value, table.value, m.constantInt(32, 0),
      m.constantInt(std::max(8u, m.lanes()), -1)};
  if (registerBits(m) == 512)
    operands.push_back(m.constantInt(32, 4));
  return m.intrinsic(suffixed(m, "mask.fixupimm"), m.type, operands);
}

//===----------------------------------------------------------------------===//
// Quotients
//===----------------------------------------------------------------------===//

/// a / b from r, the reciprocal of b to 14 bits. The step of Newton is on the
/// quotient, so that quotients that are numbers of the type are exact.
static Num quotient(Num a, Num b, Num r, Num estimate) {
  return fma(fma(-estimate, b, a), r, estimate);
}

/// A numerator whose quotients by any divisor are of the size of their terms.
static bool isSmallNumber(Num a) {
  std::optional<double> number = constantOf(a);
  return number && std::abs(*number) <= 2 && std::abs(*number) >= 0x1p-60;
}

static Num avx512Divide(MathBuilder &m, Num a, Num b) {
  if (!registerBits(m) || !m.isF32() || m.accuracy == Accuracy::Precise)
    return {};
  if (constantOf(b))
    return {};
  if (isSmallNumber(a)) {
    Num r = maskedCall(m, "rcp14", {b.value}, false);
    Num estimate = constantOf(a) == 1.0 ? r : a * r;
    Num result = quotient(a, b, r, estimate);
    // The estimate is right where the step is NaN: b zero or infinite.
    using enum Response;
    Num table = m.i(responses(Keep, Argument, Argument, Argument, Argument,
                              Argument, Argument));
    return fixup(m, estimate, result, table);
  }
  // On mantissas nothing is lost by flushing; the exponents know what zeros
  // and infinities give.
  Num top = mantissaOf(m, a, from1To2), below = mantissaOf(m, b, from1To2);
  Num r = maskedCall(m, "rcp14", {below.value}, false);
  Num exponent = exponentOf(m, a) - exponentOf(m, b);
  return scalef(m, quotient(top, below, r, top * r), exponent);
}

/// The smaller or larger of two numbers, the other where one is NaN.
static Num avx512Extremum(MathBuilder &m, Num a, Num b, bool largest) {
  if (!registerBits(m))
    return {};
  // 4: the sign of what is chosen.
  Value control = m.constantInt(32, largest ? 5 : 4);
  return maskedCall(m, "mask.range", {a.value, b.value, control}, true);
}

//===----------------------------------------------------------------------===//
// Logarithms
//===----------------------------------------------------------------------===//

static Split avx512Split(MathBuilder &m, Num x) {
  if (!registerBits(m))
    return {};
  Num mantissa = mantissaOf(m, x, from3QuartersTo3Halves);
  // Mantissas below 1 have moved up. Negated where the sign folds away.
  Num exponent = -(exponentOf(m, mantissa) - exponentOf(m, x));
  return {exponent, mantissa};
}

static Num avx512LogLimits(MathBuilder &m, Num x, Num log) {
  if (!registerBits(m))
    return {};
  using enum Response;
  int64_t table =
      responses(Argument, MinusInfinity, Keep, NaN, Infinity, NaN, Keep);
  return fixup(m, log, x, m.i(table));
}

static Pair avx512RootPair(MathBuilder &m, Num x) {
  if (!registerBits(m) || !m.isF32() || m.accuracy == Accuracy::Precise)
    return {};
  // Finite, so that the root of 0 is 0.
  Num y = atMost(reciprocalRoot14(m, x), 0x1p64);
  Num s = x * y, half = y * 0.5;
  Num root = fma(fma(-s, half, m.c(0.5)), s, s);
  return {root, fma(-root, root, x) * half};
}

//===----------------------------------------------------------------------===//
// Powers of f32
//===----------------------------------------------------------------------===//

/// The entry of a table of 32 by the low bits of an integer.
static Num lookUp(MathBuilder &m, Num index, llvm::ArrayRef<double> table) {
  auto half = [&](llvm::ArrayRef<double> values) -> Value {
    llvm::SmallVector<float> numbers(values);
    auto type = cast<VectorType>(m.type);
    return arith::ConstantOp::create(
        m.b, m.loc,
        DenseElementsAttr::get(type, llvm::ArrayRef<float>(numbers)));
  };
  Value low = half(table.take_front(16)), high = half(table.drop_front(16));
  return m.intrinsic("llvm.x86.avx512.vpermi2var.ps.512", m.type,
                     {low, index.value, high});
}

/// log2 |x| with some 32 bits, of numbers.
static Pair log2Pair(MathBuilder &m, Num x) {
  // |x| = 2^k c (1 + r), 1 / c by the first bits of the mantissa.
  Num mantissa = mantissaOf(m, x, from1To2OfSize);
  Num index = shiftRight(bits(mantissa), 18);
  Num r = fma(mantissa, lookUp(m, index, log2InverseF32), m.c(-1.0));
  Num start = exponentOf(m, x) + lookUp(m, index, log2HighF32);
  // log2(1 + r) = r (slope + rest).
  constexpr double inverseLn2 = 0x1.715476p+0, lacks = 0x1.4ae0cp-26;
  Num tail = horner(r, log2TailF32);
  Num slope = fma(r, tail, inverseLn2);
  Num slopeRest = fma(r, tail, inverseLn2 - slope);
  // Differences of close numbers are exact.
  Num sum = fma(r, slope, start);
  Num rest = fma(r, slope, start - sum);
  rest = fma(r, slopeRest, rest);
  return {sum, rest + fma(r, lacks, lookUp(m, index, log2LowF32))};
}

/// What powers of special numbers are, as a table for `fixup` on the base; it
/// depends on the exponent alone, which mostly is the same for all pairs.
static Num powLimits(MathBuilder &m, Num y, Num isInteger, Num isOdd) {
  using enum Response;
  Num positive = y > 0.0;
  auto table = [&](Response zero, Response minusInfinity, Response infinity) {
    return m.i(
        responses(Argument, zero, One, minusInfinity, infinity, Keep, Keep));
  };
  Num odd = select(positive, table(Argument, MinusInfinity, Infinity),
                   table(SignedInfinity, MinusZero, Zero));
  Num even = select(positive, table(Zero, Infinity, Infinity),
                    table(Infinity, Zero, Zero));
  Num result = select(isOdd, odd, even);
  // Powers of negative numbers between integers.
  result =
      select(isInteger, result,
             result | m.i(responses(Keep, Keep, Keep, Keep, Keep, NaN, Keep)));
  result = select(isNaN(y), table(Keep, Keep, Keep), result);
  Num ones = m.i(responses(One, One, One, One, One, One, One));
  return select(equal(y, m.c(0.0)), ones, result);
}

static Num avx512Pow(MathBuilder &m, Num x, Num y) {
  if (registerBits(m) != 512 || !m.isF32() || m.accuracy == Accuracy::Precise)
    return {};
  Num half = y * 0.5;
  Num isInteger = equal(floor(y), y);
  Num isOdd = isInteger & (floor(half) < half);
  Num table = powLimits(m, y, isInteger, isOdd);
  Num sign = select(isOdd, m.i(std::numeric_limits<int32_t>::min()), m.i(0));
  // Larger exponents give the same, and their products stay finite.
  y = atMost(atLeast(y, -0x1p32), 0x1p32);
  Pair log = log2Pair(m, x);
  Num n = y * log.value;
  Num rest = fma(y, log.rest, fma(y, log.value, -n));
  Num f = fraction(m, n, false) + rest;
  // Where the rest is large the power is 0 or infinite, by a positive factor.
  Num power = scalef(m, fma(horner(f, exp2PositiveF32), f, 1.0), n);
  power = fromBits(bits(power) ^ (bits(x) & sign));
  return fixup(m, power, x, table);
}

const TargetHooks avx512Hooks = {.exp2 = avx512Exp2,
                                 .scale = scalef,
                                 .sqrt = avx512Sqrt,
                                 .rsqrt = avx512Rsqrt,
                                 .rootPair = avx512RootPair,
                                 .split = avx512Split,
                                 .logLimits = avx512LogLimits,
                                 .pow = avx512Pow,
                                 .divide = avx512Divide,
                                 .extremum = avx512Extremum};

} // namespace kop::codegen::math
