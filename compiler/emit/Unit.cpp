//===- Unit.cpp - What object and header of a file say ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Unit.h"

#include <cctype>

using namespace kop;
using namespace kop::emit;

const char *kop::emit::typeName(int32_t type) {
  static constexpr const char *names[] = {"f16", "bf16", "f32", "f64",
                                          "i32", "i64",  "bool"};
  return names[type];
}

std::string kop::emit::toIdentifier(std::string_view text) {
  std::string result;
  for (char c : text)
    result += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return result;
}

std::string Unit::sourceSymbol() const {
  return "kop_source_" + toIdentifier(sourceName) + "_" + sourceHash;
}

static int32_t realType(sema::RealFormat format) {
  switch (format) {
  case sema::RealFormat::F16:
    return KOP_TYPE_F16;
  case sema::RealFormat::BF16:
    return KOP_TYPE_BF16;
  case sema::RealFormat::F32:
    return KOP_TYPE_F32;
  case sema::RealFormat::F64:
    return KOP_TYPE_F64;
  }
  return KOP_TYPE_F32;
}

/// Type in memory of a value; of a complex one that of its parts.
static int32_t elementType(const sema::Type &type, int indexBits) {
  if (type.scalar == sema::Scalar::Bool)
    return KOP_TYPE_BOOL;
  if (type.scalar == sema::Scalar::Int)
    return indexBits == 64 ? KOP_TYPE_I64 : KOP_TYPE_I32;
  return realType(type.real);
}

static Operand describeType(const sema::Type &type, int indexBits) {
  Operand operand;
  operand.isDynamic = type.isDynamic();
  if (!operand.isDynamic)
    operand.shape = type.shape;
  operand.type = elementType(type, indexBits);
  operand.target = type.scalar == sema::Scalar::Int ? type.target : -1;
  return operand;
}

/// The dimension of the call is an axis behind those of the indices.
static void addDimension(Operand &operand, const sema::Instance &instance) {
  if (operand.isDynamic)
    operand.axes.push_back({instance.dimension, -1});
}

static Operand describeInput(const sema::Input &input, int indexBits) {
  Operand operand = describeType(input.type, indexBits);
  operand.isComplex = input.isComplex;
  operand.name = input.name;
  operand.documentation = input.documentation;
  for (const sema::Input::Axis &axis : input.axes)
    operand.axes.push_back({axis.index, axis.alternative});
  if (input.list != sema::Input::List::None)
    operand.list = input.list == sema::Input::List::Rows ? KOP_LIST_OFFSETS
                                                         : KOP_LIST_ENTRIES;
  return operand;
}

static Operand describeOutput(const sema::Output &output, int indexBits) {
  Operand operand = describeType(output.type, indexBits);
  operand.isComplex = output.isComplex;
  operand.name = output.name;
  operand.documentation = output.documentation;
  for (sema::IndexId index : output.axes)
    operand.axes.push_back({index, -1});
  if (output.isList) {
    operand.list = KOP_LIST_MADE_OFFSETS;
    operand.target = -1;
  }
  if (output.isListed) {
    operand.list = KOP_LIST_MADE_VALUES;
    operand.axes.clear();
  }
  return operand;
}

/// What stands in the lists of an output.
static Operand describeMadeEntries(const sema::Output &output, int indexBits) {
  Operand operand = describeType(output.type, indexBits);
  operand.name = output.name + ".indices";
  operand.list = KOP_LIST_MADE_ENTRIES;
  return operand;
}

/// ": f32 accumulate f64 index i64", for signatures; `separator` between the
/// words makes it part of a symbol.
static std::string formatSuffix(const sema::Instance &instance,
                                const char *accumulate, const char *index) {
  std::string text = typeName(realType(instance.storage));
  switch (instance.accumulate) {
  case sema::Instance::Accumulate::Default:
    break;
  case sema::Instance::Accumulate::F64:
    text += std::string(accumulate) + "f64";
    break;
  case sema::Instance::Accumulate::F32:
    text += std::string(accumulate) + "f32";
    break;
  case sema::Instance::Accumulate::Kahan:
    text += std::string(accumulate) + "kahan";
    break;
  }
  if (instance.indexBits == 64)
    text += std::string(index) + "i64";
  return text;
}

/// Inputs whose element type is not that of the instance: "x: f16".
static std::vector<const sema::Input *>
ownTypes(const sema::Instance &instance) {
  std::vector<const sema::Input *> result;
  for (const sema::Input &input : instance.inputs)
    if (input.type.scalar == sema::Scalar::Real &&
        input.type.real != instance.storage)
      result.push_back(&input);
  return result;
}

static std::string signatureOf(const sema::Instance &instance) {
  std::string text = instance.name, separator = "(";
  for (const auto &[name, value] : instance.bindings) {
    text += separator + name + " = " + value;
    separator = ", ";
  }
  for (const sema::Input *input : ownTypes(instance)) {
    text +=
        separator + input->name + ": " + typeName(realType(input->type.real));
    separator = ", ";
  }
  text += separator == "(" ? ": " : "): ";
  return text + formatSuffix(instance, " accumulate ", " index ");
}

static std::string symbolOf(const sema::Instance &instance) {
  std::string text = "kop_formula_";
  if (!instance.module.empty())
    text += toIdentifier(instance.module) + "_";
  text += instance.name;
  for (const auto &[name, value] : instance.bindings) {
    bool isNumber = !value.empty() && std::isdigit(value.front());
    text += "_" + name + (isNumber ? "" : "_") +
            (value == "*" ? "any" : toIdentifier(value));
  }
  for (const sema::Input *input : ownTypes(instance))
    text += "_" + input->name + "_" + typeName(realType(input->type.real));
  return text + "_" + formatSuffix(instance, "_acc_", "_");
}

Formula kop::emit::describeInterface(const sema::Instance &instance) {
  Formula formula;
  formula.name = instance.name;
  formula.qualifiedName = instance.module.empty()
                              ? instance.name
                              : instance.module + "." + instance.name;
  formula.signature = signatureOf(instance);
  formula.symbol = symbolOf(instance);
  formula.root = instance.root;
  formula.derivation = instance.derivation;
  formula.documentation = instance.documentation;
  formula.bindings = instance.bindings;
  for (const sema::IndexInfo &index : instance.indices)
    formula.indices.push_back({index.name, index.extent});
  for (const sema::Input &input : instance.inputs) {
    formula.inputs.push_back(describeInput(input, instance.indexBits));
    addDimension(formula.inputs.back(), instance);
  }
  for (const sema::Output &output : instance.outputs) {
    formula.outputs.push_back(describeOutput(output, instance.indexBits));
    addDimension(formula.outputs.back(), instance);
  }
  for (const sema::Output &output : instance.outputs)
    if (output.isList)
      formula.outputs.push_back(
          describeMadeEntries(output, instance.indexBits));
  return formula;
}

std::string kop::emit::describe(const Operand &operand,
                                const std::vector<Index> &indices) {
  if (operand.isOffsets())
    return operand.name + "[" + indices[operand.target].name +
           " + 1]: offsets of a list, " + typeName(operand.type);
  if (operand.isLists()) {
    std::string rows;
    for (kop_axis axis : operand.axes)
      rows += (rows.empty() ? "" : " * ") + indices[axis.index].name;
    return operand.name + "[" + (rows.empty() ? "1" : rows) +
           " + 1]: offsets of the lists, " + typeName(operand.type);
  }
  if (operand.list == KOP_LIST_MADE_ENTRIES)
    return operand.name + "[as many as there are]: index(" +
           indices[operand.target].name + ") " + typeName(operand.type);
  std::string text = operand.name;
  if (operand.isListed())
    text += "[as many as there are]";
  size_t nAxes = operand.axes.size() - operand.isDynamic;
  for (size_t n = 0; n < nAxes; ++n) {
    kop_axis axis = operand.axes[n];
    text += (n ? ", " : "[") + indices[axis.index].name;
    if (axis.alternative >= 0)
      text += "|" + indices[axis.alternative].name;
  }
  text += nAxes ? "]: " : ": ";
  static constexpr const char *kinds[] = {"", "vec", "mat", "tensor"};
  if (operand.target >= 0)
    text += "index(" + indices[operand.target].name + ") ";
  if (operand.isComplex)
    text += "complex, pairs of parts: ";
  if (operand.isDynamic)
    text += "vec(" + indices[operand.axes.back().index].name + ") ";
  if (!operand.shape.empty()) {
    text += kinds[std::min<size_t>(operand.shape.size(), 3)];
    for (size_t n = 0; n < operand.shape.size(); ++n)
      text += (n ? ", " : "(") + std::to_string(operand.shape[n]);
    text += ") ";
  }
  return text + typeName(operand.type);
}
