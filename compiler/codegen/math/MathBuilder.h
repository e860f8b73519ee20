//===- MathBuilder.h - Arithmetic on scalars and vectors --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Expansions of functions are written once, with operators, for f32 and f64,
// scalars and vectors of any width: a `Num` is a value with its builder.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_MATH_MATHBUILDER_H
#define KOP_CODEGEN_MATH_MATHBUILDER_H

#include "compiler/codegen/Target.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

namespace kop::codegen::math {

/// What `--math=` asks for.
enum class Accuracy { Fast, Default, Precise };

class MathBuilder;

/// A float, an integer of the same width, or a condition: scalar or vector.
struct Num {
  mlir::Value value;
  MathBuilder *builder = nullptr;
  explicit operator bool() const { return bool(value); }
};

Num operator+(Num a, Num b);
Num operator-(Num a, Num b);
Num operator*(Num a, Num b);
Num operator/(Num a, Num b);
Num operator-(Num a);
Num operator+(Num a, double b);
Num operator-(Num a, double b);
Num operator*(Num a, double b);
Num operator+(double a, Num b);
Num operator-(double a, Num b);
Num operator*(double a, Num b);
Num operator/(double a, Num b);

/// Ordered comparisons of floats (false on NaN), signed ones of integers.
Num operator<(Num a, Num b);
Num operator<=(Num a, Num b);
Num operator>(Num a, Num b);
Num operator>=(Num a, Num b);
Num operator<(Num a, double b);
Num operator<=(Num a, double b);
Num operator>(Num a, double b);
Num operator>=(Num a, double b);
Num equal(Num a, Num b);
Num isNaN(Num a);

/// Bits of integers and conditions.
Num operator&(Num a, Num b);
Num operator|(Num a, Num b);
Num operator^(Num a, Num b);
Num operator<<(Num a, unsigned bits);
/// Arithmetic and logical shifts to the right.
Num operator>>(Num a, unsigned bits);
Num shiftRight(Num a, unsigned bits);

Num select(Num condition, Num a, Num b);
/// a where NaN: both pass a NaN in `a` on.
Num atMost(Num a, double bound);
Num atLeast(Num a, double bound);
/// a * b + c, fused where the target has the instruction.
Num fma(Num a, Num b, Num c);
Num fma(Num a, double b, Num c);
Num fma(Num a, Num b, double c);
Num abs(Num a);
Num copySign(Num magnitude, Num sign);
Num sqrt(Num a);
/// The integer with the bits of a float, and back.
Num bits(Num a);
Num fromBits(Num a);
Num toFloat(Num integer);

/// The number that a float is in every lane, where that is known.
std::optional<double> constantOf(Num a);

/// A float or an integer in the width of another builder.
Num convert(Num a, MathBuilder &to);

/// c[0] + c[1] x + … by Horner's rule.
Num horner(Num x, llvm::ArrayRef<double> c);
/// The same in two chains, for long polynomials where latency counts.
Num estrin(Num x, llvm::ArrayRef<double> c);

/// Builds at the insertion point of `b` for one type.
class MathBuilder {
public:
  MathBuilder(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type,
              const InstructionSet &target, Accuracy accuracy);

  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Type type; ///< f32, f64 or a vector of them
  const InstructionSet &target;
  Accuracy accuracy;

  bool isF32() const { return element().isF32(); }
  bool isF64() const { return element().isF64(); }
  mlir::Type element() const { return mlir::getElementTypeOrSelf(type); }
  /// Elements of the vector; 1 for a scalar.
  unsigned lanes() const;
  /// Bits of the mantissa without the leading one, and the bias.
  unsigned mantissa() const { return isF32() ? 23 : 52; }
  int64_t bias() const { return isF32() ? 127 : 1023; }
  /// The smallest normal number.
  double smallest() const { return isF32() ? 0x1p-126 : 0x1p-1022; }
  /// f32 or f64 of a pair.
  template <typename T> T pick(T f32, T f64) const {
    return isF32() ? f32 : f64;
  }

  Num num(mlir::Value value) { return {value, this}; }
  Num c(double value);
  Num i(int64_t value);
  Num infinity();
  Num nan();
  /// This type with other elements.
  mlir::Type with(mlir::Type element) const;
  mlir::Type intType() const;
  /// A call of an intrinsic of LLVM.
  Num intrinsic(llvm::StringRef name, mlir::Type result,
                llvm::ArrayRef<mlir::Value> operands);
  mlir::Value constantInt(unsigned bits, int64_t value);
};

} // namespace kop::codegen::math

#endif // KOP_CODEGEN_MATH_MATHBUILDER_H
