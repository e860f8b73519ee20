//===- DualSystem.cpp - Linear systems of the plan ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DualSystem.h"

#include <cmath>

using namespace kop;
using namespace kop::ot;
using namespace kop::ot::detail;

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
          if (diagonal[j] > 0)
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
          z[j] += diagonal[j] > 0 ? value : 0;
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
static Vector
conjugateGradients(const Apply &apply, const Preconditioner &precondition,
                   const Vector &rhs, double tolerance, int mostSteps) {
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

template <class T>
void DualSystem<T>::apply(const Vector &v, std::int64_t count,
                          Vector &result) const {
  Vector u;
  passes.transport(a, b, f, g, v, count, u, rows);
  for (std::size_t k = 0; k < u.size(); ++k)
    u[k] = scale[k / count] > 0 ? u[k] * scale[k / count] : 0;
  passes.transport(b, a, g, f, u, count, result, columns);
  for (std::size_t k = 0; k < result.size(); ++k) {
    const std::size_t j = k / count;
    result[k] =
        diagonal[j] > 0 ? diagonal[j] * v[k] - b.weights[j] * result[k] : 0;
  }
}

template <class T>
Vector DualSystem<T>::solve(const Vector &rhs, double tolerance,
                            int mostSteps) const {
  const auto action = [&](const Vector &v, std::int64_t count, Vector &result) {
    apply(v, count, result);
  };
  const std::vector<Offsets> partitions =
      rows ? partitionsOf(b.size) : std::vector<Offsets>();
  Preconditioner preconditioner(diagonal, partitions);
  preconditioner.scale(action);
  return conjugateGradients(action, preconditioner, rhs, tolerance, mostSteps);
}

template class ot::detail::DualSystem<float>;
template class ot::detail::DualSystem<double>;
