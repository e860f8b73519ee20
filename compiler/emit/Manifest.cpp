//===- Manifest.cpp - Manifest and make rules -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Manifest.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace kop;
using namespace kop::emit;

static void writeOperands(llvm::json::OStream &json, llvm::StringRef key,
                          const std::vector<Operand> &operands,
                          const std::vector<Index> &indices) {
  json.attributeArray(key, [&] {
    for (const Operand &operand : operands)
      json.object([&] {
        json.attribute("name", operand.name);
        if (!operand.documentation.empty())
          json.attribute("documentation", operand.documentation);
        json.attributeArray("axes", [&] {
          for (kop_axis axis : operand.axes) {
            std::string name = indices[axis.index].name;
            if (axis.alternative >= 0)
              name += "|" + indices[axis.alternative].name;
            json.value(name);
          }
        });
        json.attribute("shape", llvm::json::Array(operand.shape));
        json.attribute("type", typeName(operand.type));
        if (operand.isComplex)
          json.attribute("complex", true);
        if (operand.target >= 0)
          json.attribute("target", indices[operand.target].name);
        if (operand.isLists())
          json.attribute("list", "offsets");
        else if (operand.list == KOP_LIST_MADE_ENTRIES)
          json.attribute("list", "entries");
        else if (operand.isListed())
          json.attribute("list", "values");
      });
  });
}

static void writeSteps(llvm::json::OStream &json, const Formula &formula) {
  json.attributeArray("steps", [&] {
    for (const Step &step : formula.steps)
      json.object([&] {
        json.attribute("name", step.name);
        json.attributeArray("batch", [&] {
          for (int32_t index : step.batch)
            json.value(formula.indices[index].name);
        });
        if (step.row >= 0)
          json.attribute("row", formula.indices[step.row].name);
        if (step.column >= 0)
          json.attribute("column", formula.indices[step.column].name);
        if (step.column2 >= 0)
          json.attribute("column2", formula.indices[step.column2].name);
        json.attribute("states", step.states);
        if (step.statesPerComponent)
          json.attribute("statesPerComponent", step.statesPerComponent);
        json.attribute("operations", step.operations);
      });
  });
}

/// What a formula derives from, or which formulas of the file derive from it.
static void writeDerivation(llvm::json::OStream &json, const Formula &formula,
                            const Unit &unit) {
  if (!formula.derivation.empty()) {
    json.attribute(formula.isBounds() ? "boundsOf" : "derivativeOf",
                   formula.root);
    json.attribute("derivation", formula.derivation);
    return;
  }
  llvm::json::Array derivatives;
  for (const Formula &other : unit.formulas)
    if (other.root == formula.root && !other.derivation.empty() &&
        !other.isBounds() && other.bindings == formula.bindings)
      derivatives.push_back(other.signature);
  if (!derivatives.empty())
    json.attribute("derivatives", std::move(derivatives));
}

static void writeFormula(llvm::json::OStream &json, const Formula &formula,
                         const Unit &unit) {
  json.attribute("name", formula.qualifiedName);
  json.attribute("signature", formula.signature);
  json.attribute("symbol", formula.symbol);
  if (!formula.documentation.empty())
    json.attribute("documentation", formula.documentation);
  writeDerivation(json, formula, unit);
  json.attributeObject("bindings", [&] {
    for (const auto &[name, value] : formula.bindings)
      json.attribute(name, value);
  });
  json.attributeArray("indices", [&] {
    for (const Index &index : formula.indices)
      json.object([&] {
        json.attribute("name", index.name);
        if (index.extent >= 0)
          json.attribute("extent", index.extent);
      });
  });
  writeOperands(json, "inputs", formula.inputs, formula.indices);
  writeOperands(json, "outputs", formula.outputs, formula.indices);
  writeOperands(json, "temporaries", formula.temporaries, formula.indices);
  writeSteps(json, formula);
  json.attributeArray("cpu", [&] {
    for (const Variant &variant : formula.variants)
      json.value(variant.name);
  });
}

std::string kop::emit::makeManifest(const Unit &unit,
                                    const std::string &version) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("kopc", version);
    json.attribute("abi", KOP_ABI_VERSION);
    json.attribute("source", unit.sourceName);
    json.attribute("hash", unit.sourceHash);
    std::string nameSpace;
    for (const std::string &part : unit.nameSpace)
      nameSpace += (nameSpace.empty() ? "" : "::") + part;
    json.attribute("namespace", nameSpace);
    json.attributeArray("formulas", [&] {
      for (const Formula &formula : unit.formulas)
        json.object([&] { writeFormula(json, formula, unit); });
    });
  });
  stream << '\n';
  return text;
}

/// Escaped as GNU make and ninja read it.
static std::string escape(const std::string &path) {
  std::string text;
  for (char c : path) {
    if (c == ' ' || c == '#')
      text += '\\';
    if (c == '$')
      text += '$';
    text += c;
  }
  return text;
}

std::string kop::emit::makeDepfile(const std::vector<std::string> &targets,
                                   const std::vector<std::string> &files) {
  std::string text;
  for (const std::string &target : targets)
    text += (text.empty() ? "" : " ") + escape(target);
  text += ":";
  for (const std::string &file : files)
    text += " \\\n  " + escape(file);
  text += "\n";
  for (size_t n = 1; n < files.size(); ++n)
    text += "\n" + escape(files[n]) + ":\n";
  return text;
}
