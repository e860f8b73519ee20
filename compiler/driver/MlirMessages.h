//===- MlirMessages.h - Messages of passes ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_MLIRMESSAGES_H
#define KOP_DRIVER_MLIRMESSAGES_H

#include "compiler/driver/FrontEnd.h"

#include "mlir/IR/Diagnostics.h"

namespace kop::driver {

/// While it lives, diagnostics of a context become diagnostics of ours, at the
/// places of the source. Errors of verifiers are errors of the compiler: they
/// are kept apart in `internalError`.
class MlirMessages {
public:
  MlirMessages(mlir::MLIRContext &context, FrontEnd &frontEnd);

  /// Remarks of the passes that follow are those of `name`.
  void enterPass(std::string name) { pass = std::move(name); }

  std::string internalError;

private:
  mlir::LogicalResult handle(mlir::Diagnostic &diagnostic);
  bool isKnown(syntax::SourceRange range, const std::string &message) const;
  syntax::SourceRange rangeOf(mlir::Location location) const;
  uint32_t offsetOf(syntax::FileId file, unsigned line, unsigned column) const;

  FrontEnd &frontEnd;
  std::string pass;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace kop::driver

#endif // KOP_DRIVER_MLIRMESSAGES_H
