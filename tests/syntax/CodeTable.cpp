//===- CodeTable.cpp - The table of diagnostics as a page -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/syntax/CodeTable.h"

#include "compiler/syntax/Diagnostics.h"

using namespace kop::syntax;

static const char *const introduction = R"md(# Diagnostics

<!-- Generated from compiler/syntax/Diagnostics.def by `kop-syntax-test --table`. -->

A diagnostic says where it is, what was expected and what was found:

```
gaussian.kop:4:20: error: expected `)` before `;` [KOP0008]
  let k = exp(-x[i];
                   ^
                   )
gaussian.kop:4:14: note: `(` is opened here
  let k = exp(-x[i];
             ^
```

Lines and columns count from 1, columns in characters. `^~~~` marks the place, `~~~~` other parts of the line
that matter; text below the marks is what to insert or to write instead. `kopc --explain KOP0008` prints the entry
of this page.

## JSON

`--diagnostics-format=json` prints one array. Every element has

| key | value |
|---|---|
| `severity` | `"error"`, `"warning"` or `"remark"` |
| `code` | `"KOP0008"` |
| `message` | the text |
| `range` | a range, or `null` for a message without a place |
| `highlights` | ranges marked with `~~~~` |
| `notes` | objects with `message` and `range` |
| `fixIts` | objects with `range` and `replacement`; an empty range is an insertion |

A range has `file`, `line`, `column`, `endLine`, `endColumn` (the end is exclusive), and `offset`, `endOffset` in
bytes.
)md";

/// The sections of the table by the hundreds of the numbers.
static const char *sectionOf(unsigned number) {
  switch (number / 100) {
  case 0:
    return "Text and syntax";
  case 1:
    return "Names and types of formulas";
  case 2:
    return "Exports and instances";
  case 3:
    return "Passes and code";
  default:
    return "The driver";
  }
}

/// Indented lines of an explanation are code.
static void printExplanation(std::string_view text, std::ostream &out) {
  bool isCode = false;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    bool isIndented = line.substr(0, 2) == "  ";
    if (isIndented != isCode)
      out << (isIndented ? "\n```\n" : "```\n\n");
    isCode = isIndented;
    out << (isIndented ? line.substr(2) : line) << '\n';
  }
  if (isCode)
    out << "```\n";
}

void kop::syntax::testing::printCodeTable(std::ostream &out) {
  out << introduction;
  std::string section;
  for (const CodeInfo &info : allCodes()) {
    std::string current = sectionOf(static_cast<unsigned>(info.code));
    if (current != section)
      out << "\n## " << current << '\n';
    section = current;
    out << "\n### " << codeString(info.code) << ": " << info.summary << "\n\n";
    printExplanation(info.explanation, out);
  }
}
