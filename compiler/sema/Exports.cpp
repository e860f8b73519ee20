//===- Exports.cpp - Exported formulas to instances -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Exports.h"

using namespace kop::sema;
using kop::syntax::ast::ElementType;

static RealFormat formatOf(ElementType type) {
  switch (type) {
  case ElementType::F16:
    return RealFormat::F16;
  case ElementType::BF16:
    return RealFormat::BF16;
  case ElementType::F64:
    return RealFormat::F64;
  default:
    return RealFormat::F32;
  }
}

/// Formats of 16 bits hold operands; arithmetic on them happens in f32.
static bool isHalf(ElementType type) {
  return type == ElementType::F16 || type == ElementType::BF16;
}

/// Whether this is the first error at a place: an item with several types
/// reports once.
bool Exporter::once(SourceRange range) {
  std::string place = std::to_string(range.file) + ":" +
                      std::to_string(range.begin) + "-" +
                      std::to_string(range.end);
  return session.reported.emplace(Code::UnknownFormula, place).second;
}

void Exporter::notLowered(SourceRange range, const std::string &what) {
  if (once(range))
    diagnostics.error(Code::NotLowered, range,
                      "this version of kopc does not lower " + what);
}

//===----------------------------------------------------------------------===//
// Bindings
//===----------------------------------------------------------------------===//

bool Exporter::bindFormat(const FormulaScope &scope,
                          const ast::Binding &binding, Bindings &bindings) {
  const std::string &name = binding.name.text;
  const Symbol *symbol = scope.find(name);
  if (!symbol || symbol->kind != Symbol::Kind::Input) {
    auto &error = diagnostics.error(Code::UnknownBinding, binding.name.range,
                                    "`" + scope.decl->name.text +
                                        "` has no input `" + name + "`");
    std::vector<std::string> inputs;
    for (const ast::Parameter &parameter : scope.decl->parameters)
      inputs.push_back(parameter.name.text);
    suggest(error, binding.name, inputs);
    return false;
  }
  ast::TypeKind kind = scope.decl->parameters[symbol->number].type.kind;
  if (kind == ast::TypeKind::Int || kind == ast::TypeKind::Bool ||
      kind == ast::TypeKind::Index || kind == ast::TypeKind::List) {
    diagnostics
        .error(Code::BindingKind, binding.range,
               "`" + name +
                   "` holds no real numbers and takes no floating "
                   "type")
        .note(symbol->range, "it is declared here");
    return false;
  }
  bindings.formats[name] = formatOf(*binding.type);
  return true;
}

bool Exporter::bindFunction(const ast::Binding &binding, Bindings &bindings) {
  const std::string &name = binding.name.text;
  auto *reference = binding.value->as<ast::NameExpr>();
  if (!reference) {
    diagnostics.error(Code::BindingKind, binding.value->range,
                      "`" + name +
                          "` is a function of the formula and is "
                          "bound to the name of one");
    return false;
  }
  FunctionRef function = session.modules.function(session.modules.main(),
                                                  reference->name, SIZE_MAX);
  if (!function)
    return false;
  if (function.builtin && function.builtin->kind == BuiltinClass::Derivative) {
    diagnostics.error(Code::BindingKind, binding.value->range,
                      "`" + function.name() +
                          "` is a derivative form, no "
                          "function");
    return false;
  }
  bindings.functions[name] = function;
  return true;
}

bool Exporter::bindOne(const FormulaScope &scope, const ast::Binding &binding,
                       Bindings &bindings) {
  const std::string &name = binding.name.text;
  if (binding.type)
    return bindFormat(scope, binding, bindings);
  const Symbol *symbol = scope.find(name);
  if (!symbol || symbol->kind != Symbol::Kind::Generic) {
    auto &error = diagnostics.error(Code::UnknownBinding, binding.name.range,
                                    "`" + scope.decl->name.text +
                                        "` has no generic `" + name + "`");
    if (symbol)
      error.note(symbol->range, "`" + name + "` is " + describe(symbol->kind));
    std::vector<std::string> generics;
    for (const GenericSymbol &generic : scope.generics)
      generics.push_back(generic.name);
    suggest(error, binding.name, generics);
    return false;
  }
  if (scope.generics[symbol->number].isFunction) {
    if (!binding.isStar)
      return bindFunction(binding, bindings);
    diagnostics.error(Code::BindingKind, binding.range,
                      "`" + name + "` is a function and cannot be left open");
    return false;
  }
  if (binding.isStar) {
    if (bindings.open.empty()) {
      bindings.open = name;
      return true;
    }
    notLowered(binding.range, "two dimensions that are known only at the call");
    return false;
  }
  Instance scratch;
  Elaborator constants(session, session.modules.main(), nullptr, scratch, {});
  auto value = constants.evalExact(*binding.value, "a generic");
  if (!value)
    return false;
  if (!value->isNumber()) {
    diagnostics.error(Code::BindingKind, binding.value->range,
                      "`" + name + "` is bound to a number");
    return false;
  }
  bindings.numbers[name] = *value;
  return true;
}

/// Reports unbound generics and writes all down in the instance.
bool Exporter::checkBound(const FormulaScope &scope,
                          const ast::ExportItem &item, Instance &instance,
                          const Bindings &bindings) {
  std::string missing, example;
  const GenericSymbol *first = nullptr;
  for (const GenericSymbol &generic : scope.generics) {
    auto number = bindings.numbers.find(generic.name);
    auto function = bindings.functions.find(generic.name);
    if (number != bindings.numbers.end()) {
      instance.bindings.emplace_back(generic.name, number->second.str());
    } else if (function != bindings.functions.end()) {
      instance.bindings.emplace_back(generic.name, function->second.name());
    } else if (generic.name == bindings.open) {
      instance.bindings.emplace_back(generic.name, "*");
    } else {
      first = first ? first : &generic;
      missing += (missing.empty() ? "`" : ", `") + generic.name + "`";
      example += (example.empty() ? "" : ", ") + generic.name +
                 (generic.isFunction ? " = a function" : " = a number");
    }
  }
  if (!first)
    return true;
  bool one = missing.find(',') == std::string::npos;
  diagnostics
      .error(Code::UnboundGeneric, item.range,
             missing + (one ? " is" : " are") + " not bound; write `" +
                 item.formula.str() + "(" + example + ")`")
      .note(first->range, "`" + first->name + "` is a generic of `" +
                              scope.decl->name.text + "`");
  return false;
}

bool Exporter::bind(const FormulaScope &scope, const ast::ExportItem &item,
                    Instance &instance, Bindings &bindings) {
  bool valid = true;
  std::map<std::string, SourceRange> seen;
  for (const ast::Binding &binding : item.bindings) {
    auto [place, isNew] = seen.emplace(binding.name.text, binding.range);
    if (!isNew) {
      diagnostics
          .error(Code::DuplicateName, binding.range,
                 "`" + binding.name.text + "` is bound twice")
          .note(place->second, "the first binding is here");
      valid = false;
    } else {
      valid &= bindOne(scope, binding, bindings);
    }
  }
  return valid && checkBound(scope, item, instance, bindings);
}

//===----------------------------------------------------------------------===//
// Instances
//===----------------------------------------------------------------------===//

void Exporter::add(const ast::ExportDecl &line) {
  for (const ast::ExportItem &item : line.items) {
    if (item.alias && !checkCxxName(*item.alias, diagnostics))
      continue;
    if (line.types.empty()) {
      add(line, item, ElementType::F32);
      continue;
    }
    for (const ast::ExportedType &type : line.types) {
      unsigned before = diagnostics.numErrors();
      add(line, item, type.type);
      if (diagnostics.numErrors() != before)
        break; // Other types would say the same.
    }
  }
}

void Exporter::add(const ast::ExportDecl &line, const ast::ExportItem &item,
                   ElementType type) {
  Modules &modules = session.modules;
  auto found = modules.formula(modules.main(), item.formula);
  if (!found)
    return;
  auto *decl = found.decl->as<ast::FormulaDecl>();
  auto *derived = found.decl->as<ast::DerivedDecl>();
  const Module *module = found.module;
  std::vector<TransformLink> links;
  if (derived) {
    auto base = checkTransform(*derived, *module, session);
    if (!base)
      return;
    decl = base->root.decl;
    module = base->root.module;
    links = std::move(base->links);
  }
  auto scope = decl ? scopes.find(decl) : scopes.end();
  if (scope == scopes.end() || !scope->second.valid)
    return;

  Instance instance;
  instance.module = modules.main().name;
  instance.formula = found.decl->name.text;
  instance.name = item.alias ? item.alias->text : instance.formula;
  instance.root =
      (module->name.empty() ? "" : module->name + ".") + decl->name.text;
  if (!links.empty())
    instance.derivation = spell(decl->name.text, links);
  instance.documentation = found.decl->documentation;
  instance.range = found.decl->name.range;
  instance.storage = formatOf(type);
  instance.compute = isHalf(type) ? RealFormat::F32 : instance.storage;
  instance.indexBits = line.indexBits.value_or(32);
  Bindings bindings;
  if (!bind(scope->second, item, instance, bindings))
    return;
  Elaborator elaborator(session, *module, &scope->second, instance, bindings,
                        item.range);
  if (!elaborator.run())
    return;
  if (!elaborator.unsupported().empty())
    return notLowered(elaborator.unsupported()[0].range,
                      elaborator.unsupported()[0].what);
  for (const TransformLink &link : links)
    if (!applyTransform(instance, link, diagnostics))
      return;
  if (line.accumulate) {
    ElementType accumulate = line.accumulate->type;
    if (isHalf(accumulate))
      return notLowered(line.accumulate->range, std::string("`accumulate ") +
                                                    ast::spelling(accumulate) +
                                                    "`");
    instance.accumulate =
        accumulate == ElementType::F64   ? Instance::Accumulate::F64
        : accumulate == ElementType::F32 ? Instance::Accumulate::F32
                                         : Instance::Accumulate::Kahan;
  }
  addInstance(std::move(instance), item);
}

template <class Operand>
static void addType(std::string &text, const Operand &operand) {
  const Type &type = operand.type;
  auto number = [&](int64_t n) { text += std::to_string(n) + " "; };
  number(int(type.scalar));
  number(type.scalar == Scalar::Real ? int(type.real) : -1);
  number(operand.isComplex);
  number(operand.axes.size());
  for (int64_t dimension : type.shape)
    number(dimension);
  text += ";";
}

/// Adds an instance unless it is there already. Instances of one name have to
/// differ in types or shapes.
void Exporter::addInstance(Instance instance, const ast::ExportItem &item) {
  std::string signature = instance.name + "(";
  if (instance.indexBits == 64)
    signature += "i64;";
  for (const Input &input : instance.inputs)
    addType(signature, input);
  signature += ")";
  for (const Output &output : instance.outputs) {
    addType(signature, output);
    for (IndexId axis : output.axes)
      signature += std::to_string(instance.indices[axis].extent) + " ";
  }
  std::string origin =
      instance.formula + std::to_string(int(instance.accumulate));
  for (auto &[name, value] : instance.bindings)
    origin += "," + name + "=" + value;
  auto [place, isNew] =
      signatures.emplace(signature, std::pair(origin, item.range));
  if (isNew) {
    instances.push_back(std::move(instance));
    return;
  }
  if (place->second.first == origin)
    return;
  diagnostics
      .error(Code::AmbiguousInstances, item.range,
             "two instances of `" + instance.name +
                 "` take arguments of the same types and shapes; give one a "
                 "name with `as`")
      .note(place->second.second, "the other one is exported here");
}
