//===- kop/ot/options.h - What a transport problem asks for -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_OT_OPTIONS_H
#define KOP_OT_OPTIONS_H

#include "kop/ot/cost.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

namespace kop {
namespace ot {

/// A reach without end: marginals are met exactly.
inline constexpr double balanced = std::numeric_limits<double>::infinity();

/// A measure: points of shape (N, D), or (N) in one dimension, and a weight
/// >= 0 for each, of shape (N). Without weights each point has 1 / N.
template <class T> struct Measure {
  In<T> points;
  std::optional<In<T>> weights;

  Measure(In<T> x) : points(std::move(x)) {}
  Measure(In<T> x, In<T> a) : points(std::move(x)), weights(std::move(a)) {}
};

/// How the marginals of an unbalanced plan are held near the measures.
enum class Divergence {
  KullbackLeibler, ///< rho sum p log(p / q) - p + q
  TotalVariation   ///< rho sum |p - q|
};

/// What the solver says while it runs.
struct Progress {
  std::int64_t iteration = 0; ///< pairs of half steps so far
  std::int64_t points = 0;    ///< of the present level, both sides together
  double epsilon = 0;         ///< of the present step of the annealing; 0 while
                              ///< an exact plan is found
  double marginalError = 0;   ///< L1, relative to the mass
  double seconds = 0;         ///< since the start
};

struct Options {
  /// Exponent: the cost is |x - y|^p / p, and epsilon = blur^p, rho = reach^p.
  double p = 2;
  /// Another cost; then p only says what blur and reach mean.
  std::optional<Cost> cost;

  /// Length at which the plan is blurred, in units of the points.
  double blur = 0.05;
  /// Distance beyond which mass is rather created and destroyed than moved.
  double reach = balanced;
  /// The same for one side only, when given.
  std::optional<double> reachA, reachB;
  Divergence divergence = Divergence::KullbackLeibler;

  /// The Sinkhorn divergence, instead of the biased OT_epsilon.
  bool debias = true;

  /// `Converged` means: the certified interval of OT_epsilon(a, b) is at most
  /// this part of OT_epsilon wide.
  double tolerance = 1e-3;
  /// And the L1 error of the marginals is at most this part of the mass.
  double marginalTolerance = balanced;
  /// Pairs of half steps at most at the target epsilon, for each of the terms.
  std::int64_t iterations = 10000;
  /// Time budget.
  double seconds = balanced;

  /// Ratio of successive lengths of the annealing, in (0, 1).
  double scaling = 0.5;
  /// Length where the annealing starts; 0: the diagonal of the box of points.
  double diameter = 0;

  /// Averaged simultaneous updates on all points with a fixed number of steps:
  /// the scheme of GeomLoss, with its values and gradients. The interval says
  /// how far they are from the solution; the value may lie outside of it.
  bool symmetric = false;
  /// Coarse to fine, with pairs left out where their mass is bounded. Acts
  /// where the cost has bounds and the clouds are large.
  bool multiscale = true;
  /// Newton steps where plain iterations are slow.
  bool accelerate = true;

  int threads = 0; ///< as Exec::threads
  /// Called after every iteration; false ends the solver with the status
  /// Cancelled, and with what it has.
  std::function<bool(const Progress &)> progress;
};

/// Options with the parameters of `SamplesLoss("sinkhorn", p, blur, reach)`.
/// Between different masses, GeomLoss's biased value counts the entropy against
/// their mean, not their product: it is larger by
/// epsilon ((m_a + m_b) / 2 - m_a m_b).
Options fromGeomLoss(double p, double blur, double reach = balanced);
/// Of `ot.sinkhorn(M, reg)`, `ot.sinkhorn_unbalanced(M, reg, reg_m)` on M =
/// |x - y|^2 with the divergence KL: costs and dual variables here are half of
/// those there. (What POT returns is the plan, or <P, M> for `sinkhorn2`.)
Options fromPOT(double reg, double regM = balanced);
/// Of `PointCloud(x, y, epsilon)` with the cost |x - y|^2 and tau_a = tau_b =
/// tau: costs and values here are half of those there. With tau < 1, OTT counts
/// the entropy against no measure at all, so that its plan for the weights a
/// and b is the one here for the weights a^tau and b^tau: pass those. Its
/// `reg_ot_cost` is then the value of neither problem.
Options fromOTT(double epsilon, double tau = 1);

} // namespace ot
} // namespace kop

#endif // KOP_OT_OPTIONS_H
