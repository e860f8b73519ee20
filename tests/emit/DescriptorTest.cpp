//===- DescriptorTest.cpp - Descriptors mirror abi.h ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Descriptor.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

#include <cstddef>

using namespace kop;
using namespace kop::emit;

namespace {

/// A module with one formula of one step that uses every array of abi.h.
class DescriptorTest : public testing::Test {
protected:
  DescriptorTest() : module("test", context) {
    module.setTargetTriple(llvm::Triple("x86_64-unknown-linux-gnu"));
    module.setDataLayout("e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-"
                         "i128:128-f80:128-n8:16:32:64-S128");
    Formula formula;
    formula.name = "gaussian";
    formula.qualifiedName = "kernels.gaussian";
    formula.signature = "gaussian(D = 3): f32";
    formula.symbol = "kop_formula_kernels_gaussian_D3_f32";
    formula.indices = {{"s", -1}, {"i", -1}, {"j", 7}};
    formula.inputs = {operand("x", {0, 1}), operand("y", {0, 2})};
    formula.outputs = {operand("a", {0, 1})};
    formula.temporaries = {operand("pack", {0, 2})};
    formula.steps = {{"pass", {0}, 1, 2, 1, 14}};
    formula.variants = {
        {"x86-64-v4", 7, {{"pass", "", "columns", "finish", 640, 32, 16}}}};
    unit.sourceName = "gaussian.kop";
    unit.sourceHash = "0123456789abcdef";
    unit.formulas = {formula};
    for (const char *name : {"pass", "columns", "finish"})
      addFunction(name);
  }

  static Operand operand(const char *name, std::vector<int32_t> axes) {
    Operand result;
    result.name = name;
    result.documentation = "text";
    for (int32_t axis : axes)
      result.axes.push_back({axis, -1});
    result.shape = {3};
    return result;
  }

  void addFunction(const char *name) {
    auto *type =
        llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                {llvm::PointerType::getUnqual(context)}, false);
    auto *function = llvm::Function::Create(
        type, llvm::GlobalValue::ExternalLinkage, name, module);
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", function));
    builder.CreateRetVoid();
  }

  const llvm::ConstantStruct *descriptor() {
    std::string error;
    EXPECT_TRUE(addDescriptors(module, unit, error)) << error;
    auto *variable = module.getNamedGlobal(unit.formulas[0].symbol);
    return llvm::cast<llvm::ConstantStruct>(variable->getInitializer());
  }

  /// The first element of the array that field `n` points to.
  const llvm::ConstantStruct *element(const llvm::Constant *record,
                                      unsigned n) {
    auto *array =
        llvm::cast<llvm::GlobalVariable>(record->getAggregateElement(n));
    return llvm::cast<llvm::ConstantStruct>(
        array->getInitializer()->getAggregateElement(0u));
  }

  void expectLayout(const llvm::ConstantStruct *record, size_t size,
                    std::vector<size_t> offsets) {
    auto *layout = module.getDataLayout().getStructLayout(record->getType());
    EXPECT_EQ(layout->getSizeInBytes(), size);
    ASSERT_EQ(record->getType()->getNumElements(), offsets.size());
    for (unsigned n = 0; n < offsets.size(); ++n)
      EXPECT_EQ(layout->getElementOffset(n), offsets[n]) << "field " << n;
  }

  llvm::LLVMContext context;
  llvm::Module module;
  Unit unit;
};

#define OFFSET(FIELD) offsetof(KOP_STRUCT, FIELD)

TEST_F(DescriptorTest, FormulaLayout) {
#define KOP_STRUCT kop_formula
  expectLayout(descriptor(), sizeof(kop_formula),
               {OFFSET(abi_version), OFFSET(name), OFFSET(signature),
                OFFSET(source_hash), OFFSET(indices), OFFSET(inputs),
                OFFSET(outputs), OFFSET(temporaries), OFFSET(steps),
                OFFSET(cpu), OFFSET(n_indices), OFFSET(n_inputs),
                OFFSET(n_outputs), OFFSET(n_temporaries), OFFSET(n_steps),
                OFFSET(n_cpu)});
#undef KOP_STRUCT
}

TEST_F(DescriptorTest, IndexLayout) {
#define KOP_STRUCT kop_index
  expectLayout(element(descriptor(), 4), sizeof(kop_index),
               {OFFSET(name), OFFSET(extent)});
#undef KOP_STRUCT
}

TEST_F(DescriptorTest, OperandLayout) {
#define KOP_STRUCT kop_operand
  expectLayout(element(descriptor(), 5), sizeof(kop_operand),
               {OFFSET(name), OFFSET(documentation), OFFSET(axes),
                OFFSET(shape), OFFSET(n_axes), OFFSET(rank), OFFSET(type),
                OFFSET(target), OFFSET(list)});
#undef KOP_STRUCT
}

TEST_F(DescriptorTest, AxisLayout) {
#define KOP_STRUCT kop_axis
  expectLayout(element(element(descriptor(), 5), 2), sizeof(kop_axis),
               {OFFSET(index), OFFSET(alternative)});
#undef KOP_STRUCT
}

TEST_F(DescriptorTest, StepLayout) {
#define KOP_STRUCT kop_step
  expectLayout(element(descriptor(), 8), sizeof(kop_step),
               {OFFSET(name), OFFSET(batch), OFFSET(n_batch), OFFSET(row),
                OFFSET(column), OFFSET(n_state), OFFSET(operations),
                OFFSET(group), OFFSET(group_component), OFFSET(column2),
                OFFSET(dimension), OFFSET(n_state_per_component),
                OFFSET(collects), OFFSET(packs), OFFSET(n_packs)});
#undef KOP_STRUCT
}

TEST_F(DescriptorTest, VariantLayout) {
#define KOP_STRUCT kop_cpu_variant
  expectLayout(element(descriptor(), 9), sizeof(kop_cpu_variant),
               {OFFSET(name), OFFSET(features), OFFSET(steps)});
#undef KOP_STRUCT
}

TEST_F(DescriptorTest, StepCodeLayout) {
#define KOP_STRUCT kop_step_code
  expectLayout(element(element(descriptor(), 9), 2), sizeof(kop_step_code),
               {OFFSET(pass), OFFSET(columns), OFFSET(finish),
                OFFSET(scratch_bytes), OFFSET(tile_rows), OFFSET(lanes),
                OFFSET(lists), OFFSET(scratch_per_component),
                OFFSET(columns_rows)});
#undef KOP_STRUCT
}

/// Everything of a formula is one group, so that a linker keeps or drops it
/// as a whole; no code runs at load time.
TEST_F(DescriptorTest, OneGroup) {
  descriptor();
  EXPECT_FALSE(llvm::verifyModule(module, &llvm::errs()));
  const std::string &symbol = unit.formulas[0].symbol;
  for (const llvm::Function &function : module) {
    EXPECT_TRUE(function.hasInternalLinkage());
    EXPECT_EQ(function.getComdat()->getName(), symbol);
  }
  for (const llvm::GlobalVariable &variable : module.globals()) {
    EXPECT_TRUE(variable.isConstant());
    bool isSource = variable.getName() == unit.sourceSymbol();
    EXPECT_EQ(variable.getComdat()->getName(),
              isSource ? unit.sourceSymbol() : symbol);
    bool isPublic = isSource || variable.getName() == symbol;
    EXPECT_EQ(variable.hasWeakODRLinkage(), isPublic);
    EXPECT_EQ(variable.hasPrivateLinkage(), !isPublic);
  }
  EXPECT_FALSE(module.getNamedGlobal("llvm.global_ctors"));
}

TEST_F(DescriptorTest, MissingFunction) {
  unit.formulas[0].variants[0].steps[0].finish = "elsewhere";
  std::string error;
  EXPECT_FALSE(addDescriptors(module, unit, error));
  EXPECT_EQ(error, "no code for the step function 'elsewhere'");
}

TEST_F(DescriptorTest, ClashOfSymbols) {
  unit.formulas.push_back(unit.formulas[0]);
  std::string error;
  EXPECT_FALSE(addDescriptors(module, unit, error));
  EXPECT_EQ(error, "two instances have the symbol "
                   "'kop_formula_kernels_gaussian_D3_f32'");
}

TEST_F(DescriptorTest, SourceSymbol) {
  EXPECT_EQ(unit.sourceSymbol(), "kop_source_gaussian_kop_0123456789abcdef");
}

} // namespace
