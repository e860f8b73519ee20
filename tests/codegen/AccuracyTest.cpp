//===- AccuracyTest.cpp - Errors of the expanded functions ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every function on every instruction set of this machine against long double,
// over the whole range of the type, the interval where it is used, and special
// values. Prints one row per function: its largest error in units in the last
// place and where that is.
//
//===----------------------------------------------------------------------===//

#include "dialect/InterpreterFunctions.h"
#include "tests/codegen/MathLibrary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string_view>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

using namespace kop::test;
namespace wide = kop::ir::interpreter::wide;

namespace {

using Reference = long double (*)(long double, long double);

/// A function, the interval its arguments come from beside all bit patterns,
/// and the errors allowed, in ulp of the value or of `scale` where that is
/// larger: the size of what a function adds up where it is near a zero.
struct Case {
  const char *op;
  unsigned operands;
  Reference reference;
  double low, high;
  double limit32, limit64;
  Reference scale = nullptr;
  /// Only one in so many of the random arguments: the reference is slow.
  unsigned thin = 1;
  std::optional<double> order = {};
};

#define UNARY(expression)                                                      \
  [](long double x, long double) -> long double { return expression; }

/// What lgamma adds up for negative arguments.
long double lgammaReflection(long double x, long double) {
  if (x >= 0)
    return 0;
  long double other = lgammal(1 - x);
  return std::max(other, fabsl(lgammal(x) + other));
}

/// What digamma adds up for negative arguments.
long double reflection(long double x, long double) {
  if (x >= 0)
    return 0;
  long double other = wide::digamma(1 - x);
  return std::max(fabsl(other), fabsl(wide::digamma(x) - other));
}

/// The size of the waves of J0 and J1.
long double amplitude(long double x, long double) {
  return std::min(1.0L, std::sqrt(2 / (3.14159265358979323846L * fabsl(x))));
}

constexpr Case cases[] = {
    {"math.exp", 1, UNARY(expl(x)), -20, 20, 3, 2},
    {"math.exp2", 1, UNARY(exp2l(x)), -20, 20, 3, 2},
    {"math.expm1", 1, UNARY(expm1l(x)), -2, 2, 2, 2},
    {"math.log", 1, UNARY(logl(x)), 0.5, 2, 2, 2},
    {"math.log2", 1, UNARY(log2l(x)), 0.5, 2, 2, 2},
    {"math.log10", 1, UNARY(log10l(x)), 0.5, 2, 2, 2},
    {"math.log1p", 1, UNARY(log1pl(x)), -0.9, 2, 2, 2},
    {"math.sqrt", 1, UNARY(sqrtl(x)), 0, 4, 1, 0.51},
    {"math.rsqrt", 1, UNARY(1 / sqrtl(x)), 0, 4, 2, 2},
    {"math.cbrt", 1, UNARY(cbrtl(x)), -8, 8, 2, 2},
    {"math.sin", 1, UNARY(sinl(x)), -10, 10, 2, 2},
    {"math.cos", 1, UNARY(cosl(x)), -10, 10, 2, 2},
    {"math.tan", 1, UNARY(tanl(x)), -10, 10, 2, 2},
    {"math.asin", 1, UNARY(asinl(x)), -1, 1, 2, 2},
    {"math.acos", 1, UNARY(acosl(x)), -1, 1, 2, 2},
    {"math.atan", 1, UNARY(atanl(x)), -4, 4, 2, 2},
    {"math.atan2", 2, [](long double y, long double x) { return atan2l(y, x); },
     -4, 4, 2, 2},
    {"math.sinh", 1, UNARY(sinhl(x)), -4, 4, 2, 2},
    {"math.cosh", 1, UNARY(coshl(x)), -4, 4, 2, 2},
    {"math.tanh", 1, UNARY(tanhl(x)), -4, 4, 2, 2},
    {"math.asinh", 1, UNARY(asinhl(x)), -4, 4, 2, 2},
    {"math.acosh", 1, UNARY(acoshl(x)), 1, 4, 2, 2},
    {"math.atanh", 1, UNARY(atanhl(x)), -1, 1, 2, 2},
    {"math.erf", 1, UNARY(erfl(x)), -4, 4, 2, 2},
    {"math.erfc", 1, UNARY(erfcl(x)), -4, 8, 2, 2},
    {"math.powf", 2, [](long double x, long double y) { return powl(x, y); }, 0,
     8, 2, 2},
    {"math.floor", 1, UNARY(floorl(x)), -10, 10, 0, 0},
    {"math.ceil", 1, UNARY(ceill(x)), -10, 10, 0, 0},
    {"math.trunc", 1, UNARY(truncl(x)), -10, 10, 0, 0},
    {"math.round", 1, UNARY(roundl(x)), -10, 10, 0, 0},
    // Without the instruction a product and a sum.
    {"math.fma", 3, [](long double x, long double y) { return x * y + x; }, -4,
     4, 1, 1, [](long double x, long double y) { return fabsl(x * y); }},
    {"kop.lgamma", 1, UNARY(wide::lgamma(x)), -6, 12, 2, 5, lgammaReflection},
    {"kop.digamma", 1, UNARY(wide::digamma(x)), -6, 12, 2, 4, reflection},
    {"kop.polygamma", 1, UNARY(wide::polygamma(1, x)), -4, 12, 2, 12, nullptr,
     4, 1},
    {"kop.polygamma", 1, UNARY(wide::polygamma(2, x)), -4, 12, 2, 12,
     UNARY(x < 0 ? 50 : 0), 4, 2},
    {"kop.polygamma", 1, UNARY(wide::polygamma(3, x)), 0, 12, 2, 16, nullptr, 4,
     3},
    {"kop.bessel_j0", 1, UNARY(wide::bessel_j0(x)), -30, 30, 2, 3, amplitude},
    {"kop.bessel_j1", 1, UNARY(wide::bessel_j1(x)), -30, 30, 2, 3, amplitude},
    {"kop.bessel_i0", 1, UNARY(wide::bessel_i0(x)), -20, 20, 2, 2, nullptr, 16},
    {"kop.bessel_i1", 1, UNARY(wide::bessel_i1(x)), -20, 20, 2, 2, nullptr, 16},
    {"kop.bessel_k0", 1, UNARY(wide::bessel_k0(x)), 0, 6, 2, 2.1, nullptr, 16},
    {"kop.bessel_k1", 1, UNARY(wide::bessel_k1(x)), 0, 6, 2, 2.1, nullptr, 16},
    {"kop.scaled_bessel_k", 1, UNARY(wide::scaled_bessel_k(0.3L, x)), 0, 6, 2,
     16, nullptr, 16, 0.3},
    {"kop.scaled_bessel_k", 1, UNARY(wide::scaled_bessel_k(1.75L, x)), 0, 6, 2,
     16, nullptr, 16, 1.75},
    {"kop.scaled_bessel_k", 1, UNARY(wide::scaled_bessel_k(4, x)), 0, 6, 2, 16,
     nullptr, 16, 4},
    {"arith.divf", 2, [](long double x, long double y) { return x / y; }, -4, 4,
     0.6, 0.51},
};

/// Every function of the table of builtins has a case: a row without one is an
/// error here.
constexpr bool isMeasured(std::string_view name) {
  for (const Case &c : cases) {
    std::string_view op = c.op;
    if (op.substr(op.find('.') + 1) == name)
      return true;
  }
  return false;
}
#define KOP_REAL(NAME, ARITY, OP, ...)                                         \
  static_assert(isMeasured(#NAME), #NAME " has no case above");
#include "compiler/sema/Builtins.def"

/// Flush to zero, as every worker of the runtime does; restored at the end.
class FlushToZero {
#if defined(__x86_64__)
public:
  FlushToZero() : saved(_mm_getcsr()) { _mm_setcsr(saved | 0x8040); }
  ~FlushToZero() { _mm_setcsr(saved); }

private:
  unsigned saved;
#endif
};

template <typename T> struct Traits;
template <> struct Traits<float> {
  using Bits = uint32_t;
};
template <> struct Traits<double> {
  using Bits = uint64_t;
};

template <typename T> T fromBits(typename Traits<T>::Bits bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <typename T> std::vector<T> arguments(const Case &c, unsigned seed) {
  using Limits = std::numeric_limits<T>;
  std::mt19937_64 random(seed);
  std::vector<T> x = {
      T(0),
      T(-0.0),
      T(1),
      T(-1),
      T(0.5),
      T(-0.5),
      T(2),
      T(3),
      T(-2),
      Limits::infinity(),
      -Limits::infinity(),
      Limits::quiet_NaN(),
      Limits::max(),
      -Limits::max(),
      Limits::min(),
      -Limits::min(),
      Limits::epsilon(),
      fromBits<T>(sizeof(T) == 4 ? 0x7fc00001 : 0x7ff8000000000001)};
  for (T at :
       {T(1), T(-1), T(0.5), T(c.low), T(c.high), T(88.72283), T(-87.33654),
        T(709.782712893384), T(-708.3964185322641), T(128), T(1024),
        T(1.5707963267948966), T(3.141592653589793), T(100000)}) {
    T up = at, down = at;
    for (int k = 0; k != 40; ++k) {
      x.push_back(up = std::nextafter(up, Limits::infinity()));
      x.push_back(down = std::nextafter(down, -Limits::infinity()));
    }
  }
  for (int k = -1100; k <= 1100; ++k)
    x.push_back(T(k));
  std::uniform_real_distribution<T> uniform(T(c.low), T(c.high));
  size_t count = (sizeof(T) == 4 ? 200000 : 100000) / c.thin;
  for (size_t k = 0; k != count; ++k)
    x.push_back(uniform(random));
  // All exponents.
  for (size_t k = 0; k != count; ++k)
    x.push_back(fromBits<T>(typename Traits<T>::Bits(random())));
  // Arguments of some size, where overflow, underflow and reduction begin.
  std::uniform_real_distribution<T> wide(T(-800), T(800));
  for (size_t k = 0; k != count / 4; ++k)
    x.push_back(wide(random));
  while (x.size() % 16)
    x.push_back(T(1));
  for (T &value : x)
    if (std::fpclassify(value) == FP_SUBNORMAL)
      value = T(1.25);
  return x;
}

/// The error of `got` in ulp of T, of the value or of `scale` where that is
/// larger; infinite where the class is wrong.
template <typename T>
double errorOf(T got, long double want, long double scale = 0) {
  using Limits = std::numeric_limits<T>;
  const double wrong = std::numeric_limits<double>::infinity();
  if (std::isnan(want))
    return std::isnan(got) ? 0 : wrong;
  // What is added up overflows before the sum.
  if (scale > Limits::max())
    return 0;
  long double size = std::fabs(want);
  // A result within an ulp of the largest number may be infinite, and a
  // subnormal one 0.
  if (size >= (long double)Limits::max() * (1 - Limits::epsilon()))
    return std::isinf(got) || std::fabs(got) > Limits::max() / 2 ? 0 : wrong;
  if (size < (long double)Limits::min() * (1 + 4 * Limits::epsilon()))
    return std::fabs(got) <= Limits::min() * 2 ? 0 : wrong;
  if (std::isnan(got) || std::isinf(got))
    return wrong;
  // What flushing to zero costs inside.
  if (std::fabs((long double)got - want) <= (long double)Limits::min())
    return 0;
  int exponent;
  std::frexp(std::max(size, scale), &exponent);
  long double ulp = std::ldexp(1.0L, exponent - Limits::digits);
  return double(std::fabs((long double)got - want) / ulp);
}

/// Whether the error in f32 is counted in 2^-24 of the value.
bool isExponential(const Case &c) {
  return !std::strcmp(c.op, "math.exp") || !std::strcmp(c.op, "math.exp2");
}

/// The error of f(x (1 + d)) (1 + e) with |d| <= 2^-23 in 2^-24: exp may fold
/// its base.
double exponentialError(double ulp, double x, long double want, bool folded) {
  if (std::isinf(ulp) || want == 0)
    return ulp;
  int exponent;
  double mantissa = double(std::frexp(std::fabs(want), &exponent)) * 2;
  double error = ulp * 2 / mantissa;
  return folded ? std::max(0.0, error - 2 * std::fabs(x)) : error;
}

struct Worst {
  double error = 0;
  double at = 0, second = 0, got = 0;
};

template <typename T>
Worst measure(const Case &c, Function function, unsigned seed) {
  std::vector<T> a = arguments<T>(c, seed), b = arguments<T>(c, seed);
  if (c.operands > 1) {
    std::shuffle(a.begin() + 64, a.end(), std::mt19937(seed + 1));
    std::shuffle(b.begin(), b.end(), std::mt19937(seed + 2));
  }
  std::vector<T> got(a.size());
  {
    FlushToZero flush;
    function(a.data(), b.data(), got.data(), int64_t(a.size()));
  }
  Worst worst;
  for (size_t k = 0; k != a.size(); ++k) {
    long double want = c.reference(a[k], b[k]);
    long double scale = c.scale ? c.scale(a[k], b[k]) : 0;
    double error = errorOf<T>(got[k], want, scale);
    if (sizeof(T) == 4 && isExponential(c))
      error =
          exponentialError(error, a[k], want, !std::strcmp(c.op, "math.exp"));
    if (error > worst.error)
      worst = {error, double(a[k]), double(b[k]), double(got[k])};
  }
  return worst;
}

class Accuracy : public testing::TestWithParam<std::string> {};

TEST_P(Accuracy, EveryFunction) {
  std::vector<Request> requests;
  for (const Case &c : cases)
    for (unsigned bits : {32u, 64u})
      requests.push_back(
          {c.op, bits, GetParam(), "default", c.operands, c.order});
  MathLibrary library(requests);
  ASSERT_EQ(library.error(), "");
  EXPECT_EQ(library.undefined(), std::vector<std::string>());
  std::printf("%-22s %10s %10s\n", GetParam().c_str(), "f32 ulp", "f64 ulp");
  for (size_t k = 0; k != std::size(cases); ++k) {
    const Case &c = cases[k];
    Worst single = measure<float>(c, library.function(2 * k), 1);
    Worst twice = measure<double>(c, library.function(2 * k + 1), 2);
    std::string name = std::strchr(c.op, '.') + 1;
    if (c.order)
      name += "(" + std::to_string(*c.order).substr(0, 4) + ")";
    std::printf("%-22s %10.3f %10.3f   at %.9g, %.17g\n", name.c_str(),
                single.error, twice.error, single.at, twice.at);
    EXPECT_LE(single.error, c.limit32)
        << c.op << " f32 of " << single.at << ", " << single.second << " is "
        << single.got;
    EXPECT_LE(twice.error, c.limit64) << c.op << " f64 of " << twice.at << ", "
                                      << twice.second << " is " << twice.got;
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, Accuracy, testing::ValuesIn(availableSets()),
                         [](const auto &info) {
                           std::string name = info.param;
                           for (char &c : name)
                             if (!std::isalnum(c))
                               c = '_';
                           return name;
                         });

/// exp(0) = 1 and 2^n exact, at every accuracy.
TEST(Exact, PowersOfTwo) {
  std::vector<std::string> sets = availableSets();
  for (const char *math : {"fast", "default", "precise"}) {
    std::vector<Request> requests;
    for (const std::string &set : sets)
      for (unsigned bits : {32u, 64u})
        requests.push_back({"math.exp2", bits, set, math});
    MathLibrary library(requests);
    ASSERT_EQ(library.error(), "");
    std::vector<float> x(256), y(256);
    std::vector<double> u(256), v(256);
    for (int k = 0; k != 256; ++k) {
      x[k] = std::min(127, k - 125);
      u[k] = k - 125;
    }
    for (size_t s = 0; s != sets.size(); ++s) {
      library.function(2 * s)(x.data(), x.data(), y.data(), 256);
      library.function(2 * s + 1)(u.data(), u.data(), v.data(), 256);
      for (int k = 0; k != 256; ++k) {
        EXPECT_EQ(y[k], std::ldexp(1.0f, int(x[k]))) << sets[s] << math;
        EXPECT_EQ(v[k], std::ldexp(1.0, int(u[k]))) << sets[s] << math;
      }
    }
  }
}

/// A quotient that is a number of the type is that number.
TEST(Exact, Quotients) {
  std::vector<std::string> sets = availableSets();
  std::vector<Request> requests;
  for (const std::string &set : sets)
    requests.push_back({"arith.divf", 32, set, "default", 2});
  MathLibrary library(requests);
  ASSERT_EQ(library.error(), "");
  std::vector<float> a, b, q(512 * 128);
  std::vector<float> sizes = {1, 0x1p-120f, 0x1p60f, 0x1p110f};
  for (int n = 1; n <= 512; ++n)
    for (int d = 1; d <= 128; ++d) {
      float size = sizes[(n + d) % 4];
      a.push_back(float(n) * float(d) * size);
      b.push_back(float(d) * size);
    }
  for (size_t s = 0; s != sets.size(); ++s) {
    library.function(s)(a.data(), b.data(), q.data(), int64_t(q.size()));
    for (size_t k = 0; k != q.size(); ++k)
      ASSERT_EQ(q[k], float(k / 128 + 1)) << a[k] << "/" << b[k] << sets[s];
  }
}

/// The smaller and the larger of two numbers; the other where one is NaN.
template <typename T> void testExtrema() {
  using Limits = std::numeric_limits<T>;
  const T values[] = {0,
                      1,
                      -2,
                      T(0.5),
                      Limits::min(),
                      Limits::max(),
                      -Limits::max(),
                      Limits::infinity(),
                      -Limits::infinity(),
                      Limits::quiet_NaN()};
  std::vector<T> a, b;
  for (T x : values)
    for (T y : values) {
      a.push_back(x);
      b.push_back(y);
    }
  a.resize(112), b.resize(112);
  for (const std::string &set : availableSets())
    for (bool largest : {false, true}) {
      const char *op = largest ? "arith.maxnumf" : "arith.minnumf";
      MathLibrary library({{op, sizeof(T) * 8, set, "default", 2}});
      ASSERT_EQ(library.error(), "");
      EXPECT_EQ(library.undefined(), std::vector<std::string>());
      std::vector<T> got(a.size());
      library.function(0)(a.data(), b.data(), got.data(), int64_t(a.size()));
      for (size_t k = 0; k != a.size(); ++k) {
        T want = largest ? std::fmax(a[k], b[k]) : std::fmin(a[k], b[k]);
        if (std::isnan(want))
          EXPECT_TRUE(std::isnan(got[k])) << op << " on " << set;
        else
          EXPECT_EQ(got[k], want)
              << op << " of " << a[k] << ", " << b[k] << " on " << set;
      }
    }
}

TEST(Exact, ExtremaIgnoreNaN) {
  testExtrema<float>();
  testExtrema<double>();
}

/// --math=precise: within an ulp, the exponential too.
TEST(Precise, Exponential) {
  for (const std::string &set : availableSets()) {
    MathLibrary library({{"math.exp", 32, set, "precise"},
                         {"math.exp2", 32, set, "precise"},
                         {"math.sqrt", 32, set, "precise"}});
    ASSERT_EQ(library.error(), "");
    const Case precise[] = {
        {"precise.exp", 1, UNARY(expl(x)), -20, 20, 1, 0},
        {"precise.exp2", 1, UNARY(exp2l(x)), -20, 20, 1, 0},
        {"precise.sqrt", 1, UNARY(sqrtl(x)), 0, 4, 0.51, 0}};
    for (size_t k = 0; k != 3; ++k) {
      Worst worst = measure<float>(precise[k], library.function(k), 3);
      // Without fma the last product rounds.
      bool baseline = set != "x86-64-v4" && set != "x86-64-v3" && set != "neon";
      EXPECT_LE(worst.error, precise[k].limit32 + (baseline ? 0.05 : 0))
          << precise[k].op << " of " << worst.at << " on " << set;
    }
  }
}

} // namespace
