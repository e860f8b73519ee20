//===- Print.h - Typed instances as text ------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_PRINT_H
#define KOP_SEMA_PRINT_H

#include "compiler/sema/Typed.h"

#include <ostream>

namespace kop::sema {

/// Prints an instance, one node a line (`--emit=typed`):
///   instance kernels.gaussian: f32
///     bound D = 3, E = 1
///     index i, j
///     input x[i]: vec(3)
///     %0 = read x[i] : vec(3) on i
///     …
///     output a[i]: vec(1) = %9
/// Index names and constants are printed where they are used.
void print(const Instance &instance, std::ostream &out);

} // namespace kop::sema

#endif // KOP_SEMA_PRINT_H
