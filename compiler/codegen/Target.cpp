//===- Target.cpp - Instruction sets --------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Target.h"

#include "compiler/codegen/math/Hooks.h"
#include "runtime/include/kop/abi.h"
#include "llvm/TargetParser/Triple.h"

namespace kop::codegen {

static const InstructionSet table[] = {
    {"x86-64-v4", "x86_64_v4", "x86_64", "x86-64-v4", "", KOP_CPU_X86_V4, 512,
     32, /*hasFMA=*/true, /*hasRounding=*/true, /*hasGather=*/true,
     /*hasHalf=*/true, &math::avx512Hooks},
    {"x86-64-v3", "x86_64_v3", "x86_64", "x86-64-v3", "", KOP_CPU_X86_V3, 256,
     16, /*hasFMA=*/true, /*hasRounding=*/true, /*hasGather=*/true,
     /*hasHalf=*/true, &math::avx2Hooks},
    {"x86-64-v2", "x86_64_v2", "x86_64", "x86-64-v2", "", KOP_CPU_X86_V2, 128,
     16, /*hasFMA=*/false, /*hasRounding=*/true, /*hasGather=*/false,
     /*hasHalf=*/false, &math::sseHooks},
    {"neon", "neon", "aarch64", "generic", "+neon,+fp-armv8", KOP_CPU_ANY, 128,
     32, /*hasFMA=*/true, /*hasRounding=*/true, /*hasGather=*/false,
     /*hasHalf=*/true, nullptr},
    // Four lanes whatever the machine; LLVM splits them as it must.
    {"generic", "generic", "", "", "", KOP_CPU_ANY, 128, 16, /*hasFMA=*/false,
     /*hasRounding=*/false, /*hasGather=*/false, /*hasHalf=*/false, nullptr},
};

llvm::ArrayRef<InstructionSet> instructionSets() { return table; }

const InstructionSet *findInstructionSet(llvm::StringRef name) {
  for (const InstructionSet &set : table)
    if (set.name == name)
      return &set;
  return nullptr;
}

llvm::SmallVector<const InstructionSet *, 4>
defaultInstructionSets(llvm::StringRef triple) {
  llvm::Triple parsed(triple);
  llvm::StringRef arch = parsed.getArchName();
  llvm::SmallVector<const InstructionSet *, 4> sets;
  for (const InstructionSet &set : table)
    if (!set.architecture.empty() && set.fits(arch))
      sets.push_back(&set);
  if (sets.empty())
    sets.push_back(findInstructionSet("generic"));
  return sets;
}

std::string describeInstructionSets() {
  std::string text;
  for (const InstructionSet &set : table) {
    text += set.name.str() + std::string(14 - set.name.size(), ' ');
    text += std::to_string(set.lanes(32)) + " x f32, " +
            std::to_string(set.lanes(64)) + " x f64, " +
            std::to_string(set.registers) + " registers";
    text += set.hasFMA ? ", fma" : "";
    text += set.hasGather ? ", gather" : "";
    text += set.architecture.empty() ? "" : " (" + set.architecture.str() + ")";
    text += "\n";
  }
  return text;
}

const InstructionSet &gpuThread() {
  static const InstructionSet thread = {"nvptx",
                                        "nvptx",
                                        "nvptx64",
                                        "sm_90",
                                        "",
                                        0,
                                        /*vectorBits=*/0,
                                        255,
                                        /*hasFMA=*/true,
                                        /*hasRounding=*/true,
                                        /*hasGather=*/true,
                                        /*hasHalf=*/true,
                                        &math::nvptxHooks};
  return thread;
}

} // namespace kop::codegen
