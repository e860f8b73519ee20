//===- Constants.h - Rounding of exact constants ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_LOWER_CONSTANTS_H
#define KOP_LOWER_CONSTANTS_H

#include "compiler/sema/Typed.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APSInt.h"

#include <optional>

namespace kop::lower {

/// The number of `semantics` nearest to the quotient of two decimal integers,
/// ties to even, rounded once. Overflows to infinity; the denominator is
/// positive.
llvm::APFloat roundQuotient(llvm::StringRef numerator,
                            llvm::StringRef denominator,
                            const llvm::fltSemantics &semantics);

/// A constant as a floating-point number of `semantics`.
llvm::APFloat roundConstant(const sema::Constant &constant,
                            const llvm::fltSemantics &semantics);

/// A constant as an integer of `bits` bits; nothing when it is not one.
std::optional<llvm::APInt> integerConstant(const sema::Constant &constant,
                                           unsigned bits);

} // namespace kop::lower

#endif // KOP_LOWER_CONSTANTS_H
