//===- Operations.cpp - Operations of calls -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/lower/Operations.h"

#include "dialect/Kop.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace kop;
using lower::Call;

namespace {

using Build = Value (*)(const Call &);

bool isReal(Type type) { return isa<FloatType>(getElementTypeOrSelf(type)); }

//===----------------------------------------------------------------------===//
// Element-wise rows
//===----------------------------------------------------------------------===//

/// Stands in Builtins.def where a row has no operation.
struct None;

template <typename Op> Value build(const Call &call) {
  if constexpr (std::is_same_v<Op, None>)
    return {};
  else
    return Op::create(call.builder, call.loc, TypeRange(call.type),
                      call.operands)
        ->getResult(0);
}

/// One operation for reals, another one for integers.
template <typename Real, typename Int> Value buildNumeric(const Call &call) {
  return isReal(call.type) ? build<Real>(call) : build<Int>(call);
}

template <arith::CmpFPredicate real, arith::CmpIPredicate integer>
Value buildComparison(const Call &call) {
  Value lhs = call.operands[0], rhs = call.operands[1];
  if (isReal(lhs.getType()))
    return arith::CmpFOp::create(call.builder, call.loc, real, lhs, rhs);
  return arith::CmpIOp::create(call.builder, call.loc, integer, lhs, rhs);
}

/// `rsqrt` is 0 at 0, so that the gradient of a norm vanishes there.
Value buildRsqrt(const Call &call) {
  OpBuilder &b = call.builder;
  Value x = call.operands[0];
  Value zero = lower::buildNumber(b, call.loc, call.type, 0);
  Value isZero =
      arith::CmpFOp::create(b, call.loc, arith::CmpFPredicate::OEQ, x, zero);
  Value root = math::RsqrtOp::create(b, call.loc, x);
  return arith::SelectOp::create(b, call.loc, isZero, zero, root);
}

Value buildNegation(const Call &call) {
  if (isReal(call.type))
    return build<arith::NegFOp>(call);
  Value zero = lower::buildNumber(call.builder, call.loc, call.type, 0);
  return arith::SubIOp::create(call.builder, call.loc, zero, call.operands[0]);
}

/// The remainder with the sign of the divisor: a - b * floor(a / b).
Value buildRemainder(const Call &call) {
  OpBuilder &b = call.builder;
  Value lhs = call.operands[0], rhs = call.operands[1];
  Value quotient =
      isReal(call.type)
          ? Value(math::FloorOp::create(
                b, call.loc, arith::DivFOp::create(b, call.loc, lhs, rhs)))
          : Value(arith::FloorDivSIOp::create(b, call.loc, lhs, rhs));
  if (isReal(call.type)) {
    Value product = arith::MulFOp::create(b, call.loc, rhs, quotient);
    return arith::SubFOp::create(b, call.loc, lhs, product);
  }
  Value product = arith::MulIOp::create(b, call.loc, rhs, quotient);
  return arith::SubIOp::create(b, call.loc, lhs, product);
}

Value multiply(const Call &call, Value lhs, Value rhs) {
  if (isReal(call.type))
    return arith::MulFOp::create(call.builder, call.loc, lhs, rhs);
  return arith::MulIOp::create(call.builder, call.loc, lhs, rhs);
}

/// Integer powers by repeated squaring; a negative one is the inverse.
Value buildPower(const Call &call) {
  int64_t exponent = call.node.integers[0];
  uint64_t rest = exponent < 0 ? -uint64_t(exponent) : uint64_t(exponent);
  Value result, square = call.operands[0];
  for (; rest; rest >>= 1) {
    if (rest & 1)
      result = result ? multiply(call, result, square) : square;
    if (rest > 1)
      square = multiply(call, square, square);
  }
  if (exponent > 0)
    return result;
  Value one = lower::buildNumber(call.builder, call.loc, call.type, 1);
  if (!result)
    return one;
  if (!isReal(call.type))
    return {};
  return arith::DivFOp::create(call.builder, call.loc, one, result);
}

Value buildNot(const Call &call) {
  Value truth = lower::buildNumber(call.builder, call.loc, call.type, 1);
  return arith::XOrIOp::create(call.builder, call.loc, call.operands[0], truth);
}

//===----------------------------------------------------------------------===//
// Rows of the graph
//===----------------------------------------------------------------------===//

Value buildBroadcast(const Call &call) {
  if (call.operands[0].getType() == call.type)
    return call.operands[0];
  return build<ir::BroadcastOp>(call);
}

template <ir::ComponentKind kind> Value buildFold(const Call &call) {
  return ir::ComponentsOp::create(call.builder, call.loc, call.type, kind,
                                  call.operands[0]);
}

Value buildEinsum(const Call &call) {
  return ir::EinsumOp::create(call.builder, call.loc, call.type, call.node.text,
                              call.operands);
}

Value buildSlice(const Call &call) {
  return ir::SliceOp::create(call.builder, call.loc, call.type,
                             call.operands[0], call.node.integers[0]);
}

Value buildComponent(const Call &call) {
  return ir::ComponentOp::create(call.builder, call.loc, call.type,
                                 call.operands[0], call.node.integers);
}

Value buildReshape(const Call &call) {
  if (call.operands[0].getType() == call.type)
    return call.operands[0];
  return build<ir::ReshapeOp>(call);
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

struct Row {
  StringRef name;
  Build build;
};

// Rows with a meaning of their own; they go before those of the file.
constexpr Row ownRows[] = {
    {"rsqrt", buildRsqrt},
    {"neg", buildNegation},
    {"rem", buildRemainder},
    {"powi", buildPower},
    {"and", build<arith::AndIOp>},
    {"or", build<arith::OrIOp>},
    {"not", buildNot},
    {"select", build<arith::SelectOp>},
    {"real", build<arith::SIToFPOp>},
    {"broadcast", buildBroadcast},
    {"fold_sum", buildFold<ir::ComponentKind::Sum>},
    {"fold_prod", buildFold<ir::ComponentKind::Prod>},
    {"fold_min", buildFold<ir::ComponentKind::Min>},
    {"fold_max", buildFold<ir::ComponentKind::Max>},
    {"fold_argmin", buildFold<ir::ComponentKind::ArgMin>},
    {"fold_argmax", buildFold<ir::ComponentKind::ArgMax>},
    {"dot", build<ir::DotOp>},
    {"sqdist", build<ir::SqDistOp>},
    {"einsum", buildEinsum},
    {"concat", build<ir::ConcatOp>},
    {"slice", buildSlice},
    {"component", buildComponent},
    {"lookup", build<ir::LookupOp>},
    {"onehot", build<ir::OneHotOp>},
    {"reshape", buildReshape},
};

constexpr Row fileRows[] = {
#define KOP_REAL(NAME, ARITY, OP, ...) {#NAME, build<OP>},
#define KOP_NUMERIC(NAME, ARITY, REAL, INT, ...)                               \
  {#NAME, buildNumeric<REAL, INT>},
#define KOP_OPERATOR(NAME, ARITY, REAL, INT) {#NAME, buildNumeric<REAL, INT>},
#define KOP_COMPARISON(NAME, SPELLING, REAL, INT)                              \
  {#NAME,                                                                      \
   buildComparison<arith::CmpFPredicate::REAL, arith::CmpIPredicate::INT>},
#include "compiler/sema/Builtins.def"
};

const llvm::StringMap<Build> &table() {
  static const llvm::StringMap<Build> map = [] {
    llvm::StringMap<Build> rows;
    for (const Row &row : ownRows)
      rows.try_emplace(row.name, row.build);
    for (const Row &row : fileRows)
      rows.try_emplace(row.name, row.build);
    return rows;
  }();
  return map;
}

} // namespace

Value lower::buildCall(const Call &call) {
  Build row = table().lookup(call.node.callee);
  return row ? row(call) : Value();
}

Value lower::buildNumber(OpBuilder &builder, Location loc, Type type,
                         int64_t number) {
  Type element = getElementTypeOrSelf(type);
  TypedAttr value = isa<FloatType>(element)
                        ? TypedAttr(builder.getFloatAttr(element, number))
                        : TypedAttr(builder.getIntegerAttr(element, number));
  return ir::splat(builder, loc, type, value);
}
