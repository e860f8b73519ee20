//===- Diagnostics.cpp - Errors, warnings, remarks ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Diagnostics.h"

#include <algorithm>
#include <cctype>
#include <numeric>

using namespace kop::syntax;

std::string kop::syntax::codeString(Code code) {
  std::string digits = std::to_string(static_cast<unsigned>(code));
  return "KOP" + std::string(4 - std::min<size_t>(4, digits.size()), '0') +
         digits;
}

const std::vector<CodeInfo> &kop::syntax::allCodes() {
  static const std::vector<CodeInfo> table = {
#define KOP_DIAGNOSTIC(NUMBER, NAME, SUMMARY, EXPLANATION)                     \
  {Code::NAME, #NAME, SUMMARY, EXPLANATION},
#include "compiler/syntax/Diagnostics.def"
  };
  return table;
}

const CodeInfo *kop::syntax::findCode(std::string_view text) {
  auto isLetter = [](std::string_view t, char upper) {
    return !t.empty() &&
           std::toupper(static_cast<unsigned char>(t[0])) == upper;
  };
  for (char letter : {'K', 'O', 'P'})
    if (isLetter(text, letter))
      text.remove_prefix(1);
  if (text.empty() || text.size() > 5)
    return nullptr;
  unsigned number = 0;
  for (char c : text) {
    if (c < '0' || c > '9')
      return nullptr;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  for (const CodeInfo &info : allCodes())
    if (static_cast<unsigned>(info.code) == number)
      return &info;
  return nullptr;
}

Diagnostic &DiagnosticEngine::report(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Warning && warningsAsErrors)
    diagnostic.severity = Severity::Error;
  if (diagnostic.severity == Severity::Error)
    ++errors;
  return all.emplace_back(std::move(diagnostic));
}

Diagnostic &DiagnosticEngine::report(Severity severity, Code code,
                                     SourceRange at, std::string message) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = code;
  diagnostic.range = at;
  diagnostic.message = std::move(message);
  return report(std::move(diagnostic));
}

void DiagnosticEngine::clear() {
  all.clear();
  errors = 0;
}

/// Edit distance with transpositions of neighbours (optimal string alignment).
static size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> beforeLast(b.size() + 1), last(b.size() + 1),
      row(b.size() + 1);
  std::iota(last.begin(), last.end(), size_t(0));
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t substitution = last[j - 1] + (a[i - 1] != b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::optional<std::string>
kop::syntax::didYouMean(std::string_view name,
                        const std::vector<std::string> &candidates) {
  // One error for up to three letters, then one more per three letters.
  constexpr size_t longest = 64;
  if (name.empty() || name.size() > longest)
    return std::nullopt;
  size_t allowed = std::max<size_t>(1, (name.size() + 1) / 3);
  const std::string *best = nullptr;
  for (const std::string &candidate : candidates) {
    size_t difference = candidate.size() > name.size()
                            ? candidate.size() - name.size()
                            : name.size() - candidate.size();
    if (difference > allowed || candidate == name)
      continue;
    size_t distance = editDistance(name, candidate);
    // A name with every letter replaced is another name.
    if (distance > allowed ||
        distance >= std::max(name.size(), candidate.size()))
      continue;
    if (best && distance == allowed)
      continue;
    best = &candidate;
    allowed = distance;
    if (distance == 0)
      break;
  }
  return best ? std::optional<std::string>(*best) : std::nullopt;
}
