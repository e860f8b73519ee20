//===- InterpreterCalls.cpp - Formulas written in a test ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/dialect/InterpreterCalls.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

using namespace kop;
using namespace kop::tests;
using ir::InterpreterArray;

InterpreterArray tests::scalar(double value) { return {{}, {value}, {}, {}}; }
InterpreterArray tests::integer(int64_t value) { return {{}, {}, {value}, {}}; }

InterpreterArray tests::reals(std::vector<int64_t> extents,
                              std::vector<double> elements) {
  return {std::move(extents), std::move(elements), {}, {}};
}

InterpreterArray tests::integers(std::vector<int64_t> extents,
                                 std::vector<int64_t> elements) {
  return {std::move(extents), {}, std::move(elements), {}};
}

Outcome tests::interpret(const std::string &assembly,
                         ir::InterpreterCall call) {
  static mlir::MLIRContext context;
  context.loadDialect<ir::KopDialect, mlir::arith::ArithDialect,
                      mlir::math::MathDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(assembly, &context);
  if (!module) {
    ADD_FAILURE() << "does not parse:\n" << assembly;
    return {{}, "does not parse"};
  }
  auto formulas = module->getOps<ir::FormulaOp>();
  auto outputs = ir::interpret(*formulas.begin(), call);
  if (!outputs)
    return {{}, llvm::toString(outputs.takeError())};
  return {std::move(*outputs), ""};
}

/// "a", "b", …
static std::string name(size_t number) {
  return std::string(1, char('a' + number));
}

InterpreterArray tests::evaluate(const std::vector<std::string> &inputs,
                                 const std::string &body,
                                 const std::string &type,
                                 std::vector<InterpreterArray> arrays) {
  std::string arguments, reads;
  for (size_t n = 0; n < inputs.size(); ++n) {
    std::string array = "!kop.array<[], " + inputs[n] + ">";
    arguments += (n ? ", %in_" : "%in_") + name(n) + ": " + array;
    reads += "  %" + name(n) + " = kop.read %in_" + name(n) + "[] : " + array +
             " -> " + inputs[n] + "\n";
  }
  Outcome outcome =
      interpret("kop.formula @f indices [] (" + arguments +
                    ") -> (r: !kop.array<[], " + type + ">) index i32 {\n" +
                    reads + "  " + body + "\n  kop.output %r : " + type + "\n}",
                {std::move(arrays), {}, {}});
  EXPECT_EQ(outcome.error, "");
  return outcome.outputs.empty() ? InterpreterArray() : outcome.outputs[0];
}

Outcome tests::reduce(const std::vector<std::string> &inputs,
                      const std::string &reduction,
                      const std::vector<std::string> &types,
                      std::vector<InterpreterArray> arrays) {
  std::string arguments, reads, outputs, values, list;
  for (size_t n = 0; n < inputs.size(); ++n) {
    std::string array = "!kop.array<[\"j\"], " + inputs[n] + ">";
    arguments += (n ? ", %in_" : "%in_") + name(n) + ": " + array;
    reads += "  %" + name(n) + " = kop.read %in_" + name(n) +
             "[%j : i32] : " + array + " -> " + inputs[n] + "\n";
  }
  for (size_t n = 0; n < types.size(); ++n) {
    std::string comma = n ? ", " : "";
    outputs +=
        comma + "r" + std::to_string(n) + ": !kop.array<[], " + types[n] + ">";
    values += comma + "%r#" + std::to_string(n);
    list += comma + types[n];
  }
  return interpret("kop.formula @f indices [j] (" + arguments + ") -> (" +
                       outputs +
                       ") index i32 {\n  %j = kop.index \"j\" : i32\n" + reads +
                       "  %r:" + std::to_string(types.size()) +
                       " = kop.reduce " + reduction + " -> " + list +
                       "\n  kop.output " + values + " : " + list + "\n}",
                   {std::move(arrays), {}, {}});
}
