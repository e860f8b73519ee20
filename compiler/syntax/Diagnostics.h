//===- Diagnostics.h - Errors, warnings, remarks ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The engine collects diagnostics; renderers print them as text with caret
// ranges or as JSON. Every diagnostic has a code of the table
// `Diagnostics.def`, which `kopc --explain` prints.
//
//   diags.error(Code::UnknownName, name.range, "unknown name `sgima`")
//       .note(param.range, "sigma is declared here")
//       .fixIt(name.range, "sigma");
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_DIAGNOSTICS_H
#define KOP_SYNTAX_DIAGNOSTICS_H

#include "compiler/syntax/Source.h"

#include <deque>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kop::syntax {

enum class Severity { Error, Warning, Remark, Note };

/// One enumerator per row of the table; its value is the number after KOP.
enum class Code : uint16_t {
#define KOP_DIAGNOSTIC(NUMBER, NAME, SUMMARY, EXPLANATION) NAME = NUMBER,
#include "compiler/syntax/Diagnostics.def"
};

/// "KOP0107".
std::string codeString(Code code);

/// A row of the table.
struct CodeInfo {
  Code code;
  std::string_view name;        ///< "UnknownName"
  std::string_view summary;     ///< one line
  std::string_view explanation; ///< a paragraph, may hold an example
};

/// All rows in ascending order of their numbers.
const std::vector<CodeInfo> &allCodes();
/// The row of "KOP0107", "kop107" or "107"; null when there is none.
const CodeInfo *findCode(std::string_view text);

/// Replaces `range` (insertion when empty) to repair the source.
struct FixIt {
  SourceRange range;
  std::string replacement;
};

struct Note {
  SourceRange range; ///< May be invalid: printed without a place.
  std::string message;
};

struct Diagnostic {
  Severity severity = Severity::Error;
  Code code{};
  std::string message;
  SourceRange range; ///< The caret stands at its first byte.
  std::vector<SourceRange> highlights;
  std::vector<Note> notes;
  std::vector<FixIt> fixIts;

  Diagnostic &note(SourceRange at, std::string text) {
    notes.push_back({at, std::move(text)});
    return *this;
  }
  /// A note without a place.
  Diagnostic &note(std::string text) { return note({}, std::move(text)); }
  Diagnostic &fixIt(SourceRange at, std::string replacement) {
    fixIts.push_back({at, std::move(replacement)});
    return *this;
  }
  /// Underlines another range of the same line with `~~~~`.
  Diagnostic &highlight(SourceRange at) {
    highlights.push_back(at);
    return *this;
  }
};

/// Collects diagnostics in the order in which they are found. References that
/// it returns stay valid.
class DiagnosticEngine {
public:
  Diagnostic &error(Code code, SourceRange at, std::string message) {
    return report(Severity::Error, code, at, std::move(message));
  }
  Diagnostic &warning(Code code, SourceRange at, std::string message) {
    return report(Severity::Warning, code, at, std::move(message));
  }
  Diagnostic &remark(Code code, SourceRange at, std::string message) {
    return report(Severity::Remark, code, at, std::move(message));
  }
  Diagnostic &report(Severity severity, Code code, SourceRange at,
                     std::string message);

  /// Adds one that was made elsewhere.
  Diagnostic &report(Diagnostic diagnostic);

  const std::deque<Diagnostic> &diagnostics() const { return all; }
  unsigned numErrors() const { return errors; }
  bool hasErrors() const { return errors != 0; }
  void clear();

  /// `-Werror`: warnings reported from now on are errors.
  void setWarningsAsErrors(bool on = true) { warningsAsErrors = on; }

private:
  std::deque<Diagnostic> all;
  unsigned errors = 0;
  bool warningsAsErrors = false;
};

struct RenderOptions {
  bool color = false;
};

/// Prints as
///   file:5:24: error: message [KOP0107]
///     let d = sqdist(x[i], y[j]);
///                    ~~~~  ^~~~
///   file:3:38: note: y is declared vec(2) here
void renderText(const Diagnostic &diagnostic, const SourceManager &sources,
                std::ostream &out, const RenderOptions &options = {});
void renderText(const DiagnosticEngine &engine, const SourceManager &sources,
                std::ostream &out, const RenderOptions &options = {});

/// One JSON array of all diagnostics, documented in docs/Diagnostics.md.
void renderJson(const DiagnosticEngine &engine, const SourceManager &sources,
                std::ostream &out);

/// The candidate nearest to a misspelt name by edit distance (a transposition
/// counts 1), when it is near enough to be what the author meant.
std::optional<std::string>
didYouMean(std::string_view name, const std::vector<std::string> &candidates);

} // namespace kop::syntax

#endif // KOP_SYNTAX_DIAGNOSTICS_H
