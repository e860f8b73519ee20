//===- Spelling.cpp - Trees as text of the language -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/AST.h"

using namespace kop::syntax;
using namespace kop::syntax::ast;

std::string QualifiedName::str() const {
  std::string text;
  for (const Name &part : parts) {
    if (!text.empty())
      text += '.';
    text += part.text;
  }
  return text;
}

const char *ast::spelling(UnaryOp op) { return op == UnaryOp::Neg ? "-" : "!"; }

const char *ast::spelling(BinaryOp op) {
  static const char *const table[] = {"^",  "@", "*",  "/",  "%",
                                      "+",  "-", "==", "!=", "<",
                                      "<=", ">", ">=", "&&", "||"};
  return table[static_cast<int>(op)];
}

const char *ast::spelling(ReduceOp op) {
  static const char *const table[] = {"sum",
                                      "mean",
                                      "prod",
                                      "var",
                                      "min",
                                      "max",
                                      "argmin",
                                      "argmax",
                                      "kmin",
                                      "kmax",
                                      "collect",
                                      "logsumexp",
                                      "logsumexp_signed",
                                      "softmax",
                                      "count",
                                      "any",
                                      "all"};
  return table[static_cast<int>(op)];
}

const char *ast::spelling(TypeKind kind) {
  static const char *const table[] = {"scalar",  "int",    "bool",  "vec",
                                      "mat",     "tensor", "index", "list",
                                      "complex", "cvec"};
  return table[static_cast<int>(kind)];
}

const char *ast::spelling(ElementType type) {
  static const char *const table[] = {"f16", "bf16", "f32", "f64", "kahan"};
  return table[static_cast<int>(type)];
}

const char *ast::spelling(Transform transform) {
  static const char *const table[] = {"vjp", "jvp", "bounds"};
  return table[static_cast<int>(transform)];
}

namespace {

/// Levels of precedence, tightest last; the numbers order the grammar.
enum Level {
  OrLevel,
  AndLevel,
  CompareLevel,
  AddLevel,
  ReduceLevel,
  MulLevel,
  MatMulLevel,
  UnaryLevel,
  PowLevel,
  PrimaryLevel
};

Level levelOf(BinaryOp op) {
  switch (op) {
  case BinaryOp::Pow:
    return PowLevel;
  case BinaryOp::MatMul:
    return MatMulLevel;
  case BinaryOp::Mul:
  case BinaryOp::Div:
  case BinaryOp::Rem:
    return MulLevel;
  case BinaryOp::Add:
  case BinaryOp::Sub:
    return AddLevel;
  case BinaryOp::And:
    return AndLevel;
  case BinaryOp::Or:
    return OrLevel;
  default:
    return CompareLevel;
  }
}

bool isPrefixReduction(const ReduceExpr &reduce) {
  return reduce.op <= ReduceOp::Collect;
}

/// Writes expressions with the parentheses that the grammar needs.
class Speller {
public:
  std::string text;

  void write(const Expr &expr, Level least) {
    bool parentheses = levelOf(expr) < least;
    if (parentheses)
      text += '(';
    writeInner(expr);
    if (parentheses)
      text += ')';
  }

  void list(const std::vector<ExprPtr> &elements) {
    bool first = true;
    for (const ExprPtr &element : elements) {
      if (!first)
        text += ", ";
      first = false;
      write(*element, OrLevel);
    }
  }

private:
  static Level levelOf(const Expr &expr) {
    if (auto *binary = expr.as<BinaryExpr>())
      return ::levelOf(binary->op);
    if (expr.kind == ExprKind::Unary)
      return UnaryLevel;
    if (auto *reduce = expr.as<ReduceExpr>())
      return isPrefixReduction(*reduce) && !reduce->arguments.empty()
                 ? ReduceLevel
                 : PrimaryLevel;
    return PrimaryLevel;
  }

  void call(const std::vector<ExprPtr> &arguments,
            const std::vector<ExprPtr> &trailing) {
    text += '(';
    list(arguments);
    if (!trailing.empty()) {
      text += "; ";
      list(trailing);
    }
    text += ')';
  }

  void binary(const BinaryExpr &expr) {
    Level level = ::levelOf(expr.op);
    auto above = static_cast<Level>(level + 1);
    bool right = expr.op == BinaryOp::Pow;
    bool chains = level != CompareLevel;
    write(*expr.lhs, right || !chains ? above : level);
    text += right ? "^" : std::string(" ") + spelling(expr.op) + " ";
    write(*expr.rhs, right ? level : above);
  }

  void subscripted(const IndexExpr &expr) {
    write(*expr.base, PrimaryLevel);
    text += '[';
    bool first = true;
    for (const Subscript &subscript : expr.subscripts) {
      if (!first)
        text += ", ";
      first = false;
      write(*subscript.begin, OrLevel);
      if (subscript.end) {
        text += ':';
        write(*subscript.end, OrLevel);
      }
    }
    text += ']';
  }

  void reduce(const ReduceExpr &expr) {
    text += spelling(expr.op);
    text += '[';
    for (size_t i = 0; i < expr.indices.size(); ++i)
      text += (i ? ", " : "") + expr.indices[i].text;
    if (expr.list) {
      text += " in ";
      write(*expr.list, OrLevel);
    }
    if (expr.count) {
      text += "; ";
      write(*expr.count, OrLevel);
    }
    if (expr.condition) {
      text += " : ";
      write(*expr.condition, OrLevel);
    }
    text += ']';
    if (!isPrefixReduction(expr))
      return call(expr.arguments, expr.trailing);
    if (expr.arguments.empty())
      return; // A collect.
    text += ' ';
    write(*expr.arguments.front(), ReduceLevel);
  }

  void writeInner(const Expr &expr) {
    switch (expr.kind) {
    case ExprKind::Number:
      text += expr.as<NumberExpr>()->text;
      return;
    case ExprKind::String:
      text += '"' + expr.as<StringExpr>()->text + '"';
      return;
    case ExprKind::Name:
      text += expr.as<NameExpr>()->name.str();
      return;
    case ExprKind::Unary:
      text += spelling(expr.as<UnaryExpr>()->op);
      return write(*expr.as<UnaryExpr>()->operand, UnaryLevel);
    case ExprKind::Binary:
      return binary(*expr.as<BinaryExpr>());
    case ExprKind::Index:
      return subscripted(*expr.as<IndexExpr>());
    case ExprKind::Call:
      text += expr.as<CallExpr>()->callee.str();
      return call(expr.as<CallExpr>()->arguments,
                  expr.as<CallExpr>()->trailing);
    case ExprKind::Concat:
      text += '[';
      list(expr.as<ConcatExpr>()->elements);
      text += ']';
      return;
    case ExprKind::Reduce:
      return reduce(*expr.as<ReduceExpr>());
    }
  }
};

} // namespace

std::string ast::toString(const Expr &expr) {
  Speller speller;
  speller.write(expr, OrLevel);
  return std::move(speller.text);
}

std::string ast::toString(const Type &type) {
  std::string text = spelling(type.kind);
  if (!type.target.text.empty())
    return text + "(" + type.target.text + ")";
  if (type.dimensions.empty())
    return text;
  Speller speller;
  speller.list(type.dimensions);
  return text + "(" + speller.text + ")";
}
