//===- OptionTable.h - Generated table of options ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_OPTIONTABLE_H
#define KOP_DRIVER_OPTIONTABLE_H

#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"

namespace kop::driver {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "compiler/driver/Options.inc"
#undef OPTION
};

/// The table made from Options.td.
const llvm::opt::OptTable &optionTable();

} // namespace kop::driver

#endif // KOP_DRIVER_OPTIONTABLE_H
