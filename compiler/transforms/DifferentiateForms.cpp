//===- DifferentiateForms.cpp - Jacobians, divergences, Laplacians --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A divergence is the trace of the linear map from tangents of the variable to
// tangents of the value. The map is an expression in a tangent; its trace
// follows from its form: that of the tangent itself is the number of
// components, that of a vector times a scalar which is linear in the tangent is
// a dot product with the gradient of the scalar. No Jacobian is formed. Where
// the form says nothing, the trace takes one component after the other.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Differentiate.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

/// Arithmetic at the place of a form.
class FormBuilder : public Derivative {
public:
  FormBuilder(DerivativeContext &context, Operation *form)
      : Derivative(context.builder, form), context(context) {}

  bool isActive(unsigned) override { return true; }
  Value at(Value term, StringRef index, Value position) override {
    return context.at(term, index, position);
  }

  /// The cotangent of `by` for a cotangent of `of`, at every pair.
  Value gradient(Value of, Value cotangent, Value by) {
    AdjointQuery query(loc, by, by.getType());
    query.of.push_back(of);
    query.cotangents.push_back(cotangent);
    query.fixed = context.of(of) | context.of(cotangent);
    return buildCotangent(context, query);
  }

  /// The trace of the map from `way` to `value`, both of one shape.
  Value trace(Value value, Value way, unsigned depth);
  Value divergence(Value of, Value by);
  Value jacobian(Value of, Value by);

private:
  bool dependsOn(Value value, Value way) {
    if (value == way)
      return true;
    SmallVector<Operation *> ops =
        context.slice(value, [](Operation *) { return true; });
    return llvm::any_of(ops, [&](Operation *op) {
      return llvm::is_contained(op->getOperands(), way);
    });
  }
  /// The unit vector of component `n`.
  Value unit(int64_t n, Type like);
  Value traceOfProduct(Value factor, Value linear, Value way, unsigned depth);
  Value traceByComponents(Value value, Value way);

  DerivativeContext &context;
};

} // namespace

static int64_t componentCount(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

Value FormBuilder::unit(int64_t n, Type like) {
  auto tensor = dyn_cast<RankedTensorType>(like);
  if (!tensor)
    return constant(like, 1);
  SmallVector<Attribute> entries(tensor.getNumElements(),
                                 b.getFloatAttr(tensor.getElementType(), 0));
  entries[n] = b.getFloatAttr(tensor.getElementType(), 1);
  return arith::ConstantOp::create(b, loc,
                                   DenseElementsAttr::get(tensor, entries));
}

/// One component of the tangent after the other.
Value FormBuilder::traceByComponents(Value value, Value way) {
  Value sum;
  Type scalar = getElementTypeOrSelf(way);
  for (int64_t n = 0; n < componentCount(way.getType()); ++n) {
    Value moved = context.replace(value, way, unit(n, way.getType()));
    Value entry = isa<RankedTensorType>(moved.getType())
                      ? extract(moved, n, scalar)
                      : moved;
    sum = sum ? add(sum, entry) : entry;
  }
  return sum;
}

/// Of a factor that is free of the tangent times what is linear in it.
Value FormBuilder::traceOfProduct(Value factor, Value linear, Value way,
                                  unsigned depth) {
  if (auto repeated = factor.getDefiningOp<BroadcastOp>())
    return mul(repeated.getValue(), trace(linear, way, depth));
  if (auto repeated = linear.getDefiningOp<BroadcastOp>()) {
    Value scalar = repeated.getValue();
    return dot(gradient(scalar, constant(scalar.getType(), 1), way), factor);
  }
  if (linear == way)
    return sumOfComponents(factor);
  return traceByComponents(mul(factor, linear), way);
}

Value FormBuilder::trace(Value value, Value way, unsigned depth) {
  Type scalar = getElementTypeOrSelf(way);
  if (value == way)
    return constant(scalar, componentCount(way.getType()));
  if (!dependsOn(value, way))
    return constant(scalar, 0);
  Operation *form = value.getDefiningOp();
  if (depth == 0 || !isa<RankedTensorType>(way.getType()))
    return traceByComponents(value, way);
  auto next = [&](unsigned n) {
    return trace(form->getOperand(n), way, depth - 1);
  };
  if (isa<arith::AddFOp>(form))
    return add(next(0), next(1));
  if (isa<arith::SubFOp>(form))
    return sub(next(0), next(1));
  if (isa<arith::NegFOp>(form))
    return neg(next(0));
  if (isa<arith::MulFOp>(form)) {
    bool first = dependsOn(form->getOperand(0), way);
    if (!first || !dependsOn(form->getOperand(1), way))
      return traceOfProduct(form->getOperand(first ? 1 : 0),
                            form->getOperand(first ? 0 : 1), way, depth - 1);
  }
  if (auto choice = dyn_cast<arith::SelectOp>(form))
    if (auto condition = choice.getCondition().getDefiningOp<BroadcastOp>())
      return select(condition.getValue(), next(1), next(2));
  if (auto repeated = dyn_cast<BroadcastOp>(form)) {
    Value all = repeated.getValue();
    return sumOfComponents(gradient(all, constant(all.getType(), 1), way));
  }
  return traceByComponents(value, way);
}

Value FormBuilder::divergence(Value of, Value by) {
  if (!isa<RankedTensorType>(by.getType()))
    return buildTangent(context, loc, of, by, constant(by.getType(), 1));
  // Any value stands for the tangent until the trace has replaced it.
  Value way = constant(by.getType(), 0.5);
  Value moved = buildTangent(context, loc, of, by, way);
  return moved ? trace(moved, way, /*depth=*/64) : Value();
}

/// A row per component of the value by its gradient, or a column per component
/// of the variable by its tangent, whichever are fewer.
Value FormBuilder::jacobian(Value of, Value by) {
  int64_t rows = componentCount(of.getType()),
          columns = componentCount(by.getType());
  Type element = getElementTypeOrSelf(of);
  bool byRows = rows <= columns;
  int64_t outer = byRows ? rows : columns, inner = byRows ? columns : rows;
  SmallVector<Value> parts;
  for (int64_t n = 0; n < outer; ++n) {
    Value part =
        byRows ? gradient(of, unit(n, of.getType()), by)
               : buildTangent(context, loc, of, by, unit(n, by.getType()));
    if (!part)
      return {};
    parts.push_back(isa<RankedTensorType>(part.getType())
                        ? reshape(part, RankedTensorType::get({inner}, element))
                        : part);
  }
  Value flat = ConcatOp::create(
      b, loc, RankedTensorType::get({rows * columns}, element), parts);
  Value matrix = reshape(flat, RankedTensorType::get({outer, inner}, element));
  if (byRows)
    return matrix;
  return EinsumOp::create(b, loc,
                          RankedTensorType::get({rows, columns}, element),
                          "ab->ba", ValueRange{matrix});
}

Value kop::transforms::buildForm(DerivativeContext &context, Operation *form) {
  FormBuilder build(context, form);
  Value of = form->getOperand(0), by = form->getOperand(1);
  if (isa<JacobianOp>(form))
    return build.jacobian(of, by);
  if (isa<LaplacianOp>(form)) {
    of = build.gradient(of, build.constant(of.getType(), 1), by);
    if (!of)
      return {};
  }
  return build.divergence(of, by);
}
