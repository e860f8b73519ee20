//===- ComplexPairs.h - Complex values to pairs of reals --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only place that knows what complex arithmetic is. Elaboration types nodes
// as complex; here each of them becomes two nodes, and lowering, passes and
// derivatives see reals. An array of complex numbers is one of reals whose last
// component axis has the two parts, as std::complex lies in memory.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_COMPLEXPAIRS_H
#define KOP_SEMA_COMPLEXPAIRS_H

#include "compiler/sema/Typed.h"

namespace kop::sema {

/// Rewrites the nodes, inputs and outputs of an instance.
void pairComplex(Instance &instance);

} // namespace kop::sema

#endif // KOP_SEMA_COMPLEXPAIRS_H
