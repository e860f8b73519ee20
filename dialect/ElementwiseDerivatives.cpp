//===- ElementwiseDerivatives.cpp - Derivatives component by component ----===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One row per operation: the derivative of its result by operand `n`, for
// every component. Both directions follow from it. Where a function has a kink
// or a pole, docs/Semantics.md says what its derivative is.
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

#include <numbers>

using namespace mlir;
using namespace kop::ir;
using arith::CmpFPredicate;

namespace {

using Partial = Value (*)(Derivative &, unsigned);

/// Both directions of an operation with `partial` derivatives.
template <typename Op, Partial partial>
struct Elementwise
    : DifferentiableOpInterface::ExternalModel<Elementwise<Op, partial>, Op> {
  void vjp(Operation *op, Adjoint &a) const {
    Value cotangent = a.cotangent();
    for (unsigned n = 0; n < op->getNumOperands(); ++n)
      if (a.isActive(n))
        if (Value factor = partial(a, n))
          a.add(n, a.mul(factor, cotangent));
  }

  void jvp(Operation *op, Tangent &t) const {
    Value sum;
    for (unsigned n = 0; n < op->getNumOperands(); ++n)
      if (Value tangent = t.tangent(n))
        if (Value factor = partial(t, n)) {
          Value term = t.mul(factor, tangent);
          sum = sum ? t.add(sum, term) : term;
        }
    if (sum)
      t.set(sum);
  }
};

Value one(Derivative &d) {
  return d.constant(d.op->getOperand(0).getType(), 1);
}
Value x(Derivative &d) { return d.operand(0); }
Value y(Derivative &d) { return d.operand(1); }
template <typename Op> Value call(Derivative &d, Value v) {
  return Op::create(d.b, d.loc, v);
}

// Arithmetic.
Value addition(Derivative &d, unsigned) { return one(d); }
Value subtraction(Derivative &d, unsigned n) {
  return d.constant(x(d).getType(), n ? -1 : 1);
}
Value negation(Derivative &d, unsigned) {
  return d.constant(x(d).getType(), -1);
}
Value multiplication(Derivative &d, unsigned n) { return d.operand(1 - n); }
Value division(Derivative &d, unsigned n) {
  Value inverse = d.div(one(d), y(d));
  return n == 0 ? inverse : d.neg(d.mul(d.result(), inverse));
}
Value fusedProduct(Derivative &d, unsigned n) {
  return n == 2 ? one(d) : d.operand(1 - n);
}
Value absolute(Derivative &d, unsigned) {
  Value zero = d.constant(x(d).getType(), 0);
  return d.select(d.compare(CmpFPredicate::OGT, x(d), zero), one(d),
                  d.select(d.compare(CmpFPredicate::OLT, x(d), zero),
                           d.constant(x(d).getType(), -1), zero));
}
Value piecewiseConstant(Derivative &, unsigned) { return {}; }

// Exponentials, logarithms, powers.
Value exponential(Derivative &d, unsigned) { return d.result(); }
Value exponential2(Derivative &d, unsigned) {
  return d.scale(d.result(), std::numbers::ln2);
}
Value exponentialM1(Derivative &d, unsigned) { return d.exp(x(d)); }
Value logarithm(Derivative &d, unsigned) { return d.div(one(d), x(d)); }
Value logarithm2(Derivative &d, unsigned) {
  return d.div(d.constant(x(d).getType(), std::numbers::log2e), x(d));
}
Value logarithm1p(Derivative &d, unsigned) {
  return d.div(one(d), d.add(one(d), x(d)));
}
Value root(Derivative &d, unsigned) { return d.scale(d.rsqrt(x(d)), 0.5); }
Value inverseRoot(Derivative &d, unsigned) {
  Value r = d.rsqrt(x(d));
  return d.scale(d.mul(r, d.mul(r, r)), -0.5);
}
Value cubicRoot(Derivative &d, unsigned) {
  Value inverse = d.inverseOrZero(d.result());
  return d.scale(d.mul(inverse, inverse), 1.0 / 3);
}
/// 0^y has no slope in y, and none in x where y is 0.
Value power(Derivative &d, unsigned n) {
  Value zero = d.constant(x(d).getType(), 0);
  if (n == 0) {
    Value lower = math::PowFOp::create(d.b, d.loc, x(d), d.sub(y(d), one(d)));
    return d.select(d.compare(CmpFPredicate::OEQ, y(d), zero), zero,
                    d.mul(y(d), lower));
  }
  return d.select(d.compare(CmpFPredicate::OEQ, x(d), zero), zero,
                  d.mul(d.result(), call<math::LogOp>(d, x(d))));
}

// Trigonometric and hyperbolic functions.
Value sine(Derivative &d, unsigned) { return call<math::CosOp>(d, x(d)); }
Value cosine(Derivative &d, unsigned) {
  return d.neg(call<math::SinOp>(d, x(d)));
}
Value tangent(Derivative &d, unsigned) {
  return d.add(one(d), d.square(d.result()));
}
Value arcSine(Derivative &d, unsigned) {
  return d.rsqrt(d.sub(one(d), d.square(x(d))));
}
Value arcCosine(Derivative &d, unsigned n) { return d.neg(arcSine(d, n)); }
Value arcTangent(Derivative &d, unsigned) {
  return d.div(one(d), d.add(one(d), d.square(x(d))));
}
/// Of operand 0 over operand 1; 0 at the origin.
Value arcTangent2(Derivative &d, unsigned n) {
  Value length = d.add(d.square(x(d)), d.square(y(d)));
  Value inverse = d.inverseOrZero(length);
  return n == 0 ? d.mul(y(d), inverse) : d.neg(d.mul(x(d), inverse));
}
Value hyperbolicSine(Derivative &d, unsigned) {
  return call<math::CoshOp>(d, x(d));
}
Value hyperbolicCosine(Derivative &d, unsigned) {
  return call<math::SinhOp>(d, x(d));
}
Value hyperbolicTangent(Derivative &d, unsigned) {
  return d.sub(one(d), d.square(d.result()));
}
Value areaSine(Derivative &d, unsigned) {
  return d.rsqrt(d.add(d.square(x(d)), one(d)));
}
/// (x - 1) (x + 1) keeps its digits near 1.
Value areaCosine(Derivative &d, unsigned) {
  return d.rsqrt(d.mul(d.sub(x(d), one(d)), d.add(x(d), one(d))));
}
Value areaTangent(Derivative &d, unsigned) {
  return d.div(one(d), d.mul(d.sub(one(d), x(d)), d.add(one(d), x(d))));
}

// Special functions.
Value gaussian(Derivative &d, double factor) {
  return d.scale(d.exp(d.neg(d.square(x(d)))), factor);
}
Value errorFunction(Derivative &d, unsigned) {
  return gaussian(d, 2 * std::numbers::inv_sqrtpi);
}
Value complementaryErrorFunction(Derivative &d, unsigned) {
  return gaussian(d, -2 * std::numbers::inv_sqrtpi);
}

// Functions of Functions.def, under their names there.
namespace special {
Value lgamma(Derivative &d, unsigned) { return call<DigammaOp>(d, x(d)); }
Value digamma(Derivative &d, unsigned) {
  return PolygammaOp::create(d.b, d.loc, one(d), x(d));
}
/// By the argument; the order is a constant, for which there is code up to 12.
Value polygamma(Derivative &d, unsigned n) {
  if (n == 0)
    return {};
  FloatAttr order;
  if (matchPattern(x(d), m_Constant(&order)) &&
      order.getValueAsDouble() >= 12) {
    emitError(d.loc) << "`polygamma` has derivatives up to the order 12";
    return {};
  }
  return PolygammaOp::create(d.b, d.loc, d.add(x(d), one(d)), y(d));
}
Value bessel_j0(Derivative &d, unsigned) {
  return d.neg(call<BesselJ1Op>(d, x(d)));
}
/// f0(x) - f1(x) / x, and 1/2 at 0: of J1 and of I1.
template <typename Lower> Value besselOne(Derivative &d, unsigned) {
  Value atZero = d.compare(CmpFPredicate::OEQ, x(d), 0.0);
  Value quotient = d.mul(d.result(), d.inverseOrZero(x(d)));
  return d.select(atZero, d.constant(x(d).getType(), 0.5),
                  d.sub(call<Lower>(d, x(d)), quotient));
}
Value bessel_j1(Derivative &d, unsigned n) {
  return besselOne<BesselJ0Op>(d, n);
}
Value bessel_i1(Derivative &d, unsigned n) {
  return besselOne<BesselI0Op>(d, n);
}
Value bessel_i0(Derivative &d, unsigned) { return call<BesselI1Op>(d, x(d)); }
Value bessel_k0(Derivative &d, unsigned) {
  return d.neg(call<BesselK1Op>(d, x(d)));
}
Value bessel_k1(Derivative &d, unsigned) {
  Value lower = call<BesselK0Op>(d, x(d));
  return d.neg(d.add(lower, d.div(d.result(), x(d))));
}
/// Of S(v, x) = x^v K_v(x) by x: -x^v K_(v - 1)(x) = -x S(v - 1, x). At x = 0
/// this is 0 times infinity where v < 1: S of a negative order is infinite
/// there. K is even in its order, so it is also -x^(2 v - 1) S(1 - v, x).
Value scaled_bessel_k(Derivative &d, unsigned n) {
  if (n == 0) {
    emitError(d.loc) << "a Bessel function has no derivative in its order";
    return {};
  }
  Value lower = d.sub(x(d), one(d));
  Value isOrder = d.compare(CmpFPredicate::OGE, x(d), one(d));
  Value order = d.select(isOrder, lower, d.neg(lower));
  Value power = math::PowFOp::create(d.b, d.loc, y(d), d.add(x(d), lower));
  return d.neg(d.mul(d.select(isOrder, y(d), power),
                     ScaledBesselKOp::create(d.b, d.loc, order, y(d))));
}
} // namespace special

/// Choices: the cotangent goes to one operand, under a condition. The first
/// operand wins ties.
template <typename Op, CmpFPredicate first>
struct Extremum
    : DifferentiableOpInterface::ExternalModel<Extremum<Op, first>, Op> {
  void vjp(Operation *, Adjoint &a) const {
    Value takesFirst = a.compare(first, a.operand(0), a.operand(1));
    addChoice(a, 0, takesFirst, a.cotangent());
    addChoice(a, 1, a.isNot(takesFirst), a.cotangent());
  }

  void jvp(Operation *op, Tangent &t) const {
    Value x = t.tangent(0), y = t.tangent(1);
    if (!x && !y)
      return;
    Value zero = t.constant(op->getResult(0).getType(), 0);
    t.set(t.select(t.compare(first, t.operand(0), t.operand(1)), x ? x : zero,
                   y ? y : zero));
  }

  static void addChoice(Adjoint &a, unsigned n, Value condition, Value ct) {
    if (!a.isActive(n))
      return;
    // Conditions of components choose at once, others wait for a reduction.
    if (isa<RankedTensorType>(condition.getType()))
      a.add(n, a.select(condition, ct, a.constant(ct.getType(), 0)));
    else
      a.add(n, ct, condition);
  }
};

struct Select
    : DifferentiableOpInterface::ExternalModel<Select, arith::SelectOp> {
  void vjp(Operation *, Adjoint &a) const {
    using Choice = Extremum<arith::MaxNumFOp, CmpFPredicate::OGE>;
    Value condition = a.operand(0);
    Choice::addChoice(a, 1, condition, a.cotangent());
    if (a.isActive(2))
      Choice::addChoice(a, 2, a.isNot(condition), a.cotangent());
  }

  void jvp(Operation *op, Tangent &t) const {
    Value x = t.tangent(1), y = t.tangent(2);
    if (!x && !y)
      return;
    Value zero = t.constant(op->getResult(0).getType(), 0);
    t.set(t.select(t.operand(0), x ? x : zero, y ? y : zero));
  }
};

/// A change of format.
template <typename Op, typename Back>
struct Convert
    : DifferentiableOpInterface::ExternalModel<Convert<Op, Back>, Op> {
  void vjp(Operation *op, Adjoint &a) const {
    a.add(0,
          Back::create(a.b, a.loc, op->getOperand(0).getType(), a.cotangent()));
  }
  void jvp(Operation *op, Tangent &t) const {
    if (Value tangent = t.tangent())
      t.set(Op::create(t.b, t.loc, op->getResult(0).getType(), tangent));
  }
};

} // namespace

void kop::ir::attachElementwiseDerivatives(MLIRContext *context) {
#define KOP_ROW(OP, PARTIAL)                                                   \
  OP::attachInterface<Elementwise<OP, PARTIAL>>(*context);
  KOP_ROW(arith::AddFOp, addition)
  KOP_ROW(arith::SubFOp, subtraction)
  KOP_ROW(arith::NegFOp, negation)
  KOP_ROW(arith::MulFOp, multiplication)
  KOP_ROW(arith::DivFOp, division)
  KOP_ROW(math::FmaOp, fusedProduct)
  KOP_ROW(math::AbsFOp, absolute)
  KOP_ROW(math::FloorOp, piecewiseConstant)
  KOP_ROW(math::CeilOp, piecewiseConstant)
  KOP_ROW(math::RoundOp, piecewiseConstant)
  KOP_ROW(math::TruncOp, piecewiseConstant)
  KOP_ROW(math::ExpOp, exponential)
  KOP_ROW(math::Exp2Op, exponential2)
  KOP_ROW(math::ExpM1Op, exponentialM1)
  KOP_ROW(math::LogOp, logarithm)
  KOP_ROW(math::Log2Op, logarithm2)
  KOP_ROW(math::Log1pOp, logarithm1p)
  KOP_ROW(math::SqrtOp, root)
  KOP_ROW(math::RsqrtOp, inverseRoot)
  KOP_ROW(math::CbrtOp, cubicRoot)
  KOP_ROW(math::PowFOp, power)
  KOP_ROW(math::SinOp, sine)
  KOP_ROW(math::CosOp, cosine)
  KOP_ROW(math::TanOp, tangent)
  KOP_ROW(math::AsinOp, arcSine)
  KOP_ROW(math::AcosOp, arcCosine)
  KOP_ROW(math::AtanOp, arcTangent)
  KOP_ROW(math::Atan2Op, arcTangent2)
  KOP_ROW(math::SinhOp, hyperbolicSine)
  KOP_ROW(math::CoshOp, hyperbolicCosine)
  KOP_ROW(math::TanhOp, hyperbolicTangent)
  KOP_ROW(math::AsinhOp, areaSine)
  KOP_ROW(math::AcoshOp, areaCosine)
  KOP_ROW(math::AtanhOp, areaTangent)
  KOP_ROW(math::ErfOp, errorFunction)
  KOP_ROW(math::ErfcOp, complementaryErrorFunction)
#define KOP_SPECIAL(NAME, ARITY, OP, ...) KOP_ROW(OP, special::NAME)
#include "dialect/Functions.def"
#undef KOP_ROW
  arith::MaxNumFOp::attachInterface<
      Extremum<arith::MaxNumFOp, CmpFPredicate::OGE>>(*context);
  arith::MinNumFOp::attachInterface<
      Extremum<arith::MinNumFOp, CmpFPredicate::OLE>>(*context);
  arith::SelectOp::attachInterface<Select>(*context);
  arith::ExtFOp::attachInterface<Convert<arith::ExtFOp, arith::TruncFOp>>(
      *context);
  arith::TruncFOp::attachInterface<Convert<arith::TruncFOp, arith::ExtFOp>>(
      *context);
}
