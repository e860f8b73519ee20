//===- KopOps.td - All operations of the kop dialect -------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

include "dialect/FormulaOps.td"
include "dialect/DerivativeOps.td"
include "dialect/BoundsOps.td"
include "dialect/Functions.td"
include "dialect/ScheduleOps.td"
include "dialect/TileOps.td"
