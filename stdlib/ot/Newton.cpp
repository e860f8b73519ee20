//===- Newton.cpp - A Newton step of the dual -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With f optimal for g, the dual is a concave function of g alone, with the
// gradient b dual'(g) - c for the column sums c of the plan P, and
//
//   epsilon times minus its Hessian = diag(c + epsilon b curvature)
//       - P^T diag(r + epsilon a curvature)^-1 P.
//
// Sinkhorn's iteration is gradient ascent on it; where that is slow, the system
// is solved by conjugate gradients, two passes over the pairs per step.
//
//===----------------------------------------------------------------------===//

#include "CrossTerm.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

static constexpr int mostSteps = 60, mostTries = 10;
static constexpr double trustedEpsilons = 5;
/// Pairs below this density are left out of the Hessian.
static constexpr double roughDensity = 0.02;

static double dot(const Vector &u, const Vector &v) {
  double sum = 0;
  for (std::size_t k = 0; k < u.size(); ++k)
    sum += u[k] * v[k];
  return sum;
}

namespace {

/// An approximate inverse of the Hessian A. It acts on smooth functions like a
/// diffusion over the length of the blur, so one diagonal for all of them is a
/// poor one: this adds up diagonals of sums over cells of every size (Bramble,
/// Pasciak, Xu, 1990), scaled by how strongly A acts on functions that are
/// constant on the cells of that size.
class Preconditioner {
public:
  Preconditioner(const Vector &diagonal, const std::vector<Offsets> &partitions)
      : diagonal(diagonal), partitions(partitions) {
    for (const Offsets &cells : partitions) {
      Vector sums(cells.size() - 1, 0.0);
      for (std::size_t c = 0; c < sums.size(); ++c)
        for (std::int64_t j = cells[c]; j < cells[c + 1]; ++j)
          sums[c] += diagonal[j];
      masses.push_back(std::move(sums));
    }
  }

  /// `apply(v, components, result)` is A on several vectors at once.
  template <class Apply> void scale(const Apply &apply) {
    const std::size_t levels = partitions.size(), n = diagonal.size();
    scales.assign(levels, 0);
    if (levels == 0)
      return;
    // Signs at random, but the same in every run.
    Vector probes(n * levels), result;
    std::uint64_t state = 1;
    for (std::size_t l = 0; l < levels; ++l)
      for (std::size_t c = 0; c + 1 < partitions[l].size(); ++c) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        for (std::int64_t j = partitions[l][c]; j < partitions[l][c + 1]; ++j)
          probes[j * levels + l] = state >> 63 ? 1 : -1;
      }
    apply(probes, std::int64_t(levels), result);
    for (std::size_t l = 0; l < levels; ++l) {
      double energy = 0, mass = 0;
      for (std::size_t j = 0; j < n; ++j) {
        energy += probes[j * levels + l] * result[j * levels + l];
        mass += diagonal[j];
      }
      scales[l] = energy > 1e-12 * mass ? mass / energy : 0;
    }
  }

  Vector operator()(const Vector &r) const {
    Vector z(r.size());
    for (std::size_t k = 0; k < r.size(); ++k)
      z[k] = diagonal[k] > 0 ? r[k] / diagonal[k] : 0;
    for (std::size_t l = 0; l < partitions.size(); ++l)
      for (std::size_t c = 0; c < masses[l].size(); ++c) {
        if (!(masses[l][c] > 0))
          continue;
        double sum = 0;
        for (std::int64_t j = partitions[l][c]; j < partitions[l][c + 1]; ++j)
          sum += r[j];
        const double value = scales[l] * sum / masses[l][c];
        for (std::int64_t j = partitions[l][c]; j < partitions[l][c + 1]; ++j)
          z[j] += value;
      }
    return z;
  }

private:
  const Vector &diagonal;
  const std::vector<Offsets> &partitions;
  std::vector<Vector> masses; ///< sums of the diagonal over cells
  Vector scales;
};

} // namespace

/// Solves A u = rhs, to the part `tolerance` of the norm of rhs that the
/// preconditioner gives.
template <class Apply>
static Vector conjugateGradients(const Apply &apply,
                                 const Preconditioner &precondition,
                                 const Vector &rhs, double tolerance) {
  Vector u(rhs.size(), 0.0), r = rhs, z = precondition(r), p = z, q;
  double energy = dot(r, z);
  const double enough = tolerance * tolerance * energy;
  for (int step = 0; step < mostSteps && energy > enough; ++step) {
    apply(p, 1, q);
    const double curvature = dot(p, q);
    if (!(curvature > 0))
      break;
    const double length = energy / curvature;
    for (std::size_t k = 0; k < u.size(); ++k) {
      u[k] += length * p[k];
      r[k] -= length * q[k];
    }
    z = precondition(r);
    const double next = dot(r, z);
    for (std::size_t k = 0; k < u.size(); ++k)
      p[k] = z[k] + next / energy * p[k];
    energy = next;
  }
  return u;
}

/// The dual as a function of g, and what Newton's method needs of it.
template <class T> struct CrossTerm<T>::Ascent {
  CrossTerm &term;
  double epsilon;
  const Cloud<T> &a, &b;
  const Penalty &pa, &pb;
  /// Pairs for the Hessian, which need not be exact.
  const Mask<T> *mask;

  /// f optimal for g, and its soft minimum; returns the dual.
  double evaluate(const Vector &g, Vector &f, Vector &s) const {
    term.softminA(g, s);
    f.resize(s.size());
    double mass = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      f[i] = pa.prox(s[i], epsilon);
      if (a.weights[i] > 0)
        mass += a.weights[i] * std::exp((f[i] - s[i]) / epsilon);
    }
    return term.dualOf(f, g, mass);
  }

  /// epsilon times the gradient and the diagonal of the Hessian; returns the L1
  /// norm of the gradient.
  double gradient(const Vector &f, const Vector &g, Vector &rhs,
                  Vector &diagonal) const {
    Vector t;
    term.softminB(f, t);
    rhs.assign(g.size(), 0.0);
    diagonal.assign(g.size(), 0.0);
    double norm = 0;
    for (std::size_t j = 0; j < g.size(); ++j) {
      if (!(b.weights[j] > 0))
        continue;
      const double column = b.weights[j] * std::exp((g[j] - t[j]) / epsilon);
      const double slope = b.weights[j] * pb.slope(g[j]) - column;
      diagonal[j] = column + epsilon * b.weights[j] * pb.curvature(g[j]);
      rhs[j] = epsilon * slope;
      norm += std::abs(slope);
    }
    return norm;
  }

  /// The Newton direction at (f, g), where f has the soft minimum s.
  Vector direction(const Vector &f, const Vector &g, const Vector &s,
                   const Vector &rhs, const Vector &diagonal,
                   double tolerance) const {
    Vector scale(f.size(), 0.0);
    for (std::size_t i = 0; i < f.size(); ++i)
      if (a.weights[i] > 0)
        scale[i] = 1 / (std::exp((f[i] - s[i]) / epsilon) +
                        epsilon * pa.curvature(f[i]));
    const auto apply = [&](const Vector &v, std::int64_t count,
                           Vector &result) {
      Vector u;
      term.passes.transport(a, b, f, g, v, count, u,
                            mask ? mask->rows() : nullptr);
      for (std::size_t k = 0; k < u.size(); ++k)
        u[k] = scale[k / count] > 0 ? u[k] * scale[k / count] : 0;
      term.passes.transport(b, a, g, f, u, count, result,
                            mask ? mask->columns() : nullptr);
      for (std::size_t k = 0; k < result.size(); ++k) {
        const std::size_t j = k / count;
        result[k] = b.weights[j] > 0
                        ? diagonal[j] * v[k] - b.weights[j] * result[k]
                        : 0;
      }
    };
    const std::vector<Offsets> partitions =
        mask ? partitionsOf(b.size) : std::vector<Offsets>();
    Preconditioner preconditioner(diagonal, partitions);
    preconditioner.scale(apply);
    return conjugateGradients(apply, preconditioner, rhs, tolerance);
  }
};

template <class T> bool CrossTerm<T>::leap(double epsilon) {
  const Penalty &pa = problem.penaltyA, &pb = problem.penaltyB;
  const auto isSmooth = [](const Penalty &penalty) {
    return penalty.isExact() || penalty.isKullbackLeibler();
  };
  if (!isSmooth(pa) || !isSmooth(pb))
    return false;
  look(epsilon);
  std::unique_ptr<Mask<T>> rough;
  if (mask)
    rough = std::make_unique<Mask<T>>(problem.cost, cloudA(), cloudB(),
                                      passes.threads());
  const Ascent ascent{*this, epsilon, cloudA(), cloudB(), pa, pb, rough.get()};
  Vector s, rhs, diagonal;
  double dual = ascent.evaluate(g, f, s);
  double error = ascent.gradient(f, g, rhs, diagonal);
  if (rough)
    rough->update(f, g, epsilon, roughDensity);
  const Vector direction = ascent.direction(
      f, g, s, rhs, diagonal, std::min(0.1, std::sqrt(error / cloudB().mass)));
  // The dual is exponential in multiples of epsilon: beyond a few of them the
  // quadratic model says little, but may point the right way.
  const double farthest = largest(direction);
  double length = std::min(1.0, trustedEpsilons * epsilon / farthest);
  const double noise =
      16 * std::numeric_limits<T>::epsilon() * (std::abs(dual) + epsilon);
  bool moved = false;
  for (int tries = 0; tries < mostTries; ++tries) {
    Vector nextG(g), nextF;
    for (std::size_t j = 0; j < g.size(); ++j)
      nextG[j] += length * direction[j];
    const double reached = ascent.evaluate(nextG, nextF, s);
    bool better = reached > dual + noise;
    // Where the dual is flat, its gradient decides.
    if (!better && reached >= dual - noise && !moved) {
      const double left = ascent.gradient(nextF, nextG, rhs, diagonal);
      better = left < error;
      error = better ? left : error;
    }
    if (better) {
      f = std::move(nextF);
      g = std::move(nextG);
      dual = std::max(dual, reached);
      moved = true;
      if (length >= 1)
        return true;
      continue; // once more the same way
    }
    if (moved)
      return true;
    length /= 4;
  }
  return moved;
}

template bool CrossTerm<float>::leap(double);
template bool CrossTerm<double>::leap(double);
