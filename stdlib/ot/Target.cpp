//===- Target.cpp - Many measures against one -----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Solution.h"

#include "common/Fail.h"

#include "kop/ot/target.h"

#include <cmath>

using namespace kop;
using namespace kop::common;
using namespace kop::ot;
using namespace kop::ot::detail;

/// Mean distance of two potentials, but for a constant.
static double distance(const Vector &u, const Vector &v) {
  double shift = 0, sum = 0;
  for (std::size_t i = 0; i < u.size(); ++i)
    shift += (u[i] - v[i]) / double(u.size());
  for (std::size_t i = 0; i < u.size(); ++i)
    sum += std::abs(u[i] - v[i] - shift);
  return sum;
}

namespace {

/// A potential from call to call.
class Track {
public:
  /// The last one; further on the same way where that led there before.
  Vector guess(std::int64_t size) const {
    if (std::int64_t(last.size()) != size)
      return {};
    return isSteady ? ahead() : last;
  }

  void add(Vector values) {
    for (double value : values)
      if (!std::isfinite(value))
        values.clear();
    isSteady = !before.empty() && last.size() == before.size() &&
               values.size() == last.size() &&
               distance(values, ahead()) < distance(values, last);
    before = std::move(last);
    last = std::move(values);
    isSteady = isSteady && before.size() == last.size();
  }

private:
  Vector ahead() const {
    Vector result(last);
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] += last[i] - before[i];
    return result;
  }

  Vector last, before;
  bool isSteady = false;
};

} // namespace

template <class T> struct Target<T>::State {
  Options options;
  double p;
  Cost cost;
  Samples b;
  FixedSide<T> fixed;
  Track f, g, selfF, selfG;
  std::shared_ptr<Solution<T>> known; ///< has solved OT_epsilon(b, b)
};

template <class T>
Target<T>::Target(const Measure<T> &b, const Options &options) {
  checkOptions(options);
  Samples samples = readSamples(b, "b", options.threads);
  double diagonal = 0;
  std::vector<double> centre = centreOf(samples, samples, diagonal);
  state = std::make_unique<State>(
      State{options,
            options.p,
            options.cost ? *options.cost : powerCost(options.p),
            std::move(samples),
            {std::move(centre), {}},
            {},
            {},
            {},
            {},
            nullptr});
}

template <class T> Target<T>::Target(Target &&) noexcept = default;
template <class T>
Target<T> &Target<T>::operator=(Target &&) noexcept = default;
template <class T> Target<T>::~Target() = default;

template <class T> Options &Target<T>::options() { return state->options; }

/// Scales a to the mass of b, so that b stays what it is.
template <class T>
static void matchToTarget(const Options &options, Samples &a,
                          const Samples &b) {
  if (std::isfinite(options.reachA.value_or(options.reach)) ||
      std::isfinite(options.reachB.value_or(options.reach)))
    return;
  Samples checked = b;
  matchMasses<T>(a, checked);
  for (double &weight : a.weights)
    weight *= b.mass / a.mass;
  a.mass = b.mass;
}

template <class T> Result<T> Target<T>::solve(const Measure<T> &a) {
  const Options &options = state->options;
  checkOptions(options);
  require(options.p == state->p, "p",
          "a target keeps its exponent and its cost", options.p);
  Samples samples = readSamples(a, "a", options.threads);
  checkSameDimension(samples, state->b);
  matchToTarget<T>(options, samples, state->b);
  Samples b = state->b;
  auto solution = std::make_shared<Solution<T>>(options, state->cost);
  setUp(solution->problem, samples, b, &state->fixed);
  const std::int64_t n = samples.size, m = b.size;
  const Result<T> result =
      solveAll(solution,
               {state->f.guess(n), state->g.guess(m), state->selfF.guess(n),
                state->selfG.guess(m)},
               state->known);
  state->f.add(result.potentialA());
  state->g.add(result.potentialB());
  if (!options.debias)
    return result;
  state->selfF.add(result.selfPotentialA());
  state->selfG.add(result.selfPotentialB());
  if (!state->known || solution->selfB.get() != state->known->selfB.get())
    state->known = solution;
  return result;
}

template class ot::Target<float>;
template class ot::Target<double>;
