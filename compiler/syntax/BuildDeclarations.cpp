//===- BuildDeclarations.cpp - Syntax trees of declarations ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Builder.h"

#include <algorithm>

using namespace kop::syntax;
using namespace kop::syntax::ast;
using kop::syntax::grammar::KopParser;

//===----------------------------------------------------------------------===//
// Ranges, names, documentation
//===----------------------------------------------------------------------===//

SourceRange Builder::range(antlr4::Token *token) const {
  return {list.file, static_cast<uint32_t>(token->getStartIndex()),
          static_cast<uint32_t>(token->getStopIndex() + 1)};
}

SourceRange Builder::range(antlr4::ParserRuleContext *context) const {
  return range(context->getStart()).join(range(context->getStop()));
}

SourceRange Builder::range(antlr4::tree::TerminalNode *node) const {
  return range(node->getSymbol());
}

std::string Builder::text(SourceRange at) const {
  return std::string(sources.text(at));
}

Name Builder::name(KopParser::NameContext *context) const {
  SourceRange at = range(context);
  return {text(at), at};
}

std::vector<Name> Builder::names(KopParser::NamesContext *context) const {
  std::vector<Name> result;
  for (auto *part : context->name())
    result.push_back(name(part));
  return result;
}

QualifiedName
Builder::qualifiedName(KopParser::QualifiedNameContext *context) const {
  QualifiedName result;
  for (auto *part : context->name())
    result.parts.push_back(name(part));
  result.range = range(context);
  return result;
}

/// The text of a `///` comment without the slashes, one blank and the end of
/// the line.
static std::string_view commentText(std::string_view comment) {
  comment.remove_prefix(3);
  if (!comment.empty() && comment.front() == ' ')
    comment.remove_prefix(1);
  while (!comment.empty() && (comment.back() == ' ' || comment.back() == '\t'))
    comment.remove_suffix(1);
  return comment;
}

std::string Builder::documentation(SourceRange of) {
  size_t token = list.find(of.begin);
  uint32_t from = token == 0 ? 0 : list.tokens[token - 1].end;
  auto first = std::lower_bound(
      list.documentation.begin(), list.documentation.end(), from,
      [](const Token &t, uint32_t offset) { return t.begin < offset; });
  std::string result;
  for (auto line = first;
       line != list.documentation.end() && line->begin < of.begin; ++line) {
    if (line != first)
      result += '\n';
    result += commentText(sources.text(list.range(*line)));
    isDocumentationUsed[line - list.documentation.begin()] = true;
  }
  return result;
}

void Builder::checkDocumentation() {
  for (size_t i = 0; i < list.documentation.size(); ++i) {
    if (isDocumentationUsed[i])
      continue;
    SourceRange at = list.range(list.documentation[i]);
    diagnostics
        .warning(Code::DanglingDocumentation, at,
                 "expected a declaration or statement behind `///`")
        .fixIt({at.file, at.begin, at.begin + 3}, "//");
  }
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

void Builder::moduleLine(KopParser::ModuleLineContext *context, File &file) {
  SourceRange at = range(context);
  if (file.module) {
    diagnostics
        .error(Code::ModulePlace, at, "expected one `module` line, found two")
        .note(file.module->range, "the module is named here");
    return;
  }
  bool isFirst = list.tokens.front().begin == at.begin;
  if (!isFirst)
    diagnostics.error(Code::ModulePlace, at,
                      "expected `module` at the beginning of the file");
  file.module = qualifiedName(context->qualifiedName());
  file.documentation = documentation(at);
}

void Builder::declaration(KopParser::DeclarationContext *context, File &file) {
  DeclPtr result;
  if (auto *line = dynamic_cast<KopParser::ModuleLineContext *>(context))
    return moduleLine(line, file);
  if (auto *line = dynamic_cast<KopParser::ImportLineContext *>(context)) {
    file.imports.push_back({qualifiedName(line->qualifiedName()), range(line)});
    return;
  }
  if (auto *written = dynamic_cast<KopParser::FormulaContext *>(context))
    result = formula(written);
  else if (auto *written = dynamic_cast<KopParser::DerivedContext *>(context))
    result = derived(written);
  else if (auto *written = dynamic_cast<KopParser::FunctionContext *>(context))
    result = function(written);
  else if (auto *written = dynamic_cast<KopParser::ConstantContext *>(context))
    result = constant(written);
  else
    result = exportSpec(
        static_cast<KopParser::ExportLineContext *>(context)->exportSpec());
  result->range = range(context);
  result->documentation = documentation(result->range);
  file.declarations.push_back(std::move(result));
}

DeclPtr Builder::formula(KopParser::FormulaContext *context) {
  auto result = std::make_unique<FormulaDecl>();
  result->name = name(context->name());
  if (context->parameters())
    for (auto *written : context->parameters()->parameter())
      result->parameters.push_back(parameter(written));
  if (context->generics())
    for (auto *written : context->generics()->generic())
      result->generics.push_back(generic(written));
  for (auto *statement : context->statement()) {
    if (statement->let())
      result->lets.push_back(let(statement->let()));
    else
      result->assignments.push_back(assignment(statement->assignment()));
  }
  return result;
}

DeclPtr Builder::derived(KopParser::DerivedContext *context) {
  auto result = std::make_unique<DerivedDecl>();
  result->name = name(context->name());
  result->value = transform(context->transform());
  return result;
}

DeclPtr Builder::function(KopParser::FunctionContext *context) {
  auto result = std::make_unique<FunctionDecl>();
  result->name = name(context->name());
  for (auto *written : context->functionParameters()->functionParameter())
    result->parameters.push_back(functionParameter(written));
  KopParser::FunctionBodyContext *body = context->functionBody();
  for (auto *written : body->let())
    result->lets.push_back(let(written));
  result->value = expr(body->expr());
  return result;
}

DeclPtr Builder::constant(KopParser::ConstantContext *context) {
  auto result = std::make_unique<ConstDecl>();
  result->name = name(context->name());
  result->value = expr(context->expr());
  return result;
}

std::unique_ptr<TransformExpr>
Builder::transform(KopParser::TransformContext *context) {
  auto result = std::make_unique<TransformExpr>();
  result->range = range(context);
  Name word = name(context->name());
  if (word.text == "vjp") {
    result->transform = Transform::Vjp;
  } else if (word.text == "jvp") {
    result->transform = Transform::Jvp;
  } else if (word.text == "bounds") {
    result->transform = Transform::Bounds;
  } else {
    diagnostics.error(Code::UnknownTransform, word.range,
                      "expected `vjp`, `jvp` or `bounds`, found `" + word.text +
                          "`");
  }
  if (context->qualifiedName()) {
    result->formula = qualifiedName(context->qualifiedName());
  } else if (depth < maxDepth) {
    ++depth;
    result->inner = transform(context->transform());
    --depth;
  }
  std::vector<KopParser::NamesContext *> groups = context->names();
  result->inputs = names(groups[0]);
  if (groups.size() > 1)
    result->given = names(groups[1]);
  if (groups.size() > 1 && result->transform != Transform::Vjp)
    diagnostics.error(Code::UnknownTransform, range(groups[1]),
                      std::string("`given` belongs to `vjp`; `") +
                          spelling(result->transform) + "` takes no results");
  return result;
}

//===----------------------------------------------------------------------===//
// Parameters and types
//===----------------------------------------------------------------------===//

Parameter Builder::parameter(KopParser::ParameterContext *context) {
  Parameter result;
  result.name = name(context->name());
  result.range = range(context);
  result.documentation = documentation(result.range);
  result.hasBrackets = context->LBRACKET() != nullptr;
  for (auto *written : context->axis()) {
    Axis axis{name(written->name(0)), std::nullopt};
    if (written->BAR())
      axis.alternative = name(written->name(1));
    result.axes.push_back(std::move(axis));
  }
  if (result.hasBrackets && result.axes.empty()) {
    SourceRange brackets =
        range(context->LBRACKET()).join(range(context->RBRACKET()));
    diagnostics
        .error(Code::IndexNameExpected, brackets,
               "expected the name of an index; an input of one value for the "
               "call is written without brackets")
        .fixIt(brackets, "");
  }
  if (context->type())
    result.type = type(context->type());
  return result;
}

static const TypeKind writtenTypes[] = {
    TypeKind::Int,  TypeKind::Bool,    TypeKind::Vec,
    TypeKind::Mat,  TypeKind::Tensor,  TypeKind::Index,
    TypeKind::List, TypeKind::Complex, TypeKind::CVec};

Type Builder::type(KopParser::TypeContext *context) {
  Type result;
  result.range = range(context);
  Name word = name(context->name());
  auto *known =
      std::find_if(std::begin(writtenTypes), std::end(writtenTypes),
                   [&](TypeKind kind) { return word.text == spelling(kind); });
  if (known == std::end(writtenTypes)) {
    std::vector<std::string> candidates;
    for (TypeKind kind : writtenTypes)
      candidates.push_back(spelling(kind));
    Diagnostic &diagnostic = diagnostics.error(
        Code::UnknownType, word.range, "unknown type `" + word.text + "`");
    if (auto near = didYouMean(word.text, candidates)) {
      diagnostic.message += "; did you mean `" + *near + "`?";
      diagnostic.fixIt(word.range, *near);
    } else {
      diagnostic.note("types are vec(D), mat(R, C), tensor(A, B, …), int, "
                      "bool, index(j), list(j), complex, cvec(D); without a "
                      "type a parameter is a scalar");
    }
    return result;
  }
  result.kind = *known;
  for (auto *dimension : context->expr())
    result.dimensions.push_back(expr(dimension));
  checkDimensions(result);
  if (result.kind != TypeKind::Index && result.kind != TypeKind::List)
    return result;
  if (result.dimensions.size() == 1)
    if (auto *index = result.dimensions[0]->as<NameExpr>())
      result.target = index->name.last();
  result.dimensions.clear();
  return result;
}

void Builder::checkDimensions(const Type &type) {
  size_t least = 0, most = 0;
  const char *form = "";
  switch (type.kind) {
  case TypeKind::Vec:
  case TypeKind::CVec:
    least = most = 1;
    form = "(D)";
    break;
  case TypeKind::Mat:
    least = most = 2;
    form = "(R, C)";
    break;
  case TypeKind::Tensor:
    least = 1;
    most = SIZE_MAX;
    form = "(A, B, …)";
    break;
  case TypeKind::Index:
  case TypeKind::List:
    least = most = 1;
    form = "(j)";
    break;
  default:
    break;
  }
  size_t found = type.dimensions.size();
  std::string word = spelling(type.kind);
  if (found < least || found > most) {
    diagnostics.error(Code::TypeArguments, type.range,
                      "expected `" + word + form + "`, found " +
                          (found == 0 ? "no dimension"
                           : found == 1
                               ? "one dimension"
                               : std::to_string(found) + " dimensions"));
    return;
  }
  if (type.kind != TypeKind::Index && type.kind != TypeKind::List)
    return;
  const Expr &index = *type.dimensions[0];
  auto *named = index.as<NameExpr>();
  if (!named || named->name.isQualified())
    diagnostics.error(Code::IndexNameExpected, index.outer,
                      "expected the name of an index in `" + word +
                          "(j)`, found `" + text(index.outer) + "`");
}

GenericParameter Builder::generic(KopParser::GenericContext *context) {
  return {name(context->name()), range(context), context->FN() != nullptr};
}

GenericParameter
Builder::functionParameter(KopParser::FunctionParameterContext *context) {
  if (context->type()) {
    SourceRange written = range(context->COLON()).join(range(context->type()));
    diagnostics
        .error(Code::TypedFunctionParameter, written,
               "expected no type: a `fn` takes values of any shape")
        .fixIt(written, "");
  }
  return {name(context->name()), range(context), context->FN() != nullptr};
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

Let Builder::let(KopParser::LetContext *context) {
  Let result;
  result.name = name(context->name());
  result.range = range(context);
  result.documentation = documentation(result.range);
  result.value = expr(context->expr());
  return result;
}

Target Builder::target(KopParser::TargetContext *context) {
  Target result;
  result.name = name(context->name());
  result.range = range(context);
  if (!context->LBRACKET()) {
    diagnostics
        .error(Code::OutputWithoutBrackets, result.range,
               "expected the indices of the output: `" + result.name.text +
                   "[i] = …`, or `" + result.name.text +
                   "[] = …` for one value")
        .note("a value that is not an output is named by `let " +
              result.name.text + " = …;`")
        .fixIt(result.range.behind(), "[]");
    return result;
  }
  for (auto *written : context->expr()) {
    ExprPtr axis = expr(written);
    auto *named = axis->as<NameExpr>();
    if (!named || named->name.isQualified() || axis->isParenthesized()) {
      diagnostics.error(Code::IndexNameExpected, axis->outer,
                        "expected the name of an index, found `" +
                            text(axis->outer) + "`");
      continue;
    }
    result.axes.push_back(named->name.last());
  }
  return result;
}

Assignment Builder::assignment(KopParser::AssignmentContext *context) {
  Assignment result;
  result.range = range(context);
  result.documentation = documentation(result.range);
  for (auto *written : context->target())
    result.targets.push_back(target(written));
  result.value = expr(context->expr());
  return result;
}
