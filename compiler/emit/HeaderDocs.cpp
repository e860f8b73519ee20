//===- HeaderDocs.cpp - Documentation in generated headers ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/HeaderDocs.h"

#include <algorithm>
#include <sstream>

using namespace kop;
using namespace kop::emit;

std::string kop::emit::commentLines(const std::string &text) {
  std::string result, line;
  std::istringstream stream(text);
  while (std::getline(stream, line)) {
    while (!line.empty() &&
           std::isspace(static_cast<unsigned char>(line.back())))
      line.pop_back();
    // A backslash at the end of a comment would swallow the next line.
    if (!line.empty() && line.back() == '\\')
      line += '.';
    result += line.empty() ? "///\n" : "/// " + line + "\n";
  }
  return result;
}

/// The n-th operand of a formula: inputs, then outputs.
static const Operand &operandOf(const Formula &formula, size_t n) {
  size_t inputs = formula.inputs.size();
  return n < inputs ? formula.inputs[n] : formula.outputs[n - inputs];
}

static std::string axisText(const Formula &formula, kop_axis axis) {
  const Index &index = formula.indices[axis.index];
  return index.extent >= 0 ? std::to_string(index.extent) : index.name;
}

/// "(i, 3)": extents of the array, index axes by name.
static std::string shapeText(const Formula &formula, const Operand &operand) {
  std::string text;
  for (kop_axis axis : operand.axes)
    text += (text.empty() ? "" : ", ") + axisText(formula, axis);
  for (int64_t extent : operand.components())
    text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "(" + text + ")";
}

/// The shapes of an operand in all instances, each once.
static std::string allShapes(const Overload &overload, size_t n) {
  std::vector<std::string> shapes;
  for (const Formula *formula : overload) {
    std::string shape = shapeText(*formula, operandOf(*formula, n));
    if (std::find(shapes.begin(), shapes.end(), shape) == shapes.end())
      shapes.push_back(shape);
  }
  std::string text;
  for (const std::string &shape : shapes)
    text += (text.empty() ? "" : " or ") + shape;
  return text;
}

/// The entries of a list.
static const Operand &entriesOf(const Formula &formula,
                                const Operand &offsets) {
  return *std::find_if(formula.inputs.begin(), formula.inputs.end(),
                       [&](const Operand &input) {
                         return input.list == KOP_LIST_ENTRIES &&
                                input.axes[0].index == offsets.axes[0].index;
                       });
}

/// The entries of lists that the formula makes.
static const Operand &madeEntriesOf(const Formula &formula,
                                    const Operand &offsets) {
  return *std::find_if(formula.outputs.begin(), formula.outputs.end(),
                       [&](const Operand &output) {
                         return output.list == KOP_LIST_MADE_ENTRIES &&
                                output.name == offsets.name + ".indices";
                       });
}

/// What stands beside the lists of the next output.
static std::string valuesText(const Overload &overload, size_t n) {
  const Formula &formula = *overload.front();
  std::string text =
      "a value for every entry of " + operandOf(formula, n + 1).name;
  if (!operandOf(formula, n).shape.empty())
    text += ", of " + allShapes(overload, n) + " components, row-major";
  return text;
}

static std::string documentOperand(const Overload &overload, size_t n,
                                   bool isOutput) {
  const Formula &formula = *overload.front();
  const Operand &operand = operandOf(formula, n);
  if (operand.list == KOP_LIST_ENTRIES || operand.list == KOP_LIST_MADE_ENTRIES)
    return "";
  if (operand.isLists()) {
    std::string rows;
    for (kop_axis axis : operand.axes)
      rows += (rows.empty() ? "" : ", ") + axisText(formula, axis);
    return commentLines(
        "\\param[out] " + operand.name + "  " +
        (rows.empty() ? "one list" : "a list for every (" + rows + ")") +
        " of rows of " +
        formula.indices[madeEntriesOf(formula, operand).target].name +
        ", ascending; it gets the size it needs\n" + operand.documentation);
  }
  if (operand.isListed())
    return commentLines(
        "\\param[out] " + operand.name + "  " + valuesText(overload, n) +
        "; it gets the size it needs\n" + operand.documentation);
  if (operand.isOffsets())
    return commentLines(
        "\\param " + operand.name + "  a list of rows of " +
        formula.indices[entriesOf(formula, operand).target].name +
        " for every " + formula.indices[operand.target].name + "\n" +
        operand.documentation);
  std::string text = std::string("\\param") + (isOutput ? "[out] " : " ") +
                     operand.name + "  ";
  text += operand.isScalar() && !isOutput ? "a value or a pointer to it"
                                          : "shape " + allShapes(overload, n);
  if (operand.target >= 0)
    text +=
        ", rows of " + formula.indices[operand.target].name + " or -1 for none";
  if (!operand.documentation.empty())
    text += "\n" + operand.documentation;
  return commentLines(text);
}

/// "std::vector<float> x(i * 3)", or a value.
static std::string declareOperand(const Formula &formula,
                                  const Operand &operand) {
  std::string type = cxxType(operand);
  if (operand.isOffsets())
    return "std::vector<" + type + "> " + operand.name + "_offsets(" +
           formula.indices[operand.target].name + " + 1), " + operand.name +
           "_indices;";
  if (operand.isLists())
    return "kop::OwnedList<" + type + "> " + operand.name + ";";
  if (operand.isListed())
    return "std::vector<" + type + "> " + operand.name + ";";
  if (operand.isScalar())
    return type + " " + operand.name + "{};";
  // std::vector<bool> has no elements in memory.
  if (operand.type == KOP_TYPE_BOOL)
    type = "::std::uint8_t";
  std::string size;
  for (kop_axis axis : operand.axes)
    size += (size.empty() ? "" : " * ") + axisText(formula, axis);
  for (int64_t extent : operand.components())
    size += (size.empty() ? "" : " * ") + std::to_string(extent);
  return "std::vector<" + type + "> " + operand.name + "(" + size + ");";
}

/// "kop::In<float>(x, i, 3)" or, for a value, its name.
static std::string passOperand(const Formula &formula, const Operand &operand,
                               const char *view) {
  if (operand.isOffsets())
    return "{" + operand.name + "_offsets, " + operand.name + "_indices}";
  if (operand.isScalar() || operand.isLists() || operand.isListed())
    return operand.name;
  std::string shape = shapeText(formula, operand);
  return std::string("kop::") + view + "<" + cxxType(operand) + ">(" +
         operand.name + ", " + shape.substr(1);
}

/// Six lines: extents, inputs, outputs, the call.
static std::string makeExample(const Formula &formula, const Unit &unit) {
  std::string extents, inputs, outputs, call;
  for (const Index &index : formula.indices)
    if (index.extent < 0 && index.name.find('.') == std::string::npos)
      extents +=
          (extents.empty() ? "std::size_t " : ", ") + index.name + " = 100";
  for (const Operand &input : formula.inputs) {
    if (input.list == KOP_LIST_ENTRIES)
      continue;
    inputs += " " + declareOperand(formula, input);
    call += (call.empty() ? "" : ", ") + passOperand(formula, input, "In");
  }
  for (const Operand &output : formula.outputs) {
    if (output.list == KOP_LIST_MADE_ENTRIES)
      continue;
    outputs += " " + declareOperand(formula, output);
    call += (call.empty() ? "" : ", ") + passOperand(formula, output, "Out");
  }
  std::string name;
  for (const std::string &part : unit.nameSpace)
    name += part + "::";
  return "\\code\n"
         "  kop::Exec exec; // threads, ranges, cancellation: kop/exec.h\n" +
         (extents.empty() ? "" : "  " + extents + ";\n") +
         (inputs.empty() ? "" : " " + inputs + "\n") + " " + outputs + "\n  " +
         name + formula.name + "(" + call + ", exec);\n\\endcode\n";
}

std::string kop::emit::documentOverload(const Overload &overload,
                                        const Unit &unit,
                                        const std::string &exec) {
  const Formula &first = *overload.front();
  std::string text = commentLines(first.documentation);
  if (!first.derivation.empty())
    text += commentLines(std::string(text.empty() ? "" : "\n") +
                         (first.isBounds() ? "Bounds of " : "Derivative of ") +
                         first.root + ": " + first.derivation);
  if (!first.mathematics.empty())
    text +=
        commentLines((text.empty() ? "" : "\n") + ("For " + first.signature) +
                     ", this is\n\\code\n" + first.mathematics + "\\endcode");
  text += commentLines(text.empty() ? "Compiled:" : "\nCompiled:");
  for (const Formula *formula : overload)
    text += commentLines("  " + formula->signature);
  text += "///\n";
  size_t n = 0;
  for (; n < first.inputs.size(); ++n)
    text += documentOperand(overload, n, /*isOutput=*/false);
  for (size_t end = n + first.outputs.size(); n < end; ++n)
    text += documentOperand(overload, n, /*isOutput=*/true);
  text += commentLines(
      "\\param " + exec +
      "  how to run\n"
      "\\throws kop::Error  for shapes that do not agree or were not\n"
      "  compiled, overlapping or null arrays (nothing is written), too\n"
      "  little memory, cancellation (outputs are unspecified)\n");
  return text + commentLines(makeExample(first, unit));
}
