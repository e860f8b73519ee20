//===- Target.h - Instruction sets ------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What passes and back ends know about a processor. A new instruction set is a
// row of the table in Target.cpp; instructions that have no operation in MLIR
// are behind `math::TargetHooks`.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_TARGET_H
#define KOP_CODEGEN_TARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace kop::codegen {

namespace math {
struct TargetHooks;
} // namespace math

/// One instruction set code is made for.
struct InstructionSet {
  llvm::StringRef name;         ///< as users write it: "x86-64-v4"
  llvm::StringRef suffix;       ///< of symbols: "x86_64_v4"
  llvm::StringRef architecture; ///< first part of a triple, empty: any
  llvm::StringRef cpu;          ///< target-cpu of LLVM, empty: the default
  llvm::StringRef features;     ///< target-features of LLVM, "+a,+b"
  uint64_t abiFeatures;         ///< KOP_CPU_… bits a machine must have
  unsigned vectorBits;          ///< width of a vector register; 0: scalars
  unsigned registers;           ///< vector registers
  bool hasFMA;
  bool hasRounding; ///< floor, ceil, trunc, roundeven
  bool hasGather;
  bool hasHalf;                   ///< conversions between f16 and f32
  const math::TargetHooks *hooks; ///< null: none

  /// Elements of `bits` in a vector.
  unsigned lanes(unsigned bits) const {
    return vectorBits > bits ? vectorBits / bits : 1;
  }
  /// Whether it runs on an architecture ("x86_64", "aarch64", …).
  bool fits(llvm::StringRef arch) const {
    return architecture.empty() || architecture == arch;
  }
};

/// The table, best first within an architecture.
llvm::ArrayRef<InstructionSet> instructionSets();

/// The row of that name, or null.
const InstructionSet *findInstructionSet(llvm::StringRef name);

/// What a target triple is compiled for unless the user says otherwise.
llvm::SmallVector<const InstructionSet *, 4>
defaultInstructionSets(llvm::StringRef triple);

/// The table as text, for `kopc --print-targets`.
std::string describeInstructionSets();

/// The thread of a GPU: scalars, approximations of PTX.
const InstructionSet &gpuThread();

/// The attribute a tile may carry that names its only instruction set.
inline constexpr llvm::StringLiteral targetAttribute = "target";
/// The attribute a tile may carry with the bits of its hot element type.
inline constexpr llvm::StringLiteral elementAttribute = "element";

} // namespace kop::codegen

#endif // KOP_CODEGEN_TARGET_H
