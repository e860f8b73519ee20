//===- Printer.cpp - Printing syntax trees --------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Parser.h"

using namespace kop::syntax;
using namespace kop::syntax::ast;

namespace {

class Printer {
public:
  Printer(std::ostream &out, const SourceManager *sources)
      : out(out), sources(sources) {}

  void print(const File &file);

private:
  std::ostream &out;
  const SourceManager *sources;
  unsigned depth = 0;

  /// One line, and the lines of `children` one level deeper.
  template <typename Children>
  void node(const std::string &line, SourceRange range, Children children) {
    for (unsigned i = 0; i < depth; ++i)
      out << "  ";
    out << line;
    if (sources && range.isValid()) {
      Position begin = sources->position(range.file, range.begin);
      Position end = sources->position(range.file, range.end);
      out << " <" << begin.line << ':' << begin.column << '-' << end.line << ':'
          << end.column << '>';
    }
    out << '\n';
    ++depth;
    children();
    --depth;
  }
  void leaf(const std::string &line, SourceRange range = {}) {
    node(line, range, [] {});
  }

  void documentation(const std::string &text);
  void expr(const Expr &expr);
  void exprs(const std::vector<ExprPtr> &list) {
    for (const ExprPtr &element : list)
      expr(*element);
  }
  /// An optional child under a line that says which it is.
  void labelled(const char *label, const ExprPtr &child) {
    if (child)
      node(label, {}, [&] { expr(*child); });
  }
  void trailing(const std::vector<ExprPtr> &list) {
    if (!list.empty())
      node(";", {}, [&] { exprs(list); });
  }
  void subscript(const Subscript &subscript);
  void reduce(const ReduceExpr &reduce);
  void type(const Type &type);
  void parameter(const Parameter &parameter);
  void generic(const char *label, const GenericParameter &parameter);
  void let(const Let &let);
  void assignment(const Assignment &assignment);
  void decl(const Decl &decl);
  void formula(const FormulaDecl &formula);
  void transform(const TransformExpr &transform);
  void function(const FunctionDecl &function);
  void exported(const ExportDecl &decl);
  void binding(const Binding &binding);
};

void Printer::documentation(const std::string &text) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    leaf((begin == end ? "///" : "/// ") + text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void Printer::subscript(const Subscript &subscript) {
  if (!subscript.isSlice())
    return expr(*subscript.begin);
  node("slice", subscript.range, [&] {
    expr(*subscript.begin);
    expr(*subscript.end);
  });
}

void Printer::reduce(const ReduceExpr &reduce) {
  std::string indices;
  for (const Name &index : reduce.indices)
    indices += (indices.empty() ? "" : ", ") + index.text;
  node("reduce " + std::string(spelling(reduce.op)) + " [" + indices + "]",
       reduce.range, [&] {
         labelled("in", reduce.list);
         labelled("count", reduce.count);
         labelled("where", reduce.condition);
         exprs(reduce.arguments);
         trailing(reduce.trailing);
       });
}

void Printer::expr(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::Number:
    return leaf("number " + expr.as<NumberExpr>()->text, expr.range);
  case ExprKind::String:
    return leaf("string \"" + expr.as<StringExpr>()->text + "\"", expr.range);
  case ExprKind::Name:
    return leaf("name " + expr.as<NameExpr>()->name.str(), expr.range);
  case ExprKind::Unary:
    return node(std::string("unary ") + spelling(expr.as<UnaryExpr>()->op),
                expr.range,
                [&] { this->expr(*expr.as<UnaryExpr>()->operand); });
  case ExprKind::Binary:
    return node(std::string("binary ") + spelling(expr.as<BinaryExpr>()->op),
                expr.range, [&] {
                  this->expr(*expr.as<BinaryExpr>()->lhs);
                  this->expr(*expr.as<BinaryExpr>()->rhs);
                });
  case ExprKind::Index:
    return node("subscript", expr.range, [&] {
      this->expr(*expr.as<IndexExpr>()->base);
      node("[]", {}, [&] {
        for (const Subscript &part : expr.as<IndexExpr>()->subscripts)
          subscript(part);
      });
    });
  case ExprKind::Call:
    return node("call " + expr.as<CallExpr>()->callee.str(), expr.range, [&] {
      exprs(expr.as<CallExpr>()->arguments);
      trailing(expr.as<CallExpr>()->trailing);
    });
  case ExprKind::Concat:
    return node("concat", expr.range,
                [&] { exprs(expr.as<ConcatExpr>()->elements); });
  case ExprKind::Reduce:
    return reduce(*expr.as<ReduceExpr>());
  }
}

void Printer::type(const Type &type) {
  std::string line = std::string("type ") + spelling(type.kind);
  if (!type.target.text.empty())
    line += " " + type.target.text;
  node(line, type.range, [&] { exprs(type.dimensions); });
}

void Printer::parameter(const Parameter &parameter) {
  std::string axes;
  for (const Axis &axis : parameter.axes) {
    axes += (axes.empty() ? "" : ", ") + axis.index.text;
    if (axis.alternative)
      axes += "|" + axis.alternative->text;
  }
  node("parameter " + parameter.name.text +
           (parameter.hasBrackets ? " [" + axes + "]" : ""),
       parameter.range, [&] {
         documentation(parameter.documentation);
         type(parameter.type);
       });
}

void Printer::generic(const char *label, const GenericParameter &parameter) {
  leaf(std::string(label) + (parameter.isFunction ? " fn " : " ") +
           parameter.name.text,
       parameter.range);
}

void Printer::let(const Let &let) {
  node("let " + let.name.text, let.range, [&] {
    documentation(let.documentation);
    expr(*let.value);
  });
}

void Printer::assignment(const Assignment &assignment) {
  std::string targets;
  for (const Target &target : assignment.targets) {
    targets += (targets.empty() ? "" : ", ") + target.name.text + "[";
    for (size_t i = 0; i < target.axes.size(); ++i)
      targets += (i ? ", " : "") + target.axes[i].text;
    targets += "]";
  }
  node("assign " + targets, assignment.range, [&] {
    documentation(assignment.documentation);
    expr(*assignment.value);
  });
}

void Printer::formula(const FormulaDecl &formula) {
  for (const Parameter &part : formula.parameters)
    parameter(part);
  for (const GenericParameter &part : formula.generics)
    generic("generic", part);
  // In the order of the source.
  auto nextLet = formula.lets.begin();
  for (const Assignment &part : formula.assignments) {
    for (; nextLet != formula.lets.end() &&
           nextLet->range.begin < part.range.begin;
         ++nextLet)
      let(*nextLet);
    assignment(part);
  }
  for (; nextLet != formula.lets.end(); ++nextLet)
    let(*nextLet);
}

void Printer::transform(const TransformExpr &transform) {
  node(spelling(transform.transform), transform.range, [&] {
    if (transform.inner)
      this->transform(*transform.inner);
    else
      leaf("name " + transform.formula.str(), transform.formula.range);
    for (const Name &input : transform.inputs)
      leaf("input " + input.text, input.range);
    for (const Name &given : transform.given)
      leaf("given " + given.text, given.range);
  });
}

void Printer::function(const FunctionDecl &function) {
  for (const GenericParameter &part : function.parameters)
    generic("parameter", part);
  for (const Let &part : function.lets)
    let(part);
  expr(*function.value);
}

void Printer::binding(const Binding &binding) {
  if (binding.type)
    return leaf("bind " + binding.name.text + ": " + spelling(*binding.type),
                binding.range);
  if (binding.isStar)
    return leaf("bind " + binding.name.text + " = *", binding.range);
  node("bind " + binding.name.text, binding.range,
       [&] { expr(*binding.value); });
}

void Printer::exported(const ExportDecl &decl) {
  for (const ExportItem &item : decl.items)
    node("item " + item.formula.str() +
             (item.alias ? " as " + item.alias->text : ""),
         item.range, [&] {
           for (const Binding &part : item.bindings)
             binding(part);
         });
  for (const ExportedType &type : decl.types)
    leaf(std::string("type ") + spelling(type.type), type.range);
  if (decl.accumulate)
    leaf(std::string("accumulate ") + spelling(decl.accumulate->type),
         decl.accumulate->range);
  if (decl.indexBits)
    leaf("index i" + std::to_string(*decl.indexBits));
}

void Printer::decl(const Decl &decl) {
  static const char *const labels[] = {"formula ", "formula ", "fn ", "const ",
                                       "export"};
  node(labels[static_cast<int>(decl.kind)] + decl.name.text, decl.range, [&] {
    documentation(decl.documentation);
    switch (decl.kind) {
    case DeclKind::Formula:
      return formula(*decl.as<FormulaDecl>());
    case DeclKind::Derived:
      return transform(*decl.as<DerivedDecl>()->value);
    case DeclKind::Function:
      return function(*decl.as<FunctionDecl>());
    case DeclKind::Const:
      return expr(*decl.as<ConstDecl>()->value);
    case DeclKind::Export:
      return exported(*decl.as<ExportDecl>());
    }
  });
}

void Printer::print(const File &file) {
  node("file", {}, [&] {
    if (file.module)
      node("module " + file.module->str(), file.module->range,
           [&] { documentation(file.documentation); });
    for (const Import &import : file.imports)
      leaf("import " + import.module.str(), import.range);
    for (const DeclPtr &declaration : file.declarations)
      decl(*declaration);
  });
}

} // namespace

void kop::syntax::printAst(const ast::File &file, std::ostream &out,
                           const SourceManager *sources) {
  Printer(out, sources).print(file);
}
