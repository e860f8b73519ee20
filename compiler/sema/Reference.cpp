//===- Reference.cpp - What every operation is ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Reference.h"

#include "compiler/sema/Builtins.h"
#include "compiler/syntax/Parser.h"

#include <algorithm>

using namespace kop::sema;
namespace ast = kop::syntax::ast;

/// "let t = …; e" for a body with lets.
static std::string definitionOf(const ast::FunctionDecl &decl) {
  std::string text;
  for (const ast::Let &let : decl.lets)
    text += "let " + let.name.text + " = " + ast::toString(*let.value) + "; ";
  return text + ast::toString(*decl.value);
}

static OperationInfo describe(const ast::FunctionDecl &decl) {
  std::string arguments;
  for (const ast::GenericParameter &parameter : decl.parameters)
    arguments += (arguments.empty() ? "" : ", ") + parameter.name.text;
  std::string text = decl.documentation;
  std::replace(text.begin(), text.end(), '\n', ' ');
  return {decl.name.text, decl.name.text + "(" + arguments + ")", text,
          definitionOf(decl)};
}

std::vector<OperationInfo> kop::sema::allOperations() {
  std::vector<OperationInfo> all;
  for (const Builtin &row : allBuiltins())
    all.push_back(
        {std::string(row.name),
         std::string(row.name) + "(" + std::string(row.arguments) + ")",
         std::string(row.text), ""});
  syntax::SourceManager sources;
  syntax::DiagnosticEngine diagnostics;
  const syntax::FileId file =
      sources.add("<prelude>", std::string(preludeText()));
  const auto prelude = syntax::parse(file, sources, diagnostics);
  for (const ast::DeclPtr &decl : prelude->declarations)
    all.push_back(describe(*decl->as<ast::FunctionDecl>()));
  std::stable_sort(all.begin(), all.end(), [](const auto &a, const auto &b) {
    return a.name < b.name;
  });
  return all;
}

bool kop::sema::explainOperation(std::string_view name, std::ostream &out) {
  bool isKnown = false;
  for (const OperationInfo &operation : allOperations())
    if (operation.name == name) {
      out << (isKnown ? "\n" : "") << operation.signature << ": "
          << operation.text << '\n';
      if (!operation.definition.empty())
        out << "\nIn Kop: " << operation.definition << '\n';
      isKnown = true;
    }
  return isKnown;
}

/// Inside of a table a bar ends a cell, in code too.
static std::string cell(std::string text) {
  for (size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

void kop::sema::printOperations(std::ostream &out) {
  out << R"(# Operations

Every operation that a formula can call by name; operators, subscripts and reductions are in [Language.md](Language.md), edge cases in [Semantics.md](Semantics.md). What has a definition is that expression, with its derivatives, and for vectors component by component where its parts are. `kopc --explain NAME` prints an entry. [AddAnOperation.md](AddAnOperation.md) says how to add one.

| operation | value | definition |
|---|---|---|
)";
  for (const OperationInfo &operation : allOperations())
    out << "| `" << cell(operation.signature) << "` | " << cell(operation.text)
        << " | "
        << (operation.definition.empty()
                ? ""
                : "`" + cell(operation.definition) + "`")
        << " |\n";
}
