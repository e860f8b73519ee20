//===- Subscripts.cpp - Rows of arrays and components of values -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"
#include "compiler/sema/NameCheck.h"

using namespace kop::sema;

Value Elaborator::evalIndex(const ast::IndexExpr &expr) {
  auto *reference = expr.base->as<ast::NameExpr>();
  if (reference && !reference->name.isQualified() && frame->isFormula &&
      scope) {
    const Symbol *symbol = scope->find(reference->name.last().text);
    if (symbol && symbol->kind == Symbol::Kind::Input &&
        instance.inputs[symbol->number].list == Input::List::Rows) {
      error(Code::ListUse, expr.range,
            "a list is no value; reduce over it: `sum[j in " +
                ast::toString(expr) + "] …`")
          .note(symbol->range, "it is declared here");
      return {};
    }
    if (symbol && symbol->kind == Symbol::Kind::Input &&
        !instance.inputs[symbol->number].axes.empty())
      return readInput(symbol->number, expr);
    if (symbol && symbol->kind == Symbol::Kind::Output &&
        (expr.subscripts.empty() || !scope->decl->assignments[symbol->number]
                                         .targets[symbol->target]
                                         .axes.empty()))
      return readOutput(*symbol, &expr, expr.range);
  }
  Operand base = evalOperand(*expr.base);
  if (!base.value)
    return {};
  return component(base, expr);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// The index that an expression names, or -1.
static IndexId namedIndex(const FormulaScope &scope, const ast::Expr &expr) {
  auto *reference = expr.as<ast::NameExpr>();
  return reference && !reference->name.isQualified()
             ? scope.index(reference->name.last().text)
             : -1;
}

Node *Elaborator::rowSubscript(const Input &input, size_t axis,
                               const ast::Expr &expr) {
  const Input::Axis &expected = input.axes[axis];
  const std::string &axisName = scope->indices[expected.index].name;
  IndexId named = namedIndex(*scope, expr);
  if (named >= 0) {
    if (named == expected.index || named == expected.alternative)
      return builder.indexName(named, expr.range);
    const std::string &name = scope->indices[named].name;
    auto &report = error(Code::WrongIndex, expr.range,
                         "`" + input.name + "` has a row per `" + axisName +
                             "`, not per `" + name + "`");
    report.note(input.range, "`" + input.name + "` is declared here");
    if (expected.alternative < 0)
      report.note("an array that is read by `" + axisName + "` and by `" +
                  name + "` is declared `" + input.name + "[" + axisName + "|" +
                  name + "]`");
    return nullptr;
  }
  Operand subscript = evalOperand(expr);
  if (!subscript.value)
    return nullptr;
  Node *node = subscript.value.node;
  if (!node || node->type.scalar != Scalar::Int || !node->type.isScalar() ||
      node->type.target < 0) {
    error(Code::RowSubscript, expr.range,
          "rows of `" + input.name +
              "` are addressed by the name of an index or a value of type "
              "index(" +
              axisName + "), not by `" + ast::toString(expr) + "`")
        .note(input.range, "`" + input.name + "` is declared here");
    return nullptr;
  }
  IndexId target = node->type.target;
  if (!scope->sameRows(target, expected.index)) {
    auto &report = error(Code::WrongIndex, expr.range,
                         "`" + input.name + "` has a row per `" + axisName +
                             "`, and this is a row of `" +
                             scope->indices[target].name + "`");
    noteDeclaration(report, subscript);
    return nullptr;
  }
  return node;
}

Value Elaborator::readInput(int number, const ast::IndexExpr &expr) {
  const Input &input = instance.inputs[number];
  std::vector<Node *> subscripts;
  for (size_t axis = 0; axis < input.axes.size(); ++axis) {
    Node *node = rowSubscript(input, axis, *expr.subscripts[axis].begin);
    if (!node)
      return {};
    subscripts.push_back(node);
  }
  return builder.read(number, std::move(subscripts), expr.range);
}

/// The value of an output at its own indices, or at those that a shared array
/// equates with them. `expr` is null for a name without brackets.
Value Elaborator::readOutput(const Symbol &symbol, const ast::IndexExpr *expr,
                             SourceRange range) {
  const ast::Assignment &line = scope->decl->assignments[symbol.number];
  const ast::Target &target = line.targets[symbol.target];
  if (isCollection(line) && symbol.target + 1 < int(line.targets.size())) {
    error(Code::ListUse, range,
          "`" + target.name.text +
              "` holds a value for every entry of lists, and none for a row")
        .note(symbol.range, "it is assigned here");
    return {};
  }
  if (isCollection(line)) {
    error(Code::ListUse, range,
          "a list is no value; another formula can take it, as a parameter `" +
              target.name.text + "[i]: list(j)`")
        .note(symbol.range, "`" + target.name.text + "` is assigned here");
    return {};
  }
  evalAssignment(symbol.number);
  if (assignmentStates[symbol.number] == State::Busy) {
    error(Code::CyclicDefinition, range,
          "`" + target.name.text + "` needs its own value")
        .note(symbol.range, "it is assigned here");
    return {};
  }
  Value value = outputs[symbol.number][symbol.target];
  if (!value || !expr)
    return value;
  Node *node = value.node;
  for (size_t axis = 0; axis < target.axes.size(); ++axis) {
    const ast::Expr &subscript = *expr->subscripts[axis].begin;
    IndexId own = scope->index(target.axes[axis].text);
    IndexId named = namedIndex(*scope, subscript);
    if (named == own)
      continue;
    std::string expected = withIndices(target.name.text, axisNames(target));
    if (named < 0 || !scope->sameRows(named, own)) {
      error(Code::OutputRead, subscript.range,
            "the output `" + expected + "` is read at its own indices" +
                (named < 0 ? ", not at other rows"
                           : "; `" + scope->indices[named].name +
                                 "` counts rows of another array"))
          .note(symbol.range, "`" + target.name.text + "` is assigned here");
      return {};
    }
    if (node->domain >> named & 1) {
      error(Code::NotLowered, subscript.range,
            "this version of kopc does not lower `" + expected +
                "` read with two of its indices changed");
      return {};
    }
    node = builder.reindex(node, own, named, range);
  }
  return node;
}

//===----------------------------------------------------------------------===//
// Components
//===----------------------------------------------------------------------===//

Value Elaborator::slice(const Operand &base, const ast::Subscript &subscript,
                        SourceRange range) {
  Node *node = base.value.node;
  auto begin = evalInteger(*subscript.begin, "the begin of a slice", 0);
  auto end = evalInteger(*subscript.end, "the end of a slice", 0);
  if (!begin || !end)
    return {};
  int64_t size = node->type.shape[0];
  if (*begin >= *end || *end > size) {
    auto &report =
        error(Code::ComponentSubscript, subscript.range,
              *begin >= *end ? "the slice " + std::to_string(*begin) + ":" +
                                   std::to_string(*end) + " is empty"
                             : "the slice " + std::to_string(*begin) + ":" +
                                   std::to_string(*end) + " is outside of " +
                                   spell(node->type));
    noteDeclaration(report, base);
    return {};
  }
  Type type = node->type;
  type.shape[0] = *end - *begin;
  if (type.shape == node->type.shape)
    return node;
  return builder.call("slice", type, {node}, range, {*begin});
}

Value Elaborator::component(const Operand &base, const ast::IndexExpr &expr) {
  Node *node = base.value.node;
  if (!node || node->type.isScalar()) {
    auto &report = error(Code::ComponentSubscript, expr.bracketRange,
                         "`" + ast::toString(*expr.base) +
                             "` is a scalar and has no components");
    noteDeclaration(report, base);
    auto *reference = expr.base->as<ast::NameExpr>();
    const Symbol *symbol = reference && scope && frame->isFormula
                               ? scope->find(reference->name.last().text)
                               : nullptr;
    if (symbol && symbol->kind == Symbol::Kind::Let)
      report.note("a let is used without indices: it depends on those that "
                  "its value depends on");
    return {};
  }
  if (!haveFixedSize("a component or a slice", {node}, expr.bracketRange))
    return {};
  const Shape &shape = node->type.shape;
  if (expr.subscripts.size() == 1 && expr.subscripts[0].isSlice())
    return slice(base, expr.subscripts[0], expr.range);
  if (expr.subscripts.size() != shape.size()) {
    auto &report = error(
        Code::ComponentSubscript, expr.bracketRange,
        "a component of " + spell(node->type) + " has " +
            std::to_string(shape.size()) +
            (shape.size() == 1 ? " subscript, got " : " subscripts, got ") +
            std::to_string(expr.subscripts.size()));
    noteDeclaration(report, base);
    return {};
  }
  Operands positions;
  for (const ast::Subscript &subscript : expr.subscripts) {
    if (subscript.isSlice()) {
      error(Code::ComponentSubscript, subscript.range,
            "a slice stands alone in its bracket and takes a range of the "
            "first dimension");
      return {};
    }
    positions.push_back(evalOperand(*subscript.begin));
    const Operand &position = positions.back();
    if (!position.value)
      return {};
    if (!expectScalarType("a component subscript", position, Scalar::Int))
      return {};
    if (position.value.node && !position.value.node->type.isScalar()) {
      shapeError("a component subscript", "a scalar", {position},
                 position.range);
      return {};
    }
    if (!position.value.exact)
      continue;
    int64_t size = shape[positions.size() - 1];
    auto integer = position.value.exact->asInteger();
    if (!integer || *integer < 0 || *integer >= size) {
      auto &report = error(Code::ComponentSubscript, position.range,
                           spell(node->type) + " has components 0 to " +
                               std::to_string(size - 1) + " here, got " +
                               position.value.exact->str());
      noteDeclaration(report, base);
      return {};
    }
  }
  Type type = node->type;
  type.shape.clear();
  if (allExact(positions)) {
    std::vector<int64_t> integers;
    for (const Operand &position : positions)
      integers.push_back(*position.value.exact->asInteger());
    return builder.call("component", type, {node}, expr.range, integers);
  }
  std::vector<Node *> operands = {node};
  for (const Operand &position : positions)
    operands.push_back(toNode(position, Scalar::Int));
  return builder.call("lookup", type, operands, expr.range);
}
