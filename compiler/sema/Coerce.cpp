//===- Coerce.cpp - Types and shapes of operands --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

#include <algorithm>

using namespace kop::sema;

static const char *nameOf(Scalar scalar) {
  switch (scalar) {
  case Scalar::Bool:
    return "bool";
  case Scalar::Int:
    return "int";
  case Scalar::Real:
    return "real";
  case Scalar::Complex:
    return "complex";
  }
  return "";
}

static const char *const realOfComplex = "; re(z), im(z) and cabs(z) are real";

/// "real", "int vec(3)", "the number 1/2": where element types are compared.
static std::string spellElement(const Value &value) {
  if (value.exact)
    return (value.exact->isBool() ? "" : "the number ") + value.exact->str();
  const Type &type = value.node->type;
  std::string element = nameOf(type.scalar);
  return type.isScalar() ? element : element + " " + spell(type.shape);
}

/// The element type of an operand, nothing for an exact number.
static std::optional<Scalar> scalarOf(const Operand &operand) {
  if (operand.value.node)
    return operand.value.node->type.scalar;
  if (operand.value.exact->isBool())
    return Scalar::Bool;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

std::optional<Scalar> Elaborator::commonScalar(const std::string &what,
                                               const Operands &operands,
                                               Numbers allowed) {
  const Operand *first = nullptr;
  for (const Operand &operand : operands) {
    auto scalar = scalarOf(operand);
    if (!scalar)
      continue;
    if (*scalar == Scalar::Bool) {
      error(Code::TypeMismatch, visible(operand.range),
            what + " needs numbers, got bool; select(c, 1, 0) makes a number "
                   "of a condition and count[j](c) counts");
      return std::nullopt;
    }
    if (*scalar == Scalar::Complex && allowed == Numbers::Real) {
      auto &report = error(Code::TypeMismatch, visible(operand.range),
                           what + " needs real numbers, got " +
                               spellElement(operand.value) + realOfComplex);
      noteDeclaration(report, operand);
      return std::nullopt;
    }
    if (!first) {
      first = &operand;
      continue;
    }
    Scalar other = *scalarOf(*first);
    if (*scalar == other)
      continue;
    if (*scalar != Scalar::Int && other != Scalar::Int) {
      // A real number is a complex one.
      first = *scalar == Scalar::Complex ? &operand : first;
      continue;
    }
    const Operand &integer = *scalar == Scalar::Int ? operand : *first;
    other = *scalar == Scalar::Int ? other : *scalar;
    auto &report = error(Code::TypeMismatch, visible(integer.range),
                         what + " of int and " + nameOf(other) +
                             ": an int becomes real only by real(n)");
    if (integer.expr && visible(integer.range) == integer.range)
      report.fixIt(integer.expr->outer,
                   "real(" + ast::toString(*integer.expr) + ")");
    return std::nullopt;
  }
  return first ? *scalarOf(*first) : Scalar::Real;
}

bool Elaborator::expectScalarType(const std::string &what,
                                  const Operand &operand, Scalar scalar) {
  auto own = scalarOf(operand);
  if (own ? *own == scalar : scalar != Scalar::Bool)
    return true;
  std::string message = what + " needs " + nameOf(scalar) + ", got " +
                        spellElement(operand.value);
  if (own == Scalar::Int && scalar == Scalar::Real)
    message += "; an int becomes real only by real(n)";
  if (own == Scalar::Complex && scalar == Scalar::Real)
    message += realOfComplex;
  auto &report = error(Code::TypeMismatch, visible(operand.range), message);
  noteDeclaration(report, operand);
  return false;
}

Node *Elaborator::toNode(const Operand &operand, Scalar scalar) {
  if (scalar == Scalar::Complex) {
    Node *node = toNode(operand, Scalar::Real);
    if (!node || node->type.scalar == Scalar::Complex)
      return node;
    return builder.call("to_complex", builder.complex(node->type.shape), {node},
                        operand.range);
  }
  if (operand.value.node)
    return operand.value.node;
  const Exact &exact = *operand.value.exact;
  if (scalar == Scalar::Int) {
    auto integer = exact.asInteger();
    if (!integer) {
      error(Code::TypeMismatch, visible(operand.range),
            exact.str() + " meets an int and is no integer; an int becomes "
                          "real only by real(n)");
      return nullptr;
    }
    if (instance.indexBits == 32 &&
        (*integer > INT32_MAX || *integer < INT32_MIN)) {
      error(Code::NumberTooLarge, visible(operand.range),
            exact.str() + " does not fit an integer of 32 bits; export with "
                          "`index i64`");
      return nullptr;
    }
  }
  return builder.constant(exact, scalar, operand.range);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Points at the declaration of an operand that is an input or a let.
void Elaborator::noteDeclaration(Diagnostic &report, const Operand &operand) {
  if (!operand.expr || !operand.value.node || !scope || !frame->isFormula)
    return;
  const ast::Expr *expr = operand.expr;
  if (auto *index = expr->as<ast::IndexExpr>())
    expr = index->base.get();
  auto *reference = expr->as<ast::NameExpr>();
  const Symbol *symbol = reference && !reference->name.isQualified()
                             ? scope->find(reference->name.last().text)
                             : nullptr;
  if (!symbol || symbol->kind == Symbol::Kind::Index)
    return;
  bool input = symbol->kind == Symbol::Kind::Input;
  const Type &type =
      input ? instance.inputs[symbol->number].type : operand.value.node->type;
  for (const syntax::Note &note : report.notes)
    if (note.range == symbol->range)
      return;
  std::string text = spell(type);
  if (type.target >= 0 && type.isScalar())
    text = "index(" + scope->indices[type.target].name + ")";
  report.note(symbol->range, "`" + reference->name.last().text + "` is " +
                                 (input ? "declared " : "") + text +
                                 (input ? " here" : ""));
}

Diagnostic &Elaborator::shapeError(const std::string &what,
                                   const std::string &needs,
                                   const Operands &operands, SourceRange at) {
  std::string got;
  for (size_t k = 0; k < operands.size(); ++k)
    got += (k == 0                     ? ""
            : k + 1 == operands.size() ? " and "
                                       : ", ") +
           spell(operands[k].value.shape());
  auto &report = error(Code::ShapeMismatch, visible(at),
                       what + " needs " + needs + ", got " + got);
  for (const Operand &operand : operands) {
    SourceRange range = visible(operand.range);
    if (range != report.range && range == operand.range)
      report.highlight(range);
  }
  for (const Operand &operand : operands)
    noteDeclaration(report, operand);
  return report;
}

std::optional<Shape> Elaborator::commonShape(const std::string &what,
                                             const Operands &operands) {
  Shape shape;
  for (const Operand &operand : operands) {
    Shape own = operand.value.shape();
    if (own.empty() || own == shape)
      continue;
    if (!shape.empty()) {
      shapeError(what, "operands of one shape", operands, operand.range);
      return std::nullopt;
    }
    shape = own;
  }
  return shape;
}

std::optional<std::vector<Node *>> Elaborator::unify(const std::string &what,
                                                     const Operands &operands,
                                                     Scalar scalar) {
  auto shape = commonShape(what, operands);
  if (!shape)
    return std::nullopt;
  std::vector<Node *> nodes;
  for (const Operand &operand : operands) {
    Node *node = toNode(operand, scalar);
    if (!node)
      return std::nullopt;
    nodes.push_back(builder.broadcast(node, *shape, operand.range));
  }
  return nodes;
}

Value Elaborator::elementwise(const std::string &callee,
                              const std::string &what, const Operands &operands,
                              Scalar scalar, SourceRange range) {
  auto nodes = unify(what, operands, scalar);
  if (!nodes)
    return {};
  Type type = (*nodes)[0]->type;
  type.target = -1;
  return builder.call(callee, type, *nodes, range);
}

std::optional<std::vector<Node *>>
Elaborator::toNumbers(const std::string &what, const Operands &operands) {
  auto isComplex = [](const Operand &operand) {
    return scalarOf(operand) == Scalar::Complex;
  };
  if (std::none_of(operands.begin(), operands.end(), isComplex))
    return toReals(what, operands);
  if (!commonScalar(what, operands, Numbers::Complex))
    return std::nullopt;
  std::vector<Node *> nodes;
  for (const Operand &operand : operands)
    nodes.push_back(toNode(operand, Scalar::Complex));
  return nodes;
}

std::optional<std::vector<Node *>>
Elaborator::toReals(const std::string &what, const Operands &operands) {
  std::vector<Node *> nodes;
  for (const Operand &operand : operands) {
    if (!expectScalarType(what, operand, Scalar::Real))
      return std::nullopt;
    Node *node = toNode(operand, Scalar::Real);
    if (!node)
      return std::nullopt;
    nodes.push_back(node);
  }
  return nodes;
}

Value Elaborator::square(Node *node, SourceRange range) {
  return builder.call("powi", node->type, {node}, range, {2});
}

bool Elaborator::haveFixedSize(const std::string &what,
                               const std::vector<Node *> &nodes,
                               SourceRange at) {
  for (const Node *node : nodes) {
    if (!node->type.isDynamic())
      continue;
    error(Code::NotLowered, visible(at),
          "this version of kopc does not lower " + what +
              " of vectors whose dimension is known only at the call");
    return false;
  }
  return true;
}

bool Elaborator::checkSize(const Shape &shape, SourceRange range) {
  int64_t size = 1;
  for (int64_t dimension : shape) {
    size *= dimension;
    if (size <= INT32_MAX)
      continue;
    error(Code::InvalidDimension, range,
          spell(shape) + " has more components than a value may have (2^31)");
    return false;
  }
  return true;
}
