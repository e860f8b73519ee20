//===- Emit.cpp - LLVM modules to objects and assembly --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Emit.h"

#include "compiler/codegen/Lower.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace kop::codegen {

Expected<std::unique_ptr<TargetMachine>> createMachine(StringRef tripleText,
                                                       StringRef cpu,
                                                       StringRef features,
                                                       const Options &options) {
  initializeTargets();
  Triple triple(tripleText.empty() ? sys::getDefaultTargetTriple()
                                   : tripleText.str());
  std::string error;
  const Target *target = TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return createStringError(inconvertibleErrorCode(), error);
  CodeGenOptLevel level = options.optimization == 0
                              ? CodeGenOptLevel::Default
                              : CodeGenOptLevel::Aggressive;
  TargetOptions targetOptions;
  // Subtraction of a product is one instruction only where MLIR says so.
  targetOptions.AllowFPOpFusion = FPOpFusion::Standard;
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, cpu, features, targetOptions,
      options.positionIndependent ? Reloc::PIC_ : Reloc::Static, std::nullopt,
      level));
}

/// What gains on code that keeps its sums in registers: loops in the form the
/// back end wants, redundant address arithmetic removed. One iteration of
/// instcombine is enough; by name it would insist on a fixpoint and abort.
static constexpr const char *lightPipeline =
    "function(early-cse,instcombine<no-verify-fixpoint>,"
    "loop-mssa(loop-rotate,licm),gvn,instcombine<no-verify-fixpoint>,"
    "simplifycfg)";

static Error runPipeline(Module &module, TargetMachine &machine,
                         unsigned optimization) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager graphs;
  ModuleAnalysisManager modules;
  PipelineTuningOptions tuning;
  // Loops are unrolled and vectorized before; twice makes them slower.
  tuning.LoopUnrolling = false;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graphs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graphs, modules);
  ModulePassManager passes;
  if (optimization == 1) {
    bool isGPU = machine.getTargetTriple().isNVPTX();
    std::string pipeline = lightPipeline;
    if (isGPU)
      pipeline += ",function(infer-address-spaces)";
    if (Error error = builder.parsePassPipeline(passes, pipeline))
      return error;
  } else {
    passes = builder.buildPerModuleDefaultPipeline(
        optimization == 2 ? OptimizationLevel::O2 : OptimizationLevel::O3);
  }
  passes.run(module, modules);
  return Error::success();
}

Error optimizeFor(TargetMachine &machine, Module &module,
                  const Options &options) {
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  if (options.optimization == 0)
    return Error::success();
  return runPipeline(module, machine, options.optimization);
}

Error optimize(Module &module, const Options &options) {
  Expected<std::unique_ptr<TargetMachine>> machine =
      createMachine(options.triple, "", "", options);
  if (!machine)
    return machine.takeError();
  return optimizeFor(**machine, module, options);
}

Error emitWith(TargetMachine &machine, Module &module, raw_pwrite_stream &out,
               CodeGenFileType type) {
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, out, nullptr, type))
    return createStringError(inconvertibleErrorCode(),
                             "this target cannot write this kind of file");
  passes.run(module);
  return Error::success();
}

static Error emit(Module &module, raw_pwrite_stream &out,
                  const Options &options, CodeGenFileType type) {
  Expected<std::unique_ptr<TargetMachine>> machine =
      createMachine(options.triple, "", "", options);
  if (!machine)
    return machine.takeError();
  module.setTargetTriple((*machine)->getTargetTriple());
  module.setDataLayout((*machine)->createDataLayout());
  return emitWith(**machine, module, out, type);
}

Error emitObject(Module &module, raw_pwrite_stream &out,
                 const Options &options) {
  return emit(module, out, options, CodeGenFileType::ObjectFile);
}

Error emitAssembly(Module &module, raw_pwrite_stream &out,
                   const Options &options) {
  return emit(module, out, options, CodeGenFileType::AssemblyFile);
}

} // namespace kop::codegen
