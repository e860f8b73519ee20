//===- DimensionTest.cpp - Instances for a dimension known at the call ----===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dimension.kop.h"
#include <kop/kop.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace {

/// One less, one more and all of what is unrolled or a part of a sum, and many.
constexpr int dimensions[] = {1, 2, 3, 4, 5, 8, 9, 16, 100, 1000};
constexpr int N = 37, M = 53;

template <class T> std::vector<T> makeNumbers(int count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<T> values(count);
  for (T &value : values)
    value = T(normal(random));
  return values;
}

/// Sums of `D` products have this relative error; distances too.
template <class T> double tolerance(int D) {
  return (std::is_same_v<T, float> ? 6e-8 : 1.2e-16) * (40 + 2 * D);
}

/// Sums f(0) + … + f(n - 1).
double sum(int n, const std::function<double(int)> &f) {
  double total = 0;
  for (int k = 0; k < n; ++k)
    total += f(k);
  return total;
}

/// What a formula without a fixed dimension gets, and its oracle in doubles.
template <class T> struct Problem {
  int D;
  std::vector<T> x, y, b;
  double sigma;

  explicit Problem(int D)
      : D(D), x(makeNumbers<T>(N * D, 1)), y(makeNumbers<T>(M * D, 2)),
        b(makeNumbers<T>(M, 3)), sigma(std::sqrt(double(D))) {}

  double square(int i, int j) const {
    return sum(D, [&](int d) {
      const double r = double(x[i * D + d]) - double(y[j * D + d]);
      return r * r;
    });
  }
  /// kernel(i, j) at i * M + j.
  std::vector<double> kernels() const {
    std::vector<double> values(N * M);
    for (int k = 0; k < N * M; ++k)
      values[k] = kernel(k / M, k % M);
    return values;
  }
  double kernel(int i, int j) const {
    return std::exp(-square(i, j) / (2 * double(T(sigma)) * double(T(sigma))));
  }
  kop::In<T> X() const { return kop::In<T>(x, N, D); }
  kop::In<T> Y() const { return kop::In<T>(y, M, D); }
};

template <class T> class Dimension : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Dimension, Types);

} // namespace

TYPED_TEST(Dimension, KernelAndItsCotangents) {
  using T = TypeParam;
  for (int D : dimensions) {
    const Problem<T> p(D);
    const double error = M * tolerance<T>(D);
    std::vector<T> a(N), ct = makeNumbers<T>(N, 4), cx(N * D), cy(M * D), cb(M);
    dimension::gaussian(p.X(), p.Y(), kop::In<T>(p.b, M, 1), T(p.sigma),
                        kop::Out<T>(a, N, 1));
    dimension::gaussian_vjp(p.X(), p.Y(), kop::In<T>(p.b, M, 1), T(p.sigma),
                            kop::In<T>(ct, N, 1), kop::Out<T>(cx, N, D),
                            kop::Out<T>(cy, M, D), kop::Out<T>(cb, M, 1));
    const double s2 = double(T(p.sigma)) * double(T(p.sigma));
    const std::vector<double> kernels = p.kernels();
    auto slope = [&](int i, int j, int d) {
      return kernels[i * M + j] * double(p.b[j]) * double(ct[i]) *
             (double(p.y[j * D + d]) - double(p.x[i * D + d])) / s2;
    };
    for (int i = 0; i < N; ++i) {
      const double e =
          sum(M, [&](int j) { return kernels[i * M + j] * double(p.b[j]); });
      EXPECT_NEAR(a[i], e, error) << D << ' ' << i;
      for (int d = 0; d < D; d += 1 + D / 7)
        EXPECT_NEAR(cx[i * D + d],
                    sum(M, [&](int j) { return slope(i, j, d); }), 20 * error)
            << D << ' ' << i << ' ' << d;
    }
    for (int j = 0; j < M; ++j) {
      const double e =
          sum(N, [&](int i) { return kernels[i * M + j] * double(ct[i]); });
      EXPECT_NEAR(cb[j], e, 4 * error) << D << ' ' << j;
      for (int d = 0; d < D; d += 1 + D / 7)
        EXPECT_NEAR(cy[j * D + d],
                    sum(N, [&](int i) { return -slope(i, j, d); }), 20 * error)
            << D << ' ' << j << ' ' << d;
    }
  }
}

TYPED_TEST(Dimension, Nearest) {
  using T = TypeParam;
  for (int D : dimensions) {
    const Problem<T> p(D);
    std::vector<std::int32_t> n(N), m(N * 3);
    std::vector<T> d(N * 3);
    dimension::nearest(p.X(), p.Y(), n, kop::Out<T>(d, N, 3),
                       kop::Out<std::int32_t>(m, N, 3));
    for (int i = 0; i < N; ++i) {
      std::vector<double> distances(M);
      for (int j = 0; j < M; ++j)
        distances[j] = p.square(i, j);
      const double first = distances[n[i]];
      std::vector<double> sorted = distances;
      std::sort(sorted.begin(), sorted.end());
      const double error = tolerance<T>(D);
      EXPECT_NEAR(first, sorted[0], error * sorted[0]) << D << ' ' << i;
      for (int k = 0; k < 3; ++k) {
        EXPECT_NEAR(d[i * 3 + k], sorted[k], error * sorted[k]) << D;
        EXPECT_NEAR(distances[m[i * 3 + k]], sorted[k], error * sorted[k]) << D;
      }
    }
  }
}

/// Batches, one of them broadcast; vectors whose components lie apart.
TYPED_TEST(Dimension, BatchesAndStrides) {
  using T = TypeParam;
  constexpr int B = 3;
  for (int D : dimensions) {
    const std::vector<T> q = makeNumbers<T>(B * D * N, 1),
                         k = makeNumbers<T>(M * D, 2),
                         v = makeNumbers<T>(B * M * D, 3);
    std::vector<T> a(B * N * D), l(B * N);
    dimension::attention(kop::In<T>(q.data(), {B, N, D}, {D * N, 1, N}),
                         kop::broadcast(kop::In<T>(k, M, D)),
                         kop::In<T>(v, B, M, D), kop::Out<T>(a, B, N, D),
                         kop::Out<T>(l, B, N));
    for (int s = 0; s < B; ++s)
      for (int i = 0; i < N; ++i) {
        std::vector<double> w(M);
        for (int j = 0; j < M; ++j)
          w[j] = std::exp(sum(D,
                              [&](int d) {
                                return double(q[(s * D + d) * N + i]) *
                                       double(k[j * D + d]);
                              }) /
                          std::sqrt(double(D)));
        const double total = sum(M, [&](int j) { return w[j]; });
        EXPECT_NEAR(l[s * N + i], std::log(total), 8 * tolerance<T>(D)) << D;
        for (int d = 0; d < D; d += 1 + D / 7)
          EXPECT_NEAR(a[(s * N + i) * D + d],
                      sum(M,
                          [&](int j) {
                            return w[j] * double(v[(s * M + j) * D + d]);
                          }) /
                          total,
                      16 * tolerance<T>(D))
              << D << ' ' << i << ' ' << d;
      }
  }
}

TYPED_TEST(Dimension, Components) {
  using T = TypeParam;
  for (int D : dimensions) {
    const Problem<T> p(D);
    const std::vector<T> c = makeNumbers<T>(D, 5);
    std::vector<T> z(N * D), m(N);
    std::vector<std::int32_t> n(N);
    dimension::components(p.X(), kop::In<T>(c, D), kop::Out<T>(z, N, D), m, n);
    for (int i = 0; i < N; ++i) {
      double largest = -INFINITY;
      const T *x = &p.x[i * D];
      for (int d = 0; d < D; ++d) {
        largest = std::max(largest, double(x[d]) - double(c[d]));
        EXPECT_NEAR(z[i * D + d],
                    std::max(double(x[d]), 0.0) * double(c[d]) + 1,
                    16 * tolerance<T>(1))
            << D << ' ' << i << ' ' << d;
      }
      const double mean = sum(D, [&](int d) { return double(x[d]); }) / D;
      EXPECT_NEAR(m[i], mean + largest, 4 * tolerance<T>(D)) << D << ' ' << i;
      EXPECT_EQ(n[i], std::max_element(x, x + D) - x) << D << ' ' << i;
    }
  }
}

/// A vector that one pass keeps for the next.
TYPED_TEST(Dimension, KeptVectors) {
  using T = TypeParam;
  for (int D : dimensions) {
    const Problem<T> p(D);
    std::vector<T> c(D), s(N), g(N * D);
    dimension::centred(p.X(), c, s, kop::Out<T>(g, N, D));
    std::vector<double> centre(D);
    for (int d = 0; d < D; ++d) {
      centre[d] = sum(N, [&](int i) { return double(p.x[i * D + d]); }) / N;
      EXPECT_NEAR(c[d], centre[d], tolerance<T>(1)) << D << ' ' << d;
    }
    auto apart = [&](int i, int j, int d) {
      return double(p.x[i * D + d]) - double(p.x[j * D + d]);
    };
    for (int i = 0; i < N; ++i) {
      const double e = sum(D, [&](int d) {
        return std::pow(double(p.x[i * D + d]) - centre[d], 2);
      });
      EXPECT_NEAR(s[i], e, 4 * e * tolerance<T>(D)) << D << ' ' << i;
      for (int d = 0; d < D; d += 1 + D / 7)
        EXPECT_NEAR(g[i * D + d],
                    sum(N,
                        [&](int j) {
                          const double r = sum(D, [&](int k) {
                            return std::pow(apart(i, j, k), 2);
                          });
                          return std::exp(-r) * apart(i, j, d);
                        }),
                    16 * tolerance<T>(D))
            << D << ' ' << i << ' ' << d;
    }
  }
}

TYPED_TEST(Dimension, ExtremesAndGradients) {
  using T = TypeParam;
  for (int D : dimensions) {
    const Problem<T> p(D);
    std::vector<T> u(N * D), w(N * D);
    dimension::extremes(p.X(), p.Y(), kop::Out<T>(u, N, D),
                        kop::Out<T>(w, N, D));
    for (int i = 0; i < N; ++i)
      for (int d = 0; d < D; d += 1 + D / 7) {
        double largest = 0;
        const double slope = sum(M, [&](int j) {
          const double r = double(p.x[i * D + d]) - double(p.y[j * D + d]);
          largest = std::max(largest, std::abs(r));
          return r / std::sqrt(1 + p.square(i, j));
        });
        EXPECT_NEAR(u[i * D + d], largest, largest * tolerance<T>(1)) << D;
        EXPECT_NEAR(w[i * D + d], slope, M * tolerance<T>(D))
            << D << ' ' << i << ' ' << d;
      }
  }
}

namespace {
std::vector<float> gaussianOf(const Problem<float> &p, int n,
                              const kop::Exec &exec) {
  std::vector<float> a(n);
  dimension::gaussian(kop::In<float>(p.x.data(), n, p.D), p.Y(),
                      kop::In<float>(p.b, M, 1), float(p.sigma),
                      kop::Out<float>(a, n, 1), exec);
  return a;
}
} // namespace

/// Few rows have their lanes over columns; every instruction set has code.
TEST(DimensionOfCall, InstructionSetsAndLanes) {
  for (int D : {3, 11, 300})
    for (int n : {1, 2, N}) {
      const Problem<float> p(D);
      for (const char *cpu : {"x86-64-v2", "x86-64-v3", ""}) {
        kop::Exec exec;
        exec.cpu = *cpu ? cpu : nullptr;
        const std::vector<float> a = gaussianOf(p, n, exec);
        for (int i = 0; i < n; ++i)
          EXPECT_NEAR(
              a[i],
              sum(M, [&](int j) { return p.kernel(i, j) * double(p.b[j]); }),
              M * tolerance<float>(D))
              << D << ' ' << n << ' ' << cpu;
      }
    }
}

/// Other formats in memory and compensated sums.
TEST(DimensionOfCall, Formats) {
  for (int D : {1, 7, 200}) {
    const Problem<float> p(D);
    std::vector<float> a(N), k(N);
    std::vector<kop::half> x(p.x.begin(), p.x.end());
    std::vector<kop::bfloat16> y(p.y.begin(), p.y.end());
    dimension::gaussian16(
        kop::In<kop::half>(x, N, D), kop::In<kop::bfloat16>(y, M, D),
        kop::In<float>(p.b, M, 1), float(p.sigma), kop::Out<float>(a, N, 1));
    dimension::gaussian_kahan(p.X(), p.Y(), kop::In<float>(p.b, M, 1),
                              float(p.sigma), kop::Out<float>(k, N, 1));
    Problem<float> rounded = p;
    std::copy(x.begin(), x.end(), rounded.x.begin());
    std::copy(y.begin(), y.end(), rounded.y.begin());
    auto expected = [](const Problem<float> &of, int i) {
      return sum(M, [&](int j) { return of.kernel(i, j) * double(of.b[j]); });
    };
    for (int i = 0; i < N; ++i) {
      EXPECT_NEAR(a[i], expected(rounded, i), M * tolerance<float>(D)) << D;
      EXPECT_NEAR(k[i], expected(p, i), M * tolerance<float>(D)) << D;
    }
  }
}

/// Every thread count gives the same bits, with states that outlive tasks.
TEST(DimensionOfCall, Threads) {
  constexpr int D = 20, n = 70, m = 5000;
  const std::vector<float> q = makeNumbers<float>(n * D, 1),
                           k = makeNumbers<float>(m * D, 2),
                           v = makeNumbers<float>(m * D, 3);
  std::vector<float> first;
  for (int threads : {1, 2, 3}) {
    std::vector<float> a(n * D), l(n);
    kop::Exec exec;
    exec.threads = threads;
    dimension::attention(kop::In<float>(q, 1, n, D), kop::In<float>(k, 1, m, D),
                         kop::In<float>(v, 1, m, D),
                         kop::Out<float>(a, 1, n, D), kop::Out<float>(l, 1, n),
                         exec);
    if (first.empty())
      first = a;
    EXPECT_EQ(a, first) << threads;
  }
}

/// A fixed instance of the same name serves its dimension.
TEST(DimensionOfCall, Errors) {
  const Problem<float> p(4);
  std::vector<float> z(N * 4), m(N);
  std::vector<std::int32_t> n(N);
  const std::vector<float> c(3);
  try {
    dimension::components(p.X(), kop::In<float>(c, 3), kop::Out<float>(z, N, 4),
                          m, n);
    FAIL() << "x and p have different dimensions";
  } catch (const kop::Error &error) {
    EXPECT_EQ(error.code(), kop::ErrorCode::Shape);
    EXPECT_STREQ(error.what(), "components: x and p disagree on dimension D: "
                               "4 components and 3 components");
  }
  try {
    dimension::components(p.X(), kop::In<float>(c, 3, 1),
                          kop::Out<float>(z, N, 4), m, n);
    FAIL() << "p is a vector";
  } catch (const kop::Error &error) {
    EXPECT_STREQ(error.what(),
                 "components: argument p: expected shape (D), got (3, 1)");
  }
  EXPECT_EQ(gaussianOf(Problem<float>(3), N, {}).size(), std::size_t(N));
}
