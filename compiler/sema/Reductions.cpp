//===- Reductions.cpp - Reductions over indices ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"
#include "compiler/sema/NameCheck.h"

#include <algorithm>

using namespace kop::sema;
using kop::syntax::ast::ReduceOp;

/// What a reduction is made of.
struct Elaborator::Reduction {
  const ast::ReduceExpr &expr;
  std::string what; ///< "`sum`"
  std::vector<IndexId> over;
  Operands operands; ///< Arguments, then those behind `;`.
  Node *condition = nullptr;
  int64_t count = 0;               ///< K
  const ListInput *list = nullptr; ///< What `over` counts entries of.
};

Value Elaborator::evalReduce(const ast::ReduceExpr &expr) {
  Reduction reduction{expr, "`" + expr.opName.text + "`", {}, {}, nullptr, 0};
  if (!readReduction(reduction))
    return {};
  switch (expr.op) {
  case ReduceOp::Sum:
  case ReduceOp::Prod:
  case ReduceOp::Min:
  case ReduceOp::Max:
    return simpleReduction(reduction);
  case ReduceOp::Mean:
    return mean(reduction);
  case ReduceOp::Var:
    return variance(reduction);
  case ReduceOp::Argmin:
  case ReduceOp::Argmax:
    return arg(reduction);
  case ReduceOp::Kmin:
  case ReduceOp::Kmax:
    return best(reduction);
  case ReduceOp::Logsumexp:
  case ReduceOp::Softmax:
    return weighted(reduction);
  case ReduceOp::LogsumexpSigned:
    return {}; // Two values: see signedLogsumexp.
  case ReduceOp::Count:
    return countTrue(reduction, true);
  case ReduceOp::Any:
  case ReduceOp::All: {
    bool any = expr.op == ReduceOp::Any;
    Value number = countTrue(reduction, any);
    if (!number)
      return {};
    Node *zero = builder.broadcast(builder.integerConstant(0, expr.range),
                                   number.shape(), expr.range);
    return builder.call(any ? "gt" : "eq", Builder::boolean(number.shape()),
                        {number.node, zero}, expr.range);
  }
  case ReduceOp::Collect:
    return {}; // An output of its own kind: see collect.
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Head and operands
//===----------------------------------------------------------------------===//

bool Elaborator::readReduction(Reduction &reduction) {
  const ast::ReduceExpr &expr = reduction.expr;
  if (!scope || !frame->isFormula) {
    error(Code::NotExact, expr.range,
          "a reduction needs the indices of a formula");
    return false;
  }
  for (const ast::Name &name : expr.indices) {
    IndexId index = scope->index(name.text);
    const IndexSymbol &symbol = scope->indices[index];
    if (!symbol.onInput && !symbol.onOutput) {
      error(Code::UnknownExtent, name.range,
            "no input or output has the index `" + name.text +
                "`, so nothing gives its extent")
          .note(symbol.range, "it is named here");
      return false;
    }
    reduction.over.push_back(index);
  }
  if (expr.list) {
    reduction.list = findList(expr);
    if (!reduction.list)
      return false;
  }
  if (expr.count) {
    auto count = evalInteger(*expr.count, "K of " + reduction.what, 1);
    if (!count)
      return false;
    reduction.count = *count;
  }
  for (const auto *list : {&expr.arguments, &expr.trailing})
    for (const ast::ExprPtr &argument : *list)
      reduction.operands.push_back(evalOperand(*argument));
  if (expr.condition) {
    Operand condition = evalOperand(*expr.condition);
    if (!condition.value ||
        !expectScalarType("a filter", condition, Scalar::Bool))
      return false;
    reduction.condition = toNode(condition, Scalar::Bool);
    if (!reduction.condition->type.isScalar()) {
      shapeError("a filter", "one condition per term", {condition},
                 condition.range);
      return false;
    }
  }
  if (!allValid(reduction.operands))
    return false;
  if (reduction.list)
    enterList(reduction);
  addGatherConditions(reduction);
  return true;
}

/// Makes a reduction over a list one over its entries.
void Elaborator::enterList(Reduction &reduction) {
  const ListInput &list = *reduction.list;
  SourceRange range = reduction.expr.range;
  const Substitution values = {
      {reduction.over[0], readEntry(list.columns, list, range)}};
  NodeMap known;
  for (Operand &operand : reduction.operands)
    if (operand.value.node)
      operand.value.node = substitute(operand.value.node, values, list, known);
  reduction.condition = listFilter(
      list, substitute(reduction.condition, values, list, known), range);
  reduction.over = {list.entries};
}

/// A term that reads a row -1 does not take part. That is the business of the
/// innermost reduction that binds an index of the subscript, so the walk does
/// not enter reductions that do, nor outputs, which are values of their own.
void Elaborator::addGatherConditions(Reduction &reduction) {
  Domain bound = 0;
  for (IndexId index : reduction.over)
    bound |= Domain(1) << index;
  auto isOfEntry = [&](const Node &node) {
    return node.kind == NodeKind::Read &&
           (node.operand == reduction.list->columns ||
            node.operand == reduction.list->rows);
  };
  std::vector<Node *> gathers;
  std::set<std::pair<Domain, const Node *>> seen;
  // `open` are the indices that no reduction on the way has bound.
  auto visit = [&](auto &&self, Node *node, Domain open) -> void {
    if (!node || !(open & bound) || outputNodes.count(node) ||
        !seen.emplace(open, node).second)
      return;
    if (node->kind == NodeKind::Reindex)
      return;
    if (node->kind == NodeKind::Reduce)
      for (IndexId index : node->over)
        open &= ~(Domain(1) << index);
    if (node->kind == NodeKind::Read)
      for (Node *subscript : node->operands) {
        bool gather = subscript->kind != NodeKind::IndexName;
        // Bound here, and by no reduction in between. Entries of lists without
        // a column are left out anyway.
        if (gather && !(reduction.list && isOfEntry(*subscript)) &&
            (subscript->domain & bound) && !(subscript->domain & ~open))
          if (std::find(gathers.begin(), gathers.end(), subscript) ==
              gathers.end())
            gathers.push_back(subscript);
      }
    for (Node *operand : node->operands)
      self(self, operand, open);
    self(self, node->condition, open);
  };
  for (const Operand &operand : reduction.operands)
    visit(visit, operand.value.node, ~Domain(0));
  visit(visit, reduction.condition, ~Domain(0));

  SourceRange range = reduction.expr.range;
  for (Node *subscript : gathers) {
    Node *zero = builder.integerConstant(0, subscript->range);
    Node *present = builder.call("ge", Builder::boolean(), {subscript, zero},
                                 subscript->range);
    reduction.condition =
        reduction.condition
            ? builder.call("and", Builder::boolean(),
                           {reduction.condition, present}, range)
            : present;
  }
}

//===----------------------------------------------------------------------===//
// The reductions
//===----------------------------------------------------------------------===//

Value Elaborator::simpleReduction(Reduction &reduction) {
  const ast::ReduceExpr &expr = reduction.expr;
  Node *term = numericTerm(reduction);
  if (!term)
    return {};
  if (term->type.scalar == Scalar::Complex && expr.op == ReduceOp::Prod)
    return complexProduct(reduction, term);
  Type type = term->type;
  type.target = -1;
  return builder.reduce(expr.opName.text, type, {term}, reduction.over,
                        reduction.condition, expr.range);
}

/// The product of the absolute values, turned by the sum of the arguments.
Value Elaborator::complexProduct(Reduction &reduction, Node *term) {
  SourceRange range = reduction.expr.range;
  auto reduce = [&](const char *op, const char *function) -> Value {
    Node *part = callPrelude(function, {Operand(term, range)}, range).node;
    return builder.reduce(op, part->type, {part}, reduction.over,
                          reduction.condition, range);
  };
  Value size = reduce("prod", "cabs");
  Value angle = reduce("sum", "carg");
  Value turn = callPrelude("cis", {Operand(angle, range)}, range);
  return arithmetic(ast::BinaryOp::Mul,
                    {Operand(size, range), Operand(turn, range)}, range);
}

/// The only operand, integers, reals or, in sums and products, complex; null
/// after an error.
Node *Elaborator::numericTerm(Reduction &reduction) {
  ReduceOp op = reduction.expr.op;
  bool adds = op == ReduceOp::Sum || op == ReduceOp::Prod;
  auto scalar = commonScalar(reduction.what, reduction.operands,
                             adds ? Numbers::Complex : Numbers::Real);
  return scalar ? toNode(reduction.operands[0], *scalar) : nullptr;
}

/// The number of terms whose condition is `truth`.
Value Elaborator::countTrue(Reduction &reduction, bool truth) {
  SourceRange range = reduction.expr.range;
  const Operand &operand = reduction.operands[0];
  if (!expectScalarType(reduction.what, operand, Scalar::Bool))
    return {};
  Node *condition = toNode(operand, Scalar::Bool);
  const Shape &shape = condition->type.shape;
  auto number = [&](long value) {
    return builder.broadcast(builder.integerConstant(value, range), shape,
                             range);
  };
  Node *one = builder.call("select", Builder::integer(-1, shape),
                           {condition, number(truth), number(!truth)}, range);
  return builder.reduce("sum", one->type, {one}, reduction.over,
                        reduction.condition, range);
}

/// The sum divided by the number of terms.
Value Elaborator::mean(Reduction &reduction) {
  SourceRange range = reduction.expr.range;
  auto nodes = toNumbers(reduction.what, reduction.operands);
  if (!nodes)
    return {};
  Node *term = (*nodes)[0];
  Node *sum = builder.reduce("sum", term->type, {term}, reduction.over,
                             reduction.condition, range);
  // Counted like the terms are summed: a call may take pairs away.
  Node *terms =
      builder.count(term->domain, reduction.over, reduction.condition, range);
  return arithmetic(ast::BinaryOp::Div,
                    {Operand(sum, range), Operand(terms, range)}, range);
}

/// The mean square distance from the mean: exact where the mean is far from 0,
/// for the price of a second pass.
Value Elaborator::variance(Reduction &reduction) {
  SourceRange range = reduction.expr.range;
  if (!toReals(reduction.what, reduction.operands))
    return {};
  Value centre = mean(reduction);
  if (!centre)
    return {};
  Node *term = toNode(reduction.operands[0], Scalar::Real);
  Node *distance = builder.call("sub", term->type, {term, centre.node}, range);
  reduction.operands = {Operand(square(distance, range), range)};
  return mean(reduction);
}

Value Elaborator::arg(Reduction &reduction) {
  Node *term = numericTerm(reduction);
  if (!term)
    return {};
  SourceRange range = reduction.expr.range;
  if (reduction.list && !expectScalarTerm(reduction))
    return {};
  Type type = Builder::integer(reduction.over[0], term->type.shape);
  Node *chosen = builder.reduce(reduction.expr.opName.text, type, {term},
                                reduction.over, reduction.condition, range);
  return reduction.list ? columnOfEntry(*reduction.list, chosen, range)
                        : chosen;
}

/// What a list is searched by: its entries are told by one number.
bool Elaborator::expectScalarTerm(Reduction &reduction) {
  const Operand &term = reduction.operands[0];
  if (term.value.shape().empty())
    return true;
  shapeError(reduction.what + " over a list", "a scalar", {term}, term.range);
  return false;
}

Value Elaborator::best(Reduction &reduction) {
  Node *term = numericTerm(reduction);
  if (!term)
    return {};
  if (reduction.list && !expectScalarTerm(reduction))
    return {};
  if (!haveFixedSize(reduction.what, {term}, reduction.expr.range))
    return {};
  Type type = term->type;
  type.target = -1;
  type.shape.insert(type.shape.begin(), reduction.count);
  if (!checkSize(type.shape, reduction.expr.range))
    return {};
  return builder.reduce(reduction.expr.opName.text, type, {term},
                        reduction.over, reduction.condition,
                        reduction.expr.range, {reduction.count},
                        Builder::integer(reduction.over[0], type.shape));
}

/// logsumexp(s), logsumexp(s, w), softmax(s; v).
Value Elaborator::weighted(Reduction &reduction) {
  auto nodes = toReals(reduction.what, reduction.operands);
  if (!nodes || !checkScore(reduction, *nodes))
    return {};
  return builder.reduce(reduction.expr.opName.text, nodes->back()->type, *nodes,
                        reduction.over, reduction.condition,
                        reduction.expr.range);
}

bool Elaborator::checkScore(Reduction &reduction,
                            const std::vector<Node *> &nodes) {
  if (nodes[0]->type.isScalar())
    return true;
  shapeError(reduction.what, "a scalar score", {reduction.operands[0]},
             reduction.operands[0].range);
  return false;
}

/// The logarithm of |z| and the sign of z = sum of w exp(s): with the greatest
/// score m, z = exp(m) times the sum of w exp(s - m). An m of -inf or +inf is
/// left out, so that no inf - inf arises; a weight of 0 drops its term.
std::vector<Value> Elaborator::signedLogsumexp(const ast::ReduceExpr &expr) {
  Reduction reduction{expr, "`" + expr.opName.text + "`", {}, {}, nullptr, 0};
  if (!readReduction(reduction))
    return {};
  auto nodes = toReals(reduction.what, reduction.operands);
  if (!nodes || !checkScore(reduction, *nodes))
    return {};
  SourceRange range = expr.range;
  Node *score = (*nodes)[0], *weight = (*nodes)[1];
  auto call = [&](const char *callee, std::vector<Node *> operands) {
    Type type = operands.back()->type;
    return builder.call(callee, type, std::move(operands), range);
  };
  auto equals = [&](Node *node, const Exact &value) {
    Node *number = spread(value, node->type.shape, range);
    return builder.call("eq", Builder::boolean(node->type.shape),
                        {node, number}, range);
  };
  auto zero = [&](const Shape &shape) { return spread(0, shape, range); };
  auto sum = [&](const char *op, Node *term) {
    return builder.reduce(op, term->type, {term}, reduction.over,
                          reduction.condition, range);
  };
  const Shape &shape = weight->type.shape;
  Node *greatest = sum("max", score);
  Node *infinite = equals(call("abs", {greatest}), Exact::infinity());
  greatest = call("select", {infinite, zero({}), greatest});
  Node *factor = call("exp", {call("sub", {score, greatest})});
  Node *term = call("mul", {builder.broadcast(factor, shape, range), weight});
  Node *total =
      sum("sum", call("select", {equals(weight, 0), zero(shape), term}));
  Node *logarithm = call("log", {call("abs", {total})});
  greatest = builder.broadcast(greatest, shape, range);
  Value sign = callPrelude("sign", {Operand(total, range)}, range);
  return {call("add", {greatest, logarithm}), sign};
}

/// The term whose values stand beside a list; null after an error.
Node *Elaborator::listedTerm(Reduction &reduction) {
  Node *term = numericTerm(reduction);
  const SourceRange at = reduction.expr.arguments[0]->outer;
  if (!term || !haveFixedSize(reduction.what, {term}, at))
    return nullptr;
  if (term->type.scalar == Scalar::Real &&
      instance.storage != instance.compute) {
    error(
        Code::NotLowered, visible(at),
        "this version of kopc does not lower `collect` of numbers of 16 bits; "
        "export the formula for f32");
    return nullptr;
  }
  return term;
}

/// The list that an output holds, behind the values of the term where it has
/// one. Its length is that of no other value, so that a row of the output has
/// to be one of the condition.
std::vector<Value> Elaborator::collect(const ast::ReduceExpr &expr,
                                       const ast::Target &target) {
  Reduction reduction{expr, "`collect`", {}, {}, nullptr, 0};
  if (!readReduction(reduction))
    return {};
  // Lists get their size from the call, and so tell no extents.
  auto isTold = [&](const ast::Name &axis) {
    if (scope->indices[scope->index(axis.text)].onInput)
      return true;
    for (const ast::Assignment &line : scope->decl->assignments)
      for (const ast::Target &other : line.targets)
        for (const ast::Name &name : other.axes)
          if (!isCollection(line) && name.text == axis.text)
            return true;
    return false;
  };
  for (const ast::Name &axis : target.axes)
    if (!isTold(axis)) {
      error(Code::UnknownExtent, axis.range,
            "no input and no other output has the index `" + axis.text +
                "`, and lists do not say how many of them there are");
      return {};
    }
  auto missing = [&](const ast::Name &name) {
    return !(reduction.condition->domain >> scope->index(name.text) & 1);
  };
  std::vector<ast::Name> needed = target.axes;
  needed.push_back(expr.indices[0]);
  for (const ast::Name &name : needed)
    if (missing(name)) {
      error(Code::ListUse, expr.condition->range,
            "the condition of `collect` depends on the index it lists and on "
            "all indices of the output, and this one does not on `" +
                name.text + "`")
          .note(target.range,
                "the lists are `" +
                    withIndices(target.name.text, axisNames(target)) + "`");
      return {};
    }
  Node *term = nullptr;
  if (!expr.arguments.empty() && !(term = listedTerm(reduction)))
    return {};
  Node *list =
      builder.list(reduction.condition->domain, reduction.over[0], term,
                   reduction.condition, target.name.text, expr.range);
  if (!term)
    return {list};
  return {builder.result(list, 1, *list->secondType, expr.range),
          builder.result(list, 0, list->type, expr.range)};
}

/// A real constant in every component of a shape.
Node *Elaborator::spread(const Exact &value, const Shape &shape,
                         SourceRange range) {
  return builder.broadcast(builder.constant(value, Scalar::Real, range), shape,
                           range);
}
