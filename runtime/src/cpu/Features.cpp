//===- Features.cpp - Instruction sets of this machine --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Features.h"

#include "../Arguments.h"
#include "../Failure.h"

#include <cstdlib>
#include <cstring>

using namespace kop::runtime;

namespace {

/// An instruction set with its predecessors.
struct Level {
  const char *name;
  uint64_t features;
};

} // namespace

static const Level levels[] = {
    {"baseline", KOP_CPU_ANY},
    {"generic", KOP_CPU_ANY},
    {"x86-64", KOP_CPU_ANY},
    {"x86-64-v2", KOP_CPU_X86_V2},
    {"x86-64-v3", KOP_CPU_X86_V2 | KOP_CPU_X86_V3},
    {"x86-64-v4", KOP_CPU_X86_V2 | KOP_CPU_X86_V3 | KOP_CPU_X86_V4},
};

/// Asks the processor and whether the system saves its registers.
static uint64_t detect() {
  uint64_t features = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v2"))
    features |= KOP_CPU_X86_V2;
  if (__builtin_cpu_supports("x86-64-v3"))
    features |= KOP_CPU_X86_V3;
  if (__builtin_cpu_supports("x86-64-v4"))
    features |= KOP_CPU_X86_V4;
#endif
  // On AArch64 the baseline has all that version 1 of the ABI names.
  return features;
}

uint64_t kop::runtime::cpuFeatures() {
  static const uint64_t features = detect();
  return features;
}

static std::string listVariants(const kop_formula &formula) {
  std::string list;
  for (int n = 0; n < formula.n_cpu; ++n)
    list += (n ? ", " : "") + std::string(formula.cpu[n].name);
  return list;
}

/// The features a name stands for: that of a variant or of a known level.
static uint64_t featuresOf(const kop_formula &formula, const char *name) {
  for (int n = 0; n < formula.n_cpu; ++n)
    if (!std::strcmp(formula.cpu[n].name, name))
      return formula.cpu[n].features;
  for (const Level &level : levels)
    if (!std::strcmp(level.name, name))
      return level.features;
  throw Failure(KOP_ERROR_CPU, shortName(formula) + ": unknown CPU '" + name +
                                   "'; compiled for " + listVariants(formula));
}

/// The given features and all below the highest: levels come in ascending
/// order of their bits.
static uint64_t withPredecessors(uint64_t features) {
  for (int shift = 1; shift < 64; shift *= 2)
    features |= features >> shift;
  return features;
}

const kop_cpu_variant &kop::runtime::chooseVariant(const kop_formula &formula,
                                                   const char *cpu) {
  static const char *const environment = [] {
    const char *value = std::getenv("KOP_CPU");
    return value && *value ? value : nullptr;
  }();
  uint64_t allowed = cpuFeatures();
  const char *limit = cpu ? cpu : environment;
  if (limit) {
    const uint64_t wanted = featuresOf(formula, limit);
    if (wanted & ~allowed)
      throw Failure(KOP_ERROR_CPU, shortName(formula) +
                                       ": this machine does "
                                       "not run '" +
                                       limit + "' code");
    allowed &= withPredecessors(wanted);
  }
  for (int n = 0; n < formula.n_cpu; ++n)
    if (!(formula.cpu[n].features & ~allowed))
      return formula.cpu[n];
  throw Failure(KOP_ERROR_CPU,
                shortName(formula) + ": no code for this machine" +
                    (limit ? std::string(" within '") + limit + "'" : "") +
                    "; compiled for " + listVariants(formula));
}
