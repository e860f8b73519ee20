//===- Targets.cpp - Instruction sets of a run ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Targets.h"
#include "runtime/include/kop/abi.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace kop;
using namespace kop::driver;
using codegen::InstructionSet;
using llvm::StringRef;

std::string kop::driver::targetTriple(const Options &options) {
  return llvm::Triple::normalize(options.target.empty()
                                     ? llvm::sys::getDefaultTargetTriple()
                                     : options.target);
}

static bool hasBackEnd(const std::string &triple) {
  llvm::InitializeAllTargetInfos();
  std::string reason;
  return llvm::TargetRegistry::lookupTarget(llvm::Triple(triple), reason) !=
         nullptr;
}

/// KOP_CPU_... bits of this machine, as the runtime finds them.
static uint64_t hostFeatures() {
  llvm::StringMap<bool> has = llvm::sys::getHostCPUFeatures();
  auto hasAll = [&](std::initializer_list<StringRef> names) {
    return llvm::all_of(names,
                        [&](StringRef name) { return has.lookup(name); });
  };
  uint64_t bits = 0;
  if (hasAll({"sse4.2", "popcnt"}))
    bits |= KOP_CPU_X86_V2;
  if (hasAll({"avx2", "fma", "bmi2"}))
    bits |= KOP_CPU_X86_V3;
  if (hasAll({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}))
    bits |= KOP_CPU_X86_V4;
  return bits;
}

static std::string knownNames(StringRef arch) {
  std::string text;
  for (const InstructionSet &set : codegen::instructionSets())
    if (set.fits(arch))
      text += set.name.str() + ", ";
  return text + "or host, or all";
}

llvm::SmallVector<const InstructionSet *, 4>
kop::driver::selectInstructionSets(const Options &options, std::string &error) {
  std::string triple = targetTriple(options);
  llvm::Triple parsed(triple);
  StringRef arch = parsed.getArchName();
  if (!options.target.empty() && !hasBackEnd(triple)) {
    error = "--target: no code for '" + options.target + "'";
    return {};
  }
  if (options.cpus.front() == "all")
    return codegen::defaultInstructionSets(triple);

  llvm::SmallVector<const InstructionSet *, 4> selected;
  if (options.cpus.front() == "host") {
    uint64_t features = hostFeatures();
    for (const InstructionSet *set : codegen::defaultInstructionSets(triple))
      if ((set->abiFeatures & ~features) == 0 && selected.empty())
        selected.push_back(set);
    if (selected.empty())
      selected.push_back(codegen::findInstructionSet("generic"));
    return selected;
  }
  for (const std::string &name : options.cpus) {
    const InstructionSet *set = codegen::findInstructionSet(name);
    if (!set || !set->fits(arch)) {
      error = (set ? "--cpu: instruction set '" + name + "' is not one of " +
                         arch.str()
                   : "--cpu: unknown instruction set '" + name + "'") +
              "; expected some of " + knownNames(arch);
      return {};
    }
  }
  // In the order of the table: the runtime takes the first that fits.
  for (const InstructionSet &set : codegen::instructionSets())
    if (llvm::is_contained(options.cpus, set.name))
      selected.push_back(&set);
  return selected;
}

void kop::driver::printTargets(llvm::raw_ostream &os) {
  os << "Instruction sets (--cpu):\n"
     << codegen::describeInstructionSets() << "\nGPU (--gpu):\n"
     << codegen::gpuThread().cpu << "         PTX\n";
}
