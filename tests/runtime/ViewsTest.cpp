//===- ViewsTest.cpp - Views of everything a user may have ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.kop.h"
#include <kop/kop.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <type_traits>
#include <vector>
#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#define HAS_EIGEN 1
#endif
#if __cplusplus >= 202002L
#include <span>
#endif

namespace {

const std::size_t n = 4, m = 5;

/// Points and weights of one call, and what the call must give.
struct Data {
  std::vector<float> x = std::vector<float>(3 * n),
                     y = std::vector<float>(3 * m), b = std::vector<float>(m),
                     a = std::vector<float>(n),
                     expected = std::vector<float>(n);
  float sigma = 0.75f;

  Data() {
    for (std::size_t k = 0; k < x.size(); ++k)
      x[k] = std::sin(float(k));
    for (std::size_t k = 0; k < y.size(); ++k)
      y[k] = std::cos(float(k));
    for (std::size_t k = 0; k < m; ++k)
      b[k] = float(k) + 1;
    kernels::gaussian(kop::In<float>(x, n, 3), kop::In<float>(y, m, 3), b,
                      sigma, expected);
  }
  void check() {
    EXPECT_EQ(a, expected);
    a.assign(n, 0);
  }
};

} // namespace

TEST(Views, ProgramOfAUser) {
  Data data;
  const float *x = data.x.data(), *y = data.y.data(), *b = data.b.data();
  float *a = data.a.data();
  const float sigma = data.sigma;
  kop::Exec exec;
  exec.threads = 1;
  kernels::gaussian(kop::In<float>(x, n, 3), kop::In<float>(y, m, 3),
                    kop::In<float>(b, m, 1), sigma, kop::Out<float>(a, n, 1),
                    exec);
  double first = 0;
  for (std::size_t j = 0; j < m; ++j) {
    double d = 0;
    for (int k = 0; k < 3; ++k)
      d += std::pow(double(x[k]) - y[3 * j + std::size_t(k)], 2);
    first += std::exp(-d / (2 * sigma * sigma)) * b[j];
  }
  EXPECT_NEAR(a[0], first, 1e-5);
  data.check();
}

TEST(Views, PointersShapesStrides) {
  Data data;
  std::vector<float> padded(5 * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t d = 0; d < 3; ++d)
      padded[5 * i + d] = data.x[3 * i + d];
  kernels::gaussian(kop::In<float>(padded.data(), {n, 3}, {5, 1}),
                    kop::In<float>(data.y.data(), {m, 3}),
                    kop::In<float>(data.b.data(), m), &data.sigma,
                    kop::Out<float>(data.a.data(), {n, 1}, {1, 7}));
  data.check();
}

TEST(Views, NestedArrays) {
  Data data;
  std::vector<std::array<float, 3>> x(n);
  float y[m][3];
  for (std::size_t k = 0; k < 3 * n; ++k)
    x[k / 3][k % 3] = data.x[k];
  for (std::size_t k = 0; k < 3 * m; ++k)
    y[k / 3][k % 3] = data.y[k];
  std::array<float, n> a{};
  const float b[m] = {1, 2, 3, 4, 5};
  kernels::gaussian(x, y, b, data.sigma, a);
  data.a.assign(a.begin(), a.end());
  data.check();
}

TEST(Views, OverloadByElementType) {
  const std::vector<double> x(6, 0.5), b{1, 2};
  std::vector<double> a(2);
  // An integer serves as the scalar.
  kernels::gaussian(kop::In<double>(x, 2, 3), kop::In<double>(x, 2, 3), b, 1,
                    a);
  EXPECT_EQ(a, (std::vector<double>{3, 3}));
}

TEST(Views, ComplexNumbers) {
  using Complex = std::complex<float>;
  std::vector<Complex> z(12);
  // Both parts on an axis behind the others; strides count them.
  const kop_view view = kop::In<Complex>(z, 4, 3).view();
  EXPECT_EQ(view.type, KOP_TYPE_F32);
  ASSERT_EQ(view.rank, 3);
  EXPECT_EQ(view.extents[1], 3);
  EXPECT_EQ(view.extents[2], 2);
  EXPECT_EQ(view.strides[0], 6);
  EXPECT_EQ(view.strides[1], 2);
  EXPECT_EQ(view.strides[2], 1);
  const kop_view strided = kop::Out<Complex>(z.data(), {2, 3}, {-6, 1}).view();
  EXPECT_EQ(strided.strides[0], -12);
  EXPECT_EQ(strided.strides[1], 2);
  EXPECT_EQ(kop::Out<Complex>(z).view().extents[0], 12);
  EXPECT_EQ(kop::Out<Complex>(z[0]).view().rank, 1);
  std::vector<std::array<Complex, 2>> nested(5);
  EXPECT_EQ(kop::In<Complex>(nested).view().rank, 3);
  EXPECT_EQ(kop::In<Complex>(nested).view().extents[1], 2);
  const kop::In<Complex> fromReal(2), fromWide(std::complex<double>(1, -1));
  const auto *value = static_cast<const float *>(fromWide.view().data);
  EXPECT_EQ(value[0], 1);
  EXPECT_EQ(value[1], -1);
  EXPECT_EQ(fromReal.view().extents[0], 2);
  static_assert(
      !std::is_constructible_v<kop::In<float>, std::vector<Complex>> &&
          !std::is_constructible_v<kop::In<Complex>, std::vector<float>> &&
          !std::is_constructible_v<kop::In<float>, Complex>,
      "numbers are real or complex");
  const kop::Shape deepest(1, 1, 1, 1, 1, 1, 1, 1);
  static_assert(KOP_MAX_RANK == 8, "the axes of `deepest`");
  EXPECT_THROW(kop::In<Complex>(z.data(), deepest), kop::Error);
#if HAS_EIGEN
  const Eigen::MatrixXcf matrix(4, 3);
  const kop_view columns = kop::In<Complex>(matrix).view();
  EXPECT_EQ(columns.strides[0], 2);
  EXPECT_EQ(columns.strides[1], 8);
#endif
}

#if HAS_EIGEN
TEST(Views, Eigen) {
  Data data;
  using RowMajor =
      Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const RowMajor> x(data.x.data(), n, 3),
      y(data.y.data(), m, 3);
  const Eigen::MatrixXf columnMajor = x;
  Eigen::Map<Eigen::VectorXf> b(data.b.data(), m);
  Eigen::VectorXf a(n);
  kernels::gaussian(x, y, b, data.sigma, a);
  Eigen::Map<Eigen::VectorXf>(data.a.data(), n) = a;
  data.check();

  // Column-major storage, a block of a larger matrix, a column as output.
  Eigen::MatrixXf large = Eigen::MatrixXf::Zero(m + 2, 7);
  large.block(1, 2, m, 3) = y;
  RowMajor results = RowMajor::Zero(n, 4);
  kernels::gaussian(columnMajor, large.block(1, 2, m, 3), b, data.sigma,
                    results.col(2));
  Eigen::Map<Eigen::VectorXf>(data.a.data(), n) = results.col(2);
  data.check();
  EXPECT_EQ(results.col(1).norm() + results.col(3).norm(), 0);
}
#endif

#if __cplusplus >= 202002L
TEST(Views, Span) {
  Data data;
  const std::span<const float> x(data.x), b(data.b);
  kernels::gaussian(kop::In<float>(x, n, 3),
                    kop::In<float>(std::span<float>(data.y), m, 3), b,
                    data.sigma, std::span<float>(data.a));
  data.check();
  static_assert(
      !std::is_constructible_v<kop::Out<float>, std::span<const float>>);
}
#endif

TEST(Views, Conversions) {
  using kop::In;
  using kop::Out;
  // Only elements of the same type, and no results in constants.
  static_assert(!std::is_constructible_v<In<float>, std::vector<double> &>);
  static_assert(!std::is_constructible_v<In<float>, const double *>);
  static_assert(!std::is_constructible_v<In<std::int32_t>, float>);
  static_assert(!std::is_constructible_v<In<float>, bool>);
  static_assert(!std::is_constructible_v<Out<float>, const float *>);
  static_assert(!std::is_constructible_v<Out<float>, const float &>);
  static_assert(!std::is_constructible_v<Out<float>, float>);
  static_assert(
      !std::is_constructible_v<Out<float>, const std::vector<float> &>);
  // A temporary container would take the results with it.
  static_assert(!std::is_constructible_v<Out<float>, std::vector<float>>);
  static_assert(std::is_constructible_v<Out<float>, std::vector<float> &>);
  // Truth values are bytes; 64-bit integers have two names.
  static_assert(std::is_constructible_v<In<bool>, const unsigned char *, int>);
  static_assert(std::is_constructible_v<In<std::int64_t>, long long *, int>);
  static_assert(std::is_constructible_v<In<std::int64_t>, long *, int>);
  static_assert(std::is_constructible_v<In<std::int64_t>, int>);
}

TEST(Views, Shapes) {
  const float x[6] = {};
  EXPECT_EQ(kop::In<float>(2).view().rank, 0);
  EXPECT_EQ(kop::In<float>(&x[0]).view().rank, 0);
  const kop_view view = kop::In<float>(x, {1, 2, 3}).view();
  EXPECT_EQ(view.rank, 3);
  EXPECT_EQ(view.strides[0], 6);
  EXPECT_EQ(view.strides[1], 3);
  EXPECT_EQ(view.strides[2], 1);
  const kop::In<float> copy = kop::In<float>(2.5f);
  EXPECT_EQ(*static_cast<const float *>(copy.view().data), 2.5f);

  const kop_view wide = kop::broadcast(kop::In<float>(x, 2, 3), 1).view();
  EXPECT_EQ(wide.rank, 3);
  EXPECT_EQ(wide.extents[1], KOP_BROADCAST);
  EXPECT_EQ(wide.strides[0], 3);
  EXPECT_EQ(wide.strides[1], 0);
  EXPECT_EQ(wide.strides[2], 1);
  EXPECT_THROW(kop::broadcast(kop::In<float>(x, 6), 2), kop::Error);
  const std::int64_t extents[] = {2, 3};
  EXPECT_EQ(kop::In<float>(x, kop::Shape::of(extents, 2)).view().extents[1], 3);
  EXPECT_THROW(kop::Shape::of(extents, 9), kop::Error);
  EXPECT_THROW(kop::In<float>(x, {2, 3}, {3}), kop::Error);
  std::vector<float> six(6);
  EXPECT_THROW(kop::In<float>(six, 2, 4), kop::Error);
}

TEST(Views, ErrorsNameWhatWasCompiled) {
  Data data;
  try {
    kernels::gaussian(kop::In<float>(data.x, n, 3),
                      kop::In<float>(data.y.data(), m, 2), data.b, data.sigma,
                      data.a);
    FAIL();
  } catch (const kop::Error &error) {
    EXPECT_STREQ(error.what(),
                 "gaussian: no instance takes x f32(4, 3), y f32(5, 2), b "
                 "f32(5), sigma f32(), a f32(4); compiled are gaussian(D = 3, "
                 "E = 1): f32; gaussian(D = 2, E = 1): f32");
  }
}
