//===- Header.cpp - The generated C and C++ header --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Header.h"
#include "compiler/emit/HeaderDocs.h"

#include <algorithm>

using namespace kop;
using namespace kop::emit;

std::string kop::emit::cxxType(const Operand &operand) {
  static constexpr const char *names[] = {
      "::kop::half",    "::kop::bfloat16", "float", "double",
      "::std::int32_t", "::std::int64_t",  "bool"};
  const std::string type = names[operand.type];
  return operand.isComplex ? "::std::complex<" + type + ">" : type;
}

/// "::kop::In<float>": a view, which also takes a value where it has no axes.
static std::string viewType(const char *view, const Operand &operand) {
  return std::string("::kop::") + view + "<" + cxxType(operand) + ">";
}

/// The parameter of an input: the offsets of a list stand for the whole list,
/// its entries for nothing.
static std::string inputType(const Operand &input) {
  return input.list == KOP_LIST_ENTRIES
             ? ""
             : viewType(input.isOffsets() ? "List" : "In", input);
}

/// The parameter of an output: an array, or lists, whose entries are part of
/// them.
static std::string outputType(const Operand &output) {
  if (output.list == KOP_LIST_MADE_ENTRIES)
    return "";
  if (output.isListed())
    return "::std::vector<" + cxxType(output) + "> &";
  return output.isLists() ? "::kop::OwnedList<" + cxxType(output) + "> &"
                          : viewType("Out", output) + " ";
}

/// What makes two instances overloads of each other.
static std::string overloadKey(const Formula &formula) {
  std::string key = formula.name;
  for (const Operand &input : formula.inputs)
    key += "," + inputType(input);
  for (const Operand &output : formula.outputs)
    key += "," + outputType(output);
  return key;
}

/// Instances by overload, both in the order of the source.
static std::vector<Overload> groupOverloads(const Unit &unit) {
  std::vector<Overload> groups;
  std::vector<std::string> keys;
  for (const Formula &formula : unit.formulas) {
    std::string key = overloadKey(formula);
    auto found = std::find(keys.begin(), keys.end(), key);
    size_t position = found - keys.begin();
    if (found == keys.end()) {
      keys.push_back(key);
      groups.emplace_back();
    }
    groups[position].push_back(&formula);
  }
  // A call takes the first that fits: those made for its dimension.
  for (Overload &group : groups)
    std::stable_partition(
        group.begin(), group.end(), [](const Formula *formula) {
          auto isDynamic = [](const Operand &o) { return o.isDynamic; };
          return std::none_of(formula->inputs.begin(), formula->inputs.end(),
                              isDynamic);
        });
  return groups;
}

/// A name for a parameter of ours that no operand has.
static std::string freeName(const Formula &formula, std::string name) {
  auto isTaken = [&](const Operand &operand) { return operand.name == name; };
  while (std::any_of(formula.inputs.begin(), formula.inputs.end(), isTaken) ||
         std::any_of(formula.outputs.begin(), formula.outputs.end(), isTaken))
    name += '_';
  return name;
}

static std::string joinParameters(const Formula &formula,
                                  const std::string &exec) {
  std::string text;
  for (const Operand &input : formula.inputs)
    if (input.list != KOP_LIST_ENTRIES)
      text += "    " + inputType(input) + " " + input.name + ",\n";
  for (const Operand &output : formula.outputs)
    if (output.list != KOP_LIST_MADE_ENTRIES)
      text += "    " + outputType(output) + output.name + ",\n";
  return text + "    const ::kop::Exec &" + exec + " = {}";
}

static std::string joinArguments(const Formula &formula) {
  std::string text;
  // "nbr.offsets", and "nbr.indices" for the entries.
  for (const Operand &input : formula.inputs)
    text += ", " + input.name + (input.isOffsets() ? ".offsets" : "");
  // "near.offsets", and "near.indices" for the entries of lists that are made.
  for (const Operand &output : formula.outputs)
    if (output.isLists())
      text += ", ::kop::detail::resizable(" + output.name + ".offsets)";
    else if (output.list == KOP_LIST_MADE_ENTRIES || output.isListed())
      // The name of entries is "near.indices".
      text += ", ::kop::detail::resizable(" + output.name + ")";
    else
      text += ", " + output.name;
  return text;
}

static std::string makeOverload(const Overload &overload, const Unit &unit) {
  const Formula &first = *overload.front();
  std::string exec = freeName(first, "exec");
  std::string instances = freeName(first, "instances");
  std::string source = freeName(first, "source");
  std::string text = documentOverload(overload, unit, exec);
  text += "inline void " + first.name + "(\n" + joinParameters(first, exec) +
          ") {\n"
          "  static const ::kop_formula *const " +
          instances + "[] = {";
  for (const Formula *formula : overload)
    text += "\n      &::" + formula->symbol + ",";
  // A volatile store keeps the reference to the symbol of the source.
  text += "\n  };\n"
          "  const char *volatile " +
          source + " = &::" + unit.sourceSymbol() +
          ";\n"
          "  static_cast<void>(" +
          source +
          ");\n"
          "  ::kop::detail::call(" +
          instances + ", " + exec + joinArguments(first) + ");\n}\n";
  return text;
}

/// The operands of an instance in the C part, one a line.
static std::string listOperands(const Formula &formula) {
  std::string text;
  for (const Operand &input : formula.inputs)
    text += "\n *   " + describe(input, formula.indices);
  for (const Operand &output : formula.outputs)
    text += "\n *   " + describe(output, formula.indices) + ", written";
  return text;
}

static std::string makeCPart(const Unit &unit) {
  std::string text = "#include <kop/run.h>\n\n"
                     "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
                     "/* A link error that names this symbol: the object was "
                     "not made from the\n * source of this header. Run kopc "
                     "again for both. */\n"
                     "extern const char " +
                     unit.sourceSymbol() + ";\n";
  for (const Formula &formula : unit.formulas)
    text += "\n/* " + formula.signature +
            "\n * Operands of kop_run:" + listOperands(formula) +
            " */\nextern const kop_formula " + formula.symbol + ";\n";
  return text + "\n#ifdef __cplusplus\n} /* extern \"C\" */\n#endif\n";
}

static std::string makeCxxPart(const Unit &unit) {
  std::string nameSpace;
  for (const std::string &part : unit.nameSpace)
    nameSpace += (nameSpace.empty() ? "" : "::") + part;
  std::string text = "\n#ifdef __cplusplus\n"
                     "#include <kop/detail/call.h>\n"
                     "#include <kop/kop.h>\n\n"
                     "#include <complex>\n#include <cstdint>\n\n";
  text += commentLines(unit.documentation);
  if (!nameSpace.empty())
    text += "namespace " + nameSpace + " {\n\n";
  for (const Overload &overload : groupOverloads(unit))
    text += makeOverload(overload, unit) + "\n";
  if (!nameSpace.empty())
    text += "} // namespace " + nameSpace + "\n";
  return text + "#endif /* __cplusplus */\n";
}

/// Two headers differ in their guards when they differ in anything.
static std::string guardOf(const Unit &unit) {
  std::string text = "KOP_GENERATED_";
  for (const std::string &part : unit.nameSpace)
    text += part + "_";
  text += toIdentifier(unit.sourceName) + "_" + unit.sourceHash;
  for (char &c : text)
    c = std::toupper(static_cast<unsigned char>(c));
  return text;
}

std::string kop::emit::makeHeader(const Unit &unit,
                                  const std::string &version) {
  std::string guard = guardOf(unit);
  return "/* Made from " + unit.sourceName + " by kopc " + version +
         "; do not edit. */\n\n#ifndef " + guard + "\n#define " + guard +
         "\n\n" + makeCPart(unit) + makeCxxPart(unit) + "\n#endif /* " + guard +
         " */\n";
}
