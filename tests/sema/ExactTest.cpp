//===- ExactTest.cpp - Tests of exact constants ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Exact.h"

#include <gtest/gtest.h>

using namespace kop::sema;

static Exact number(const char *text) { return *Exact::parse(text); }

TEST(Exact, ParsesDecimals) {
  EXPECT_EQ(number("1").str(), "1");
  EXPECT_EQ(number("1.50").str(), "3/2");
  EXPECT_EQ(number(".5").str(), "1/2");
  EXPECT_EQ(number("1e-3").str(), "1/1000");
  EXPECT_EQ(number("25E+2").str(), "2500");
  EXPECT_EQ(number("0.1e1").str(), "1");
  EXPECT_FALSE(Exact::parse("1e99999999999999999999"));
  EXPECT_FALSE(Exact::parse("1e-20001"));
}

TEST(Exact, IsExact) {
  Exact third = *Exact::divide(1, 3);
  EXPECT_EQ(*Exact::multiply(third, 3), Exact(1));
  EXPECT_EQ(Exact::add(number("0.1"), number("0.2"))->str(), "3/10");
  EXPECT_EQ(Exact::power(number("1e10"), 30)->str(),
            "1" + std::string(300, '0'));
  EXPECT_EQ(Exact::power(2, -3)->str(), "1/8");
  EXPECT_FALSE(Exact::power(2, *Exact::divide(1, 2)));
  EXPECT_FALSE(Exact::power(0, -1));
  EXPECT_FALSE(Exact::power(number("1e3"), 1000000));
  EXPECT_EQ(Exact::floor(*Exact::divide(-7, 2))->str(), "-4");
}

TEST(Exact, HoldsPi) {
  Exact pi = Exact::pi();
  Exact sum = *Exact::add(1, *Exact::divide(pi, 3));
  EXPECT_EQ(sum.str(), "1 + 1/3*pi");
  EXPECT_EQ(Exact::add(sum, sum.negated())->str(), "0");
  EXPECT_EQ(Exact::divide(pi, *Exact::multiply(pi, 2))->str(), "1/2");
  EXPECT_FALSE(Exact::multiply(pi, pi));
  EXPECT_LT(*Exact::compare(3, pi), 0);
  EXPECT_LT(*Exact::compare(pi, number("3.1415926535897932385")), 0);
  EXPECT_EQ(Exact::floor(*Exact::multiply(pi, 100))->str(), "314");
  EXPECT_EQ(pi.constant().kind, Constant::Kind::Pi);
  EXPECT_TRUE(pi.negated().constant().negative);
  // Two hundred digits: any rounding to a format is the correct one.
  Constant half = Exact::divide(pi, 2)->constant();
  EXPECT_EQ(half.kind, Constant::Kind::Rational);
  EXPECT_GT(half.denominator.size(), 150u);
}

TEST(Exact, FollowsIeeeAtInfinity) {
  Exact infinity = Exact::infinity();
  EXPECT_EQ(Exact::divide(1, 0)->str(), "inf");
  EXPECT_EQ(Exact::divide(-1, 0)->str(), "-inf");
  EXPECT_EQ(Exact::divide(0, 0)->str(), "nan");
  EXPECT_EQ(Exact::divide(1, infinity)->str(), "0");
  EXPECT_EQ(Exact::add(infinity, infinity.negated())->str(), "nan");
  EXPECT_EQ(Exact::add(infinity, 1)->str(), "inf");
  EXPECT_EQ(Exact::multiply(infinity, -2)->str(), "-inf");
  EXPECT_EQ(Exact::multiply(infinity, 0)->str(), "nan");
  EXPECT_FALSE(Exact::compare(infinity, 1));
}

TEST(Exact, KnowsIntegers) {
  EXPECT_EQ(number("4.0").asInteger(), 4);
  EXPECT_FALSE(number("0.5").asInteger());
  EXPECT_FALSE(number("1e30").asInteger());
  EXPECT_TRUE(number("1e30").isInteger());
  EXPECT_FALSE(Exact::pi().isInteger());
  EXPECT_FALSE(Exact::boolean(true).isInteger());
}
