//===- ExpressionTest.cpp - Precedence, ranges, depth ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/syntax/TestFiles.h"

#include <gtest/gtest.h>

using namespace kop::syntax;
using namespace kop::syntax::ast;
using namespace kop::syntax::testing;

namespace {

struct Row {
  const char *text, *tree;
};

class Precedence : public ::testing::TestWithParam<Row> {};

TEST_P(Precedence, Tree) {
  auto parsed = parseExprText(GetParam().text);
  ASSERT_TRUE(parsed->expr) << parsed->errors();
  EXPECT_EQ(form(*parsed->expr), GetParam().tree);
}

/// What is spelled out parses to the same tree.
TEST_P(Precedence, SpellingRoundTrips) {
  auto parsed = parseExprText(GetParam().text);
  ASSERT_TRUE(parsed->expr);
  std::string spelled = toString(*parsed->expr);
  auto again = parseExprText(spelled);
  ASSERT_TRUE(again->expr) << spelled << "\n" << again->errors();
  EXPECT_EQ(form(*again->expr), GetParam().tree) << spelled;
}

const Row rows[] = {
    // Calls, indices and components bind tightest.
    {"x[i]^2", "(^ (at x i) 2)"},
    {"x[i][k]", "(at (at x i) k)"},
    {"f(a)[k]", "(at (f a) k)"},
    {"(a + b)[k]", "(at (+ a b) k)"},
    {"y[nbr[i, k]]", "(at y (at nbr i k))"},
    {"v[1:D]", "(at v 1:D)"},
    {"v[a + 1:b * 2]", "(at v (+ a 1):(* b 2))"},
    {"-v[k]", "(- (at v k))"},
    {"[a, b][0]", "(at [a b] 0)"},
    {"e[]", "(at e)"},
    // Powers associate to the right and bind tighter than signs.
    {"a^b^c", "(^ a (^ b c))"},
    {"-a^2", "(- (^ a 2))"},
    {"x^-2", "(^ x (- 2))"},
    {"x^-2*y", "(* (^ x (- 2)) y)"},
    {"x^-y^2", "(^ x (- (^ y 2)))"},
    {"2^-x @ y", "(@ (^ 2 (- x)) y)"},
    {"!a^b", "(! (^ a b))"},
    {"--a", "(- (- a))"},
    // Signs bind tighter than `@`, and `@` tighter than `*`.
    {"-a @ b", "(@ (- a) b)"},
    {"a @ -b @ c", "(@ (@ a (- b)) c)"},
    {"a * b @ c", "(* a (@ b c))"},
    {"a @ b * c", "(* (@ a b) c)"},
    {"a @ b @ c", "(@ (@ a b) c)"},
    {"-a * b", "(* (- a) b)"},
    // `* / %` associate to the left.
    {"a / b * c % d", "(% (* (/ a b) c) d)"},
    {"a - b - c", "(- (- a b) c)"},
    {"a + b * c - d", "(- (+ a (* b c)) d)"},
    {"a * -b", "(* a (- b))"},
    {"a - -b", "(- a (- b))"},
    // Reductions reach over `* / %` and not over `+ -`.
    {"sum[j] k * b[j] + c[i]", "(+ (sum j | (* k (at b j))) (at c i))"},
    {"sum[j] a - b", "(- (sum j | a) b)"},
    {"a + sum[j] b", "(+ a (sum j | b))"},
    {"sum[j](a) * b", "(sum j | (* a b))"},
    {"(sum[j] a) * b", "(* (sum j | a) b)"},
    {"sum[j] a @ b / c % d", "(sum j | (% (/ (@ a b) c) d))"},
    {"sum[j] a < b", "(< (sum j | a) b)"},
    {"sum[j] -a * b", "(sum j | (* (- a) b))"},
    {"-sum[j] e", "(- (sum j | e))"},
    {"-sum[j] a * b", "(- (sum j | (* a b)))"},
    {"-sum[j] a + b", "(+ (- (sum j | a)) b)"},
    {"eps * sum[j] e", "(* eps (sum j | e))"},
    {"eps * sum[j] a * b", "(* eps (sum j | (* a b)))"},
    {"a / sum[j] b", "(/ a (sum j | b))"},
    {"x^sum[j] a * b", "(^ x (sum j | (* a b)))"},
    {"(sum[j] a) / sum[j] b", "(/ (sum j | a) (sum j | b))"},
    {"sum[j] sum[k] a * b", "(sum j | (sum k | (* a b)))"},
    {"sum[i, j] a", "(sum i j | a)"},
    {"sum[j : a != b && c] e", "(sum j : (&& (!= a b) c) | e)"},
    {"sum[j in nbr[i]] e", "(sum j in (at nbr i) | e)"},
    {"max[j in nbr[i] : j != i] e", "(max j in (at nbr i) : (!= j i) | e)"},
    {"kmin[j; K : j != i] e", "(kmin j ; K : (!= j i) | e)"},
    {"kmax[j; 2 * K] e", "(kmax j ; (* 2 K) | e)"},
    {"argmin[j] sqdist(x[i], y[j])", "(argmin j | (sqdist (at x i) (at y j)))"},
    {"y[argmin[j] d]", "(at y (argmin j | d))"},
    {"collect[j] e", "(collect j | e)"},
    {"collect[j : a < b]", "(collect j : (< a b) |)"},
    {"mean[j] a * prod[j] b * var[j] c",
     "(mean j | (* a (prod j | (* b (var j | c)))))"},
    // Reductions with parentheses are primaries.
    {"logsumexp[j](s) * 2", "(* (logsumexp j | s) 2)"},
    {"-logsumexp[j](s, w)^2", "(- (^ (logsumexp j | s w) 2))"},
    {"logsumexp_signed[j](s, w)", "(logsumexp_signed j | s w)"},
    {"softmax[j : c](s; v)[0]", "(at (softmax j : c | s ; v) 0)"},
    {"count[i] (a == b) + 1", "(+ (count i | (== a b)) 1)"},
    {"any[j](a) && !all[j](b)", "(&& (any j | a) (! (all j | b)))"},
    // The same words over components.
    {"sum(v) * 2", "(* (sum v) 2)"},
    {"min(a, b) + max(v) - argmin(v)", "(- (+ (min a b) (max v)) (argmin v))"},
    {"softmax(v)", "(softmax v)"},
    // Comparisons, then `&&`, then `||`.
    {"a + 1 < b * 2", "(< (+ a 1) (* b 2))"},
    {"a < b && c >= d || e != f", "(|| (&& (< a b) (>= c d)) (!= e f))"},
    {"a || b && c", "(|| a (&& b c))"},
    {"!a == b", "(== (! a) b)"},
    {"(a < b) == c", "(== (< a b) c)"},
    {"a == (b <= c)", "(== a (<= b c))"},
    // Calls.
    {"grad(e, v; cotangent)", "(grad e v ; cotangent)"},
    {"std.metrics.manhattan(u, v)", "(std.metrics.manhattan u v)"},
    {"einsum(\"ab,b->a\", A, v)", "(einsum \"ab,b->a\" A v)"},
    {"select(a < b, x, y)", "(select (< a b) x y)"},
    // Words with a meaning in one place are names elsewhere.
    {"in + given * as / accumulate - index",
     "(- (+ in (/ (* given as) accumulate)) index)"},
    {"vjp(jvp, vec, mat)", "(vjp jvp vec mat)"},
    {"sum[in in index] e", "(sum in in index | e)"},
    // Numbers keep their text.
    {"1 + 1.5 + .5 + 1e-3 + 2E+4 + 007", "(+ (+ (+ (+ (+ 1 1.5) .5) 1e-3) "
                                         "2E+4) 007)"},
};

INSTANTIATE_TEST_SUITE_P(Table, Precedence, ::testing::ValuesIn(rows));

TEST(Ranges, WithAndWithoutParentheses) {
  auto parsed = parseExprText("2 * ((a + b))");
  ASSERT_TRUE(parsed->expr);
  auto text = [&](SourceRange at) { return parsed->sources.text(at); };
  auto *product = parsed->expr->as<BinaryExpr>();
  EXPECT_EQ(text(product->range), "2 * ((a + b))");
  EXPECT_EQ(text(product->opRange), "*");
  EXPECT_EQ(text(product->rhs->range), "a + b");
  EXPECT_EQ(text(product->rhs->outer), "((a + b))");
  EXPECT_TRUE(product->rhs->isParenthesized());
  EXPECT_FALSE(product->lhs->isParenthesized());
}

std::string repeat(const std::string &text, size_t n) {
  std::string result;
  for (size_t i = 0; i < n; ++i)
    result += text;
  return result;
}

/// Nested to a depth, by every means.
std::vector<std::string> nested(size_t depth) {
  return {
      repeat("(", depth) + "x" + repeat(")", depth),
      repeat("[", depth) + "x" + repeat("]", depth),
      repeat("f(", depth) + "x" + repeat(")", depth),
      repeat("x[", depth) + "i" + repeat("]", depth),
      repeat("-", depth) + "x",
      repeat("!", depth) + "x",
      repeat("x^", depth) + "x",
      repeat("sum[j] ", depth) + "x",
      repeat("-(", depth / 2) + "x" + repeat(")", depth / 2),
  };
}

TEST(Depth, AThousandLevelsAreFine) {
  for (const std::string &text : nested(maxDepth)) {
    auto parsed = parseExprText(text);
    EXPECT_TRUE(parsed->expr) << text.substr(0, 20) << "\n" << parsed->errors();
  }
}

TEST(Depth, MoreIsAnError) {
  for (size_t depth : {size_t(maxDepth) + 2, size_t(100000)})
    for (const std::string &text : nested(depth)) {
      auto parsed = parseExprText(text);
      ASSERT_FALSE(parsed->expr) << text.substr(0, 20);
      EXPECT_EQ(parsed->diagnostics.diagnostics().front().code,
                Code::NestingTooDeep)
          << text.substr(0, 20);
    }
}

/// Flat chains nest in the tree, too.
TEST(Depth, LongSums) {
  EXPECT_TRUE(parseExprText("x" + repeat(" + x", maxDepth))->expr);
  EXPECT_TRUE(parseExprText("x" + repeat(" - -x^2", maxDepth / 2))->expr);
  auto parsed = parseExprText("x" + repeat(" + x", 100000));
  ASSERT_FALSE(parsed->expr);
  EXPECT_EQ(parsed->diagnostics.diagnostics().front().code,
            Code::NestingTooDeep);
}

TEST(Size, LongFlatTextIsFine) {
  EXPECT_TRUE(parseExprText("f(x" + repeat(", x", 20000) + ")")->expr);
  EXPECT_TRUE(parseExprText(repeat("1", 100000))->expr);
  EXPECT_TRUE(parseExprText(repeat("a", 100000))->expr);
  std::string text = "formula f(x[i]) {\n";
  for (int i = 0; i < 5000; ++i)
    text += "let a" + std::to_string(i) + " = x[i] + 1;\n";
  EXPECT_TRUE(parseText(text + "b[i] = x[i]; }")->file);
}

} // namespace
