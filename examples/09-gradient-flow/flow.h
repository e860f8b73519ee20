//===- flow.h - A gradient flow of points -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Points x_i of weights 1 / N that go down the Sinkhorn divergence S from their
// measure to that of y, each with its mass:
//
//   dx_i / dt = -N dS / dx_i.
//
// For p = 2 the gradients add up to the difference of the means, so that the
// mean of x comes near that of y as exp(-t), whatever the shapes are.
//
//===----------------------------------------------------------------------===//

#ifndef FLOW_H
#define FLOW_H

#include <kop/ot/target.h>

#include <array>
#include <vector>

class Flow {
public:
  /// From `points` to `target`, (N, 2) and (M, 2). This and `step` throw
  /// std::runtime_error when the solver does not converge.
  Flow(const std::vector<double> &points, const std::vector<double> &target,
       const kop::ot::Options &options);

  /// One explicit step of Euler.
  void step(double dt);

  const std::vector<double> &points() const { return x; }
  double divergence() const { return value; }

  /// The mean of |dx / dt|^2: what the divergence loses per unit of time.
  double descent() const;

private:
  void evaluate();

  std::vector<double> x;
  /// Distances are in single precision. It knows what the last step found.
  kop::ot::Target<float> target;
  double value = 0;
  std::vector<double> velocities; ///< (N, 2)
};

/// The mean of points of the plane, (N, 2).
std::array<double, 2> mean(const std::vector<double> &points);

#endif // FLOW_H
