//===- Builder.h - From parse tree to syntax tree ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks the typed contexts of the generated parser and rejects what the
// grammar admits and the language does not.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_BUILDER_H
#define KOP_SYNTAX_BUILDER_H

#include "compiler/syntax/AST.h"
#include "compiler/syntax/Lexing.h"

#include "KopParser.h"

namespace kop::syntax {

class Builder {
  using Grammar = grammar::KopParser;

public:
  Builder(const TokenList &list, const SourceManager &sources,
          DiagnosticEngine &diagnostics)
      : list(list), sources(sources), diagnostics(diagnostics),
        isDocumentationUsed(list.documentation.size()) {}

  /// Adds what the context declares to `file`.
  void declaration(Grammar::DeclarationContext *context, ast::File &file);
  std::unique_ptr<ast::ExportDecl>
  exportSpec(Grammar::ExportSpecContext *context);
  ast::ExprPtr expr(Grammar::ExprContext *context);

  /// Warns of documentation that stands before nothing.
  void checkDocumentation();

private:
  const TokenList &list;
  const SourceManager &sources;
  DiagnosticEngine &diagnostics;
  std::vector<bool> isDocumentationUsed;
  unsigned depth = 0;
  bool isTooDeep = false;

  // Ranges, names and documentation.
  SourceRange range(antlr4::Token *token) const;
  SourceRange range(antlr4::ParserRuleContext *context) const;
  SourceRange range(antlr4::tree::TerminalNode *node) const;
  std::string text(SourceRange at) const;
  ast::Name name(Grammar::NameContext *context) const;
  std::vector<ast::Name> names(Grammar::NamesContext *context) const;
  ast::QualifiedName
  qualifiedName(Grammar::QualifiedNameContext *context) const;
  std::string documentation(SourceRange of);

  // Declarations.
  void moduleLine(Grammar::ModuleLineContext *context, ast::File &file);
  ast::DeclPtr formula(Grammar::FormulaContext *context);
  ast::DeclPtr derived(Grammar::DerivedContext *context);
  ast::DeclPtr function(Grammar::FunctionContext *context);
  ast::DeclPtr constant(Grammar::ConstantContext *context);
  ast::Parameter parameter(Grammar::ParameterContext *context);
  ast::Type type(Grammar::TypeContext *context);
  void checkDimensions(const ast::Type &type);
  ast::GenericParameter generic(Grammar::GenericContext *context);
  ast::GenericParameter
  functionParameter(Grammar::FunctionParameterContext *context);
  std::unique_ptr<ast::TransformExpr>
  transform(Grammar::TransformContext *context);
  ast::Let let(Grammar::LetContext *context);
  ast::Assignment assignment(Grammar::AssignmentContext *context);
  ast::Target target(Grammar::TargetContext *context);
  ast::ExportItem exportItem(Grammar::ExportItemContext *context);
  ast::Binding binding(Grammar::BindingContext *context);
  ast::ExportedType elementType(Grammar::NameContext *context,
                                bool isAccumulator);
  std::optional<unsigned> indexBits(Grammar::NameContext *context);

  // Expressions.
  ast::ExprPtr inner(Grammar::ExprContext *context);
  ast::ExprPtr primary(Grammar::PrimaryContext *context);
  ast::ExprPtr unary(Grammar::UnaryContext *context);
  ast::ExprPtr binary(Grammar::BinaryContext *context);
  ast::ExprPtr subscripted(Grammar::SubscriptedContext *context);
  ast::ExprPtr call(Grammar::CallContext *context);
  ast::ExprPtr group(Grammar::GroupContext *context);
  std::unique_ptr<ast::ReduceExpr>
  beginReduction(antlr4::ParserRuleContext *context,
                 Grammar::ReductionHeadContext *head);
  ast::ExprPtr prefixReduction(Grammar::ReductionContext *context);
  ast::ExprPtr closedReduction(Grammar::ClosedReductionContext *context);
  void arguments(Grammar::ArgumentsContext *context,
                 std::vector<ast::ExprPtr> &arguments,
                 std::vector<ast::ExprPtr> &trailing);
  void reductionHead(Grammar::ReductionHeadContext *context,
                     ast::ReduceExpr &reduce);
  void checkReduction(const ast::ReduceExpr &reduce);
  void checkOperands(const ast::ReduceExpr &reduce);
  void checkChain(const ast::BinaryExpr &comparison);
};

} // namespace kop::syntax

#endif // KOP_SYNTAX_BUILDER_H
