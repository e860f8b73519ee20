//===- DiagnosticsTest.cpp - Engine, renderers, table ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/syntax/TestFiles.h"

#include <gtest/gtest.h>

using namespace kop::syntax;
using namespace kop::syntax::testing;

namespace {

TEST(Table, NumbersAscendAndTextsAreComplete) {
  unsigned last = 0;
  for (const CodeInfo &info : allCodes()) {
    auto number = static_cast<unsigned>(info.code);
    EXPECT_GT(number, last) << info.name;
    last = number;
    EXPECT_FALSE(info.summary.empty()) << info.name;
    EXPECT_EQ(info.summary.find('\n'), std::string_view::npos) << info.name;
    EXPECT_FALSE(info.explanation.empty()) << info.name;
  }
}

TEST(Table, FindsCodes) {
  EXPECT_EQ(codeString(Code::MissingSemicolon), "KOP0007");
  for (const char *text : {"KOP0007", "kop0007", "KOP7", "7", "0007"}) {
    ASSERT_NE(findCode(text), nullptr) << text;
    EXPECT_EQ(findCode(text)->code, Code::MissingSemicolon);
  }
  for (const char *text : {"", "KOP", "KOP0000", "KOP9x", "99999999999"})
    EXPECT_EQ(findCode(text), nullptr) << text;
}

TEST(DidYouMean, NearNames) {
  std::vector<std::string> names = {"sigma", "sqdist", "sqnorm", "x", "y"};
  EXPECT_EQ(didYouMean("sgima", names), "sigma"); // a transposition
  EXPECT_EQ(didYouMean("sigm", names), "sigma");
  EXPECT_EQ(didYouMean("sqdst", names), "sqdist");
  EXPECT_EQ(didYouMean("sqnrom", names), "sqnorm");
  EXPECT_EQ(didYouMean("xx", names), "x");
  EXPECT_EQ(didYouMean("z", names), std::nullopt);
  EXPECT_EQ(didYouMean("epsilon", names), std::nullopt);
  EXPECT_EQ(didYouMean("", names), std::nullopt);
  EXPECT_EQ(didYouMean(std::string(1000, 'a'), names), std::nullopt);
}

TEST(Source, PositionsCountCodePoints) {
  SourceManager sources;
  FileId file = sources.add("t", "a\xC3\xA9z\r\nb\rc\n\nd");
  auto at = [&](uint32_t offset) {
    Position p = sources.position(file, offset);
    return std::pair(p.line, p.column);
  };
  EXPECT_EQ(at(0), std::pair(1u, 1u));
  EXPECT_EQ(at(3), std::pair(1u, 3u)); // behind é
  EXPECT_EQ(at(6), std::pair(2u, 1u));
  EXPECT_EQ(at(8), std::pair(3u, 1u)); // behind a lone "\r"
  EXPECT_EQ(at(11), std::pair(5u, 1u));
  EXPECT_EQ(at(99), std::pair(5u, 2u)); // the end
  EXPECT_EQ(sources.line(file, 1), "a\xC3\xA9z");
  EXPECT_EQ(sources.line(file, 4), "");
}

std::string render(const DiagnosticEngine &engine,
                   const SourceManager &sources) {
  std::ostringstream out;
  renderText(engine, sources, out);
  return out.str();
}

TEST(Render, RangesNotesAndFixIts) {
  SourceManager sources;
  FileId file = sources.add("g.kop", "formula g(y: vec(2)) {\n"
                                     "  let d = sqdist(x[i], y[j]);\n}\n");
  DiagnosticEngine engine;
  engine.error(Code::UnexpectedToken, {file, 46, 50}, "two shapes")
      .highlight({file, 40, 44})
      .note({file, 10, 11}, "y is declared here")
      .note("no place")
      .fixIt({file, 46, 50}, "z[j]");
  EXPECT_EQ(render(engine, sources), "g.kop:2:24: error: two shapes [KOP0006]\n"
                                     "  let d = sqdist(x[i], y[j]);\n"
                                     "                 ~~~~  ^~~~\n"
                                     "                       z[j]\n"
                                     "g.kop:1:11: note: y is declared here\n"
                                     "formula g(y: vec(2)) {\n"
                                     "          ^\n"
                                     "note: no place\n");
}

TEST(Render, TabsAndWideCharactersKeepColumns) {
  SourceManager sources;
  FileId file = sources.add("t", "\t\xC3\xA9 = ?;");
  DiagnosticEngine engine;
  engine.warning(Code::UnexpectedToken, {file, 6, 7}, "m");
  EXPECT_EQ(render(engine, sources), "t:1:6: warning: m [KOP0006]\n"
                                     " \xC3\xA9 = ?;\n"
                                     "     ^\n");
}

TEST(Render, LongLinesAreCut) {
  SourceManager sources;
  FileId file =
      sources.add("t", std::string(5000, 'a') + "?" + std::string(5000, 'b'));
  DiagnosticEngine engine;
  engine.error(Code::UnexpectedToken, {file, 5000, 5001}, "m");
  std::string text = render(engine, sources);
  EXPECT_LT(text.size(), 400u);
  EXPECT_NE(text.find("?"), std::string::npos);
}

TEST(Render, WithoutAPlace) {
  SourceManager sources;
  DiagnosticEngine engine;
  engine.error(Code::CannotOpenFile, {}, "cannot open `a`");
  EXPECT_EQ(render(engine, sources),
            "kopc: error: cannot open `a` [KOP0029]\n");
}

TEST(Render, Json) {
  SourceManager sources;
  FileId file = sources.add("a\"b.kop", "x\ny");
  DiagnosticEngine engine;
  engine.error(Code::UnexpectedToken, {file, 2, 3}, "tab\t\"quote\"")
      .fixIt({file, 2, 2}, "\n");
  std::ostringstream out;
  renderJson(engine, sources, out);
  EXPECT_EQ(
      out.str(),
      "[\n  {\"severity\": \"error\", \"code\": \"KOP0006\", \"message\": "
      "\"tab\\u0009\\\"quote\\\"\", \"range\": {\"file\": \"a\\\"b.kop\", "
      "\"line\": 2, \"column\": 1, \"endLine\": 2, \"endColumn\": 2, "
      "\"offset\": 2, \"endOffset\": 3}, \"highlights\": [], \"notes\": [], "
      "\"fixIts\": [{\"replacement\": \"\\n\", \"range\": {\"file\": "
      "\"a\\\"b.kop\", \"line\": 2, \"column\": 1, \"endLine\": 2, "
      "\"endColumn\": 1, \"offset\": 2, \"endOffset\": 2}}]}\n]\n");
}

TEST(Engine, WarningsAsErrors) {
  DiagnosticEngine engine;
  engine.warning(Code::DanglingDocumentation, {}, "w");
  EXPECT_FALSE(engine.hasErrors());
  engine.setWarningsAsErrors();
  engine.warning(Code::DanglingDocumentation, {}, "w");
  EXPECT_EQ(engine.numErrors(), 1u);
}

TEST(Parse, ThePageHasNoDiagnostics) {
  auto parsed = parseText(page);
  EXPECT_TRUE(parsed->file);
  EXPECT_EQ(parsed->errors(), "");
}

/// Line ends and a byte order mark change nothing.
TEST(Parse, LineEnds) {
  std::string crlf = "\xEF\xBB\xBF";
  for (const char *c = page; *c; ++c)
    crlf += *c == '\n' ? std::string("\r\n") : std::string(1, *c);
  auto plain = parseText(page), windows = parseText(crlf);
  ASSERT_TRUE(windows->file) << windows->errors();
  std::ostringstream first, second;
  printAst(*plain->file, first);
  printAst(*windows->file, second);
  EXPECT_EQ(first.str(), second.str());
}

TEST(Parse, ErrorsBehindUtf8AndCrlf) {
  auto parsed = parseText("// \xC3\xA9\r\n/* \xC3\xA9 */ const a = ;\r\n");
  EXPECT_EQ(parsed->errors(),
            "t.kop:2:19: error: expected an expression, found `;` [KOP0006]\n"
            "/* \xC3\xA9 */ const a = ;\n"
            "                  ^\n");
}

/// Independent errors are reported in one run.
TEST(Parse, SeveralErrors) {
  auto parsed = parseText("formula f(x[i]) { a[i] = ; b[i] = 1 2; }\n"
                          "const c = ;\nconst d = 1;\nfn g(u) = u +;\n");
  EXPECT_EQ(parsed->diagnostics.numErrors(), 4u) << parsed->errors();
}

TEST(Parse, HugeFilesAreRefused) {
  auto parsed = parseText(std::string((size_t(16) << 20) + 1, ' '));
  EXPECT_EQ(parsed->errors().substr(0, 54),
            "t.kop:1:1: error: the file holds 16777217 bytes, more ");
}

TEST(Parse, BytesThatAreNotUtf8) {
  auto parsed = parseText("// caf\xE9\nconst a = 1;");
  EXPECT_EQ(
      parsed->errors().substr(0, 66),
      "t.kop:1:7: error: expected UTF-8, found the byte 0xE9 [KOP0005]\n//");
}

TEST(Parse, ErrorsAreLimited) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "const a = ;\n";
  EXPECT_EQ(parseText(text)->diagnostics.numErrors(), 20u);
}

} // namespace
