//===- Exports.h - Exported formulas to instances ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_EXPORTS_H
#define KOP_SEMA_EXPORTS_H

#include "compiler/sema/Elaborator.h"

namespace kop::sema {

/// Scopes of all formulas of a run.
using Scopes = std::unordered_map<const ast::Decl *, FormulaScope>;

/// Makes the instances of export lines.
class Exporter {
public:
  Exporter(Session &session, const Scopes &scopes,
           std::vector<Instance> &instances)
      : session(session), diagnostics(session.diagnostics), scopes(scopes),
        instances(instances) {}

  void add(const ast::ExportDecl &line);

private:
  void add(const ast::ExportDecl &line, const ast::ExportItem &item,
           ast::ElementType type);
  bool bind(const FormulaScope &scope, const ast::ExportItem &item,
            Instance &instance, Bindings &bindings);
  bool bindOne(const FormulaScope &scope, const ast::Binding &binding,
               Bindings &bindings);
  bool bindFormat(const FormulaScope &scope, const ast::Binding &binding,
                  Bindings &bindings);
  bool bindFunction(const ast::Binding &binding, Bindings &bindings);
  bool checkBound(const FormulaScope &scope, const ast::ExportItem &item,
                  Instance &instance, const Bindings &bindings);
  void addInstance(Instance instance, const ast::ExportItem &item);
  bool once(SourceRange range);
  void notLowered(SourceRange range, const std::string &what);

  Session &session;
  syntax::DiagnosticEngine &diagnostics;
  const Scopes &scopes;
  std::vector<Instance> &instances;
  /// Items by what C++ overloads tell apart, and what they were made of.
  std::map<std::string, std::pair<std::string, SourceRange>> signatures;
};

/// One `vjp`, `jvp` or `bounds` of a derived formula.
struct TransformLink {
  ast::Transform transform;
  std::vector<ast::Name> inputs; ///< With respect to what.
  std::vector<ast::Name> given;  ///< Outputs that are given.
  SourceRange range;
};

/// A derived formula: what it starts from, and what is done to it, in order.
struct DerivedFormula {
  Found<ast::FormulaDecl> root;
  std::vector<TransformLink> links;
};

/// `name`, or where earlier derivatives have it, `name_2` and so on: the third
/// derivative in x takes `ct_ct_x` of two.
template <typename IsTaken>
std::string freshName(const std::string &name, IsTaken isTaken) {
  std::string result = name;
  for (int number = 2; isTaken(result); ++number)
    result = name + "_" + std::to_string(number);
  return result;
}

/// Checks `formula g = vjp(f; x);` as far as names go; nothing after an error.
std::optional<DerivedFormula> checkTransform(const ast::DerivedDecl &decl,
                                             const Module &module,
                                             Session &session);

/// "vjp(jvp(gaussian; x); y given a)".
std::string spell(const std::string &formula,
                  const std::vector<TransformLink> &links);

/// Replaces the outputs of an instance by its derivative or bounds, and adds
/// the inputs that these take. False after an error.
bool applyTransform(Instance &instance, const TransformLink &link,
                    syntax::DiagnosticEngine &diagnostics);

} // namespace kop::sema

#endif // KOP_SEMA_EXPORTS_H
