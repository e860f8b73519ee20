//===- Derivatives.cpp - Derivatives and bounds ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/lower/Derivatives.h"

#include "dialect/Kop.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace kop;
using lower::Call;

namespace {

using Build = Value (*)(const Call &, const sema::Instance &, ValueRange);

/// The names of the indices in a domain.
ArrayAttr indexNames(OpBuilder &b, const sema::Instance &instance,
                     sema::Domain domain) {
  SmallVector<Attribute> names;
  for (auto [n, index] : llvm::enumerate(instance.indices))
    if (domain >> n & 1)
      names.push_back(b.getStringAttr(index.name));
  return b.getArrayAttr(names);
}

/// grad(e, v) and grad(e, v; c): the derivative at every pair.
Value buildGrad(const Call &call, const sema::Instance &instance, ValueRange) {
  sema::Domain fixed = call.node.operands[0]->domain;
  Value of = call.operands[0], cotangent;
  if (call.operands.size() > 2) {
    cotangent = call.operands[2];
    fixed |= call.node.operands[2]->domain;
  } else {
    cotangent = lower::buildNumber(call.builder, call.loc, of.getType(), 1);
  }
  return ir::VjpOp::create(call.builder, call.loc, call.type, of, cotangent,
                           ValueRange(), call.operands[1],
                           indexNames(call.builder, instance, fixed),
                           DenseI64ArrayAttr());
}

Value buildJvp(const Call &call, const sema::Instance &, ValueRange) {
  return ir::JvpOp::create(call.builder, call.loc, call.type, call.operands[0],
                           call.operands[1], call.operands[2]);
}

template <typename Op>
Value buildForm(const Call &call, const sema::Instance &, ValueRange) {
  return Op::create(call.builder, call.loc, call.type, call.operands[0],
                    call.operands[1]);
}

/// The cotangent of an input of a formula.
Value buildCotangent(const Call &call, const sema::Instance &,
                     ValueRange inputs) {
  ArrayRef<int64_t> integers = call.node.integers;
  size_t values = integers[1];
  ArrayRef<int64_t> positions = integers.drop_front(2);
  return ir::VjpOp::create(
      call.builder, call.loc, call.type, call.operands.take_front(values),
      call.operands.slice(values, values), call.operands.drop_front(2 * values),
      inputs[integers[0]], call.builder.getArrayAttr({}),
      positions.empty() ? DenseI64ArrayAttr()
                        : call.builder.getDenseI64ArrayAttr(positions));
}

/// The tangent of an output of a formula.
Value buildTangents(const Call &call, const sema::Instance &,
                    ValueRange inputs) {
  SmallVector<Value> by, tangents;
  for (size_t n = 0; n < call.node.integers.size(); n += 2) {
    by.push_back(inputs[call.node.integers[n]]);
    tangents.push_back(inputs[call.node.integers[n + 1]]);
  }
  return ir::JvpOp::create(call.builder, call.loc, call.type, call.operands[0],
                           by, tangents);
}

/// One bound of an output of a formula.
Value buildBounds(const Call &call, const sema::Instance &, ValueRange inputs) {
  ArrayRef<int64_t> integers = call.node.integers;
  SmallVector<Value> by, to;
  for (size_t n = 1; n < integers.size(); n += 2) {
    by.push_back(inputs[integers[n]]);
    to.push_back(inputs[integers[n + 1]]);
  }
  return ir::BoundsOp::create(call.builder, call.loc, call.type, call.type,
                              call.operands[0], by, to)
      .getResult(integers[0]);
}

} // namespace

Value lower::buildDerivative(const Call &call, const sema::Instance &instance,
                             ValueRange inputs) {
  Build build = llvm::StringSwitch<Build>(call.node.callee)
                    .Case("grad", buildGrad)
                    .Case("jvp", buildJvp)
                    .Case("jacobian", buildForm<ir::JacobianOp>)
                    .Case("divergence", buildForm<ir::DivergenceOp>)
                    .Case("laplacian", buildForm<ir::LaplacianOp>)
                    .Case("vjp", buildCotangent)
                    .Case("tangents", buildTangents)
                    .Case("bounds", buildBounds)
                    .Default(nullptr);
  return build ? build(call, instance, inputs) : Value();
}
