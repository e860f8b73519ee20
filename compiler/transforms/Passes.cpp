//===- Passes.cpp - Registration of the passes ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Passes.h"

#include "dialect/Kop.h"

namespace kop::transforms {

#define GEN_PASS_REGISTRATION
#include "compiler/transforms/Passes.h.inc"

void registerPasses() {
  registerKopBlockSparse();
  registerKopBounds();
  registerKopDifferentiate();
  registerKopExpand();
  registerKopSchedule();
  registerKopSimplify();
  registerKopTile();
  registerKopLanes();
}

} // namespace kop::transforms
