//===- InterpreterFunctions.h - Functions math lacks, in f64 ----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The values of the functions of Functions.def. They are the oracle of all
// tests: slow, in long double, by other ways than the code that is compiled.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_INTERPRETERFUNCTIONS_H
#define KOP_DIALECT_INTERPRETERFUNCTIONS_H

namespace kop::ir::interpreter {

namespace wide {
long double lgamma(long double x);
long double digamma(long double x);
long double polygamma(long double order, long double x);
long double bessel_j0(long double x);
long double bessel_j1(long double x);
long double bessel_i0(long double x);
long double bessel_i1(long double x);
long double bessel_k0(long double x);
long double bessel_k1(long double x);
long double scaled_bessel_k(long double order, long double x);
} // namespace wide

inline double lgamma(double x) { return double(wide::lgamma(x)); }
inline double digamma(double x) { return double(wide::digamma(x)); }
inline double polygamma(double n, double x) {
  return double(wide::polygamma(n, x));
}
inline double bessel_j0(double x) { return double(wide::bessel_j0(x)); }
inline double bessel_j1(double x) { return double(wide::bessel_j1(x)); }
inline double bessel_i0(double x) { return double(wide::bessel_i0(x)); }
inline double bessel_i1(double x) { return double(wide::bessel_i1(x)); }
inline double bessel_k0(double x) { return double(wide::bessel_k0(x)); }
inline double bessel_k1(double x) { return double(wide::bessel_k1(x)); }
inline double scaled_bessel_k(double n, double x) {
  return double(wide::scaled_bessel_k(n, x));
}

} // namespace kop::ir::interpreter

#endif // KOP_DIALECT_INTERPRETERFUNCTIONS_H
