//===- Modules.h - Files, imports and their names ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loads the modules a file imports and finds functions, formulas and consts
// by name. Functions and formulas of imported modules need no prefix; a name
// that two imports declare is an error where it is used. Names of the file
// come before those of imports, these before the language's own functions.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_MODULES_H
#define KOP_SEMA_MODULES_H

#include "compiler/sema/Analyse.h"
#include "compiler/sema/Builtins.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace kop::sema {

namespace syntax = kop::syntax;
using syntax::Code;
using syntax::Diagnostic;
using syntax::SourceRange;
namespace ast = syntax::ast;

struct Module {
  std::string name; ///< "std.metrics"; empty without a module line
  const ast::File *file = nullptr;
  std::unique_ptr<ast::File> owned;
  std::vector<const Module *> imports;
  /// All declarations with a name, by name. The prelude has several functions
  /// of one name that differ in their number of parameters.
  std::unordered_multimap<std::string, const ast::Decl *> declarations;
  bool isPrelude = false;
  bool loading = true;
};

/// A function: a declaration in Kop or a row of the builtin table.
struct FunctionRef {
  const ast::FunctionDecl *decl = nullptr;
  const Module *module = nullptr; ///< Where `decl` stands.
  const Builtin *builtin = nullptr;

  explicit operator bool() const { return decl || builtin; }
  std::string name() const {
    return builtin ? std::string(builtin->name) : decl ? decl->name.text : "";
  }
  friend bool operator==(const FunctionRef &, const FunctionRef &) = default;
};

/// A declaration and the module it stands in.
template <typename T> struct Found {
  const T *decl = nullptr;
  const Module *module = nullptr;
  explicit operator bool() const { return decl; }
};

/// All modules of a run.
class Modules {
public:
  Modules(syntax::SourceManager &sources, syntax::DiagnosticEngine &diagnostics,
          const AnalyseOptions &options)
      : sources(sources), diagnostics(diagnostics), options(options) {}

  /// Takes the file to compile and loads what it imports.
  const Module &addMain(const ast::File &file);
  const Module &main() const { return *all.front(); }
  const std::vector<std::unique_ptr<Module>> &modules() const { return all; }
  const std::vector<std::string> &importedFiles() const { return files; }
  /// Whether a module is missing, so that its names seem unknown.
  bool importFailed() const { return failed; }

  // Lookups report unknown and ambiguous names and then return nothing.
  FunctionRef function(const Module &from, const ast::QualifiedName &name,
                       size_t arguments);
  /// A function of Prelude.kop.
  FunctionRef preludeFunction(const std::string &name, size_t arguments);
  /// A formula or a derived formula.
  Found<ast::Decl> formula(const Module &from, const ast::QualifiedName &name);
  /// A const: of the module itself, or qualified. Reports nothing.
  Found<ast::ConstDecl> constant(const Module &from,
                                 const ast::QualifiedName &name) const;
  /// Whether the module itself declares a const of the name.
  const ast::ConstDecl *ownConstant(const Module &from,
                                    const std::string &name) const;

  /// The module that the qualification of a name means, or null.
  const Module *imported(const Module &from,
                         const ast::QualifiedName &name) const;
  /// Names of functions that may be called in a module, for suggestions.
  std::vector<std::string> functionNames(const Module &from);

  syntax::SourceManager &sources;
  syntax::DiagnosticEngine &diagnostics;
  const AnalyseOptions &options;

private:
  void load(Module &module);
  const Module *import(const Module &from, const ast::Import &import);
  std::optional<std::string> findFile(const Module &from,
                                      const std::string &name) const;
  Module &prelude();
  Found<ast::Decl> find(const Module &from, const ast::QualifiedName &name,
                        bool functions);

  std::vector<std::unique_ptr<Module>> all;
  std::unique_ptr<Module> builtIn;
  std::map<std::string, Module *> byPath;
  std::vector<std::string> files;
  bool failed = false;
};

/// "did you mean `…`?" with a fix-it, when a candidate is near.
void suggest(Diagnostic &diagnostic, const ast::Name &name,
             const std::vector<std::string> &candidates);

} // namespace kop::sema

#endif // KOP_SEMA_MODULES_H
