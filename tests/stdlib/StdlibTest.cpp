//===- StdlibTest.cpp - The standard library against plain C++ ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Call.h"
#include "tests/stdlib/Oracles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace kop::test;

namespace {

constexpr int dimension = 3;

std::string readFile(const std::string &path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Names that a file declares with `word`.
std::set<std::string> declared(const std::string &path, const char *word) {
  std::set<std::string> names;
  const std::string text = readFile(path);
  const std::regex pattern("\n" + std::string(word) + R"(\s+(\w+)\()");
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end;
       it != end; ++it)
    names.insert((*it)[1]);
  return names;
}

Point randomPoint(Space space, Random &random) {
  std::uniform_real_distribution<double> uniform(
      space == Space::Positive ? 0.25 : -1, 1);
  Point point(dimension);
  for (double &value : point)
    value = uniform(random);
  const double size = std::sqrt(point[0] * point[0] + point[1] * point[1] +
                                point[2] * point[2]);
  if (space == Space::Ball)
    for (double &value : point)
      value /= 2;
  if (space == Space::Sphere)
    for (double &value : point)
      value /= size;
  if (space == Space::Hyperboloid)
    point[0] = std::sqrt(1 + point[1] * point[1] + point[2] * point[2]);
  return point;
}

Array randomPoints(int64_t count, Space space, Random &random) {
  Array points;
  points.extents = {count};
  for (int64_t n = 0; n < count; ++n)
    for (double value : randomPoint(space, random))
      points.reals.push_back(value);
  return points;
}

Point pointOf(const Array &points, int64_t n) {
  return {points.reals.begin() + n * dimension,
          points.reals.begin() + (n + 1) * dimension};
}

/// Compiles every function in f64 as a dense matrix and compares its values.
void checkOracles(const std::vector<Oracle> &oracles,
                  const std::string &module) {
  std::string text = "module o;\nimport " + module + ";\n", exports, error;
  for (const Oracle &oracle : oracles) {
    const std::string rest =
        oracle.arguments.empty() ? "" : ", " + oracle.arguments;
    text += "formula o_" + oracle.name +
            "(x[i]: vec(3), y[j]: vec(3)) { p[i, j] = " + oracle.name +
            "(x[i], y[j]" + rest + "); }\n";
    exports += "export o_" + oracle.name + ": f64;\n";
  }
  const auto program = Program::compile(text + exports, error);
  ASSERT_TRUE(program) << error;
  Random random(11);
  for (const Oracle &oracle : oracles) {
    const Function &function = *program->find("o_" + oracle.name);
    const int64_t n = 19, m = 23;
    const std::vector<Array> inputs = {randomPoints(n, oracle.space, random),
                                       randomPoints(m, oracle.space, random)};
    Array expected;
    expected.extents = {n, m};
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j < m; ++j)
        expected.reals.push_back(
            oracle.value(pointOf(inputs[0], i), pointOf(inputs[1], j)));
    for (const std::string &cpu : instructionSets(function.formula)) {
      RunOptions options;
      options.cpu = cpu;
      std::vector<Array> found;
      ASSERT_EQ(
          runCompiled(function, {{"i", n}, {"j", m}}, inputs, options, found),
          "");
      // The textbook formulas lose more digits than the library's do.
      EXPECT_EQ(compare(function, {expected}, found,
                        [](size_t, size_t, double value) {
                          return 1e-11 * (1 + std::abs(value));
                        }),
                "")
          << oracle.name << " " << cpu;
    }
  }
}

TEST(Metrics, AgreeWithTextbooks) {
  checkOracles(metricOracles(), "std.metrics");
}

TEST(Kernels, AgreeWithTextbooks) {
  checkOracles(kernelOracles(), "std.kernels");
}

TEST(Library, EveryFunctionHasAnOracle) {
  std::set<std::string> names;
  for (const auto &oracles : {metricOracles(), kernelOracles()})
    for (const Oracle &oracle : oracles)
      names.insert(oracle.name);
  // Helpers, and functions whose arguments are not numbers.
  for (const char *name : {"acosh1p", "mahalanobis", "gaussian_ard"})
    names.insert(name);
  for (const char *file : {"metrics/metrics.kop", "kernels/kernels.kop"})
    for (const std::string &name :
         declared(std::string(KOP_STDLIB_DIR "/") + file, "fn"))
      EXPECT_TRUE(names.count(name)) << name << " of " << file;
}

/// Every named formula of a file, in f32 and f64, against the interpreter.
void checkFormulas(const std::string &file, const std::string &module,
                   size_t atLeast) {
  const std::string path = std::string(KOP_STDLIB_DIR "/") + file,
                    text = readFile(path);
  const std::set<std::string> names = declared(path, "formula");
  EXPECT_GE(names.size(), atLeast);
  std::string exports, error;
  for (const std::string &name : names) {
    const size_t begin = text.find("formula " + name + "(");
    const std::string signature =
        text.substr(begin, text.find('{', begin) - begin);
    std::string binds;
    auto bind = [&](const char *pattern, const char *value) {
      if (std::regex_search(signature, std::regex(pattern)))
        binds += (binds.empty() ? "" : ", ") + std::string(value);
    };
    bind(R"(vec\(D\))", "D = 3");
    bind(R"(vec\(E\))", "E = 2");
    bind(R"(fn d)", "d = manhattan");
    bind(R"(fn k)", "k = coulomb");
    bind(R"(, K\))", "K = 4");
    exports += "export " + name + (binds.empty() ? "" : "(" + binds + ")") +
               " as n_" + name + ": f32, f64;\n";
  }
  const auto program = Program::compile(
      "module o;\nimport std.kernels;\nimport std.metrics;\nimport " + module +
          ";\n" + exports,
      error);
  ASSERT_TRUE(program) << error;
  Random random(12);
  for (const Function &function : program->functions()) {
    Extents extents = {{"i", 70}, {"j", 45}};
    std::map<std::string, Range> ranges;
    for (const auto &input : function.instance->inputs) {
      ranges[input.name] = {0.25, 1};
      for (const auto &axis : input.axes)
        if (axis.alternative >= 0) // q[i|j]
          extents["j"] = extents["i"];
    }
    ranges["y"] = {1.25, 2}; // Away from x: no singular pair.
    const std::vector<Array> inputs =
        randomInputs(function, extents, ranges, random);
    std::vector<Array> expected;
    ASSERT_EQ(runOracle(function, extents, inputs, expected), "")
        << function.name();
    double largest = 1;
    for (const Array &array : expected)
      for (double value : array.reals)
        largest = std::max(largest, std::abs(value));
    for (const std::string &cpu : instructionSets(function.formula)) {
      RunOptions options;
      options.cpu = cpu;
      std::vector<Array> found;
      ASSERT_EQ(runCompiled(function, extents, inputs, options, found), "");
      EXPECT_EQ(compare(function, expected, found,
                        [&](size_t, size_t, double) {
                          return 2000 * unitRoundoff(function) * largest;
                        }),
                "")
          << function.name() << (function.isDouble() ? " f64 " : " f32 ")
          << cpu;
    }
  }
}

TEST(Formulas, SumsAgreeWithInterpreter) {
  checkFormulas("kernels/sums.kop", "std.kernels.sums", 25);
}

TEST(Formulas, SearchesAgreeWithInterpreter) {
  checkFormulas("metrics/search.kop", "std.metrics.search", 5);
}

} // namespace
