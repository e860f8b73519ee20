//===- Outline.cpp - Long functions as functions --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An expansion of thousands of instructions stands in the object once per type
// and instruction set, and kernels call it with their vectors: copied into each
// use, unrolled rows and all, it would take seconds to compile and megabytes.
// A call costs little beside it.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/ExpandMath.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace kop::codegen::math {

/// A function without side effects for the machine that `user` is for.
static LLVM::LLVMFuncOp declare(OpBuilder &b, Location loc, StringRef name,
                                Type result, ArrayRef<Type> parameters,
                                LLVM::LLVMFuncOp user) {
  auto function = LLVM::LLVMFuncOp::create(
      b, loc, name, LLVM::LLVMFunctionType::get(result, parameters),
      LLVM::Linkage::Internal);
  function.setTargetCpuAttr(user.getTargetCpuAttr());
  function.setTargetFeaturesAttr(user.getTargetFeaturesAttr());
  function.setNoInline(true);
  function.setNoUnwind(true);
  function.setWillReturn(true);
  using Effect = LLVM::ModRefInfo;
  function.setMemoryEffectsAttr(LLVM::MemoryEffectsAttr::get(
      b.getContext(), {Effect::NoModRef, Effect::NoModRef, Effect::NoModRef,
                       Effect::NoModRef, Effect::NoModRef, Effect::NoModRef}));
  return function;
}

/// Tells apart what differs: the operation, its constants, type, instruction
/// set and accuracy.
static std::string nameOf(Operation &op,
                          ArrayRef<std::optional<double>> constants,
                          const MathBuilder &m) {
  std::string name;
  llvm::raw_string_ostream stream(name);
  stream << op.getName();
  for (std::optional<double> constant : constants)
    if (constant)
      stream << '_' << llvm::utohexstr(llvm::bit_cast<uint64_t>(*constant));
  stream << '_' << op.getResult(0).getType() << '_' << m.target.suffix << '_'
         << int(m.accuracy);
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name;
}

Value callOutlined(Operation &op, const Expansion &row, MathBuilder &m) {
  auto user = op.getParentOfType<LLVM::LLVMFuncOp>();
  auto module = op.getParentOfType<ModuleOp>();
  if (!user || !module)
    return {};
  llvm::SmallVector<std::optional<double>> constants;
  llvm::SmallVector<Value> arguments;
  llvm::SmallVector<Type> types;
  for (Value operand : op.getOperands()) {
    constants.push_back(constantOf(m.num(operand)));
    if (constants.back())
      continue;
    arguments.push_back(operand);
    types.push_back(operand.getType());
  }
  const std::string name = nameOf(op, constants, m);
  auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(name);
  if (!function) {
    OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
    function = declare(b, m.loc, name, m.type, types, user);
    Block *entry = function.addEntryBlock(b);
    b.setInsertionPointToStart(entry);
    MathBuilder inner(b, m.loc, m.type, m.target, m.accuracy);
    llvm::SmallVector<Num, 3> operands;
    unsigned next = 0;
    for (std::optional<double> constant : constants)
      operands.push_back(constant ? inner.c(*constant)
                                  : inner.num(entry->getArgument(next++)));
    LLVM::ReturnOp::create(b, m.loc, row.build(operands).value);
  }
  return LLVM::CallOp::create(m.b, m.loc, function, arguments).getResult();
}

} // namespace kop::codegen::math
