//===- MathBuilder.cpp - Arithmetic on scalars and vectors ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/MathBuilder.h"

#include "compiler/codegen/math/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

#include <limits>

using namespace mlir;

namespace kop::codegen::math {

MathBuilder::MathBuilder(OpBuilder &b, Location loc, Type type,
                         const InstructionSet &target, Accuracy accuracy)
    : b(b), loc(loc), type(type), target(target), accuracy(accuracy) {}

unsigned MathBuilder::lanes() const {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.getNumElements() : 1;
}

Type MathBuilder::with(Type element) const {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? Type(vector.clone(element)) : element;
}

Type MathBuilder::intType() const {
  return with(b.getIntegerType(element().getIntOrFloatBitWidth()));
}

static Value constant(OpBuilder &b, Location loc, Type type, Attribute value) {
  if (auto vector = dyn_cast<VectorType>(type))
    value = DenseElementsAttr::get(vector, value);
  return arith::ConstantOp::create(b, loc, cast<TypedAttr>(value));
}

Num MathBuilder::c(double value) {
  return num(constant(b, loc, type, b.getFloatAttr(element(), value)));
}

Num MathBuilder::i(int64_t value) {
  Type element = getElementTypeOrSelf(intType());
  return num(constant(b, loc, intType(), b.getIntegerAttr(element, value)));
}

Num MathBuilder::infinity() {
  return c(std::numeric_limits<double>::infinity());
}

Num MathBuilder::nan() { return c(std::numeric_limits<double>::quiet_NaN()); }

Value MathBuilder::constantInt(unsigned bits, int64_t value) {
  return arith::ConstantOp::create(
      b, loc, b.getIntegerAttr(b.getIntegerType(bits), value));
}

Num MathBuilder::intrinsic(llvm::StringRef name, Type result,
                           llvm::ArrayRef<Value> operands) {
  return num(LLVM::CallIntrinsicOp::create(b, loc, result,
                                           b.getStringAttr(name), operands)
                 .getResult(0));
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static bool isFloat(Num a) {
  return isa<FloatType>(getElementTypeOrSelf(a.value.getType()));
}

template <typename FloatOp, typename IntOp> static Num binary(Num a, Num b) {
  MathBuilder &m = *a.builder;
  if (isFloat(a))
    return m.num(FloatOp::create(m.b, m.loc, a.value, b.value));
  return m.num(IntOp::create(m.b, m.loc, a.value, b.value));
}

template <typename Op> static Num binaryOf(Num a, Num b) {
  MathBuilder &m = *a.builder;
  return m.num(Op::create(m.b, m.loc, a.value, b.value));
}

template <typename Op> static Num unaryOf(Num a) {
  MathBuilder &m = *a.builder;
  return m.num(Op::create(m.b, m.loc, a.value));
}

/// A constant of the type of `like`.
static Num constantLike(Num like, double value) {
  MathBuilder &m = *like.builder;
  return isFloat(like) ? m.c(value) : m.i(int64_t(value));
}

Num operator+(Num a, Num b) {
  return binary<arith::AddFOp, arith::AddIOp>(a, b);
}
Num operator-(Num a, Num b) {
  return binary<arith::SubFOp, arith::SubIOp>(a, b);
}
Num operator*(Num a, Num b) {
  return binary<arith::MulFOp, arith::MulIOp>(a, b);
}
Num operator/(Num a, Num b) { return binaryOf<arith::DivFOp>(a, b); }
Num operator-(Num a) { return unaryOf<arith::NegFOp>(a); }
Num operator+(Num a, double b) { return a + constantLike(a, b); }
Num operator-(Num a, double b) { return a - constantLike(a, b); }
Num operator*(Num a, double b) { return a * constantLike(a, b); }
Num operator+(double a, Num b) { return constantLike(b, a) + b; }
Num operator-(double a, Num b) { return constantLike(b, a) - b; }
Num operator*(double a, Num b) { return constantLike(b, a) * b; }
Num operator/(double a, Num b) { return constantLike(b, a) / b; }

static Num compare(Num a, Num b, arith::CmpFPredicate onFloats,
                   arith::CmpIPredicate onInts) {
  MathBuilder &m = *a.builder;
  if (isFloat(a))
    return m.num(arith::CmpFOp::create(m.b, m.loc, onFloats, a.value, b.value));
  return m.num(arith::CmpIOp::create(m.b, m.loc, onInts, a.value, b.value));
}

Num operator<(Num a, Num b) {
  return compare(a, b, arith::CmpFPredicate::OLT, arith::CmpIPredicate::slt);
}
Num operator<=(Num a, Num b) {
  return compare(a, b, arith::CmpFPredicate::OLE, arith::CmpIPredicate::sle);
}
Num operator>(Num a, Num b) { return b < a; }
Num operator>=(Num a, Num b) { return b <= a; }
Num operator<(Num a, double b) { return a < constantLike(a, b); }
Num operator<=(Num a, double b) { return a <= constantLike(a, b); }
Num operator>(Num a, double b) { return a > constantLike(a, b); }
Num operator>=(Num a, double b) { return a >= constantLike(a, b); }
Num equal(Num a, Num b) {
  return compare(a, b, arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq);
}
Num isNaN(Num a) {
  return compare(a, a, arith::CmpFPredicate::UNO, arith::CmpIPredicate::ne);
}

Num operator&(Num a, Num b) { return binaryOf<arith::AndIOp>(a, b); }
Num operator|(Num a, Num b) { return binaryOf<arith::OrIOp>(a, b); }
Num operator^(Num a, Num b) { return binaryOf<arith::XOrIOp>(a, b); }
Num operator<<(Num a, unsigned bits) {
  return binaryOf<arith::ShLIOp>(a, a.builder->i(bits));
}
Num operator>>(Num a, unsigned bits) {
  return binaryOf<arith::ShRSIOp>(a, a.builder->i(bits));
}
Num shiftRight(Num a, unsigned bits) {
  return binaryOf<arith::ShRUIOp>(a, a.builder->i(bits));
}

Num select(Num condition, Num a, Num b) {
  MathBuilder &m = *a.builder;
  return m.num(
      arith::SelectOp::create(m.b, m.loc, condition.value, a.value, b.value));
}

Num atMost(Num a, double bound) {
  Num limit = a.builder->c(bound);
  return select(limit < a, limit, a);
}

Num atLeast(Num a, double bound) {
  Num limit = a.builder->c(bound);
  return select(a < limit, limit, a);
}

Num fma(Num a, Num b, Num c) {
  MathBuilder &m = *a.builder;
  if (!m.target.hasFMA)
    return a * b + c;
  return m.num(
      mlir::math::FmaOp::create(m.b, m.loc, a.value, b.value, c.value));
}
Num fma(Num a, double b, Num c) { return fma(a, a.builder->c(b), c); }
Num fma(Num a, Num b, double c) { return fma(a, b, a.builder->c(c)); }

Num abs(Num a) { return unaryOf<mlir::math::AbsFOp>(a); }
Num copySign(Num magnitude, Num sign) {
  return binaryOf<mlir::math::CopySignOp>(magnitude, sign);
}
Num sqrt(Num a) { return unaryOf<mlir::math::SqrtOp>(a); }

Num bits(Num a) {
  MathBuilder &m = *a.builder;
  return m.num(arith::BitcastOp::create(m.b, m.loc, m.intType(), a.value));
}
Num fromBits(Num a) {
  MathBuilder &m = *a.builder;
  return m.num(arith::BitcastOp::create(m.b, m.loc, m.type, a.value));
}
Num toFloat(Num integer) {
  MathBuilder &m = *integer.builder;
  return m.num(arith::SIToFPOp::create(m.b, m.loc, m.type, integer.value));
}

std::optional<double> constantOf(Num a) {
  Value value = a.value;
  if (auto broadcast = value.getDefiningOp<vector::BroadcastOp>())
    value = broadcast.getSource();
  APFloat constant(0.0);
  if (!matchPattern(value, m_ConstantFloat(&constant)))
    return std::nullopt;
  return constant.convertToDouble();
}

Num convert(Num a, MathBuilder &to) {
  bool grows = to.isF64();
  if (isFloat(a))
    return to.num(
        grows ? Value(arith::ExtFOp::create(to.b, to.loc, to.type, a.value))
              : Value(arith::TruncFOp::create(to.b, to.loc, to.type, a.value)));
  Type type = to.intType();
  return to.num(
      grows ? Value(arith::ExtSIOp::create(to.b, to.loc, type, a.value))
            : Value(arith::TruncIOp::create(to.b, to.loc, type, a.value)));
}

Num inF64(Num x, Num (*f)(Num)) {
  MathBuilder &m = *x.builder;
  MathBuilder wide(m.b, m.loc, m.with(m.b.getF64Type()), m.target, m.accuracy);
  return convert(f(convert(x, wide)), m);
}

Num ofF64(Num x, Num (*f)(Num, bool)) {
  MathBuilder &m = *x.builder;
  if (m.isF64())
    return f(x, false);
  MathBuilder wide(m.b, m.loc, m.with(m.b.getF64Type()), m.target, m.accuracy);
  return convert(f(convert(x, wide), true), m);
}

Num ofF64(Num x, Num y, Num (*f)(Num, Num, bool)) {
  MathBuilder &m = *x.builder;
  if (m.isF64())
    return f(x, y, false);
  MathBuilder wide(m.b, m.loc, m.with(m.b.getF64Type()), m.target, m.accuracy);
  // A number that is known stays so.
  std::optional<double> known = constantOf(x);
  Num first = known ? wide.c(*known) : convert(x, wide);
  return convert(f(first, convert(y, wide), true), m);
}

Num horner(Num x, llvm::ArrayRef<double> c) {
  Num sum = x.builder->c(c.back());
  for (double next : llvm::reverse(c.drop_back()))
    sum = fma(sum, x, next);
  return sum;
}

Num estrin(Num x, llvm::ArrayRef<double> c) {
  llvm::SmallVector<double> even, odd;
  for (auto [k, value] : llvm::enumerate(c))
    (k % 2 ? odd : even).push_back(value);
  if (odd.empty())
    return horner(x, even);
  Num square = x * x;
  return fma(horner(square, odd), x, horner(square, even));
}

} // namespace kop::codegen::math
