//===- BuildExpressions.cpp - Syntax trees of expressions -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Builder.h"

using namespace kop::syntax;
using namespace kop::syntax::ast;
using antlr4::tree::TerminalNode;
using kop::syntax::grammar::KopParser;

ExprPtr Builder::expr(KopParser::ExprContext *context) {
  // Chains such as `a + b + …` make deep trees without deep brackets.
  if (depth > maxDepth) { // The leaves are not counted.
    if (!isTooDeep)
      diagnostics.error(Code::NestingTooDeep, range(context->getStop()),
                        "expected a tree of at most " +
                            std::to_string(maxDepth) +
                            " levels, found more; name a part with `let`");
    isTooDeep = true;
    auto placeholder = std::make_unique<NameExpr>();
    placeholder->range = placeholder->outer = range(context);
    placeholder->name.parts.push_back({"_", placeholder->range});
    placeholder->name.range = placeholder->range;
    return placeholder;
  }
  ++depth;
  ExprPtr result = inner(context);
  --depth;
  SourceRange whole = range(context);
  if (!result->range.isValid())
    result->range = result->outer = whole;
  return result;
}

ExprPtr Builder::inner(KopParser::ExprContext *context) {
  if (auto *atom = dynamic_cast<KopParser::AtomContext *>(context))
    return primary(atom->primary());
  if (auto *operation = dynamic_cast<KopParser::BinaryContext *>(context))
    return binary(operation);
  if (auto *brackets = dynamic_cast<KopParser::SubscriptedContext *>(context))
    return subscripted(brackets);
  if (auto *operation = dynamic_cast<KopParser::UnaryContext *>(context))
    return unary(operation);
  if (auto *list = dynamic_cast<KopParser::CollectionContext *>(context)) {
    auto result = beginReduction(list, list->reductionHead());
    checkReduction(*result);
    return result;
  }
  return prefixReduction(static_cast<KopParser::ReductionContext *>(context));
}

ExprPtr Builder::primary(KopParser::PrimaryContext *context) {
  if (dynamic_cast<KopParser::NumberContext *>(context)) {
    auto number = std::make_unique<NumberExpr>();
    number->text = text(range(context));
    return number;
  }
  if (dynamic_cast<KopParser::StringContext *>(context)) {
    auto string = std::make_unique<StringExpr>();
    std::string quoted = text(range(context));
    string->text = quoted.substr(1, quoted.size() - 2);
    return string;
  }
  if (auto *reference = dynamic_cast<KopParser::ReferenceContext *>(context)) {
    auto result = std::make_unique<NameExpr>();
    result->name = qualifiedName(reference->qualifiedName());
    return result;
  }
  if (auto *called = dynamic_cast<KopParser::CallContext *>(context))
    return call(called);
  if (auto *parentheses = dynamic_cast<KopParser::GroupContext *>(context))
    return group(parentheses);
  if (auto *reduction =
          dynamic_cast<KopParser::ClosedReductionContext *>(context))
    return closedReduction(reduction);
  auto result = std::make_unique<ConcatExpr>();
  for (auto *element : static_cast<KopParser::ConcatContext *>(context)->expr())
    result->elements.push_back(expr(element));
  return result;
}

ExprPtr Builder::group(KopParser::GroupContext *context) {
  ExprPtr result = expr(context->expr());
  result->outer = range(context);
  return result;
}

ExprPtr Builder::unary(KopParser::UnaryContext *context) {
  auto result = std::make_unique<UnaryExpr>();
  result->op = context->NOT() ? UnaryOp::Not : UnaryOp::Neg;
  result->opRange = range(context->getStart());
  result->operand = expr(context->expr());
  return result;
}

static BinaryOp binaryOp(size_t type) {
  switch (type) {
  case KopParser::CARET:
    return BinaryOp::Pow;
  case KopParser::AT:
    return BinaryOp::MatMul;
  case KopParser::STAR:
    return BinaryOp::Mul;
  case KopParser::SLASH:
    return BinaryOp::Div;
  case KopParser::PERCENT:
    return BinaryOp::Rem;
  case KopParser::PLUS:
    return BinaryOp::Add;
  case KopParser::MINUS:
    return BinaryOp::Sub;
  case KopParser::EQ:
    return BinaryOp::Eq;
  case KopParser::NE:
    return BinaryOp::Ne;
  case KopParser::LT:
    return BinaryOp::Lt;
  case KopParser::LE:
    return BinaryOp::Le;
  case KopParser::GT:
    return BinaryOp::Gt;
  case KopParser::GE:
    return BinaryOp::Ge;
  case KopParser::AND:
    return BinaryOp::And;
  default:
    return BinaryOp::Or;
  }
}

static bool isComparison(BinaryOp op) {
  return op >= BinaryOp::Eq && op <= BinaryOp::Ge;
}

void Builder::checkChain(const BinaryExpr &comparison) {
  auto *left = comparison.lhs->as<BinaryExpr>();
  if (!isComparison(comparison.op) || !left || !isComparison(left->op) ||
      left->isParenthesized())
    return;
  std::string middle = text(left->rhs->outer);
  Diagnostic &diagnostic =
      diagnostics.error(Code::ChainedComparison, comparison.opRange,
                        "comparisons do not chain; expected `&&`, found `" +
                            text(comparison.opRange) + "`");
  diagnostic.highlight(left->opRange);
  diagnostic.fixIt(comparison.opRange.start(), "&& " + middle + " ");
}

ExprPtr Builder::binary(KopParser::BinaryContext *context) {
  auto result = std::make_unique<BinaryExpr>();
  auto *sign = static_cast<TerminalNode *>(context->children[1]);
  result->op = binaryOp(sign->getSymbol()->getType());
  result->opRange = range(sign);
  auto operand = [&](size_t child) {
    return expr(
        static_cast<KopParser::ExprContext *>(context->children[child]));
  };
  result->lhs = operand(0);
  result->rhs = operand(2);
  checkChain(*result);
  return result;
}

ExprPtr Builder::subscripted(KopParser::SubscriptedContext *context) {
  auto result = std::make_unique<IndexExpr>();
  result->base = expr(context->expr());
  result->bracketRange =
      range(context->LBRACKET()).join(range(context->RBRACKET()));
  for (auto *written : context->subscript()) {
    Subscript subscript;
    subscript.range = range(written);
    std::vector<KopParser::ExprContext *> ends = written->expr();
    subscript.begin = expr(ends[0]);
    if (ends.size() > 1)
      subscript.end = expr(ends[1]);
    result->subscripts.push_back(std::move(subscript));
  }
  return result;
}

void Builder::arguments(KopParser::ArgumentsContext *context,
                        std::vector<ExprPtr> &arguments,
                        std::vector<ExprPtr> &trailing) {
  std::vector<KopParser::ExprsContext *> groups = context->exprs();
  for (auto *argument : groups[0]->expr())
    arguments.push_back(expr(argument));
  if (groups.size() > 1)
    for (auto *argument : groups[1]->expr())
      trailing.push_back(expr(argument));
}

ExprPtr Builder::call(KopParser::CallContext *context) {
  auto result = std::make_unique<CallExpr>();
  if (context->qualifiedName()) {
    result->callee = qualifiedName(context->qualifiedName());
  } else {
    SourceRange word = range(context->getStart());
    result->callee.parts.push_back({text(word), word});
    result->callee.range = word;
  }
  arguments(context->arguments(), result->arguments, result->trailing);
  return result;
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

static ReduceOp reduceOp(size_t type) {
  // Tokens and enumerators are in the same order.
  static_assert(KopParser::ALL - KopParser::SUM ==
                static_cast<int>(ReduceOp::All));
  return static_cast<ReduceOp>(type - KopParser::SUM);
}

void Builder::reductionHead(KopParser::ReductionHeadContext *context,
                            ReduceExpr &reduce) {
  reduce.bracketRange = range(context);
  if (context->names())
    reduce.indices = names(context->names());
  std::vector<KopParser::ExprContext *> parts = context->expr();
  size_t next = 0;
  if (context->IN())
    reduce.list = expr(parts[next++]);
  if (context->SEMI())
    reduce.count = expr(parts[next++]);
  if (context->COLON())
    reduce.condition = expr(parts[next++]);
}

/// A reduction without its operands.
std::unique_ptr<ReduceExpr>
Builder::beginReduction(antlr4::ParserRuleContext *context,
                        KopParser::ReductionHeadContext *head) {
  auto result = std::make_unique<ReduceExpr>();
  result->op = reduceOp(context->getStart()->getType());
  result->opName.range = range(context->getStart());
  result->opName.text = text(result->opName.range);
  reductionHead(head, *result);
  return result;
}

ExprPtr Builder::prefixReduction(KopParser::ReductionContext *context) {
  auto result = beginReduction(context, context->reductionHead());
  result->arguments.push_back(expr(context->expr()));
  checkReduction(*result);
  return result;
}

ExprPtr Builder::closedReduction(KopParser::ClosedReductionContext *context) {
  auto result = beginReduction(context, context->reductionHead());
  arguments(context->arguments(), result->arguments, result->trailing);
  checkReduction(*result);
  checkOperands(*result);
  return result;
}

void Builder::checkReduction(const ReduceExpr &reduce) {
  const std::string &op = reduce.opName.text;
  bool keeps = reduce.op == ReduceOp::Kmin || reduce.op == ReduceOp::Kmax;
  bool onlyOne = keeps || reduce.op == ReduceOp::Argmin ||
                 reduce.op == ReduceOp::Argmax ||
                 reduce.op == ReduceOp::Collect || reduce.list;
  if (reduce.indices.empty()) {
    diagnostics
        .error(Code::ReductionIndices, reduce.bracketRange,
               "expected the index that `" + op + "` runs over, found none")
        .note("a reduction is written `" + op + "[j" +
              (reduce.op == ReduceOp::Collect ? " : c]`"
               : keeps                        ? "; K] e`"
                                              : "] e`"));
    return;
  }
  if (onlyOne && reduce.indices.size() > 1)
    diagnostics.error(
        Code::ReductionIndices, reduce.indices[1].range,
        "expected one index for `" + op +
            (reduce.list ? "` over a list, found " : "`, found ") +
            std::to_string(reduce.indices.size()));
  if (keeps && !reduce.count) {
    SourceRange last = reduce.indices.back().range;
    diagnostics
        .error(Code::ReductionCount, reduce.bracketRange,
               "expected the number of values that `" + op + "` keeps: `" + op +
                   "[" + reduce.indices[0].text + "; K]`")
        .fixIt(last.behind(), "; K");
  }
  if (!keeps && reduce.count)
    diagnostics.error(Code::ReductionCount, reduce.count->outer,
                      "`" + op +
                          "` takes no number of values; `kmin` and `kmax` do");
}

void Builder::checkOperands(const ReduceExpr &reduce) {
  size_t least = 1, most = 1, trailing = 0;
  const char *form = "(c)";
  switch (reduce.op) {
  case ReduceOp::Logsumexp:
    most = 2;
    form = "(s) or (s, w)";
    break;
  case ReduceOp::LogsumexpSigned:
    least = most = 2;
    form = "(s, w)";
    break;
  case ReduceOp::Softmax:
    trailing = 1;
    form = "(s; v)";
    break;
  default:
    break;
  }
  size_t found = reduce.arguments.size();
  if (found >= least && found <= most && reduce.trailing.size() == trailing)
    return;
  SourceRange at = reduce.arguments.front()->outer;
  const std::vector<ExprPtr> &last =
      reduce.trailing.empty() ? reduce.arguments : reduce.trailing;
  std::string count =
      std::to_string(found) + (found == 1 ? " operand" : " operands");
  if (!reduce.trailing.empty())
    count += " and " + std::to_string(reduce.trailing.size()) + " behind `;`";
  diagnostics.error(Code::ReductionOperand, at.join(last.back()->outer),
                    "`" + reduce.opName.text + "[…]` expects " + form +
                        ", found " + count);
}
