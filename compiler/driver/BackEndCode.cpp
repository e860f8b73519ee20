//===- BackEndCode.cpp - From tiles to objects and PTX ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Translate.h"
#include "compiler/codegen/cpu/Skeleton.h"
#include "compiler/driver/BackEndImpl.h"
#include "compiler/emit/Descriptor.h"

#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace kop;
using namespace kop::driver;
using codegen::InstructionSet;

static codegen::math::Accuracy accuracyOf(MathMode mode) {
  switch (mode) {
  case MathMode::Default:
    return codegen::math::Accuracy::Default;
  case MathMode::Precise:
    return codegen::math::Accuracy::Precise;
  case MathMode::Fast:
    return codegen::math::Accuracy::Fast;
  }
  return codegen::math::Accuracy::Default;
}

/// Loops are tiled, unrolled and vectorized before LLVM sees them: its whole
/// pipeline is for -O3 only.
static codegen::Options codeOptions(const Options &options) {
  codegen::Options result;
  result.triple = targetTriple(options);
  result.accuracy = accuracyOf(options.math);
  result.optimization = options.optimization == 2 ? 1 : options.optimization;
  return result;
}

/// Keeps the reason of a failure behind the front end.
static bool fail(MlirMessages &messages, llvm::Error error) {
  if (messages.internalError.empty())
    messages.internalError = llvm::toString(std::move(error));
  else
    llvm::consumeError(std::move(error));
  return false;
}

/// The code of the steps of `kernel` for one instruction set.
static emit::Variant describeVariant(mlir::ModuleOp tiles, ir::KernelOp kernel,
                                     size_t steps, const InstructionSet &set) {
  emit::Variant variant;
  variant.name = set.name.str();
  variant.features = set.abiFeatures;
  for (size_t step = 0; step < steps; ++step) {
    emit::StepCode code;
    auto describe = [&](llvm::StringRef role, std::string &symbol) {
      std::string name =
          (kernel.getSymName() + "." + llvm::Twine(step) + "." + role).str();
      auto tile = tiles.lookupSymbol<ir::TileOp>(name);
      if (!tile || !codegen::isCompiledFor(tile, set))
        return;
      codegen::TileCode tileCode = codegen::describeTile(tile, set);
      symbol = tileCode.symbol;
      code.scratchBytes = std::max(code.scratchBytes, tileCode.scratchBytes);
      code.scratchPerComponent =
          std::max(code.scratchPerComponent, tileCode.scratchPerComponent);
      if (role == "pass" || (role == "lists" && code.pass.empty()))
        code.tileRows = tileCode.tileRows;
      if (role == "columns") {
        code.lanes = tileCode.lanes;
        code.columnsRows = tileCode.columnsRows;
      }
    };
    describe("pass", code.pass);
    describe("lists", code.lists);
    describe("columns", code.columns);
    describe("finish", code.finish);
    variant.steps.push_back(std::move(code));
  }
  return variant;
}

/// Kernels are in the order of the instances.
static void addVariants(mlir::ModuleOp tiles, const InstructionSet &set,
                        emit::Unit &unit) {
  auto formula = unit.formulas.begin();
  for (ir::KernelOp kernel : tiles.getOps<ir::KernelOp>()) {
    formula->variants.push_back(
        describeVariant(tiles, kernel, formula->steps.size(), set));
    ++formula;
  }
}

/// Those the back ends make operations of outside a pass.
static void loadDialects(mlir::MLIRContext &context) {
  context.loadDialect<mlir::vector::VectorDialect, mlir::LLVM::LLVMDialect,
                      mlir::NVVM::NVVMDialect>();
}

bool BackEnd::generate(emit::Unit &unit) {
  loadDialects(impl->context);
  codegen::Options settings = codeOptions(impl->options);
  impl->code =
      std::make_unique<llvm::Module>(unit.sourceName, impl->llvmContext);
  impl->code->setTargetTriple(llvm::Triple(settings.triple));
  for (const InstructionSet *set : impl->sets) {
    mlir::OwningOpRef<mlir::ModuleOp> tiles = impl->tileFor(*set);
    if (!tiles)
      return false;
    impl->messages.enterPass("kop-to-cpu");
    llvm::Expected<std::unique_ptr<llvm::Module>> functions =
        codegen::translateCPU(*tiles, set, impl->llvmContext, settings);
    if (!functions)
      return fail(impl->messages, functions.takeError());
    (*functions)->setTargetTriple(impl->code->getTargetTriple());
    if (llvm::Linker::linkModules(*impl->code, std::move(*functions)))
      return fail(impl->messages,
                  llvm::createStringError("linking of functions failed"));
    addVariants(*tiles, *set, unit);
  }
  std::string error;
  if (!emit::addDescriptors(*impl->code, unit, error))
    return fail(impl->messages, llvm::createStringError(error));
  if (llvm::Error failure = codegen::optimize(*impl->code, settings))
    return fail(impl->messages, std::move(failure));
  return impl->succeeded();
}

std::string BackEnd::printLlvm() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  impl->code->print(stream, nullptr);
  return text;
}

using Emitter = llvm::Error (*)(llvm::Module &, llvm::raw_pwrite_stream &,
                                const codegen::Options &);

/// The back end of LLVM changes the module, so that each kind of output works
/// on a copy of its own.
static bool emitCode(const llvm::Module &code, Emitter emitter,
                     const Options &options, MlirMessages &messages,
                     std::string &text) {
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(code);
  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream stream(buffer);
  if (llvm::Error failure = emitter(*copy, stream, codeOptions(options)))
    return fail(messages, std::move(failure));
  text.assign(buffer.begin(), buffer.end());
  return true;
}

bool BackEnd::assemble(std::string &text) {
  return emitCode(*impl->code, codegen::emitAssembly, impl->options,
                  impl->messages, text);
}

bool BackEnd::makeObject(std::string &bytes) {
  return emitCode(*impl->code, codegen::emitObject, impl->options,
                  impl->messages, bytes);
}

bool BackEnd::makePtx(std::string &text) {
  loadDialects(impl->context);
  mlir::OwningOpRef<mlir::ModuleOp> tiles = impl->tileFor(codegen::gpuThread());
  if (!tiles)
    return false;
  impl->messages.enterPass("kop-to-gpu");
  llvm::Expected<std::string> ptx =
      codegen::emitPTX(*tiles, impl->options.gpu, codeOptions(impl->options));
  if (!ptx)
    return fail(impl->messages, ptx.takeError());
  text = std::move(*ptx);
  return impl->succeeded();
}
