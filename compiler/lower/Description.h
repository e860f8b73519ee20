//===- Description.h - What a formula is called -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Names and documentation of an instance as they go into the attributes of
// its `kop.formula`. Passes carry them along unread.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_LOWER_DESCRIPTION_H
#define KOP_LOWER_DESCRIPTION_H

#include "compiler/sema/Typed.h"

#include "mlir/IR/Builders.h"

#include <string>

namespace kop::lower {

/// "f32".
llvm::StringRef formatName(sema::RealFormat format);

/// "gaussian(D = 3, E = 1): f32 accumulate f64 index i64".
std::string signature(const sema::Instance &instance);

/// "kernels_gaussian_D3_E1_f32": letters, digits and `_` only.
std::string symbolName(const sema::Instance &instance);

/// { module, name, formula, signature, documentation, bindings = ["D = 3"],
///   inputs = [{documentation, target = "j"}], outputs = … }; an empty
/// documentation and the target of anything but an `index(j)` are left out.
mlir::DictionaryAttr description(mlir::Builder &builder,
                                 const sema::Instance &instance);

} // namespace kop::lower

#endif // KOP_LOWER_DESCRIPTION_H
