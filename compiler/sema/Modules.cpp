//===- Modules.cpp - Files, imports and their names -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Modules.h"

#include "compiler/syntax/Parser.h"

#include <algorithm>
#include <filesystem>

using namespace kop::sema;
namespace fs = std::filesystem;

void kop::sema::suggest(Diagnostic &diagnostic, const ast::Name &name,
                        const std::vector<std::string> &candidates) {
  if (auto best = syntax::didYouMean(name.text, candidates)) {
    diagnostic.message += "; did you mean `" + *best + "`?";
    diagnostic.fixIt(name.range, *best);
  }
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

const Module &Modules::addMain(const ast::File &file) {
  all.push_back(std::make_unique<Module>());
  Module &module = *all.back();
  module.file = &file;
  load(module);
  return module;
}

/// Fills a module whose `file` is set.
void Modules::load(Module &module) {
  if (module.file->module)
    module.name = module.file->module->str();
  for (const ast::DeclPtr &decl : module.file->declarations) {
    if (decl->name.text.empty())
      continue;
    auto first = module.declarations.find(decl->name.text);
    if (first != module.declarations.end() && !module.isPrelude) {
      diagnostics
          .error(Code::DuplicateName, decl->name.range,
                 "`" + decl->name.text + "` is already declared")
          .note(first->second->name.range, "the first declaration is here");
      continue;
    }
    module.declarations.emplace(decl->name.text, decl.get());
  }
  for (const ast::Import &line : module.file->imports) {
    const Module *other = import(module, line);
    failed |= !other;
    auto &list = module.imports;
    if (other && std::find(list.begin(), list.end(), other) == list.end())
      list.push_back(other);
  }
  module.loading = false;
}

/// Paths a module may have below a directory: a/b.kop, a/b/b.kop. The
/// standard library's directory stands for `std`.
static std::vector<std::string> relativePaths(const std::string &name) {
  std::vector<std::string> result;
  std::string path = name;
  std::replace(path.begin(), path.end(), '.', '/');
  auto add = [&](const std::string &path) {
    result.push_back(path + ".kop");
    result.push_back(path + "/" + path.substr(path.rfind('/') + 1) + ".kop");
  };
  add(path);
  if (path.starts_with("std/"))
    add(path.substr(4));
  return result;
}

std::optional<std::string> Modules::findFile(const Module &from,
                                             const std::string &name) const {
  std::vector<std::string> directories;
  directories.push_back(
      fs::path(sources.name(from.file->file)).parent_path().string());
  directories.insert(directories.end(), options.searchPath.begin(),
                     options.searchPath.end());
  for (const std::string &directory : directories)
    for (const std::string &path : relativePaths(name)) {
      fs::path candidate = fs::path(directory) / path;
      std::error_code error;
      if (fs::is_regular_file(candidate, error))
        return candidate.lexically_normal().string();
    }
  return std::nullopt;
}

const Module *Modules::import(const Module &from, const ast::Import &import) {
  std::string name = import.module.str();
  auto path = findFile(from, name);
  if (!path) {
    auto &error = diagnostics.error(Code::UnknownModule, import.module.range,
                                    "module " + name + " is not found");
    std::string tried = "the directory of this file";
    for (const std::string &directory : options.searchPath)
      tried += ", " + directory;
    error.note("looked for " + relativePaths(name).front() + " in " + tried);
    return nullptr;
  }
  std::error_code failed;
  std::string key = fs::weakly_canonical(*path, failed).string();
  auto [place, isNew] = byPath.emplace(key, nullptr);
  if (!isNew) {
    if (place->second && place->second->loading)
      diagnostics.error(Code::CyclicImport, import.module.range,
                        "module " + name + " imports this one");
    return place->second && !place->second->loading ? place->second : nullptr;
  }
  std::string why;
  auto file = sources.load(*path, why);
  if (!file) {
    diagnostics.error(Code::CannotOpenFile, import.module.range,
                      *path + ": " + why);
    return nullptr;
  }
  files.push_back(*path);
  auto tree = syntax::parse(*file, sources, diagnostics);
  if (!tree)
    return nullptr;
  all.push_back(std::make_unique<Module>());
  Module &module = *all.back();
  byPath[key] = &module;
  module.owned = std::move(tree);
  module.file = module.owned.get();
  load(module);
  if (module.name != name) {
    auto &error = diagnostics.error(
        Code::ModuleName, import.module.range,
        module.name.empty()
            ? *path + " has no line `module " + name + ";`"
            : *path + " is the module " + module.name + ", not " + name);
    if (module.file->module)
      error.note(module.file->module->range, "the module line is here");
  }
  return &module;
}

Module &Modules::prelude() {
  if (!builtIn) {
    builtIn = std::make_unique<Module>();
    builtIn->isPrelude = true;
    syntax::FileId file = sources.add("<prelude>", std::string(preludeText()));
    builtIn->owned = syntax::parse(file, sources, diagnostics);
    if (builtIn->owned) {
      builtIn->file = builtIn->owned.get();
      load(*builtIn);
    }
  }
  return *builtIn;
}

//===----------------------------------------------------------------------===//
// Lookups
//===----------------------------------------------------------------------===//

static std::string prefixOf(const ast::QualifiedName &name) {
  std::string result;
  for (size_t i = 0; i + 1 < name.parts.size(); ++i)
    result += (i ? "." : "") + name.parts[i].text;
  return result;
}

const Module *Modules::imported(const Module &from,
                                const ast::QualifiedName &name) const {
  std::string prefix = prefixOf(name);
  if (!from.name.empty() && prefix == from.name)
    return &from;
  for (const Module *module : from.imports)
    if (module->name == prefix)
      return module;
  return nullptr;
}

static const ast::Decl *declaration(const Module &module,
                                    const std::string &name, bool functions) {
  auto [begin, end] = module.declarations.equal_range(name);
  for (auto it = begin; it != end; ++it) {
    ast::DeclKind kind = it->second->kind;
    if (functions
            ? kind == ast::DeclKind::Function
            : kind == ast::DeclKind::Formula || kind == ast::DeclKind::Derived)
      return it->second;
  }
  return nullptr;
}

/// A function or formula of the module or its imports. Reports a name that
/// several imports declare and an unknown module.
Found<ast::Decl> Modules::find(const Module &from,
                               const ast::QualifiedName &name, bool functions) {
  const std::string &last = name.last().text;
  if (name.isQualified()) {
    const Module *module = imported(from, name);
    if (!module) {
      diagnostics.error(Code::UnknownModule, name.range,
                        "module " + prefixOf(name) + " is not imported here");
      return {nullptr, &from};
    }
    return {declaration(*module, last, functions), module};
  }
  if (from.isPrelude)
    return {};
  if (const ast::Decl *own = declaration(from, last, functions))
    return {own, &from};
  Found<ast::Decl> first;
  for (const Module *module : from.imports) {
    const ast::Decl *decl = declaration(*module, last, functions);
    if (!decl)
      continue;
    if (first) {
      diagnostics
          .error(Code::AmbiguousName, name.range,
                 "`" + last + "` is declared by " + first.module->name +
                     " and by " + module->name + "; write `" +
                     first.module->name + "." + last + "` or `" + module->name +
                     "." + last + "`")
          .note(first.decl->name.range, "one is declared here")
          .note(decl->name.range, "the other is declared here");
      return {nullptr, &from};
    }
    first = {decl, module};
  }
  return first;
}

/// "takes 2 arguments, got 3".
static std::string takes(unsigned min, unsigned max, size_t got) {
  std::string text = "takes " + std::to_string(min);
  if (max >= 8 && max > min)
    text += " or more";
  else if (max > min)
    text += " to " + std::to_string(max);
  bool one = min == 1 && max == 1;
  return text + (one ? " argument, got " : " arguments, got ") +
         std::to_string(got);
}

/// A number of arguments that fits every function.
static constexpr size_t any = SIZE_MAX;

FunctionRef Modules::preludeFunction(const std::string &name,
                                     size_t arguments) {
  Module &language = prelude();
  auto [begin, end] = language.declarations.equal_range(name);
  for (auto it = begin; it != end; ++it) {
    auto *decl = it->second->as<ast::FunctionDecl>();
    if (arguments == any || decl->parameters.size() == arguments)
      return {decl, &language, nullptr};
  }
  return {};
}

FunctionRef Modules::function(const Module &from,
                              const ast::QualifiedName &name,
                              size_t arguments) {
  unsigned before = diagnostics.numErrors();
  Found<ast::Decl> found = find(from, name, /*functions=*/true);
  if (diagnostics.numErrors() != before)
    return {};
  const std::string &last = name.last().text;
  auto wrongCount = [&](unsigned min, unsigned max) -> Diagnostic & {
    return diagnostics.error(Code::ArgumentCount, name.range,
                             "`" + last + "` " + takes(min, max, arguments));
  };
  if (found) {
    auto *decl = found.decl->as<ast::FunctionDecl>();
    size_t count = decl->parameters.size();
    if (arguments != any && arguments != count) {
      wrongCount(count, count).note(decl->name.range, "declared here");
      return {};
    }
    return {decl, found.module, nullptr};
  }
  if (!name.isQualified()) {
    const Builtin *builtin = findBuiltin(last);
    if (builtin && (arguments == any || (builtin->minArity <= arguments &&
                                         arguments <= builtin->maxArity)))
      return {nullptr, nullptr, builtin};
    if (FunctionRef composite = preludeFunction(last, arguments))
      return composite;
    if (builtin) {
      wrongCount(builtin->minArity, builtin->maxArity);
      return {};
    }
    if (FunctionRef composite = preludeFunction(last, any)) {
      size_t count = composite.decl->parameters.size();
      wrongCount(count, count);
      return {};
    }
  }
  if (declaration(from, last, /*functions=*/false)) {
    diagnostics.error(Code::UnknownFunction, name.range,
                      "`" + last +
                          "` is a formula; inside a formula only "
                          "functions can be called");
    return {};
  }
  auto &error = diagnostics.error(Code::UnknownFunction, name.range,
                                  "unknown function `" + name.str() + "`");
  suggest(error, name.last(), functionNames(from));
  return {};
}

Found<ast::Decl> Modules::formula(const Module &from,
                                  const ast::QualifiedName &name) {
  unsigned before = diagnostics.numErrors();
  Found<ast::Decl> found = find(from, name, /*functions=*/false);
  if (found || diagnostics.numErrors() != before)
    return found;
  auto &error = diagnostics.error(Code::UnknownFormula, name.range,
                                  "unknown formula `" + name.str() + "`");
  std::vector<std::string> candidates;
  auto collect = [&](const Module &module) {
    for (auto &[text, decl] : module.declarations)
      if (decl->kind == ast::DeclKind::Formula ||
          decl->kind == ast::DeclKind::Derived)
        candidates.push_back(text);
  };
  collect(from);
  for (const Module *module : from.imports)
    collect(*module);
  std::sort(candidates.begin(), candidates.end());
  suggest(error, name.last(), candidates);
  return {};
}

const ast::ConstDecl *Modules::ownConstant(const Module &from,
                                           const std::string &name) const {
  auto it = from.declarations.find(name);
  return it == from.declarations.end() ? nullptr
                                       : it->second->as<ast::ConstDecl>();
}

Found<ast::ConstDecl> Modules::constant(const Module &from,
                                        const ast::QualifiedName &name) const {
  const Module *module = name.isQualified() ? imported(from, name) : &from;
  if (!module)
    return {};
  return {ownConstant(*module, name.last().text), module};
}

std::vector<std::string> Modules::functionNames(const Module &from) {
  std::vector<std::string> names;
  auto collect = [&](const Module &module) {
    for (auto &[text, decl] : module.declarations)
      if (decl->kind == ast::DeclKind::Function)
        names.push_back(text);
  };
  collect(from);
  for (const Module *module : from.imports)
    collect(*module);
  collect(prelude());
  for (const Builtin &row : allBuiltins())
    names.emplace_back(row.name);
  std::sort(names.begin(), names.end());
  return names;
}
