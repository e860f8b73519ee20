//===- ManifestTest.cpp - Make rules and names ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Manifest.h"
#include "compiler/emit/Header.h"

#include "gtest/gtest.h"

using namespace kop;
using namespace kop::emit;

namespace {

TEST(Depfile, RuleAndPhonyTargets) {
  EXPECT_EQ(makeDepfile({"a.o"}, {"a.kop", "std/m.kop"}),
            "a.o: \\\n  a.kop \\\n  std/m.kop\n\nstd/m.kop:\n");
}

TEST(Depfile, Escapes) {
  EXPECT_EQ(makeDepfile({"my dir/a.o", "$b#"}, {"x y.kop"}),
            "my\\ dir/a.o $$b\\#: \\\n  x\\ y.kop\n");
}

sema::Instance makeInstance() {
  sema::Instance instance;
  instance.module = "a.b";
  instance.name = "knn";
  instance.indices.push_back({"i", {}, -1});
  instance.bindings = {{"D", "3"}, {"d", "std.metrics.manhattan"}};
  sema::Input input;
  input.name = "x";
  input.axes.push_back({0, -1});
  input.type.shape = {3};
  instance.inputs.push_back(input);
  return instance;
}

TEST(Interface, SymbolAndSignature) {
  Formula formula = describeInterface(makeInstance());
  EXPECT_EQ(formula.symbol,
            "kop_formula_a_b_knn_D3_d_std_metrics_manhattan_f32");
  EXPECT_EQ(formula.signature, "knn(D = 3, d = std.metrics.manhattan): f32");
  EXPECT_EQ(formula.qualifiedName, "a.b.knn");
}

TEST(Interface, FormatsAreNamed) {
  sema::Instance instance = makeInstance();
  instance.bindings.clear();
  instance.compute = instance.storage = sema::RealFormat::F64;
  instance.accumulate = sema::Instance::Accumulate::Kahan;
  instance.indexBits = 64;
  Formula formula = describeInterface(instance);
  EXPECT_EQ(formula.signature, "knn(x: f32): f64 accumulate kahan index i64");
  EXPECT_EQ(formula.symbol, "kop_formula_a_b_knn_x_f32_f64_acc_kahan_i64");
}

TEST(Interface, Operand) {
  Formula formula = describeInterface(makeInstance());
  EXPECT_EQ(describe(formula.inputs[0], formula.indices), "x[i]: vec(3) f32");
}

/// A comment of the source that ends in a backslash must not swallow code.
TEST(Header, DocumentationIsHarmless) {
  sema::Instance instance = makeInstance();
  instance.documentation = "ends with \\\nand goes on";
  Unit unit;
  unit.sourceName = "a.kop";
  unit.formulas.push_back(describeInterface(instance));
  std::string text = makeHeader(unit, "1");
  EXPECT_EQ(text.find("\\\n"), std::string::npos);
}

} // namespace
