//===- Description.cpp - What a formula is called -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/lower/Description.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace kop;
using Accumulate = sema::Instance::Accumulate;

StringRef lower::formatName(sema::RealFormat format) {
  switch (format) {
  case sema::RealFormat::F16:
    return "f16";
  case sema::RealFormat::BF16:
    return "bf16";
  case sema::RealFormat::F32:
    return "f32";
  case sema::RealFormat::F64:
    return "f64";
  }
  return {};
}

/// The name of an `accumulate` that is not the default.
static StringRef accumulateName(Accumulate accumulate) {
  switch (accumulate) {
  case Accumulate::Default:
    return {};
  case Accumulate::F64:
    return "f64";
  case Accumulate::F32:
    return "f32";
  case Accumulate::Kahan:
    return "kahan";
  }
  return {};
}

std::string lower::signature(const sema::Instance &instance) {
  std::string text = instance.name;
  if (!instance.bindings.empty()) {
    text += '(';
    llvm::ListSeparator comma;
    for (const auto &[name, value] : instance.bindings)
      text += (StringRef(comma) + name + " = " + value).str();
    text += ')';
  }
  text += (": " + formatName(instance.storage)).str();
  if (StringRef accumulate = accumulateName(instance.accumulate);
      !accumulate.empty())
    text += (" accumulate " + accumulate).str();
  if (instance.indexBits != 32)
    text += " index i" + std::to_string(instance.indexBits);
  return text;
}

/// Adds `_` and a part to a symbol, other characters replaced.
static void addPart(std::string &symbol, StringRef part) {
  if (!symbol.empty())
    symbol += '_';
  for (char c : part)
    symbol += llvm::isAlnum(c) ? c : '_';
}

std::string lower::symbolName(const sema::Instance &instance) {
  std::string symbol;
  if (!instance.module.empty())
    addPart(symbol, instance.module);
  addPart(symbol, instance.name);
  for (const auto &[name, value] : instance.bindings) {
    bool digits = !value.empty() && llvm::isDigit(value.front());
    addPart(symbol,
            name + (digits ? "" : "_") + (value == "*" ? "any" : value));
  }
  addPart(symbol, formatName(instance.storage));
  if (StringRef accumulate = accumulateName(instance.accumulate);
      !accumulate.empty())
    addPart(symbol, ("acc_" + accumulate).str());
  if (instance.indexBits != 32)
    addPart(symbol, "i" + std::to_string(instance.indexBits));
  return symbol;
}

/// One dictionary per operand; inputs and outputs have the same members.
template <typename Operand>
static Attribute describeOperands(Builder &builder,
                                  const sema::Instance &instance,
                                  const std::vector<Operand> &operands) {
  SmallVector<Attribute> list;
  for (const Operand &operand : operands) {
    SmallVector<NamedAttribute> entries;
    if (!operand.documentation.empty())
      entries.push_back(builder.getNamedAttr(
          "documentation", builder.getStringAttr(operand.documentation)));
    if (operand.type.scalar == sema::Scalar::Int && operand.type.target >= 0)
      entries.push_back(builder.getNamedAttr(
          "target",
          builder.getStringAttr(instance.indices[operand.type.target].name)));
    list.push_back(builder.getDictionaryAttr(entries));
  }
  return builder.getArrayAttr(list);
}

DictionaryAttr lower::description(Builder &builder,
                                  const sema::Instance &instance) {
  SmallVector<Attribute> bindings;
  for (const auto &[name, value] : instance.bindings)
    bindings.push_back(builder.getStringAttr(name + " = " + value));
  SmallVector<NamedAttribute> entries;
  auto add = [&](StringRef name, Attribute value) {
    entries.push_back(builder.getNamedAttr(name, value));
  };
  auto addText = [&](StringRef name, StringRef text) {
    if (!text.empty())
      add(name, builder.getStringAttr(text));
  };
  addText("module", instance.module);
  addText("name", instance.name);
  addText("formula", instance.formula);
  addText("signature", signature(instance));
  addText("documentation", instance.documentation);
  add("bindings", builder.getArrayAttr(bindings));
  add("inputs", describeOperands(builder, instance, instance.inputs));
  add("outputs", describeOperands(builder, instance, instance.outputs));
  return builder.getDictionaryAttr(entries);
}
