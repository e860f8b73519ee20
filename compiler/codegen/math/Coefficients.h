//===- Coefficients.h - Polynomials of the math library ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_CODEGEN_MATH_COEFFICIENTS_H
#define KOP_CODEGEN_MATH_COEFFICIENTS_H

#include <cstdint>

namespace kop::codegen::math {

#include "compiler/codegen/math/Coefficients.inc"
#include "compiler/codegen/math/SpecialCoefficients.inc"

} // namespace kop::codegen::math

#endif // KOP_CODEGEN_MATH_COEFFICIENTS_H
