//===- gaussian_process.cpp - Landscapes that are likely ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gaussian_process.h"

#include "kriging.kop.h"

#include <cmath>
#include <numeric>

using kop::In;
using kop::Out;
using namespace kop::solve;

namespace {

/// Heights at places, and the covariances of a model.
class Landscape {
public:
  Landscape(const Elevation &known, const Model &model)
      : n(std::int64_t(known.size())), width(float(model.width)),
        noise(model.noise), places(known.places()) {
    mean = std::accumulate(known.metres.begin(), known.metres.end(), 0.0) /
           double(n);
    for (const float metres : known.metres)
      heights.push_back(metres - mean);
  }
  Landscape(const Landscape &) = delete;

  /// Covariances plus noise, in units of the variance of the landscape.
  System system() const {
    return System(
        Operator::ofKernel<float>({places, n, 2},
                                  [this](auto x, auto y, auto v, auto out) {
                                    kriging::covariance(x, y, v, width, out);
                                  },
                                  {1, 8}),
        noise);
  }

  std::int64_t n;
  float width;
  double noise, mean;
  std::vector<float> places;
  std::vector<double> heights; ///< without the mean
};

} // namespace

Likelihood likelihood(const Elevation &known, const Model &model) {
  const Landscape landscape(known, model);
  const System system = landscape.system();
  Options options;
  options.tolerance = 1e-4;
  const Result solved =
      kop::solve::solve(system, In<double>(landscape.heights), options);
  // Without a preconditioner, the same probes err alike in all models.
  LogDetOptions logDetOptions;
  logDetOptions.probes = 8;
  logDetOptions.tolerance = 1e-4;
  const LogDet determinant = logDeterminant(system, logDetOptions);
  const double variance = std::inner_product(solved.x.begin(), solved.x.end(),
                                             landscape.heights.begin(), 0.0) /
                          double(landscape.n);
  Likelihood result;
  result.reliable = solved.status == Status::Converged &&
                    determinant.status == Status::Converged;
  result.value =
      -(double(landscape.n) * std::log(variance) + determinant.value) / 2;
  result.standardError = determinant.standardError / 2;
  result.size = std::sqrt(variance);
  return result;
}

Model mostLikely(
    const Elevation &known, Model start,
    const std::function<void(const Model &, const Likelihood &)> &report) {
  Model best = start;
  const Likelihood first = likelihood(known, best);
  report(best, first);
  double value = first.value;
  for (double step = 4; step > 1.3; step = std::sqrt(step)) {
    bool better = true;
    while (better) {
      better = false;
      for (const Model next : {Model{best.width * step, best.noise},
                               Model{best.width / step, best.noise},
                               Model{best.width, best.noise * step},
                               Model{best.width, best.noise / step}}) {
        const Likelihood found = likelihood(known, next);
        if (!found.reliable || found.value <= value)
          continue;
        report(next, found);
        value = found.value;
        best = next;
        better = true;
        break;
      }
    }
  }
  return best;
}

Expected expect(const Elevation &known, const Model &model,
                const std::vector<float> &places) {
  const Landscape landscape(known, model);
  const System system = landscape.system();
  Options options;
  options.tolerance = 1e-4;
  options.preconditioner = pivotedCholesky(system, 400);
  Expected result;
  result.weights =
      kop::solve::solve(system, In<double>(landscape.heights), options);
  const std::vector<float> weights(result.weights.x.begin(),
                                   result.weights.x.end());
  const std::size_t count = places.size() / 2;
  result.metres.resize(count);
  kriging::covariance(In<float>(places, count, 2),
                      In<float>(landscape.places, landscape.n, 2),
                      In<float>(weights, landscape.n, 1), landscape.width,
                      Out<float>(result.metres, count, 1));
  for (float &metres : result.metres)
    metres += float(landscape.mean);
  return result;
}
