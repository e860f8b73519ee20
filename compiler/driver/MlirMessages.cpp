//===- MlirMessages.cpp - Messages of passes --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/MlirMessages.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/Regex.h"

using namespace kop;
using namespace kop::driver;
using syntax::Code;

MlirMessages::MlirMessages(mlir::MLIRContext &context, FrontEnd &frontEnd)
    : frontEnd(frontEnd),
      handler(&context, [this](mlir::Diagnostic &d) { return handle(d); }) {
  context.printOpOnDiagnostic(false);
}

/// Columns count code points.
uint32_t MlirMessages::offsetOf(syntax::FileId file, unsigned line,
                                unsigned column) const {
  std::string_view text = frontEnd.sources.line(file, line);
  size_t byte = 0;
  for (unsigned left = column; left > 1 && byte < text.size(); --left)
    for (++byte; byte < text.size() && (text[byte] & 0xC0) == 0x80;)
      ++byte;
  return frontEnd.sources.lineBegin(file, line) + byte;
}

syntax::SourceRange MlirMessages::rangeOf(mlir::Location location) const {
  auto place = location->findInstanceOf<mlir::FileLineColRange>();
  if (!place || place.getStartLine() == 0)
    return {};
  const syntax::SourceManager &sources = frontEnd.sources;
  for (syntax::FileId file = 0; file < sources.size(); ++file)
    if (place.getFilename().getValue() == sources.name(file))
      return {file,
              offsetOf(file, place.getStartLine(), place.getStartColumn()),
              offsetOf(file, place.getEndLine(), place.getEndColumn())};
  return {};
}

/// "'kop.reduce' op expected …": an operation that a pass should not have made.
static bool isFromVerifier(llvm::StringRef message) {
  return message.starts_with("'") && message.contains("' op ");
}

/// Instances of one formula say the same things.
bool MlirMessages::isKnown(syntax::SourceRange range,
                           const std::string &message) const {
  return llvm::any_of(frontEnd.diagnostics.diagnostics(),
                      [&](const syntax::Diagnostic &d) {
                        return d.range == range && d.message == message;
                      });
}

mlir::LogicalResult MlirMessages::handle(mlir::Diagnostic &diagnostic) {
  std::string message = diagnostic.str();
  syntax::Severity severity = syntax::Severity::Error;
  Code code = Code::NotLowered;
  switch (diagnostic.getSeverity()) {
  case mlir::DiagnosticSeverity::Error:
    if (isFromVerifier(message)) {
      if (internalError.empty())
        internalError = message;
      return mlir::success();
    }
    break;
  case mlir::DiagnosticSeverity::Warning:
    severity = syntax::Severity::Warning;
    code = Code::PassWarning;
    break;
  case mlir::DiagnosticSeverity::Remark:
    if (!frontEnd.options.remarks ||
        !llvm::Regex(*frontEnd.options.remarks).match(pass))
      return mlir::success();
    severity = syntax::Severity::Remark;
    code = Code::PassRemark;
    message = pass + ": " + message;
    break;
  case mlir::DiagnosticSeverity::Note:
    return mlir::success();
  }
  syntax::SourceRange range = rangeOf(diagnostic.getLocation());
  if (isKnown(range, message))
    return mlir::success();
  syntax::Diagnostic &ours =
      frontEnd.diagnostics.report(severity, code, range, message);
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    ours.note(rangeOf(note.getLocation()), note.str());
  return mlir::success();
}
