//===- Passes.cpp - Registration and kop-expand-math ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Passes.h"

#include "compiler/codegen/math/ExpandMath.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace kop::codegen {

#define GEN_PASS_REGISTRATION
#define GEN_PASS_DEF_KOPEXPANDMATH
#include "compiler/codegen/Passes.h.inc"

std::optional<math::Accuracy> parseAccuracy(llvm::StringRef text) {
  if (text == "fast")
    return math::Accuracy::Fast;
  if (text == "default")
    return math::Accuracy::Default;
  if (text == "precise")
    return math::Accuracy::Precise;
  return std::nullopt;
}

namespace {

struct ExpandMathPass : impl::KopExpandMathBase<ExpandMathPass> {
  using KopExpandMathBase::KopExpandMathBase;

  void runOnOperation() override {
    const InstructionSet *set =
        target == gpuThread().name ? &gpuThread() : findInstructionSet(target);
    std::optional<math::Accuracy> accuracy = parseAccuracy(math);
    if (!set || !accuracy) {
      getOperation().emitError("kop-expand-math: unknown ")
          << (set ? "accuracy '" + math.getValue()
                  : "instruction set '" + target.getValue())
          << "'";
      return signalPassFailure();
    }
    if (failed(math::expandMath(getOperation(), *set, *accuracy)))
      signalPassFailure();
  }
};

} // namespace

void registerPasses() {
  registerKopExpandMath();
  registerKopToCPU();
  registerKopToGPU();
}

} // namespace kop::codegen
