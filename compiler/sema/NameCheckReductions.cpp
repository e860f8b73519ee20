//===- NameCheckReductions.cpp - Places of reductions ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/NameCheck.h"

#include <algorithm>

using namespace kop::sema;
using kop::syntax::ast::ReduceOp;

bool kop::sema::isTwoValued(const ast::ReduceExpr &reduce) {
  return reduce.op == ReduceOp::Kmin || reduce.op == ReduceOp::Kmax ||
         reduce.op == ReduceOp::LogsumexpSigned ||
         (reduce.op == ReduceOp::Collect && !reduce.arguments.empty());
}

bool kop::sema::isCollection(const ast::Assignment &assignment) {
  auto *reduce = assignment.value->as<ast::ReduceExpr>();
  return reduce && reduce->op == ReduceOp::Collect;
}

/// The targets of a two-valued reduction.
void NameCheck::targets(const ast::Assignment &assignment,
                        const ast::ReduceExpr &reduce) {
  const auto &list = assignment.targets;
  std::string op = reduce.opName.text;
  if (list.size() != 2) {
    diagnostics.error(Code::TwoValuedReduction, reduce.opName.range,
                      "`" + op + "` gives two values, and " +
                          (list.size() == 1
                               ? "one target is"
                               : std::to_string(list.size()) + " targets are") +
                          " assigned");
    return;
  }
  if (axisNames(list[0]) != axisNames(list[1])) {
    diagnostics
        .error(Code::TargetIndices, list[1].range,
               "both results of `" + op + "` have the same indices, expected " +
                   withIndices(list[1].name.text, axisNames(list[0])))
        .highlight(list[0].range);
    return;
  }
  if (reduce.op == ReduceOp::LogsumexpSigned || reduce.op == ReduceOp::Collect)
    return;
  if (list[0].axes.empty()) {
    diagnostics.error(Code::TargetIndices, list[0].range,
                      "the results of `" + op +
                          "` need a new index, last in the brackets, that "
                          "counts the kept values");
    return;
  }
  const ast::Name &last = list[0].axes.back();
  const Symbol *index = symbol(last.text);
  if (index && index->kind == Symbol::Kind::Index &&
      scope->indices[index->number].onInput)
    diagnostics
        .error(Code::TargetIndices, last.range,
               "the last index of the results of `" + op +
                   "` is a new one, and `" + last.text +
                   "` is an index of an "
                   "input")
        .note(index->range, "it is declared here");
}

static bool reduces(const ast::ReduceExpr &expr, const std::string &index) {
  return std::any_of(expr.indices.begin(), expr.indices.end(),
                     [&](const ast::Name &name) { return name.text == index; });
}

/// Reports a reduction inside that of the same index. Where the two are the
/// sides of a product or quotient, it names what was probably meant.
void NameCheck::nested(const ast::ReduceExpr &outer,
                       const ast::ReduceExpr &inner, const ast::Name &index) {
  auto &error = diagnostics.error(Code::NestedReduction, inner.range,
                                  "`" + index.text +
                                      "` is reduced inside its own reduction");
  error.note(outer.opName.range, "the outer reduction begins here");
  if (outer.arguments.size() != 1)
    return;
  auto *binary = outer.arguments[0]->as<ast::BinaryExpr>();
  if (!binary || binary->rhs.get() != &inner ||
      outer.arguments[0]->isParenthesized())
    return;
  SourceRange left = outer.range;
  left.end = binary->lhs->outer.end;
  std::string text = std::string(modules.sources.text(left));
  error.message += std::string("; did you mean `(") + text + ") " +
                   ast::spelling(binary->op) + " " + ast::toString(inner) +
                   "`?";
  error.fixIt(left.start(), "(").fixIt(left.behind(), ")");
}

/// `collect` makes lists of the values of an index, and only an output holds
/// lists.
void NameCheck::collection(const ast::ReduceExpr &expr, bool isWholeValue) {
  if (!isWholeValue)
    diagnostics.error(Code::ListUse, expr.opName.range,
                      "`collect` gives lists: it is the whole right side of an "
                      "assignment");
  if (expr.list)
    diagnostics.error(Code::ListUse, expr.list->outer,
                      "`collect` goes over all values of an index, not over a "
                      "list");
  if (!expr.condition && !expr.indices.empty())
    diagnostics.error(Code::ListUse, expr.bracketRange,
                      "`collect` needs a condition: `collect[" +
                          expr.indices[0].text + " : c]`");
}

void NameCheck::reduction(const ast::ReduceExpr &expr, bool isWholeValue) {
  const std::string &op = expr.opName.text;
  if (expr.op == ReduceOp::Collect)
    collection(expr, isWholeValue);
  else if (isTwoValued(expr) && !isWholeValue)
    diagnostics.error(Code::TwoValuedReduction, expr.opName.range,
                      "`" + op +
                          "` gives two values: it is the whole right "
                          "side of an assignment with two targets");
  for (size_t k = 0; k < expr.indices.size(); ++k) {
    const ast::Name &index = expr.indices[k];
    if (fn) {
      diagnostics.error(Code::UnknownIndex, index.range,
                        "a fn has no indices; reduce where it is called");
      continue;
    }
    if (!scope)
      continue;
    if (scope->index(index.text) < 0) {
      auto &error =
          diagnostics.error(Code::UnknownIndex, index.range,
                            "`" + index.text + "` is no index of this formula");
      std::vector<std::string> candidates;
      for (const IndexSymbol &known : scope->indices)
        candidates.push_back(known.name);
      suggest(error, index, candidates);
      if (const Symbol *other = symbol(index.text))
        error.note(other->range, "`" + index.text + "` is declared as " +
                                     describe(other->kind) + " here");
      continue;
    }
    for (size_t l = 0; l < k; ++l)
      if (expr.indices[l].text == index.text)
        diagnostics.error(Code::DuplicateName, index.range,
                          "`" + index.text + "` is reduced twice");
    for (const ast::ReduceExpr *outer : reductions)
      if (reduces(*outer, index.text)) {
        nested(*outer, expr, index);
        break;
      }
  }
  if (expr.count)
    value(*expr.count);
  if (expr.list)
    value(*expr.list);
  reductions.push_back(&expr);
  if (expr.condition)
    value(*expr.condition);
  for (const ast::ExprPtr &argument : expr.arguments)
    value(*argument);
  for (const ast::ExprPtr &argument : expr.trailing)
    value(*argument);
  reductions.pop_back();
}
