//===- Messages.h - What a run prints about the source ----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_MESSAGES_H
#define KOP_DRIVER_MESSAGES_H

#include "compiler/driver/Options.h"
#include "compiler/syntax/Diagnostics.h"

namespace kop::driver {

/// What -w, -W, -Werror and --remarks say of each diagnostic, in code order.
class MessageFilter {
public:
  explicit MessageFilter(const Options &options);

  /// The name of a -W option that no diagnostic has, if any.
  const std::string &unknownName() const { return unknown; }

  /// Copies what is to be printed from `found` to `shown`, with warnings
  /// turned into errors where asked for.
  void apply(const syntax::DiagnosticEngine &found,
             syntax::DiagnosticEngine &shown) const;

private:
  enum class Setting { Default, Off, Error };
  Setting settingOf(syntax::Code code) const;

  bool allOff, allErrors;
  std::vector<std::pair<syntax::Code, Setting>> settings;
  std::string unknown;
};

/// Prints diagnostics on standard error, as text or JSON.
void printMessages(const syntax::DiagnosticEngine &shown,
                   const syntax::SourceManager &sources,
                   const Options &options);

/// Prints the page of `--explain`; false when there is no such code or
/// operation.
bool explain(llvm::StringRef text, llvm::raw_ostream &os);

/// "unused-let" for "UnusedLet": the name of a warning on the command line.
std::string optionName(const syntax::CodeInfo &info);

} // namespace kop::driver

#endif // KOP_DRIVER_MESSAGES_H
