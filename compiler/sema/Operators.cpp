//===- Operators.cpp - Operators and concatenation ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

using namespace kop::sema;
using kop::syntax::ast::BinaryOp;

Value Elaborator::evalUnary(const ast::UnaryExpr &expr) {
  Operands operands = {evalOperand(*expr.operand)};
  if (!allValid(operands))
    return {};
  if (expr.op == ast::UnaryOp::Not)
    return logic("not", "`!`", operands, expr.range);
  const Value &value = operands[0].value;
  if (value.exact && value.exact->isNumber())
    return value.exact->negated();
  auto scalar = commonScalar("`-`", operands, Numbers::Complex);
  if (!scalar)
    return {};
  if (*scalar == Scalar::Int) {
    Operands difference = {Operand(Exact(0), expr.opRange), operands[0]};
    return elementwise("sub", "`-`", difference, Scalar::Int, expr.range);
  }
  return elementwise("neg", "`-`", operands, *scalar, expr.range);
}

Value Elaborator::evalBinary(const ast::BinaryExpr &expr) {
  Operands operands = {evalOperand(*expr.lhs), evalOperand(*expr.rhs)};
  if (!allValid(operands))
    return {};
  switch (expr.op) {
  case BinaryOp::Pow:
    return power(operands, expr.range);
  case BinaryOp::MatMul:
    return matmul(operands, expr.range);
  case BinaryOp::Mul:
  case BinaryOp::Div:
  case BinaryOp::Add:
  case BinaryOp::Sub:
    return arithmetic(expr.op, operands, expr.range);
  case BinaryOp::Rem:
    return remainder(operands, expr.range);
  case BinaryOp::And:
    return logic("and", "`&&`", operands, expr.range);
  case BinaryOp::Or:
    return logic("or", "`||`", operands, expr.range);
  default:
    return comparison(expr.op, operands, expr.range);
  }
}

static std::optional<Exact> foldArithmetic(BinaryOp op, const Exact &a,
                                           const Exact &b) {
  switch (op) {
  case BinaryOp::Mul:
    return Exact::multiply(a, b);
  case BinaryOp::Div:
    return Exact::divide(a, b);
  case BinaryOp::Add:
    return Exact::add(a, b);
  default:
    return Exact::add(a, b.negated());
  }
}

Value Elaborator::arithmetic(BinaryOp op, Operands operands,
                             SourceRange range) {
  std::string what = std::string("`") + ast::spelling(op) + "`";
  if (allExact(operands))
    if (auto exact = foldArithmetic(op, *operands[0].value.exact,
                                    *operands[1].value.exact))
      return *exact;
  auto scalar = commonScalar(what, operands, Numbers::Complex);
  if (!scalar)
    return {};
  if (op == BinaryOp::Div && *scalar == Scalar::Int) {
    error(Code::TypeMismatch, range,
          "`/` divides reals; idiv(a, b) divides integers, and real(n) makes "
          "a real of one");
    return {};
  }
  const char *callee = op == BinaryOp::Mul   ? "mul"
                       : op == BinaryOp::Div ? "div"
                       : op == BinaryOp::Add ? "add"
                                             : "sub";
  return elementwise(callee, what, operands, *scalar, range);
}

/// a % b = a - b floor(a / b), with the sign of b.
Value Elaborator::remainder(Operands operands, SourceRange range) {
  const char *what = "`%`";
  if (allExact(operands)) {
    const Exact &a = *operands[0].value.exact, &b = *operands[1].value.exact;
    auto quotient = b.is(0) ? std::nullopt : Exact::divide(a, b);
    auto whole = quotient ? Exact::floor(*quotient) : std::nullopt;
    auto part = whole ? Exact::multiply(*whole, b) : std::nullopt;
    if (auto exact = part ? Exact::add(a, part->negated()) : std::nullopt)
      return *exact;
  }
  auto scalar = commonScalar(what, operands);
  if (!scalar)
    return {};
  if (*scalar == Scalar::Int)
    return elementwise("rem", what, operands, Scalar::Int, range);
  auto nodes = unify(what, operands, *scalar);
  if (!nodes)
    return {};
  Node *a = (*nodes)[0], *b = (*nodes)[1];
  auto call = [&](const char *callee, std::vector<Node *> list) {
    return builder.call(callee, a->type, std::move(list), range);
  };
  Node *whole = call("floor", {call("div", {a, b})});
  return call("sub", {a, call("mul", {b, whole})});
}

Value Elaborator::power(Operands operands, SourceRange range) {
  const Operand &base = operands[0], &exponent = operands[1];
  if (allExact(operands))
    if (auto exact = Exact::power(*base.value.exact, *exponent.value.exact))
      return *exact;
  if (base.value.node && base.value.node->type.scalar == Scalar::Int) {
    auto n =
        exponent.value.exact ? exponent.value.exact->asInteger() : std::nullopt;
    if (!n || *n < 0) {
      error(Code::TypeMismatch, range,
            "an int has powers with constant exponents 0, 1, 2, … only; "
            "real(n) makes a real of it");
      return {};
    }
  }
  if (exponent.value.exact && base.value.node) {
    if (auto n = exponent.value.exact->asInteger()) {
      Type type = base.value.node->type;
      if (type.scalar == Scalar::Bool &&
          !expectScalarType("`^`", base, Scalar::Real))
        return {};
      type.target = -1;
      return builder.call("powi", type, {base.value.node}, range, {*n});
    }
  }
  auto scalar = commonScalar("`^`", operands);
  if (!scalar)
    return {};
  if (*scalar == Scalar::Int) {
    error(Code::TypeMismatch, range,
          "`^` with a run-time exponent needs reals; real(n) makes a real of "
          "an int");
    return {};
  }
  return elementwise("pow", "`^`", operands, *scalar, range);
}

static bool holds(BinaryOp op, int order) {
  switch (op) {
  case BinaryOp::Eq:
    return order == 0;
  case BinaryOp::Ne:
    return order != 0;
  case BinaryOp::Lt:
    return order < 0;
  case BinaryOp::Le:
    return order <= 0;
  case BinaryOp::Gt:
    return order > 0;
  default:
    return order >= 0;
  }
}

static const char *calleeOf(BinaryOp op) {
  switch (op) {
  case BinaryOp::Eq:
    return "eq";
  case BinaryOp::Ne:
    return "ne";
  case BinaryOp::Lt:
    return "lt";
  case BinaryOp::Le:
    return "le";
  case BinaryOp::Gt:
    return "gt";
  default:
    return "ge";
  }
}

Value Elaborator::comparison(BinaryOp op, Operands operands,
                             SourceRange range) {
  std::string what = std::string("`") + ast::spelling(op) + "`";
  if (allExact(operands)) {
    const Exact &a = *operands[0].value.exact, &b = *operands[1].value.exact;
    if (auto order = Exact::compare(a, b))
      return Exact::boolean(holds(op, *order));
  }
  bool equality = op == BinaryOp::Eq || op == BinaryOp::Ne;
  bool bools = true;
  for (const Operand &operand : operands)
    bools &= operand.value.exact
                 ? operand.value.exact->isBool()
                 : operand.value.node->type.scalar == Scalar::Bool;
  Scalar scalar = Scalar::Bool;
  if (!bools || !equality) {
    auto common = commonScalar(what, operands,
                               equality ? Numbers::Complex : Numbers::Real);
    if (!common)
      return {};
    scalar = *common;
  }
  auto nodes = unify(what, operands, scalar);
  if (!nodes)
    return {};
  return builder.call(calleeOf(op), Builder::boolean((*nodes)[0]->type.shape),
                      *nodes, range);
}

Value Elaborator::logic(const std::string &name, const std::string &spelling,
                        Operands operands, SourceRange range) {
  for (const Operand &operand : operands)
    if (!expectScalarType(spelling, operand, Scalar::Bool))
      return {};
  if (allExact(operands)) {
    bool a = operands[0].value.exact->truth();
    if (name == "not")
      return Exact::boolean(!a);
    bool b = operands[1].value.exact->truth();
    return Exact::boolean(name == "and" ? a && b : a || b);
  }
  return elementwise(name, spelling, operands, Scalar::Bool, range);
}

//===----------------------------------------------------------------------===//
// Concatenation
//===----------------------------------------------------------------------===//

Value Elaborator::evalConcat(const ast::ConcatExpr &expr) {
  Operands operands = evalOperands(expr.elements);
  if (!allValid(operands))
    return {};
  return concatenate(std::move(operands), expr.range);
}

Value Elaborator::concatenate(Operands operands, SourceRange range) {
  const std::string what = "`[…]`";
  auto scalar = commonScalar(what, operands, Numbers::Complex);
  if (!scalar)
    return {};
  std::vector<Node *> parts;
  int64_t size = 0;
  for (const Operand &operand : operands) {
    Node *node = toNode(operand, *scalar);
    if (!node)
      return {};
    if (node->type.shape.size() > 1) {
      shapeError(what, "scalars and vectors", operands, operand.range);
      return {};
    }
    if (!haveFixedSize(what, {node}, operand.range))
      return {};
    size += node->type.numElements();
    parts.push_back(node);
  }
  if (!checkSize({size}, range))
    return {};
  Type type = parts[0]->type;
  type.shape = {size};
  type.target = -1;
  return builder.call("concat", type, std::move(parts), range);
}
