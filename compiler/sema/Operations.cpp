//===- Operations.cpp - Scalar functions with rules of their own ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

using namespace kop::sema;

Value Elaborator::callPow(Call &call) {
  return power(call.operands, call.range);
}

Value Elaborator::callIdiv(Call &call) {
  const char *what = "`idiv`";
  const Operands &operands = call.operands;
  if (allExact(operands) && !operands[1].value.exact->is(0))
    if (auto quotient =
            Exact::divide(*operands[0].value.exact, *operands[1].value.exact))
      if (auto whole = Exact::floor(*quotient))
        return *whole;
  for (const Operand &operand : operands)
    if (!expectScalarType(what, operand, Scalar::Int))
      return {};
  return elementwise("idiv", what, operands, Scalar::Int, call.range);
}

Value Elaborator::callReal(Call &call) {
  const Value &value = call.operands[0].value;
  if (value.exact ? value.exact->isNumber()
                  : value.node->type.scalar == Scalar::Real)
    return value;
  if (!expectScalarType("`real`", call.operands[0], Scalar::Int))
    return {};
  return builder.call("real", builder.real(value.shape()), {value.node},
                      call.range);
}

/// complex(re, im).
Value Elaborator::callComplex(Call &call) {
  for (const Operand &operand : call.operands)
    if (!expectScalarType("`complex`", operand, Scalar::Real))
      return {};
  auto nodes = unify("`complex`", call.operands, Scalar::Real);
  if (!nodes)
    return {};
  Type type = builder.complex((*nodes)[0]->type.shape);
  return builder.call("complex", type, *nodes, call.range);
}

/// re(z) and im(z), of a real number, too.
Value Elaborator::callPart(Call &call) {
  auto nodes = toNumbers("`" + call.name + "`", call.operands);
  Node *node = nodes ? toNode(call.operands[0], Scalar::Complex) : nullptr;
  if (!node)
    return {};
  return builder.call(call.name, builder.real(node->type.shape), {node},
                      call.range);
}

Value Elaborator::callExtent(Call &call) {
  const ast::Expr &argument = *call.operands[0].expr;
  auto *reference = argument.as<ast::NameExpr>();
  IndexId index = -1;
  if (reference && !reference->name.isQualified() && scope && frame->isFormula)
    index = scope->index(reference->name.last().text);
  if (index < 0) {
    error(Code::UnknownIndex, argument.range,
          "`extent` takes the name of an index, got `" +
              ast::toString(argument) + "`");
    return {};
  }
  const IndexSymbol &symbol = scope->indices[index];
  if (!symbol.onInput && !symbol.onOutput) {
    error(Code::UnknownExtent, argument.range,
          "no input or output has the index `" + symbol.name +
              "`, so nothing gives its extent");
    return {};
  }
  return builder.extent(index, call.range);
}

Value Elaborator::callSelect(Call &call) {
  const Operand &condition = call.operands[0];
  if (!expectScalarType("`select`", condition, Scalar::Bool))
    return {};
  Operands branches = {call.operands[1], call.operands[2]};
  auto isBool = [](const Operand &operand) {
    return operand.value.exact
               ? operand.value.exact->isBool()
               : operand.value.node->type.scalar == Scalar::Bool;
  };
  Scalar scalar = Scalar::Bool;
  if (!isBool(branches[0]) || !isBool(branches[1])) {
    auto common = commonScalar("`select`", branches, Numbers::Complex);
    if (!common)
      return {};
    scalar = *common;
  }
  auto shape = commonShape("`select`", call.operands);
  if (!shape)
    return {};
  std::vector<Node *> nodes = {toNode(condition, Scalar::Bool)};
  // A choice among rows of one index is a row of it; so is -1, none.
  IndexId target = -2;
  for (const Operand &branch : branches) {
    nodes.push_back(toNode(branch, scalar));
    if (!nodes.back())
      return {};
    if (branch.value.exact)
      continue;
    IndexId own = branch.value.node->type.target;
    target = target == -2 || target == own ? own : -1;
  }
  for (Node *&node : nodes)
    node = builder.broadcast(node, *shape, call.range);
  Type type = nodes[1]->type;
  type.target = scalar == Scalar::Int && target >= 0 ? target : -1;
  return builder.call("select", type, nodes, call.range);
}

/// min and max of two or more values, or of the components of one.
Value Elaborator::callMinMax(Call &call) {
  if (call.operands.size() == 1)
    return callFold(call);
  std::string what = "`" + call.name + "`";
  bool lower = call.name == "min";
  if (allExact(call.operands)) {
    std::optional<Exact> best = call.operands[0].value.exact;
    for (const Operand &operand : call.operands) {
      const Exact &exact = *operand.value.exact;
      auto order = best ? Exact::compare(exact, *best) : std::nullopt;
      if (!order)
        best.reset();
      else if (lower ? *order < 0 : *order > 0)
        best = exact;
    }
    if (best)
      return *best;
  }
  auto scalar = commonScalar(what, call.operands);
  auto nodes = scalar ? unify(what, call.operands, *scalar) : std::nullopt;
  if (!nodes)
    return {};
  Node *best = nodes->front();
  Type type = best->type;
  type.target = -1;
  for (size_t k = 1; k < nodes->size(); ++k)
    best = builder.call(call.name, type, {best, (*nodes)[k]}, call.range);
  return best;
}

/// The order is a constant: what is compiled depends on it.
Value Elaborator::callPolygamma(Call &call) {
  constexpr int64_t largest = 8;
  auto order =
      evalInteger(*call.operands[0].expr, "the order of `polygamma`", 0);
  if (!order ||
      !expectScalarType("`polygamma`", call.operands[1], Scalar::Real))
    return {};
  if (*order > largest) {
    error(Code::NotLowered, call.operands[0].range,
          "`polygamma` has orders 0 to " + std::to_string(largest) + ", got " +
              std::to_string(*order));
    return {};
  }
  if (*order == 0)
    return elementwise("digamma", "`polygamma`", {call.operands[1]},
                       Scalar::Real, call.range);
  return elementwise("polygamma", "`polygamma`", call.operands, Scalar::Real,
                     call.range);
}

/// Matérn kernels whose order is half an odd number have closed forms; others
/// take a Bessel function. All are functions of the prelude.
Value Elaborator::callMatern(Call &call) {
  const Operand &order = call.operands[0], &radius = call.operands[1];
  if (!expectScalarType("`matern`", order, Scalar::Real))
    return {};
  if (const auto &nu = order.value.exact) {
    const char *name = nu->is(1, 2)   ? "matern12"
                       : nu->is(3, 2) ? "matern32"
                       : nu->is(5, 2) ? "matern52"
                                      : nullptr;
    if (name)
      return callPrelude(name, {radius}, call.range);
    if (Exact::compare(*nu, Exact(0)).value_or(-1) <= 0) {
      error(Code::TypeMismatch, order.range,
            "the order of `matern` is positive, got " + nu->str());
      return {};
    }
  } else if (order.value.domain() != 0) {
    error(Code::NotLowered, order.range,
          "the order of `matern` is a constant or a value for the whole call; "
          "this one differs from row to row");
    return {};
  }
  return callPrelude("matern_of_order", {order, radius}, call.range);
}

/// softmax of components; that over an index is a reduction.
Value Elaborator::callSoftmax(Call &call) {
  return callPrelude("softmax_of_components", call.operands, call.range);
}

/// Inlines a function that no formula calls by this name.
Value Elaborator::callPrelude(const char *name, const Operands &arguments,
                              SourceRange range) {
  FunctionRef function =
      session.modules.preludeFunction(name, arguments.size());
  Frame inner;
  for (size_t k = 0; k < arguments.size(); ++k)
    inner.values[function.decl->parameters[k].name.text] = arguments[k].value;
  return inlineFunction(function, inner, range);
}
