//===- SimplifyTest.cpp - Simplified formulas mean the same ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every formula of the tests of kop-simplify and kop-schedule is interpreted in
// f64 before and after simplification: the values agree up to the rounding of
// constants to f32.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Passes.h"
#include "dialect/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include "gtest/gtest.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

using namespace mlir;
using namespace kop::ir;

namespace {

/// Extents that differ, so that a mixed-up index shows, except where an array
/// is shared by two indices.
std::map<std::string, int64_t> chooseExtents(FormulaOp formula) {
  std::map<std::string, int64_t> extents;
  int64_t next = 4;
  for (auto [name, extent] : llvm::zip(
           formula.getIndices().getAsRange<StringAttr>(), formula.getExtents()))
    extents[name.str()] = extent >= 0 ? extent : next++;
  for (BlockArgument input : formula.getBody().getArguments())
    for (auto axis :
         cast<ArrayType>(input.getType()).getAxes().getAsRange<StringAttr>()) {
      auto [first, second] = axis.getValue().split('|');
      if (!second.empty())
        extents[second.str()] = extents[first.str()];
    }
  return extents;
}

InterpreterCall randomCall(FormulaOp formula) {
  InterpreterCall call;
  call.extents = chooseExtents(formula);
  std::mt19937 generator(7);
  std::uniform_real_distribution<double> real(0.5, 1.5);
  for (BlockArgument input : formula.getBody().getArguments()) {
    auto type = cast<ArrayType>(input.getType());
    InterpreterArray array;
    int64_t count = 1;
    for (auto axis : type.getAxes().getAsRange<StringAttr>()) {
      int64_t extent = call.extents[axis.getValue().split('|').first.str()];
      array.extents.push_back(extent);
      count *= extent;
    }
    if (auto tensor = dyn_cast<RankedTensorType>(type.getElement()))
      count *= tensor.getNumElements();
    bool isFloat = isa<FloatType>(getElementTypeOrSelf(type.getElement()));
    for (int64_t n = 0; n < count; ++n)
      if (isFloat)
        array.reals.push_back(real(generator));
      else
        array.integers.push_back(n % 3);
    call.inputs.push_back(std::move(array));
  }
  return call;
}

std::vector<InterpreterArray> values(FormulaOp formula,
                                     const InterpreterCall &call) {
  llvm::Expected<std::vector<InterpreterArray>> result =
      interpret(formula, call);
  if (result)
    return std::move(*result);
  ADD_FAILURE() << formula.getSymName().str() << ": "
                << llvm::toString(result.takeError());
  return {};
}

void expectEqual(const std::vector<InterpreterArray> &before,
                 const std::vector<InterpreterArray> &after) {
  ASSERT_EQ(before.size(), after.size());
  for (size_t n = 0; n < before.size(); ++n) {
    EXPECT_EQ(before[n].integers, after[n].integers) << "output " << n;
    ASSERT_EQ(before[n].reals.size(), after[n].reals.size());
    for (size_t at = 0; at < before[n].reals.size(); ++at) {
      if (before[n].reals[at] == after[n].reals[at])
        continue; // infinities too
      EXPECT_NEAR(before[n].reals[at], after[n].reals[at],
                  1e-6 * (1 + std::abs(before[n].reals[at])))
          << "output " << n << ", component " << at;
    }
  }
}

class SimplifyTest : public testing::TestWithParam<const char *> {};

TEST_P(SimplifyTest, KeepsValues) {
  DialectRegistry registry;
  registry.insert<KopDialect, arith::ArithDialect, math::MathDialect>();
  MLIRContext context(registry);
  // Tests of rejected formulas are not for this one.
  ScopedDiagnosticHandler quiet(&context,
                                [](Diagnostic &) { return success(); });
  std::filesystem::path folder =
      std::filesystem::path(KOP_TRANSFORMS_TESTS) / GetParam();
  size_t compared = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    OwningOpRef<ModuleOp> module =
        parseSourceString<ModuleOp>(text.str(), &context);
    if (!module)
      continue;
    for (FormulaOp formula : module->getOps<FormulaOp>()) {
      SCOPED_TRACE(entry.path().filename().string() + ", " +
                   formula.getSymName().str());
      InterpreterCall call = randomCall(formula);
      std::vector<InterpreterArray> before = values(formula, call);
      PassManager passes(&context, FormulaOp::getOperationName());
      passes.addPass(kop::transforms::createKopSimplify());
      ASSERT_TRUE(succeeded(passes.run(formula)));
      expectEqual(before, values(formula, call));
      ++compared;
    }
  }
  EXPECT_GT(compared, 10u);
}

INSTANTIATE_TEST_SUITE_P(Folders, SimplifyTest,
                         testing::Values("simplify", "schedule"));

} // namespace
