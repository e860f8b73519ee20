//===- HalfTest.cpp - Numbers of 16 bits ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.kop.h"
#include <kop/kop.h>

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>
#include <vector>
#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#endif

namespace {

/// A format by the definition of IEEE 754.
struct Format {
  int fraction, exponent;
};
constexpr Format f16{10, 5}, bf16{7, 8};

double valueOf(unsigned bits, Format format) {
  const unsigned fraction = bits & ((1u << format.fraction) - 1);
  const unsigned top = (1u << format.exponent) - 1;
  const unsigned exponent = bits >> format.fraction & top;
  const double sign = bits >> 15 ? -1 : 1;
  const int bias = int(top / 2);
  if (exponent == top)
    return fraction ? std::nan("") : sign * INFINITY;
  const int scale = std::max(int(exponent), 1) - bias - format.fraction;
  const unsigned whole = exponent ? 1u << format.fraction : 0;
  return sign * std::ldexp(double(fraction + whole), scale);
}

template <class T> void checkAll(Format format) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const T number = T::fromBits(static_cast<std::uint16_t>(bits));
    const double value = valueOf(bits, format);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(float(number))) << bits;
      EXPECT_TRUE(std::isnan(float(T(float(number))))) << bits;
      continue;
    }
    ASSERT_EQ(double(float(number)), value) << bits;
    ASSERT_EQ(std::signbit(float(number)), bits >> 15 == 1) << bits;
    ASSERT_EQ(T(float(number)).bits(), bits);
    const double next = valueOf(bits + 1, format);
    if (bits % 0x8000 == 0x7fff || std::isinf(value) || std::isnan(next))
      continue;
    // Beyond the largest number lies the next power of two, rounded to
    // infinity.
    const double step =
        std::isinf(next) ? value - valueOf(bits - 1, format) : next - value;
    const float middle = float(value + step / 2);
    if (double(middle) != value + step / 2)
      continue; // no number of f32
    const unsigned even = bits % 2 ? bits + 1 : bits;
    ASSERT_EQ(T(middle).bits(), even);
    const float towards = float(value), away = float(value + step);
    ASSERT_EQ(T(std::nextafter(middle, towards)).bits(), bits);
    ASSERT_EQ(T(std::nextafter(middle, away)).bits(), bits + 1);
  }
}

} // namespace

TEST(Half, Values) { checkAll<kop::half>(f16); }

TEST(Half, ValuesOfBFloat) { checkAll<kop::bfloat16>(bf16); }

TEST(Half, Underflow) {
  EXPECT_EQ(kop::half(0x1p-25f).bits(), 0);
  EXPECT_EQ(kop::half(0x1.000002p-25f).bits(), 1);
  EXPECT_EQ(kop::half(-1e-30f).bits(), 0x8000);
  EXPECT_EQ(kop::half(1e30f).bits(), 0x7c00);
}

TEST(Half, Views) {
  std::vector<kop::half> x(6);
  const kop::In<kop::half> rows(x, 2, 3);
  EXPECT_EQ(rows.view().type, KOP_TYPE_F16);
  EXPECT_EQ(rows.view().extents[1], 3);
  const kop::bfloat16 number(2.5f);
  EXPECT_EQ(kop::Out<kop::half>(x).view().rank, 1);
  EXPECT_EQ(kop::Out<kop::half>(x[0]).view().rank, 0);
  const kop::In<kop::bfloat16> value(number), fromFloat(2.5f), fromInt(3);
  const kop::In<float> wide(number);
  EXPECT_EQ(value.view().type, KOP_TYPE_BF16);
  EXPECT_EQ(static_cast<const kop::bfloat16 *>(fromInt.view().data)->bits(),
            kop::bfloat16(3.0f).bits());
  EXPECT_EQ(*static_cast<const float *>(wide.view().data), 2.5f);
  static_assert(
      !std::is_constructible_v<kop::In<kop::half>, std::vector<float>>,
      "elements of another size");
  static_assert(std::is_trivially_copyable_v<kop::half> &&
                    std::is_trivial_v<kop::bfloat16>,
                "memory of others can hold them");
}

#if __has_include(<Eigen/Core>)
TEST(Half, OfEigen) {
  Eigen::Matrix<Eigen::half, 2, 3> x;
  const kop::In<kop::half> view(x);
  EXPECT_EQ(view.view().type, KOP_TYPE_F16);
  EXPECT_EQ(view.view().strides[1], 2);
  for (float value : {0.1f, -3e-6f, 70000.0f, 1.0f / 3})
    EXPECT_EQ(kop::half(value).bits(), Eigen::half(value).x);
}
#endif

TEST(Half, WrongElementType) {
  std::vector<kop::half> x(6), y(6);
  std::vector<float> b(2), a(2);
  const kop::In<kop::half> half(x, 2, 3);
  try {
    // A view that lies about its type.
    kernels::gaussian(kop::In<float>(half.view()), kop::In<float>(half.view()),
                      b, 1.0f, a);
    FAIL() << "the call should be refused";
  } catch (const kop::Error &error) {
    EXPECT_NE(std::string(error.what()).find("f16"), std::string::npos)
        << error.what();
  }
}
