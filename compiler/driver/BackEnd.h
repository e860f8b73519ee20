//===- BackEnd.h - From typed instances to code -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The stages of one input in MLIR and LLVM. Nothing of either shows here, so
// that stages without them need not load their headers. Each stage is one
// call, in this order; false means that `FrontEnd::diagnostics` holds errors
// or that `internalError` says what went wrong inside the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_BACKEND_H
#define KOP_DRIVER_BACKEND_H

#include "compiler/driver/FrontEnd.h"
#include "compiler/emit/Unit.h"

#include <memory>

namespace kop::driver {

class BackEnd {
public:
  BackEnd(const Options &options, FrontEnd &frontEnd);
  ~BackEnd();

  bool lower();
  bool differentiate();
  /// Writes out the formulas that had derivatives; before `simplify`.
  void describeDerivatives(emit::Unit &unit) const;
  bool simplify();
  bool expand();
  bool schedule();

  /// The program as it is now.
  std::string print() const;
  /// The cost report of the scheduled program.
  std::string costReport() const;
  /// Adds temporaries, steps and the names of variants to the formulas.
  void describe(emit::Unit &unit) const;

  /// The tiles of the first instruction set.
  bool tile(std::string &text);
  /// Functions of every instruction set with the descriptors of `unit`, which
  /// gets its variants.
  bool generate(emit::Unit &unit);
  std::string printLlvm() const;
  bool assemble(std::string &text);
  bool makeObject(std::string &bytes);
  bool makePtx(std::string &text);

  const std::string &internalError() const;

private:
  class Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace kop::driver

#endif // KOP_DRIVER_BACKEND_H
