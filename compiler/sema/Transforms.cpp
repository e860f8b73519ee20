//===- Transforms.cpp - vjp, jvp and bounds of formulas -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Checks the names of `formula g = vjp(f; x, y given a);`. The signature of
// what a transformation gives is known from names alone.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Exports.h"

#include <algorithm>

using namespace kop::sema;

namespace {
struct Signature {
  struct Parameter {
    std::string name;
    bool isReal;
    bool isGenerated = false;
  };
  DerivedFormula formula;
  std::vector<Parameter> inputs;
  std::vector<std::string> outputs;

  const Parameter *input(const std::string &name) const {
    for (const Parameter &parameter : inputs)
      if (parameter.name == name)
        return &parameter;
    return nullptr;
  }
};

class TransformCheck {
public:
  explicit TransformCheck(Session &session)
      : session(session), diagnostics(session.diagnostics) {}

  std::optional<Signature> check(const ast::TransformExpr &expr,
                                 const Module &from);

private:
  std::optional<Signature> operand(const ast::TransformExpr &expr,
                                   const Module &from);
  bool addInput(Signature &result, const std::string &name, SourceRange at);
  bool addOutput(Signature &result, const std::string &name, SourceRange at);
  bool checkInputs(const ast::TransformExpr &expr, const Signature &base);
  bool addBounds(Signature &result, const ast::TransformExpr &expr,
                 const Signature &base);
  bool addVjp(Signature &result, const ast::TransformExpr &expr,
              const Signature &base);

  Session &session;
  syntax::DiagnosticEngine &diagnostics;
  std::vector<const ast::Decl *> open; ///< Formulas that are being looked at.
};
} // namespace

static bool isReal(ast::TypeKind kind) {
  return kind != ast::TypeKind::Int && kind != ast::TypeKind::Bool &&
         kind != ast::TypeKind::Index && kind != ast::TypeKind::List;
}

/// The formula that an expression transforms.
std::optional<Signature> TransformCheck::operand(const ast::TransformExpr &expr,
                                                 const Module &from) {
  if (expr.inner)
    return check(*expr.inner, from);
  auto found = session.modules.formula(from, expr.formula);
  if (!found)
    return std::nullopt;
  if (auto *derived = found.decl->as<ast::DerivedDecl>()) {
    if (std::find(open.begin(), open.end(), derived) != open.end()) {
      diagnostics.error(Code::CyclicDefinition, expr.formula.range,
                        "`" + derived->name.text + "` needs itself");
      return std::nullopt;
    }
    open.push_back(derived);
    auto result = check(*derived->value, *found.module);
    open.pop_back();
    return result;
  }
  auto *decl = found.decl->as<ast::FormulaDecl>();
  Signature signature;
  signature.formula.root = {decl, found.module};
  for (const ast::Parameter &parameter : decl->parameters)
    signature.inputs.push_back(
        {parameter.name.text, isReal(parameter.type.kind)});
  for (const ast::Assignment &line : decl->assignments)
    for (const ast::Target &target : line.targets)
      signature.outputs.push_back(target.name.text);
  return signature;
}

/// Adds what a derivative takes.
bool TransformCheck::addInput(Signature &result, const std::string &name,
                              SourceRange at) {
  const Signature::Parameter *other = result.input(name);
  if (other && !other->isGenerated) {
    diagnostics.error(Code::DuplicateName, at,
                      "the result would have two inputs `" + name + "`");
    return false;
  }
  result.inputs.push_back({freshName(name,
                                     [&](const std::string &candidate) {
                                       return result.input(candidate);
                                     }),
                           /*isReal=*/true, /*isGenerated=*/true});
  return true;
}

bool TransformCheck::addOutput(Signature &result, const std::string &name,
                               SourceRange at) {
  if (result.input(name)) {
    diagnostics.error(Code::DuplicateName, at,
                      "the result would have an output `" + name +
                          "` beside the input of that name");
    return false;
  }
  result.outputs.push_back(name);
  return true;
}

/// Whether the listed names are different inputs that hold real numbers.
bool TransformCheck::checkInputs(const ast::TransformExpr &expr,
                                 const Signature &base) {
  bool valid = true;
  for (size_t k = 0; k < expr.inputs.size(); ++k) {
    const ast::Name &name = expr.inputs[k];
    const Signature::Parameter *input = base.input(name.text);
    if (!input) {
      auto &error =
          diagnostics.error(Code::TransformInput, name.range,
                            "the formula has no input `" + name.text + "`");
      std::vector<std::string> names;
      for (const Signature::Parameter &parameter : base.inputs)
        names.push_back(parameter.name);
      suggest(error, name, names);
      valid = false;
    } else if (!input->isReal) {
      diagnostics.error(Code::TransformInput, name.range,
                        "`" + name.text + "` holds no real numbers and " +
                            (expr.transform == ast::Transform::Bounds
                                 ? "cannot vary"
                                 : "has no derivative"));
      valid = false;
    }
    for (size_t l = 0; l < k; ++l)
      if (expr.inputs[l].text == name.text) {
        diagnostics.error(Code::DuplicateName, name.range,
                          "`" + name.text + "` is listed twice");
        valid = false;
      }
  }
  return valid;
}

std::optional<Signature> TransformCheck::check(const ast::TransformExpr &expr,
                                               const Module &from) {
  auto base = operand(expr, from);
  if (!base)
    return std::nullopt;
  const std::vector<TransformLink> &links = base->formula.links;
  if (!links.empty() && links.back().transform == ast::Transform::Bounds) {
    diagnostics.error(Code::TransformInput, expr.range,
                      "bounds are taken last: there is no `" +
                          std::string(spelling(expr.transform)) + "` of them");
    return std::nullopt;
  }
  if (!checkInputs(expr, *base))
    return std::nullopt;
  Signature result = *base;
  result.outputs.clear();
  bool valid = true;
  switch (expr.transform) {
  case ast::Transform::Vjp:
    valid &= addVjp(result, expr, *base);
    for (const ast::Name &name : expr.inputs)
      valid &= addOutput(result, "ct_" + name.text, name.range);
    break;
  case ast::Transform::Jvp:
    for (const ast::Name &name : expr.inputs)
      valid &= addInput(result, "tn_" + name.text, name.range);
    for (const std::string &output : base->outputs)
      valid &= addOutput(result, "tn_" + output, expr.range);
    break;
  case ast::Transform::Bounds:
    valid &= addBounds(result, expr, *base);
    break;
  }
  result.formula.links.push_back(
      {expr.transform, expr.inputs, expr.given, expr.range});
  return valid ? std::optional(result) : std::nullopt;
}

/// Two ends take the place of each listed input, and of each output.
bool TransformCheck::addBounds(Signature &result,
                               const ast::TransformExpr &expr,
                               const Signature &base) {
  bool valid = true;
  for (const ast::Name &name : expr.inputs)
    std::erase_if(result.inputs, [&](const Signature::Parameter &input) {
      return input.name == name.text;
    });
  for (const std::string end : {"lo_", "hi_"})
    for (const ast::Name &name : expr.inputs) {
      if (result.input(end + name.text)) {
        diagnostics.error(Code::DuplicateName, name.range,
                          "the result would have two inputs `" + end +
                              name.text + "`");
        valid = false;
      }
      result.inputs.push_back({end + name.text, /*isReal=*/true});
    }
  for (const std::string &output : base.outputs)
    for (const std::string end : {"lo_", "hi_"})
      valid &= addOutput(result, end + output, expr.range);
  return valid;
}

/// Adds the forward outputs and cotangents that a vjp takes.
bool TransformCheck::addVjp(Signature &result, const ast::TransformExpr &expr,
                            const Signature &base) {
  bool valid = true;
  for (const ast::Name &name : expr.given) {
    if (std::find(base.outputs.begin(), base.outputs.end(), name.text) ==
        base.outputs.end()) {
      auto &error =
          diagnostics.error(Code::TransformInput, name.range,
                            "the formula has no output `" + name.text + "`");
      suggest(error, name, base.outputs);
      valid = false;
      continue;
    }
    valid &= addInput(result, "given_" + name.text, name.range);
  }
  for (const std::string &output : base.outputs)
    valid &= addInput(result, "ct_" + output, expr.range);
  return valid;
}

std::optional<DerivedFormula>
kop::sema::checkTransform(const ast::DerivedDecl &decl, const Module &module,
                          Session &session) {
  TransformCheck check(session);
  auto signature = check.check(*decl.value, module);
  if (!signature)
    return std::nullopt;
  return signature->formula;
}
