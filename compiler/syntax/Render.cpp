//===- Render.cpp - Printing diagnostics ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Diagnostics.h"

#include <algorithm>
#include <cstdio>

using namespace kop::syntax;

namespace {

const char *severityWord(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Remark:
    return "remark";
  case Severity::Note:
    return "note";
  }
  return "";
}

const char *severityColor(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "\033[1;31m";
  case Severity::Warning:
    return "\033[1;35m";
  case Severity::Remark:
    return "\033[1;34m";
  case Severity::Note:
    return "\033[1;36m";
  }
  return "";
}

/// Prints diagnostics with the source line and marks below it.
class TextRenderer {
public:
  TextRenderer(const SourceManager &sources, std::ostream &out,
               const RenderOptions &options)
      : sources(sources), out(out), options(options) {}

  void print(const Diagnostic &diagnostic) {
    header(diagnostic.severity, diagnostic.range,
           diagnostic.message + " [" + codeString(diagnostic.code) + "]");
    snippet(diagnostic.range, diagnostic.highlights, diagnostic.fixIts);
    for (const Note &note : diagnostic.notes) {
      header(Severity::Note, note.range, note.message);
      snippet(note.range, {}, {});
    }
  }

private:
  const SourceManager &sources;
  std::ostream &out;
  const RenderOptions &options;

  const char *color(const char *sequence) const {
    return options.color ? sequence : "";
  }
  bool isKnown(SourceRange range) const {
    return range.isValid() && range.file < sources.size();
  }
  void header(Severity severity, SourceRange range, const std::string &message);
  void snippet(SourceRange range, const std::vector<SourceRange> &highlights,
               const std::vector<FixIt> &fixIts);
};

void TextRenderer::header(Severity severity, SourceRange range,
                          const std::string &message) {
  out << color("\033[1m");
  if (isKnown(range)) {
    Position position = sources.position(range.file, range.begin);
    out << sources.name(range.file) << ':' << position.line << ':'
        << position.column << ": ";
  } else if (severity != Severity::Note) {
    out << "kopc: ";
  }
  out << color(severityColor(severity)) << severityWord(severity) << ':'
      << color("\033[0m") << ' ' << color("\033[1m") << message
      << color("\033[0m") << '\n';
}

/// A part of one source line, as columns of code points. Tabs are one column
/// in the marks because they are printed as one blank.
struct LineView {
  std::string text;              ///< With tabs and controls as blanks.
  std::vector<uint32_t> offsets; ///< Of each column, and of the end.
};

LineView viewLine(const SourceManager &sources, FileId file, unsigned line) {
  LineView view;
  std::string_view text = sources.line(file, line);
  uint32_t begin = sources.lineBegin(file, line);
  for (size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80)
      view.offsets.push_back(begin + static_cast<uint32_t>(i));
    view.text += byte < 0x20 || byte == 0x7F ? ' ' : text[i];
  }
  view.offsets.push_back(begin + static_cast<uint32_t>(text.size()));
  return view;
}

/// Keeps a window of a long line around the first byte of `range`.
void cutLongLine(LineView &view, uint32_t focus) {
  constexpr size_t widest = 160, before = 60;
  size_t columns = view.offsets.size() - 1;
  if (columns <= widest)
    return;
  size_t column =
      std::lower_bound(view.offsets.begin(), view.offsets.end(), focus) -
      view.offsets.begin();
  size_t first = column > before ? column - before : 0;
  size_t last = std::min(columns, first + widest);
  uint32_t begin = view.offsets.front();
  view.text = view.text.substr(view.offsets[first] - begin,
                               view.offsets[last] - view.offsets[first]);
  view.offsets = {view.offsets.begin() + static_cast<long>(first),
                  view.offsets.begin() + static_cast<long>(last) + 1};
}

void TextRenderer::snippet(SourceRange range,
                           const std::vector<SourceRange> &highlights,
                           const std::vector<FixIt> &fixIts) {
  if (!isKnown(range))
    return;
  unsigned line = sources.position(range.file, range.begin).line;
  LineView view = viewLine(sources, range.file, line);
  cutLongLine(view, range.begin);
  size_t columns = view.offsets.size() - 1;
  std::string marks(columns + 1, ' ');
  auto mark = [&](SourceRange at, char head) {
    if (!isKnown(at) || at.file != range.file)
      return;
    for (size_t column = 0; column <= columns; ++column) {
      uint32_t offset = view.offsets[column];
      bool isHead = offset == at.begin && head == '^';
      bool isInside = offset >= at.begin && offset < at.end && column < columns;
      if (isHead)
        marks[column] = '^';
      else if (isInside && marks[column] == ' ')
        marks[column] = '~';
    }
  };
  mark(range, '^');
  for (SourceRange highlight : highlights)
    mark(highlight, '~');
  marks.erase(marks.find_last_not_of(' ') + 1);
  out << view.text << '\n'
      << color("\033[1;32m") << marks << color("\033[0m") << '\n';

  // Replacements of one line stand below the marks.
  std::string fixes;
  for (const FixIt &fix : fixIts) {
    auto column = std::lower_bound(view.offsets.begin(), view.offsets.end(),
                                   fix.range.begin) -
                  view.offsets.begin();
    bool isOnLine = fix.range.file == range.file &&
                    fix.range.begin >= view.offsets.front() &&
                    fix.range.begin <= view.offsets.back();
    if (!isOnLine || fix.replacement.find('\n') != std::string::npos ||
        static_cast<size_t>(column) < fixes.size() || fix.replacement.empty())
      continue;
    fixes.resize(static_cast<size_t>(column), ' ');
    fixes += fix.replacement;
  }
  fixes.erase(fixes.find_last_not_of(' ') + 1);
  if (!fixes.empty())
    out << color("\033[32m") << fixes << color("\033[0m") << '\n';
}

/// Writes JSON with the characters escaped that the standard asks for.
class JsonRenderer {
public:
  JsonRenderer(const SourceManager &sources, std::ostream &out)
      : sources(sources), out(out) {}

  void print(const DiagnosticEngine &engine) {
    out << '[';
    const char *separator = "\n";
    for (const Diagnostic &diagnostic : engine.diagnostics()) {
      out << separator << "  ";
      print(diagnostic);
      separator = ",\n";
    }
    out << "\n]\n";
  }

private:
  const SourceManager &sources;
  std::ostream &out;

  void string(std::string_view text) {
    out << '"';
    for (char c : text) {
      auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out << '\\' << c;
      } else if (c == '\n') {
        out << "\\n";
      } else if (byte < 0x20) {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", byte);
        out << escape;
      } else {
        out << c;
      }
    }
    out << '"';
  }

  void range(SourceRange at) {
    if (!at.isValid() || at.file >= sources.size()) {
      out << "null";
      return;
    }
    Position begin = sources.position(at.file, at.begin);
    Position end = sources.position(at.file, at.end);
    out << "{\"file\": ";
    string(sources.name(at.file));
    out << ", \"line\": " << begin.line << ", \"column\": " << begin.column
        << ", \"endLine\": " << end.line << ", \"endColumn\": " << end.column
        << ", \"offset\": " << at.begin << ", \"endOffset\": " << at.end << '}';
  }

  void print(const Diagnostic &diagnostic) {
    out << "{\"severity\": \"" << severityWord(diagnostic.severity)
        << "\", \"code\": \"" << codeString(diagnostic.code)
        << "\", \"message\": ";
    string(diagnostic.message);
    out << ", \"range\": ";
    range(diagnostic.range);
    out << ", \"highlights\": [";
    const char *separator = "";
    for (SourceRange highlight : diagnostic.highlights) {
      out << separator;
      range(highlight);
      separator = ", ";
    }
    out << "], \"notes\": [";
    separator = "";
    for (const Note &note : diagnostic.notes) {
      out << separator << "{\"message\": ";
      string(note.message);
      out << ", \"range\": ";
      range(note.range);
      out << '}';
      separator = ", ";
    }
    out << "], \"fixIts\": [";
    separator = "";
    for (const FixIt &fix : diagnostic.fixIts) {
      out << separator << "{\"replacement\": ";
      string(fix.replacement);
      out << ", \"range\": ";
      range(fix.range);
      out << '}';
      separator = ", ";
    }
    out << "]}";
  }
};

} // namespace

void kop::syntax::renderText(const Diagnostic &diagnostic,
                             const SourceManager &sources, std::ostream &out,
                             const RenderOptions &options) {
  TextRenderer(sources, out, options).print(diagnostic);
}

void kop::syntax::renderText(const DiagnosticEngine &engine,
                             const SourceManager &sources, std::ostream &out,
                             const RenderOptions &options) {
  TextRenderer renderer(sources, out, options);
  for (const Diagnostic &diagnostic : engine.diagnostics())
    renderer.print(diagnostic);
}

void kop::syntax::renderJson(const DiagnosticEngine &engine,
                             const SourceManager &sources, std::ostream &out) {
  JsonRenderer(sources, out).print(engine);
}
