//===- Schedule.h - Steps of a kernel in its description --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_SCHEDULE_H
#define KOP_EMIT_SCHEDULE_H

#include "compiler/emit/Unit.h"
#include "dialect/Kop.h"

namespace kop::emit {

/// Takes indices, temporaries and steps of `formula` from its kernel.
void describeSchedule(ir::KernelOp kernel, Formula &formula);

} // namespace kop::emit

#endif // KOP_EMIT_SCHEDULE_H
