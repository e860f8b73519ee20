//===- Calls.cpp - Calls of functions and inlining ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

using namespace kop::sema;

//===----------------------------------------------------------------------===//
// Errors inside of inlined functions
//===----------------------------------------------------------------------===//

SourceRange Elaborator::visible(SourceRange range) const {
  for (const Frame *at = frame; at && at->module->isPrelude; at = at->caller)
    if (range.file == at->module->file->file)
      range = at->callRange;
  return range;
}

Diagnostic &Elaborator::error(Code code, SourceRange at, std::string message) {
  failed = true;
  at = visible(at);
  std::string place = std::to_string(at.file) + ":" + std::to_string(at.begin) +
                      "-" + std::to_string(at.end);
  if (!session.reported.emplace(code, place).second) {
    ignored = {};
    return ignored;
  }
  const Frame *outermost = nullptr;
  for (const Frame *f = frame; f && f->module->isPrelude; f = f->caller)
    outermost = f;
  if (outermost && outermost->fn)
    message = "in `" + outermost->fn->name.text + "`: " + message;
  auto &report = session.diagnostics.error(code, at, std::move(message));
  constexpr unsigned maxNotes = 4;
  unsigned notes = 0;
  for (const Frame *f = frame; f && f->caller && notes < maxNotes;
       f = f->caller)
    if (f->fn && !f->module->isPrelude && !f->caller->module->isPrelude) {
      report.note(f->callRange, "in this call of `" + f->fn->name.text + "`");
      ++notes;
    }
  if (item.isValid() && !instance.bindings.empty()) {
    std::string text;
    for (auto &[name, value] : instance.bindings)
      text += (text.empty() ? "" : ", ") + name + " = " + value;
    report.note(item, "in the instance with " + text);
  }
  return report;
}

void Elaborator::unsupported(SourceRange range, std::string what) {
  notLowered.push_back({visible(range), std::move(what)});
}

//===----------------------------------------------------------------------===//
// Finding the function
//===----------------------------------------------------------------------===//

FunctionRef Elaborator::resolve(const ast::QualifiedName &name,
                                size_t arguments) {
  if (!name.isQualified()) {
    const std::string &text = name.last().text;
    auto own = frame->functions.find(text);
    if (own != frame->functions.end())
      return own->second;
    if (frame->isFormula) {
      auto bound = bindings.functions.find(text);
      if (bound != bindings.functions.end())
        return bound->second;
    }
  }
  unsigned before = session.diagnostics.numErrors();
  FunctionRef found = session.modules.function(*frame->module, name, arguments);
  failed |= session.diagnostics.numErrors() != before;
  return found;
}

Value Elaborator::evalCall(const ast::CallExpr &expr) {
  FunctionRef function = resolve(expr.callee, expr.arguments.size());
  if (!function)
    return {};
  const Builtin *builtin = function.builtin;
  if (builtin && builtin->kind == BuiltinClass::Derivative)
    return callBuiltin(*builtin, expr);
  if (!expr.trailing.empty()) {
    error(Code::ArgumentCount, expr.trailing[0]->range,
          "`" + function.name() + "` takes no arguments behind `;`");
    return {};
  }
  size_t got = expr.arguments.size();
  // A function that a generic is bound to was not checked before.
  if (function.decl && function.decl->parameters.size() != got) {
    size_t takes = function.decl->parameters.size();
    auto &report =
        error(Code::ArgumentCount, expr.callee.range,
              "`" + expr.callee.str() + "` is `" + function.name() +
                  "` here, which takes " + std::to_string(takes) +
                  (takes == 1 ? " argument, got " : " arguments, got ") +
                  std::to_string(got));
    if (!function.module->isPrelude)
      report.note(function.decl->name.range, "it is declared here");
    return {};
  }
  if (builtin && (got < builtin->minArity || got > builtin->maxArity)) {
    error(Code::ArgumentCount, expr.callee.range,
          "`" + expr.callee.str() + "` is `" + function.name() +
              "` here, which does not take " + std::to_string(got) +
              " arguments");
    return {};
  }
  return builtin ? callBuiltin(*builtin, expr) : callFunction(function, expr);
}

//===----------------------------------------------------------------------===//
// Builtins
//===----------------------------------------------------------------------===//

Elaborator::Rule Elaborator::ruleOf(std::string_view name) {
  static const std::unordered_map<std::string_view, Rule> rules = {
#define KOP_FUNCTION(NAME, MIN, MAX, RULE, ...) {#NAME, &Elaborator::RULE},
#define KOP_DERIVATIVE(NAME, RULE, ...) {#NAME, &Elaborator::RULE},
#include "compiler/sema/Builtins.def"
  };
  auto it = rules.find(name);
  return it == rules.end() ? nullptr : it->second;
}

/// Whether the rule reads the tree of its first argument itself.
static bool takesTree(std::string_view name) {
  return name == "extent" || name == "einsum";
}

Value Elaborator::callBuiltin(const Builtin &builtin,
                              const ast::CallExpr &expr) {
  Call call{&expr, std::string(builtin.name), expr.range, {}};
  std::string what = "`" + call.name + "`";
  for (size_t k = 0; k < expr.arguments.size(); ++k) {
    const ast::Expr &argument = *expr.arguments[k];
    bool tree = k == 0 && takesTree(builtin.name);
    call.operands.push_back(tree ? Operand(argument) : evalOperand(argument));
    if (!tree && !call.operands.back().value)
      return {};
  }
  switch (builtin.kind) {
  case BuiltinClass::Real: {
    for (const Operand &operand : call.operands)
      if (!expectScalarType(what, operand, Scalar::Real))
        return {};
    const auto &first = call.operands[0].value;
    if (call.name == "floor" && first.exact)
      if (auto exact = Exact::floor(*first.exact))
        return *exact;
    return elementwise(call.name, what, call.operands, Scalar::Real,
                       expr.range);
  }
  case BuiltinClass::Numeric: {
    auto scalar = commonScalar(what, call.operands);
    if (!scalar)
      return {};
    return elementwise(call.name, what, call.operands, *scalar, expr.range);
  }
  case BuiltinClass::Function:
  case BuiltinClass::Derivative:
    return (this->*ruleOf(builtin.name))(call);
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Functions in Kop
//===----------------------------------------------------------------------===//

bool Elaborator::isRecursive(const ast::FunctionDecl &decl, SourceRange at) {
  // A fn that takes a fn may be inside itself without recursion; the limit of
  // depth ends what does not end.
  for (const ast::GenericParameter &parameter : decl.parameters)
    if (parameter.isFunction)
      return false;
  for (const Frame *f = frame; f; f = f->caller)
    if (f->fn == &decl) {
      error(Code::CyclicDefinition, at,
            "`" + decl.name.text + "` calls itself; there is no recursion")
          .note(decl.name.range, "it is declared here");
      return true;
    }
  return false;
}

/// A text for a value that is equal for equal values.
static std::string keyOf(const Value &value) {
  return value.exact
             ? value.exact->str()
             : "@" + std::to_string(reinterpret_cast<intptr_t>(value.node));
}

Value Elaborator::callFunction(const FunctionRef &function,
                               const ast::CallExpr &expr) {
  const ast::FunctionDecl &decl = *function.decl;
  if (isRecursive(decl, expr.callee.range))
    return {};
  Frame inner;
  std::string key = std::to_string(reinterpret_cast<intptr_t>(&decl));
  bool valid = true;
  for (size_t k = 0; k < decl.parameters.size(); ++k) {
    const ast::GenericParameter &parameter = decl.parameters[k];
    const ast::Expr &argument = *expr.arguments[k];
    if (parameter.isFunction) {
      auto *reference = argument.as<ast::NameExpr>();
      FunctionRef bound;
      if (reference)
        bound = resolve(reference->name, SIZE_MAX);
      else
        error(Code::UnknownFunction, argument.range,
              "`" + decl.name.text + "` expects the name of a function here");
      valid &= bool(bound);
      inner.functions[parameter.name.text] = bound;
      key += ',' + std::to_string(reinterpret_cast<intptr_t>(bound.decl)) +
             bound.name();
      continue;
    }
    Value value = eval(argument);
    if (!value)
      valid = false;
    else
      key += ',' + keyOf(value);
    inner.values[parameter.name.text] = value;
  }
  if (!valid)
    return {};
  if (auto before = inlined.find(key); before != inlined.end())
    return before->second;
  // Also what failed: its errors were reported, and trying again could take
  // exponential time.
  return inlined[key] = inlineFunction(function, inner, expr.range);
}

/// Evaluates the body with the arguments that `inner` holds.
Value Elaborator::inlineFunction(const FunctionRef &function, Frame &inner,
                                 SourceRange callRange) {
  const ast::FunctionDecl &decl = *function.decl;
  inner.module = function.module;
  inner.fn = &decl;
  inner.callRange = callRange;
  inner.caller = frame;
  Frame *previous = std::exchange(frame, &inner);
  const size_t first = instance.nodes.size();
  for (const ast::Let &let : decl.lets) {
    bool found = false;
    evalFunctionName(inner, let.name.text, found);
  }
  Value value = eval(*decl.value);
  frame = previous;
  // What later stages say of the prelude is about its call.
  if (function.module->isPrelude)
    for (size_t n = first; n < instance.nodes.size(); ++n)
      if (instance.nodes[n].range.file == function.module->file->file)
        instance.nodes[n].range = callRange;
  return value;
}

/// A parameter or let of an inlined fn.
Value Elaborator::evalFunctionName(Frame &inner, const std::string &name,
                                   bool &found) {
  found = true;
  auto known = inner.values.find(name);
  if (known != inner.values.end())
    return known->second;
  for (const ast::Let &let : inner.fn->lets) {
    if (let.name.text != name)
      continue;
    if (!inner.busy.insert(name).second) {
      error(Code::CyclicDefinition, let.name.range,
            "`" + name + "` needs its own value");
      return {};
    }
    Value value = eval(*let.value);
    inner.values[name] = value;
    return value;
  }
  found = false;
  return {};
}
