//===- ConstantsTest.cpp - Rounding of exact constants --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/lower/Constants.h"

#include "llvm/ADT/SmallString.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace kop;
using llvm::APFloat;

namespace {

double toDouble(const std::string &numerator, const std::string &denominator) {
  return lower::roundQuotient(numerator, denominator, APFloat::IEEEdouble())
      .convertToDouble();
}

float toFloat(const std::string &numerator, const std::string &denominator) {
  return lower::roundQuotient(numerator, denominator, APFloat::IEEEsingle())
      .convertToFloat();
}

std::string powerOfTwo(unsigned exponent) {
  llvm::SmallString<512> text;
  llvm::APInt::getOneBitSet(exponent + 1, exponent).toStringUnsigned(text);
  return std::string(text);
}

TEST(Constants, IntegersAndFractions) {
  EXPECT_EQ(toDouble("0", "1"), 0);
  EXPECT_EQ(toDouble("3", "1"), 3);
  EXPECT_EQ(toDouble("-5", "2"), -2.5);
  EXPECT_EQ(toDouble("1", "3"), 1.0 / 3);
  EXPECT_EQ(toDouble("1", "10"), 0.1);
  EXPECT_EQ(toFloat("1", "10"), 0.1f);
  EXPECT_EQ(toFloat("-2", "3"), -2.0f / 3);
}

// 1 + 2^-24 lies between two floats; one digit more decides.
TEST(Constants, TiesGoToEven) {
  EXPECT_EQ(toFloat("16777217", "16777216"), 1.0f);
  EXPECT_EQ(toFloat("16777219", "16777216"), 1.0f + 4 * 0x1p-24f);
  EXPECT_EQ(toFloat("167772170000000001", "167772160000000000"),
            std::nextafter(1.0f, 2.0f));
  EXPECT_EQ(toFloat("167772169999999999", "167772160000000000"), 1.0f);
}

// Rounding to f64 first would give another float.
TEST(Constants, FloatsAreRoundedOnce) {
  // 1 + 2^-24 + 2^-60: a double makes it the tie 1 + 2^-24, then 1.
  std::string numerator = "1152921573326323713", denominator = powerOfTwo(60);
  EXPECT_EQ(float(toDouble(numerator, denominator)), 1.0f);
  EXPECT_EQ(toFloat(numerator, denominator), std::nextafter(1.0f, 2.0f));
}

TEST(Constants, LargeAndSmall) {
  EXPECT_EQ(toFloat(powerOfTwo(127), "1"), 0x1p127f);
  EXPECT_EQ(toFloat(powerOfTwo(128), "1"), INFINITY);
  EXPECT_EQ(toFloat("340282356779733661637539395458142568447", "1"),
            std::numeric_limits<float>::max());
  EXPECT_EQ(toFloat("340282356779733661637539395458142568448", "1"), INFINITY);
  EXPECT_EQ(toDouble("-" + powerOfTwo(1024), "1"), -INFINITY);
}

TEST(Constants, Subnormals) {
  EXPECT_EQ(toFloat("1", powerOfTwo(126)), 0x1p-126f);
  EXPECT_EQ(toFloat("1", powerOfTwo(149)), 0x1p-149f);
  EXPECT_EQ(toFloat("3", powerOfTwo(150)), 0x1p-148f); // a tie, to even
  EXPECT_EQ(toFloat("1", powerOfTwo(150)), 0.0f);      // a tie, to even
  EXPECT_EQ(toFloat("10000001", "1" + std::string(7, '0')), 1.0000001f);
  EXPECT_EQ(toFloat("3", powerOfTwo(151)), 0x1p-149f);
  EXPECT_EQ(toFloat("1", powerOfTwo(400)), 0.0f);
  EXPECT_EQ(toDouble("1", powerOfTwo(1074)), 0x1p-1074);
}

// Division of two exact doubles rounds once: the machine is the reference.
TEST(Constants, AgreeWithDivision) {
  std::mt19937_64 random(7);
  for (int n = 0; n < 2000; ++n) {
    int64_t numerator = int64_t(random() >> 12) - (int64_t(1) << 51);
    int64_t denominator = int64_t(random() >> (12 + random() % 50)) + 1;
    EXPECT_EQ(toDouble(std::to_string(numerator), std::to_string(denominator)),
              double(numerator) / double(denominator));
  }
}

TEST(Constants, Symbols) {
  using Kind = sema::Constant::Kind;
  sema::Constant pi;
  pi.kind = Kind::Pi;
  EXPECT_EQ(lower::roundConstant(pi, APFloat::IEEEdouble()).convertToDouble(),
            3.141592653589793);
  pi.negative = true;
  EXPECT_EQ(lower::roundConstant(pi, APFloat::IEEEsingle()).convertToFloat(),
            -3.14159265f);
  sema::Constant infinity;
  infinity.kind = Kind::Infinity;
  infinity.negative = true;
  EXPECT_EQ(
      lower::roundConstant(infinity, APFloat::IEEEdouble()).convertToDouble(),
      -INFINITY);
  sema::Constant nan;
  nan.kind = Kind::NaN;
  EXPECT_TRUE(lower::roundConstant(nan, APFloat::IEEEdouble()).isNaN());
}

TEST(Constants, Integers) {
  sema::Constant constant;
  auto value = [&](const char *numerator, unsigned bits) {
    constant.numerator = numerator;
    return lower::integerConstant(constant, bits);
  };
  EXPECT_EQ(value("-2147483648", 32)->getSExtValue(), INT32_MIN);
  EXPECT_EQ(value("2147483647", 32)->getSExtValue(), INT32_MAX);
  EXPECT_FALSE(value("2147483648", 32));
  EXPECT_EQ(value("2147483648", 64)->getSExtValue(), 2147483648);
  EXPECT_EQ(value("0", 64)->getSExtValue(), 0);
  constant.denominator = "2";
  EXPECT_FALSE(value("1", 32));
}

} // namespace
