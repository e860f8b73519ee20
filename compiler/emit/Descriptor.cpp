//===- Descriptor.cpp - Descriptors in the LLVM module ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Descriptor.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace kop;
using namespace kop::emit;
using llvm::Constant;

namespace {

/// Builds the data of one formula. The layout of every struct is that of
/// kop/abi.h; a test compares the two.
class DescriptorBuilder {
public:
  DescriptorBuilder(llvm::Module &module, const Formula &formula)
      : module(module), context(module.getContext()), formula(formula) {}

  /// Makes the descriptor; null when a function is missing, named in `error`.
  llvm::GlobalVariable *build(const std::string &sourceHash,
                              std::string &error);

private:
  Constant *int32(int64_t value) {
    return llvm::ConstantInt::getSigned(llvm::Type::getInt32Ty(context), value);
  }
  Constant *int64(int64_t value) {
    return llvm::ConstantInt::getSigned(llvm::Type::getInt64Ty(context), value);
  }
  Constant *null() {
    return llvm::ConstantPointerNull::get(
        llvm::PointerType::getUnqual(context));
  }
  Constant *record(llvm::ArrayRef<Constant *> fields) {
    return llvm::ConstantStruct::getAnon(context, fields);
  }

  Constant *string(const std::string &text);
  /// A pointer to constant elements, null for none.
  Constant *array(llvm::ArrayRef<Constant *> elements);
  template <typename T, typename F>
  Constant *arrayOf(const std::vector<T> &values, F &&make) {
    llvm::SmallVector<Constant *> elements;
    for (const T &value : values)
      elements.push_back(make(value));
    return array(elements);
  }
  llvm::GlobalVariable *global(Constant *data, const llvm::Twine &name,
                               llvm::GlobalValue::LinkageTypes linkage);

  Constant *operand(const Operand &operand);
  Constant *step(const Step &step);
  Constant *function(const std::string &name);
  Constant *stepCode(const StepCode &code);
  Constant *variant(const Variant &variant);

  llvm::Module &module;
  llvm::LLVMContext &context;
  const Formula &formula;
  llvm::Comdat *group = nullptr;
  std::string missing;
};

} // namespace

llvm::GlobalVariable *
DescriptorBuilder::global(Constant *data, const llvm::Twine &name,
                          llvm::GlobalValue::LinkageTypes linkage) {
  auto *variable = new llvm::GlobalVariable(
      module, data->getType(), /*isConstant=*/true, linkage, data, name);
  variable->setComdat(group);
  return variable;
}

Constant *DescriptorBuilder::string(const std::string &text) {
  llvm::GlobalVariable *variable =
      global(llvm::ConstantDataArray::getString(context, text), "kop.text",
             llvm::GlobalValue::PrivateLinkage);
  variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  variable->setAlignment(llvm::Align(1));
  return variable;
}

Constant *DescriptorBuilder::array(llvm::ArrayRef<Constant *> elements) {
  if (elements.empty())
    return null();
  auto *type =
      llvm::ArrayType::get(elements.front()->getType(), elements.size());
  return global(llvm::ConstantArray::get(type, elements), "kop.data",
                llvm::GlobalValue::PrivateLinkage);
}

/// kop_operand.
Constant *DescriptorBuilder::operand(const Operand &operand) {
  Constant *axes = arrayOf(operand.axes, [&](kop_axis axis) {
    return record({int32(axis.index), int32(axis.alternative)});
  });
  Constant *shape =
      arrayOf(operand.shape, [&](int64_t extent) { return int64(extent); });
  return record(
      {string(operand.name),
       operand.documentation.empty() ? null() : string(operand.documentation),
       axes, shape, int32(operand.axes.size()), int32(operand.shape.size()),
       int32(operand.type), int32(operand.target), int32(operand.list)});
}

/// kop_step.
Constant *DescriptorBuilder::step(const Step &step) {
  Constant *batch =
      arrayOf(step.batch, [&](int32_t index) { return int32(index); });
  Constant *packs =
      arrayOf(step.packs, [&](int32_t number) { return int32(number); });
  return record(
      {string(step.name), batch, int32(step.batch.size()), int32(step.row),
       int32(step.column), int32(step.states),
       llvm::ConstantFP::get(llvm::Type::getDoubleTy(context), step.operations),
       int32(step.group), int32(step.groupComponent), int32(step.column2),
       int32(step.dimension), int32(step.statesPerComponent),
       int32(step.collects), packs, int32(step.packs.size())});
}

/// A step function, which joins the group of the formula.
Constant *DescriptorBuilder::function(const std::string &name) {
  if (name.empty())
    return null();
  llvm::Function *function = module.getFunction(name);
  if (!function || function->isDeclaration()) {
    missing = name;
    return null();
  }
  function->setLinkage(llvm::GlobalValue::InternalLinkage);
  function->setComdat(group);
  return function;
}

/// kop_step_code.
Constant *DescriptorBuilder::stepCode(const StepCode &code) {
  return record({function(code.pass), function(code.columns),
                 function(code.finish), int64(code.scratchBytes),
                 int32(code.tileRows), int32(code.lanes), function(code.lists),
                 int64(code.scratchPerComponent), int32(code.columnsRows)});
}

/// kop_cpu_variant.
Constant *DescriptorBuilder::variant(const Variant &variant) {
  Constant *steps = arrayOf(
      variant.steps, [&](const StepCode &code) { return stepCode(code); });
  return record({string(variant.name), int64(variant.features), steps});
}

llvm::GlobalVariable *DescriptorBuilder::build(const std::string &sourceHash,
                                               std::string &error) {
  if (llvm::Triple(module.getTargetTriple()).supportsCOMDAT())
    group = module.getOrInsertComdat(formula.symbol);
  auto operands = [&](const std::vector<Operand> &list) {
    return arrayOf(list, [&](const Operand &o) { return operand(o); });
  };
  Constant *indices = arrayOf(formula.indices, [&](const Index &index) {
    return record({string(index.name), int64(index.extent)});
  });
  Constant *steps =
      arrayOf(formula.steps, [&](const Step &s) { return step(s); });
  Constant *variants =
      arrayOf(formula.variants, [&](const Variant &v) { return variant(v); });
  Constant *data =
      record({int32(KOP_ABI_VERSION), string(formula.qualifiedName),
              string(formula.signature), string(sourceHash), indices,
              operands(formula.inputs), operands(formula.outputs),
              operands(formula.temporaries), steps, variants,
              int32(formula.indices.size()), int32(formula.inputs.size()),
              int32(formula.outputs.size()), int32(formula.temporaries.size()),
              int32(formula.steps.size()), int32(formula.variants.size())});
  if (!missing.empty()) {
    error = "no code for the step function '" + missing + "'";
    return nullptr;
  }
  return global(data, formula.symbol, llvm::GlobalValue::WeakODRLinkage);
}

bool kop::emit::addDescriptors(llvm::Module &module, const Unit &unit,
                               std::string &error) {
  for (const Formula &formula : unit.formulas) {
    if (module.getNamedValue(formula.symbol)) {
      error = "two instances have the symbol '" + formula.symbol + "'";
      return false;
    }
    if (!DescriptorBuilder(module, formula).build(unit.sourceHash, error))
      return false;
  }
  std::string name = unit.sourceSymbol();
  Constant *one =
      llvm::ConstantInt::get(llvm::Type::getInt8Ty(module.getContext()), 1);
  auto *source =
      new llvm::GlobalVariable(module, one->getType(), /*isConstant=*/true,
                               llvm::GlobalValue::WeakODRLinkage, one, name);
  if (llvm::Triple(module.getTargetTriple()).supportsCOMDAT())
    source->setComdat(module.getOrInsertComdat(name));
  return true;
}
