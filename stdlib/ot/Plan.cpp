//===- Plan.cpp - The plan as an operator ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solution.h"

#include "common/Fail.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Rows of numbers in the order of a cloud; `components` gets their length.
template <class T>
static Vector readValues(const In<T> &array, const Side<T> &side,
                         std::int64_t &components) {
  const kop_view view = array.view();
  const std::int64_t size = side.finest().size;
  if ((view.rank != 1 && view.rank != 2) || view.extents[0] != size)
    fail(ErrorCode::Shape, "v",
         "a value per point is needed, of the shape (" + std::to_string(size) +
             ") or (" + std::to_string(size) + ", E)");
  components = view.rank == 2 ? view.extents[1] : 1;
  const std::int64_t stride = view.rank == 2 ? view.strides[1] : 0;
  const T *data = static_cast<const T *>(view.data);
  Vector values(size * components);
  for (std::int64_t n = 0; n < size; ++n)
    for (std::int64_t k = 0; k < components; ++k)
      values[n * components + k] =
          double(data[side.order[n] * view.strides[0] + k * stride]);
  return values;
}

template <class T>
static void writeValues(const Vector &values, const Side<T> &side,
                        std::int64_t components, const Out<T> &array) {
  const kop_view view = array.view();
  const std::int64_t size = side.finest().size;
  const bool fits =
      view.rank >= 1 && view.rank <= 2 && view.extents[0] == size &&
      (view.rank == 2 ? view.extents[1] == components : components == 1);
  if (!fits)
    fail(ErrorCode::Shape, "out",
         "the shape must be (" + std::to_string(size) + ", " +
             std::to_string(components) + ")");
  const std::int64_t stride = view.rank == 2 ? view.strides[1] : 0;
  T *data = static_cast<T *>(view.data);
  for (std::int64_t n = 0; n < size; ++n)
    for (std::int64_t k = 0; k < components; ++k)
      data[side.order[n] * view.strides[0] + k * stride] =
          T(values[n * components + k]);
}

/// out = P v, with the rows of `x`.
template <class T>
static void applyPlan(const Passes<T> &passes, const Side<T> &x,
                      const Side<T> &y, const Vector &f, const Vector &g,
                      const Ranges *ranges, const In<T> &v, const Out<T> &out) {
  std::int64_t components = 0;
  const Vector values = readValues(v, y, components);
  Vector sums;
  passes.transport(x.finest(), y.finest(), f, g, values, components, sums,
                   ranges);
  for (std::int64_t i = 0; i < x.finest().size; ++i)
    for (std::int64_t k = 0; k < components; ++k) {
      double &sum = sums[i * components + k];
      sum = x.finest().weights[i] > 0 ? x.finest().weights[i] * sum : 0;
    }
  writeValues(sums, x, components, out);
}

template <class T>
void Plan<T>::apply(const In<T> &v, const Out<T> &out) const {
  const Solution<T> &s = *solution;
  applyPlan(s.passes(), s.problem.a, s.problem.b, s.cross->f, s.cross->g,
            s.cross->rows(), v, out);
}

template <class T>
void Plan<T>::applyTransposed(const In<T> &v, const Out<T> &out) const {
  const Solution<T> &s = *solution;
  applyPlan(s.passes(), s.problem.b, s.problem.a, s.cross->g, s.cross->f,
            s.cross->columns(), v, out);
}

template <class T> std::vector<T> Plan<T>::rowMarginal() const {
  std::vector<T> ones(solution->b().size, T(1)), sums(solution->a().size);
  apply(ones, sums);
  return sums;
}

template <class T> std::vector<T> Plan<T>::columnMarginal() const {
  std::vector<T> ones(solution->a().size, T(1)), sums(solution->b().size);
  applyTransposed(ones, sums);
  return sums;
}

/// g_j + epsilon log b_j: the plan's density against a is the exponential of
/// (f_i + this - C_ij) / epsilon.
template <class T> static Vector withWeights(const Solution<T> &s) {
  Vector result(s.cross->g);
  for (std::size_t j = 0; j < result.size(); ++j)
    result[j] += s.problem.epsilon * s.b().logWeights[j];
  return result;
}

template <class T> std::vector<std::int64_t> Plan<T>::rowArgmax() const {
  const Solution<T> &s = *solution;
  Vector least;
  std::vector<std::int64_t> place;
  s.passes().nearest(s.a(), s.b(), withWeights(s), least, place);
  for (std::int64_t &j : place)
    j = j < 0 ? -1 : s.problem.b.order[j];
  return s.problem.a.template restore<std::int64_t>(place);
}

template <class T> std::vector<PlanEntry> Plan<T>::top(int count) const {
  constexpr int most = 8;
  if (count < 1 || count > most)
    fail(ErrorCode::Argument, "count",
         "1 to 8 entries of a row can be asked for, not " +
             std::to_string(count));
  const Solution<T> &s = *solution;
  Vector least;
  std::vector<std::int64_t> place;
  s.passes().best(s.a(), s.b(), withWeights(s), least, place);
  std::vector<std::int64_t> rowOf(s.a().size);
  for (std::int64_t n = 0; n < s.a().size; ++n)
    rowOf[s.problem.a.order[n]] = n;
  std::vector<PlanEntry> entries;
  for (std::int64_t i = 0; i < s.a().size; ++i) {
    const std::int64_t n = rowOf[i];
    if (!(s.a().weights[n] > 0))
      continue;
    for (int k = 0; k < count && place[n * most + k] >= 0; ++k) {
      const double mass =
          s.a().weights[n] *
          std::exp((s.cross->f[n] - least[n * most + k]) / s.problem.epsilon);
      entries.push_back({i, s.problem.b.order[place[n * most + k]], mass});
    }
  }
  return entries;
}

/// The same entries with rows and columns in the order of the caller.
static PlanEntries restored(const PlanEntries &sorted,
                            const std::vector<std::int64_t> &rows,
                            const std::vector<std::int64_t> &columns) {
  std::vector<std::int64_t> place(rows.size());
  for (std::size_t n = 0; n < rows.size(); ++n)
    place[rows[n]] = std::int64_t(n);
  PlanEntries result;
  result.offsets.push_back(0);
  std::vector<std::pair<std::int64_t, double>> row;
  for (const std::int64_t n : place) {
    row.clear();
    for (std::int64_t e = sorted.offsets[n]; e < sorted.offsets[n + 1]; ++e)
      row.emplace_back(columns[sorted.columns[e]], sorted.masses[e]);
    std::sort(row.begin(), row.end());
    for (const auto &[column, mass] : row) {
      result.columns.push_back(column);
      result.masses.push_back(mass);
    }
    result.offsets.push_back(std::int64_t(result.columns.size()));
  }
  return result;
}

template <class T> PlanEntries Plan<T>::entries(double threshold) const {
  if (!(threshold > 0) || !std::isfinite(threshold))
    fail(ErrorCode::Argument, "threshold",
         "entries from a positive mass on can be asked for, not from " +
             std::to_string(threshold));
  const Solution<T> &s = *solution;
  return restored(s.passes().entries(s.a(), s.b(), s.cross->f, s.cross->g,
                                     threshold, s.cross->rows()),
                  s.problem.a.order, s.problem.b.order);
}

template class ot::Plan<float>;
template class ot::Plan<double>;
