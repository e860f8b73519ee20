//===- Generated.cpp - Generated definitions of the operations ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Kop.h"

#include "mlir/IR/Builders.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

#include "dialect/Boundable.cpp.inc"
#include "dialect/Differentiable.cpp.inc"

#define GET_OP_CLASSES
#include "dialect/KopOps.cpp.inc"
