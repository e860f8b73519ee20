//===- ComplexTest.cpp - Complex numbers against std::complex -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interpreter sees pairs of reals: what the pairs are is checked here, by
// the complex numbers of C++ in long double, through the views that users have.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Program.h"

#include "kop/view.h"

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>
#include <complex>
#include <random>

using namespace kop::test;

namespace {

using Wide = std::complex<long double>;

const char *const formulas = R"(
module z;
formula binary(z[i]: complex, w[i]: complex) {
  add[i] = z[i] + w[i]; sub[i] = z[i] - w[i]; mul[i] = z[i] * w[i];
  quo[i] = z[i] / w[i]; inv[i] = 1 / w[i]; cube[i] = w[i]^3;
  root[i] = w[i]^-2; con[i] = conj(z[i]) * 2 + 1;
}
formula unary(z[i]: complex) {
  ex[i] = cexp(z[i]); turn[i] = cis(im(z[i]));
  size[i] = cabs(z[i]); square[i] = cabs2(z[i]); angle[i] = carg(z[i]);
}
formula vectors(v[i]: cvec(3), A: cvec(3), s: complex) {
  d[i] = dot(v[i], A) * s; p[i] = prod(v[i]); t[i] = sum(v[i]) / 3;
  o[i] = outer(v[i], A); m[i] = v[i] - A;
}
formula fourier(w[k], x[j], b[j]: complex) {
  F[k] = sum[j] b[j] * cis(w[k] * x[j]);
  M[k] = mean[j] b[j] / cis(w[k]);
  P[k] = prod[j] (1 + b[j] * w[k] / 2000);
}
export binary, unary, vectors, fourier: f32, f64;
)";

/// The instances of one format.
template <class T> class ComplexNumbers : public testing::Test {
protected:
  using Number = std::complex<T>;

  static const kop_formula *find(const std::string &name) {
    static std::string error;
    static const auto program = Program::compile(formulas, error);
    if (program)
      for (const Function &function : program->functions())
        if (function.name() == name && function.isDouble() == (sizeof(T) == 8))
          return function.formula;
    ADD_FAILURE() << name << error;
    return nullptr;
  }

  template <class... Views>
  static void call(const kop_formula *formula, const std::string &cpu,
                   const Views &...views) {
    const kop_view operands[] = {views.view()...};
    kop_exec exec = {};
    exec.cpu = cpu.c_str();
    kop_status status = {};
    ASSERT_EQ(kop_run(formula, operands, &exec, &status), KOP_OK)
        << status.message;
  }

  /// An error relative to the whole number.
  static void near(Number found, Wide expected, T units,
                   const std::string &what, Wide argument = 0) {
    const long double u = std::numeric_limits<T>::epsilon() / 2;
    const long double tolerance =
        units * u * std::abs(expected) + std::numeric_limits<T>::min();
    EXPECT_LE(std::abs(Wide(found) - expected), tolerance)
        << what << ": " << found << " instead of " << expected << " for "
        << argument;
  }

  std::vector<Number> random(size_t n, T scale) {
    std::uniform_real_distribution<T> uniform(-scale, scale);
    std::vector<Number> result;
    for (size_t k = 0; k < n; ++k)
      result.push_back({uniform(engine), uniform(engine)});
    return result;
  }

  std::mt19937 engine{5};
};

using Formats = testing::Types<float, double>;
TYPED_TEST_SUITE(ComplexNumbers, Formats);

/// Also where squares of the parts overflow or vanish.
TYPED_TEST(ComplexNumbers, Arithmetic) {
  using T = TypeParam;
  using Number = std::complex<T>;
  const kop_formula *formula = this->find("binary");
  const size_t n = 100;
  const T far = sizeof(T) == 4 ? 1e36f : T(1e300);
  // Roundings of smaller numbers are subnormal, which count as 0.
  const T near = sizeof(T) == 4 ? 1e-28f : T(1e-290);
  for (const std::string &cpu : instructionSets(formula))
    for (T scale : {T(2), far, near}) {
      const auto z = this->random(n, scale), w = this->random(n, scale);
      std::vector<std::vector<Number>> out(8, std::vector<Number>(n));
      this->call(formula, cpu, kop::In<Number>(z), kop::In<Number>(w),
                 kop::Out<Number>(out[0]), kop::Out<Number>(out[1]),
                 kop::Out<Number>(out[2]), kop::Out<Number>(out[3]),
                 kop::Out<Number>(out[4]), kop::Out<Number>(out[5]),
                 kop::Out<Number>(out[6]), kop::Out<Number>(out[7]));
      for (size_t k = 0; k < n; ++k) {
        const Wide a = z[k], b = w[k];
        this->near(out[0][k], a + b, 2, "z + w");
        this->near(out[1][k], a - b, 2, "z - w");
        this->near(out[3][k], a / b, 16, "z / w", b);
        this->near(out[4][k], 1.0L / b, 16, "1 / w", b);
        this->near(out[7][k], std::conj(a) * 2.0L + 1.0L, 2, "conj(z) * 2 + 1");
        if (scale != 2)
          continue;
        this->near(out[2][k], a * b, 4, "z * w");
        this->near(out[5][k], b * b * b, 8, "w^3");
        this->near(out[6][k], 1.0L / (b * b), 24, "w^-2", b);
      }
    }
}

TYPED_TEST(ComplexNumbers, Functions) {
  using T = TypeParam;
  using Number = std::complex<T>;
  const kop_formula *formula = this->find("unary");
  auto z = this->random(60, 3);
  // exp(x) is beyond the largest number, the parts of exp(x + iy) are not.
  const T limit = std::log(std::numeric_limits<T>::max());
  z.push_back({limit + T(0.25), T(0.78)});
  z.push_back({limit + T(0.25), T(-2.3)});
  z.push_back({-limit / 2, T(1)});
  z.push_back({T(0), T(0)});
  const size_t n = z.size();
  for (const std::string &cpu : instructionSets(formula)) {
    std::vector<Number> ex(n), turn(n);
    std::vector<T> size(n), square(n), angle(n);
    this->call(formula, cpu, kop::In<Number>(z), kop::Out<Number>(ex),
               kop::Out<Number>(turn), kop::Out<T>(size), kop::Out<T>(square),
               kop::Out<T>(angle));
    for (size_t k = 0; k < n; ++k) {
      const Wide a = z[k];
      // The rounding of the argument, and the exponential's.
      const T units = 16 + 4 * std::abs(z[k].real());
      this->near(ex[k], std::exp(a), units, "cexp", a);
      this->near(turn[k], std::polar(1.0L, a.imag()), 8, "cis", a);
      this->near(size[k], std::abs(a), 8, "cabs", a);
      this->near(square[k], std::norm(a), 4, "cabs2", a);
      this->near(angle[k], std::arg(a), 8, "carg", a);
    }
  }
}

TYPED_TEST(ComplexNumbers, Edges) {
  using T = TypeParam;
  using Number = std::complex<T>;
  const kop_formula *formula = this->find("unary");
  const T inf = std::numeric_limits<T>::infinity();
  const T large = std::numeric_limits<T>::max() / 2;
  const std::vector<Number> z = {{0, 0},   {-2, 0},        {inf, 0}, {-inf, 5},
                                 {3, inf}, {large, large}, {0, -3}};
  const size_t n = z.size();
  for (const std::string &cpu : instructionSets(formula)) {
    std::vector<Number> ex(n), turn(n);
    std::vector<T> size(n), square(n), angle(n);
    this->call(formula, cpu, kop::In<Number>(z), kop::Out<Number>(ex),
               kop::Out<Number>(turn), kop::Out<T>(size), kop::Out<T>(square),
               kop::Out<T>(angle));
    EXPECT_EQ(ex[0], Number(1)) << cpu;
    EXPECT_EQ(ex[2], Number(inf, 0)) << cpu;
    EXPECT_EQ(ex[3], Number(0)) << cpu;
    EXPECT_EQ(size[0], 0) << cpu;
    EXPECT_EQ(size[2], inf) << cpu;
    EXPECT_EQ(size[3], inf) << cpu;
    EXPECT_EQ(size[4], inf) << cpu;
    this->near(size[5], std::abs(Wide(z[5])), 8, "cabs");
    EXPECT_EQ(angle[0], 0) << cpu;
    this->near(angle[1], std::arg(Wide(z[1])), 2, "carg");
    this->near(angle[6], std::arg(Wide(z[6])), 2, "carg");
  }
}

TYPED_TEST(ComplexNumbers, Vectors) {
  using T = TypeParam;
  using Number = std::complex<T>;
  const kop_formula *formula = this->find("vectors");
  const size_t n = 40;
  const auto v = this->random(3 * n, 1), A = this->random(3, 1);
  const Number s(T(0.5), T(-2));
  for (const std::string &cpu : instructionSets(formula)) {
    std::vector<Number> d(n), p(n), t(n), o(9 * n), m(3 * n);
    this->call(formula, cpu, kop::In<Number>(v, n, 3), kop::In<Number>(A),
               kop::In<Number>(s), kop::Out<Number>(d), kop::Out<Number>(p),
               kop::Out<Number>(t), kop::Out<Number>(o, n, 3, 3),
               kop::Out<Number>(m, n, 3));
    for (size_t k = 0; k < n; ++k) {
      Wide dot = 0, product = 1, sum = 0;
      for (size_t c = 0; c < 3; ++c) {
        const Wide part = v[3 * k + c];
        dot += part * Wide(A[c]);
        product *= part;
        sum += part;
        for (size_t e = 0; e < 3; ++e)
          this->near(o[9 * k + 3 * c + e], part * Wide(A[e]), 4, "outer");
        this->near(m[3 * k + c], part - Wide(A[c]), 2, "v - A");
      }
      const long double u = std::numeric_limits<T>::epsilon();
      EXPECT_LE(std::abs(Wide(d[k]) - dot * Wide(s)), 64 * u);
      EXPECT_LE(std::abs(Wide(t[k]) - sum / 3.0L), 16 * u);
      this->near(p[k], product, 16, "prod");
    }
  }
}

TYPED_TEST(ComplexNumbers, Fourier) {
  using T = TypeParam;
  using Number = std::complex<T>;
  const kop_formula *formula = this->find("fourier");
  const size_t n = 33, m = 500;
  std::vector<T> w(n), x(m);
  for (size_t k = 0; k < n; ++k)
    w[k] = T(k) - 16;
  std::uniform_real_distribution<T> uniform(-1, 1);
  for (T &number : x)
    number = uniform(this->engine);
  const auto b = this->random(m, 1);
  for (const std::string &cpu : instructionSets(formula)) {
    std::vector<Number> F(n), M(n), P(n);
    this->call(formula, cpu, kop::In<T>(w), kop::In<T>(x), kop::In<Number>(b),
               kop::Out<Number>(F), kop::Out<Number>(M), kop::Out<Number>(P));
    for (size_t k = 0; k < n; ++k) {
      Wide sum = 0, mean = 0, product = 1;
      for (size_t j = 0; j < m; ++j) {
        sum += Wide(b[j]) * std::polar(1.0L, (long double)(w[k]) * x[j]);
        mean += Wide(b[j]) / (long double)(m);
        product *= 1.0L + Wide(b[j]) * (long double)(w[k]) / 2000.0L;
      }
      mean /= std::polar(1.0L, (long double)(w[k]));
      const long double u = std::numeric_limits<T>::epsilon();
      EXPECT_LE(std::abs(Wide(F[k]) - sum), 32 * u * m) << cpu;
      EXPECT_LE(std::abs(Wide(M[k]) - mean), 64 * u) << cpu;
      EXPECT_LE(std::abs(Wide(P[k]) - product), 4 * u * m * std::abs(product))
          << cpu;
    }
  }
}

} // namespace
