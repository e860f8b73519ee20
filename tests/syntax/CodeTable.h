//===- CodeTable.h - The table of diagnostics as a page ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_SYNTAX_CODETABLE_H
#define KOP_TESTS_SYNTAX_CODETABLE_H

#include <ostream>

namespace kop::syntax::testing {

/// Prints docs/Diagnostics.md.
void printCodeTable(std::ostream &out);

} // namespace kop::syntax::testing

#endif // KOP_TESTS_SYNTAX_CODETABLE_H
