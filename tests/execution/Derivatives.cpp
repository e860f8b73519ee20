//===- Derivatives.cpp - Derivatives against differences ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Derivatives.h"

#include <algorithm>
#include <cmath>
#include <sstream>

using namespace kop;
using namespace kop::test;

Derived Derived::find(const Program &program, const std::string &name) {
  return {program.find(name), program.find(name + "_vjp"),
          program.find(name + "_jvp")};
}

std::string
kop::test::derivativesOf(const std::string &name,
                         const std::vector<std::string> &variables) {
  std::string list;
  for (const std::string &variable : variables)
    list += (list.empty() ? "" : ", ") + variable;
  const std::string of = "(" + name + "; " + list + ");\n";
  return "formula " + name + "_vjp = vjp" + of + "formula " + name +
         "_jvp = jvp" + of;
}

bool kop::test::isRealType(const sema::Type &type) {
  return type.scalar == sema::Scalar::Real;
}

namespace {

double dot(const Array &x, const Array &y) {
  double sum = 0;
  for (size_t n = 0; n < x.reals.size(); ++n)
    sum += x.reals[n] * y.reals[n];
  return sum;
}

double norm(const Array &x) { return std::sqrt(dot(x, x)); }

Array randomLike(const Array &like, double grid, Random &random) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  Array result = like;
  for (double &value : result.reals) {
    value = uniform(random);
    if (grid > 0)
      value = std::round(value / grid) * grid;
  }
  return result;
}

class Check {
public:
  Check(const Derived &derived, const Extents &extents,
        const std::vector<size_t> &variables, const DerivativeRoom &room,
        Random &random, DerivativePoint &point)
      : derived(derived), extents(extents), variables(variables), room(room),
        random(random), point(point) {}

  std::string run();

private:
  std::string interpret(const Function &function,
                        const std::vector<Array> &inputs,
                        std::vector<Array> &outputs) {
    const std::string wrong = runOracle(function, extents, inputs, outputs);
    return wrong.empty() ? "" : function.name() + ": " + wrong + "\n";
  }
  std::string tangentAgainstDifferences();
  std::string compareOutput(size_t output, Array &tangent);
  std::string cotangentAgainstTangent();

  const Derived &derived;
  const Extents &extents;
  const std::vector<size_t> &variables;
  const DerivativeRoom &room;
  Random &random;
  DerivativePoint &point;
  /// Directions, and the tangent without what has no slope.
  std::vector<Array> ways, backWays, slopes;
  /// Values of the formula one and two steps back and forth.
  std::vector<Array> forward[4];
};

std::string Check::run() {
  const std::string wrong = tangentAgainstDifferences();
  return wrong.empty() ? cotangentAgainstTangent() : wrong;
}

std::string Check::tangentAgainstDifferences() {
  for (size_t variable : variables)
    ways.push_back(randomLike(point.inputs[variable], room.grid, random));
  point.tangentInputs = point.inputs;
  point.tangentInputs.insert(point.tangentInputs.end(), ways.begin(),
                             ways.end());
  std::string wrong =
      interpret(*derived.tangent, point.tangentInputs, point.tangents);
  constexpr double steps[] = {-1, 1, -2, 2};
  for (int side = 0; side < 4 && wrong.empty(); ++side) {
    std::vector<Array> moved = point.inputs;
    for (size_t k = 0; k < variables.size(); ++k) {
      Array &array = moved[variables[k]];
      for (size_t n = 0; n < array.reals.size(); ++n)
        array.reals[n] += steps[side] * room.step * ways[k].reals[n];
    }
    wrong = interpret(*derived.formula, moved, forward[side]);
  }
  if (!wrong.empty())
    return wrong;
  slopes = point.tangents;
  size_t place = 0;
  const auto &outputs = derived.formula->instance->outputs;
  for (size_t k = 0; k < outputs.size(); ++k)
    if (isRealType(outputs[k].type))
      wrong += compareOutput(k, slopes[place++]);
  return wrong;
}

/// What has no value (a mean of nothing, say) has no slope either: it is set to
/// zero, and so is what the cotangent is multiplied by.
std::string Check::compareOutput(size_t output, Array &tangent) {
  backWays.push_back(randomLike(tangent, 0, random));
  double scale = 1, error = 0;
  for (size_t n = 0; n < tangent.reals.size(); ++n) {
    const double above = forward[1][output].reals[n],
                 below = forward[0][output].reals[n];
    if (!std::isfinite(above) || !std::isfinite(below)) {
      tangent.reals[n] = backWays.back().reals[n] = 0;
      continue;
    }
    scale = std::max({scale, std::abs(above), std::abs(tangent.reals[n])});
    // To fourth order: some values lie near a pole.
    const double twice =
        forward[3][output].reals[n] - forward[2][output].reals[n];
    const double difference = (8 * (above - below) - twice) / (12 * room.step);
    const double off = std::abs(tangent.reals[n] - difference);
    // Once it is NaN it stays NaN.
    error = std::isnan(off) ? off : std::max(error, off);
  }
  if (error <= room.difference(output, scale))
    return "";
  std::ostringstream text;
  text << "the tangent of " << derived.formula->instance->outputs[output].name
       << " is off by " << error << ", with values and slopes up to " << scale
       << "\n";
  return text.str();
}

std::string Check::cotangentAgainstTangent() {
  point.cotangentInputs = point.inputs;
  point.cotangentInputs.insert(point.cotangentInputs.end(), backWays.begin(),
                               backWays.end());
  const std::string wrong =
      interpret(*derived.cotangent, point.cotangentInputs, point.cotangents);
  if (!wrong.empty())
    return wrong;
  double left = 0, right = 0, size = room.least;
  for (size_t k = 0; k < slopes.size(); ++k) {
    left += dot(slopes[k], backWays[k]);
    size += norm(slopes[k]) * norm(backWays[k]);
  }
  for (size_t k = 0; k < point.cotangents.size(); ++k) {
    right += dot(point.cotangents[k], ways[k]);
    size += norm(point.cotangents[k]) * norm(ways[k]);
  }
  if (std::abs(left - right) <= room.product * size)
    return "";
  std::ostringstream text;
  text << "the cotangent gives " << right << ", the tangent " << left
       << ", of norms " << size << "\n";
  return text.str();
}

} // namespace

std::string kop::test::checkDerivatives(const Derived &derived,
                                        const Extents &extents,
                                        const std::vector<size_t> &variables,
                                        const DerivativeRoom &room,
                                        Random &random,
                                        DerivativePoint &point) {
  return Check(derived, extents, variables, room, random, point).run();
}

std::string kop::test::compareCompiled(const Function &derivative,
                                       const Extents &extents,
                                       const std::vector<Array> &inputs,
                                       const std::vector<Array> &expected,
                                       double relative) {
  std::vector<double> largest;
  for (const Array &output : expected) {
    double most = 0;
    for (double value : output.reals)
      if (std::isfinite(value))
        most = std::max(most, std::abs(value));
    largest.push_back(most);
  }
  const Tolerance tolerance = [&](size_t output, size_t, double) {
    return relative * (largest[output] + 1);
  };
  std::string result;
  for (const std::string &cpu : instructionSets(derivative.formula)) {
    RunOptions options;
    options.cpu = cpu;
    std::vector<Array> found;
    std::string wrong =
        runCompiled(derivative, extents, inputs, options, found);
    if (wrong.empty())
      wrong = compare(derivative, expected, found, tolerance);
    if (!wrong.empty())
      result += derivative.name() + " " + cpu + "\n" + wrong;
  }
  return result;
}
