//===- Derivatives.cpp - grad, jvp, jacobian, div, laplacian --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Derivative forms become Calls of their name with the operands (e, v) and
// the cotangent or tangent, of the right type.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

using namespace kop::sema;

/// Whether a value depends on `variable` below a reduction that binds one of
/// its indices.
static bool isBoundInside(const Node *node, const Node *variable,
                          std::set<std::pair<const Node *, bool>> &seen,
                          bool bound) {
  if (node == variable)
    return bound;
  if (!seen.emplace(node, bound).second)
    return false;
  if (node->kind == NodeKind::Reduce)
    for (IndexId index : node->over)
      bound |= variable->domain >> index & 1;
  for (const Node *operand : node->operands)
    if (isBoundInside(operand, variable, seen, bound))
      return true;
  return node->condition &&
         isBoundInside(node->condition, variable, seen, bound);
}

/// The node that a derivative form differentiates by.
Node *Elaborator::variable(Call &call, Node *function) {
  const Operand &operand = call.operands[1];
  const ast::Expr *expr = operand.expr;
  bool indexed = false;
  if (auto *index = expr->as<ast::IndexExpr>()) {
    indexed = true;
    expr = index->base.get();
  }
  auto *reference = expr->as<ast::NameExpr>();
  const Symbol *symbol = reference && frame->isFormula && scope
                             ? scope->find(reference->name.last().text)
                             : nullptr;
  Node *node = operand.value.node;
  bool input = symbol && symbol->kind == Symbol::Kind::Input && node &&
               node->kind == NodeKind::Read;
  bool let = symbol && symbol->kind == Symbol::Kind::Let && !indexed && node;
  if (input)
    for (const Node *subscript : node->operands)
      input &= subscript->kind == NodeKind::IndexName;
  if (!input && !let) {
    auto &report = error(Code::DerivativeVariable, operand.range,
                         "`" + call.name +
                             "` differentiates by an input at an index (x[i]), "
                             "an input without index, or a let, not by `" +
                             ast::toString(*operand.expr) + "`");
    if (symbol)
      report.note(symbol->range, "`" + reference->name.last().text + "` is " +
                                     describe(symbol->kind));
    return nullptr;
  }
  if (!expectScalarType("`" + call.name + "`", operand, Scalar::Real))
    return nullptr;
  std::set<std::pair<const Node *, bool>> seen;
  if (isBoundInside(function, node, seen, false)) {
    error(Code::DerivativeVariable, operand.range,
          "`" + ast::toString(*operand.expr) +
              "` is at an index that is reduced inside the expression; use "
              "the vjp of the formula")
        .note(call.operands[0].range, "the expression is here");
    return nullptr;
  }
  return node;
}

/// A Call of a form; that of `div` is not named like the quotient.
Value Elaborator::derivative(Call &call, Type type,
                             std::vector<Node *> operands) {
  const std::string callee = call.name == "div" ? "divergence" : call.name;
  for (const ast::ExprPtr &argument : call.expr->trailing) {
    // A cotangent has the shape of the value, a tangent that of the variable.
    size_t like = call.name == "jvp" ? 1 : 0;
    Operand direction = evalOperand(*argument);
    if (!direction.value)
      return {};
    auto nodes = toReals("`" + call.name + "`", {direction});
    if (!nodes)
      return {};
    const Shape &shape = operands[like]->type.shape;
    if ((*nodes)[0]->type.shape != shape) {
      shapeError("`" + call.name + "`",
                 (like ? "a tangent of the shape of the variable, "
                       : "a cotangent of the shape of the value, ") +
                     spell(shape),
                 {direction}, direction.range);
      return {};
    }
    operands.push_back((*nodes)[0]);
  }
  return builder.call(callee, type, std::move(operands), call.range);
}

/// The operands (e, v) of a derivative form.
bool Elaborator::readDerivative(Call &call, Node *&value, Node *&by) {
  auto nodes = toReals("`" + call.name + "`", {call.operands[0]});
  if (!nodes)
    return false;
  value = (*nodes)[0];
  by = variable(call, value);
  return by;
}

Value Elaborator::callGrad(Call &call) {
  Node *value, *by;
  if (!readDerivative(call, value, by))
    return {};
  if (!value->type.isScalar() && call.expr->trailing.empty()) {
    shapeError("`grad` without a cotangent", "a scalar", {call.operands[0]},
               call.operands[0].range)
        .note("grad(e, v; c) takes a cotangent c of the shape of e");
    return {};
  }
  return derivative(call, by->type, {value, by});
}

Value Elaborator::callJvp(Call &call) {
  Node *value, *by;
  if (!readDerivative(call, value, by))
    return {};
  return derivative(call, value->type, {value, by});
}

Value Elaborator::callJacobian(Call &call) {
  Node *value, *by;
  if (!readDerivative(call, value, by) ||
      !haveFixedSize("`" + call.name + "`", {value, by}, call.range))
    return {};
  Type type = builder.real({value->type.numElements(), by->type.numElements()});
  if (!checkSize(type.shape, call.range))
    return {};
  return derivative(call, type, {value, by});
}

Value Elaborator::callDivergence(Call &call) {
  Node *value, *by;
  if (!readDerivative(call, value, by) ||
      !haveFixedSize("`" + call.name + "`", {value, by}, call.range))
    return {};
  if (value->type.shape != by->type.shape) {
    shapeError("`div`", "a value of the shape of its variable", call.operands,
               call.range);
    return {};
  }
  return derivative(call, builder.real(), {value, by});
}

Value Elaborator::callLaplacian(Call &call) {
  Node *value, *by;
  if (!readDerivative(call, value, by) ||
      !haveFixedSize("`" + call.name + "`", {value, by}, call.range))
    return {};
  if (!value->type.isScalar()) {
    shapeError("`laplacian`", "a scalar", {call.operands[0]},
               call.operands[0].range);
    return {};
  }
  return derivative(call, builder.real(), {value, by});
}
