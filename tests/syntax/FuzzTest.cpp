//===- FuzzTest.cpp - Arbitrary bytes as source ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Deterministic mutations of a correct file. Every result is a tree or at
// least one error, never both or neither, and all of it can be printed.
// KOP_FUZZ_FACTOR=n in the environment multiplies the number of inputs.
//
//===----------------------------------------------------------------------===//

#include "tests/syntax/TestFiles.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

using namespace kop::syntax;
using namespace kop::syntax::testing;

namespace {

/// A linear congruential generator: the same numbers on every platform.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed * 2654435761u + 1) {}
  size_t below(size_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>((state >> 33) % bound);
  }

private:
  uint64_t state;
};

/// Number of inputs of a test.
uint64_t inputs(uint64_t usual) {
  const char *factor = std::getenv("KOP_FUZZ_FACTOR");
  return factor ? usual * std::strtoull(factor, nullptr, 10) : usual;
}

const char *const fragments[] = {
    "sum[j] ", "kmin[j; K] ", "(",        ")",       "[",        "]",
    "{",       "}",           ";",        ",",       ":",        "=",
    "==",      "<",           "^",        "-",       "!",        "@",
    "let ",    "fn ",         "formula ", "export ", "const ",   "in ",
    "given",   "as ",         "index ",   "max",     "/*",       "*/",
    "//",      "///",         "\"",       ".",       ".5",       "1e",
    "1e-3",    "0x1",         "\xCF\x83", "\xFF",    "\n",       "\r\n",
    "&&",      "||",          "|",        "&",       "count[j]", "softmax",
    "**",
};

/// A declaration of the page, or the page.
std::string choose(Random &random) {
  std::string text = page;
  if (random.below(8) == 0)
    return text;
  size_t begin = text.find("\nfo", random.below(text.size()));
  if (begin == std::string::npos)
    begin = text.find("\nfo");
  size_t end = text.find("\nf", begin + 1);
  return text.substr(begin, end == std::string::npos ? end : end - begin);
}

void mutate(std::string &text, Random &random) {
  size_t place = random.below(text.size() + 1);
  size_t length = random.below(12);
  switch (random.below(6)) {
  case 0:
    text.erase(std::min(place, text.size()), length);
    break;
  case 1:
    text.insert(place, fragments[random.below(std::size(fragments))]);
    break;
  case 2:
    if (place < text.size())
      text[place] = static_cast<char>(random.below(256));
    break;
  case 3: { // A copied piece.
    size_t from = random.below(text.size() + 1);
    text.insert(place, text.substr(from, length * 3));
    break;
  }
  case 4:
    text.resize(place);
    break;
  default:
    for (size_t i = 0; i < length; ++i)
      text.insert(place, fragments[random.below(std::size(fragments))]);
  }
}

void check(const std::string &text) {
  auto parsed = parseText(text);
  ASSERT_NE(parsed->file != nullptr, parsed->diagnostics.hasErrors()) << text;
  std::ostringstream out;
  if (parsed->file)
    printAst(*parsed->file, out, &parsed->sources);
  renderText(parsed->diagnostics, parsed->sources, out, {true});
  renderJson(parsed->diagnostics, parsed->sources, out);
  for (const Diagnostic &diagnostic : parsed->diagnostics.diagnostics()) {
    EXPECT_LE(diagnostic.range.begin, diagnostic.range.end) << text;
    EXPECT_LE(diagnostic.range.end, text.size()) << text;
    EXPECT_FALSE(diagnostic.message.empty());
  }
}

TEST(Fuzz, Mutations) {
  for (uint64_t seed = 0; seed < inputs(1000); ++seed) {
    Random random(seed);
    std::string text = choose(random);
    for (size_t n = 1 + random.below(4); n > 0; --n)
      mutate(text, random);
    check(text);
    if (HasFatalFailure())
      return;
  }
}

TEST(Fuzz, Fragments) {
  for (uint64_t seed = 0; seed < inputs(500); ++seed) {
    Random random(seed);
    std::string text = random.below(2) ? "formula f(x[i]) { a[i] = " : "";
    for (size_t n = random.below(60); n > 0; --n)
      text += fragments[random.below(std::size(fragments))];
    check(text);
    if (HasFatalFailure())
      return;
  }
}

TEST(Fuzz, Bytes) {
  for (uint64_t seed = 0; seed < inputs(500); ++seed) {
    Random random(seed);
    std::string text;
    for (size_t n = random.below(300); n > 0; --n)
      text += static_cast<char>(random.below(random.below(2) ? 256 : 128));
    check(text);
    if (HasFatalFailure())
      return;
  }
}

/// A correct expression with operators and parentheses at random.
std::string expression(Random &random, unsigned depth) {
  static const char *const leaves[] = {"a",  "x[i]", "2",
                                       ".5", "f(b)", "v[1:3]"};
  static const char *const operators[] = {" + ", " - ", " * ",  " / ", " % ",
                                          " @ ", "^",   " && ", " || "};
  static const char *const prefixes[] = {"-", "!", "sum[j] ", "max[k : c] ",
                                         "kmin[j; K] "};
  if (depth == 0)
    return leaves[random.below(std::size(leaves))];
  auto part = [&] { return expression(random, depth - 1); };
  switch (random.below(8)) {
  case 0:
    return "(" + part() + ")";
  case 1:
    return prefixes[random.below(std::size(prefixes))] + part();
  case 2:
    return "(" + part() + ") < (" + part() + ")";
  case 3:
    return "logsumexp[j](" + part() + ", " + part() + ")";
  case 4:
    return "[" + part() + ", " + part() + "][" + part() + "]";
  default:
    // Statements, so that the operands are made from left to right.
    std::string left = part();
    left += operators[random.below(std::size(operators))];
    return left + part();
  }
}

/// What is spelled out parses to the same tree.
TEST(Fuzz, SpellingRoundTrips) {
  for (uint64_t seed = 0; seed < inputs(2000); ++seed) {
    Random random(seed);
    std::string text = expression(random, 1 + random.below(5));
    auto parsed = parseExprText(text);
    if (!parsed->expr) { // Comparisons side by side.
      ASSERT_EQ(parsed->diagnostics.diagnostics().front().code,
                Code::ChainedComparison)
          << text << parsed->errors();
      continue;
    }
    std::string spelled = ast::toString(*parsed->expr);
    auto again = parseExprText(spelled);
    ASSERT_TRUE(again->expr) << text << "\n" << again->errors();
    ASSERT_EQ(form(*again->expr), form(*parsed->expr)) << text << "\n"
                                                       << spelled;
  }
}

TEST(Fuzz, Repetitions) {
  for (const char *fragment : fragments) {
    std::string repeated;
    for (int i = 0; i < 3000; ++i)
      repeated += fragment;
    auto start = std::chrono::steady_clock::now();
    check(repeated);
    check("formula f(x[i]) { a[i] = " + repeated + "; }");
    std::chrono::duration<double> time =
        std::chrono::steady_clock::now() - start;
    EXPECT_LT(time.count(), 20.0) << fragment;
  }
}

} // namespace
