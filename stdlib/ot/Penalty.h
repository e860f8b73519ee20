//===- Penalty.h - How marginals are held -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_PENALTY_H
#define KOP_STDLIB_OT_PENALTY_H

#include "kop/ot/options.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kop::ot::detail {

/// phi(r / a) a for a marginal r of the plan beside the weight a: the
/// constraint r = a, or rho times a divergence. (Chizat et al., Scaling
/// algorithms for unbalanced optimal transport problems, 2018.)
class Penalty {
public:
  Penalty(double rho, Divergence divergence)
      : rho(rho), divergence(divergence) {}

  bool isExact() const { return std::isinf(rho); }
  bool isKullbackLeibler() const {
    return !isExact() && divergence == Divergence::KullbackLeibler;
  }
  bool isTotalVariation() const { return !isExact() && !isKullbackLeibler(); }
  double strength() const { return rho; }
  bool isSame(const Penalty &other) const {
    return rho == other.rho && (isExact() || divergence == other.divergence);
  }

  /// The potential that is optimal where the soft minimum is s.
  double prox(double s, double epsilon) const {
    if (isExact())
      return s;
    if (isKullbackLeibler())
      return s * (rho / (rho + epsilon));
    return allowed(s);
  }

  /// The nearest potential that is allowed: the total variation holds them in
  /// [-rho, rho].
  double allowed(double f) const {
    return isTotalVariation() ? std::clamp(f, -rho, rho) : f;
  }
  /// Whether a bound keeps a potential from following this slope of the dual.
  bool holds(double f, double slope) const {
    return isTotalVariation() &&
           ((f >= rho && slope >= 0) || (f <= -rho && slope <= 0));
  }

  /// The term -phi*(-f) of the dual, for weight 1.
  double dual(double f) const {
    if (isExact())
      return f;
    if (isKullbackLeibler())
      return -rho * std::expm1(-f / rho);
    return f < -rho ? -std::numeric_limits<double>::infinity()
                    : std::min(f, rho);
  }

  /// Its derivative and minus its second derivative.
  double slope(double f) const {
    return isKullbackLeibler() ? std::exp(-f / rho) : 1;
  }
  double curvature(double f) const {
    return isKullbackLeibler() ? std::exp(-f / rho) / rho : 0;
  }

  /// The term of the primal; 0 for constraints.
  double primal(double r, double a) const {
    if (isExact())
      return 0;
    if (!isKullbackLeibler())
      return rho * std::abs(r - a);
    return rho * ((r > 0 ? r * std::log(r / a) : 0) - r + a);
  }

private:
  double rho;
  Divergence divergence;
};

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_PENALTY_H
