//===- Expressions.cpp - Names and numbers --------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

using namespace kop::sema;
using kop::syntax::ast::ExprKind;

/// Nesting of values through fns and lets beyond which the stack is at risk.
static constexpr unsigned maxValueDepth = 1500;

Value Elaborator::eval(const ast::Expr &expr) {
  if (depth >= maxValueDepth) {
    error(Code::NestingTooDeep, expr.range,
          "values are nested too deeply through fns and lets");
    return {};
  }
  ++depth;
  Value value;
  switch (expr.kind) {
  case ExprKind::Number:
    if (auto exact = Exact::parse(expr.as<ast::NumberExpr>()->text))
      value = *exact;
    else
      error(Code::NumberTooLarge, expr.range,
            "the number is beyond every floating format");
    break;
  case ExprKind::String:
    error(Code::TypeMismatch, expr.range,
          "a string is the first argument of einsum and nothing else");
    break;
  case ExprKind::Name:
    value = evalName(*expr.as<ast::NameExpr>());
    break;
  case ExprKind::Unary:
    value = evalUnary(*expr.as<ast::UnaryExpr>());
    break;
  case ExprKind::Binary:
    value = evalBinary(*expr.as<ast::BinaryExpr>());
    break;
  case ExprKind::Index:
    value = evalIndex(*expr.as<ast::IndexExpr>());
    break;
  case ExprKind::Call:
    value = evalCall(*expr.as<ast::CallExpr>());
    break;
  case ExprKind::Concat:
    value = evalConcat(*expr.as<ast::ConcatExpr>());
    break;
  case ExprKind::Reduce:
    value = evalReduce(*expr.as<ast::ReduceExpr>());
    break;
  }
  --depth;
  return value;
}

Elaborator::Operands
Elaborator::evalOperands(const std::vector<ast::ExprPtr> &list) {
  Operands operands;
  for (const ast::ExprPtr &expr : list)
    operands.push_back(evalOperand(*expr));
  return operands;
}

bool Elaborator::allValid(const Operands &operands) {
  for (const Operand &operand : operands)
    if (!operand.value)
      return false;
  return true;
}

bool Elaborator::allExact(const Operands &operands) {
  for (const Operand &operand : operands)
    if (!operand.value.exact)
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static std::optional<Exact> languageConstant(const std::string &name) {
  if (name == "pi")
    return Exact::pi();
  if (name == "inf")
    return Exact::infinity();
  if (name == "nan")
    return Exact::nan();
  if (name == "true" || name == "false")
    return Exact::boolean(name == "true");
  return std::nullopt;
}

Value Elaborator::evalName(const ast::NameExpr &expr) {
  const std::string &text = expr.name.last().text;
  if (!expr.name.isQualified()) {
    if (auto constant = languageConstant(text))
      return *constant;
    bool found = false;
    if (frame->fn) {
      Value value = evalFunctionName(*frame, text, found);
      if (found)
        return value;
    }
    if (frame->isFormula && scope)
      if (const Symbol *symbol = scope->find(text))
        return evalSymbol(*symbol, expr);
  }
  if (auto constant = session.modules.constant(*frame->module, expr.name)) {
    if (auto value = evalConst(*constant.decl, *constant.module))
      return *value;
    failed = true;
    return {};
  }
  error(Code::UnknownName, expr.range,
        "unknown name `" + expr.name.str() + "`");
  return {};
}

Value Elaborator::evalSymbol(const Symbol &symbol, const ast::NameExpr &expr) {
  const std::string &text = expr.name.last().text;
  switch (symbol.kind) {
  case Symbol::Kind::Input:
    return builder.read(symbol.number, {}, expr.range);
  case Symbol::Kind::Index:
    return builder.indexName(symbol.number, expr.range);
  case Symbol::Kind::Let:
    return evalLet(symbol.number);
  case Symbol::Kind::Output:
    return readOutput(symbol, nullptr, expr.range);
  case Symbol::Kind::Generic: {
    auto bound = bindings.numbers.find(text);
    if (bound != bindings.numbers.end())
      return bound->second;
    // A number like any other that is bound: real, unless it is a dimension.
    if (isOpen(expr))
      return builder.call("real", builder.real(),
                          {builder.extent(instance.dimension, expr.range)},
                          expr.range);
    error(Code::NotAValue, expr.range,
          "`" + text + "` is a function, not a value");
    return {};
  }
  }
  return {};
}

std::optional<Exact> Elaborator::evalConst(const ast::ConstDecl &decl,
                                           const Module &module) {
  auto [place, isNew] = session.consts.emplace(&decl, std::nullopt);
  if (!isNew) {
    if (!place->second)
      error(Code::CyclicDefinition, decl.name.range,
            "const `" + decl.name.text + "` needs its own value");
    return place->second;
  }
  Frame constFrame;
  constFrame.module = &module;
  constFrame.callRange = decl.value->range;
  Frame *previous = std::exchange(frame, &constFrame);
  auto value = evalExact(*decl.value, "a const");
  frame = previous;
  return session.consts[&decl] = value;
}

std::optional<Exact> Elaborator::evalExact(const ast::Expr &expr,
                                           const std::string &what) {
  Value value = eval(expr);
  if (!value)
    return std::nullopt;
  if (!value.exact)
    error(Code::NotExact, expr.range,
          what + " has to be known exactly when compiling; `" +
              ast::toString(expr) + "` is not");
  return value.exact;
}

std::optional<int64_t> Elaborator::evalInteger(const ast::Expr &expr,
                                               const std::string &what,
                                               int64_t low) {
  auto exact = evalExact(expr, what);
  if (!exact)
    return std::nullopt;
  auto integer = exact->asInteger();
  if (!integer || *integer < low || *integer > INT32_MAX) {
    bool large = exact->isInteger() && !(integer && *integer < low);
    error(Code::InvalidDimension, expr.range,
          what + " has to be an integer from " + std::to_string(low) +
              (large ? " to 2147483647, got " : " on, got ") + exact->str());
    return std::nullopt;
  }
  return integer;
}
