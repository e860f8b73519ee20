//===- DifferentiateTest.cpp - Derivatives are those of the values --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A table of formulas, one per rule. Each is differentiated in both directions,
// and its cotangents once more; the interpreter compares all of them in f64
// with central differences of what was differentiated.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Passes.h"
#include "dialect/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include "gtest/gtest.h"

#include <cmath>
#include <random>

using namespace mlir;
using namespace kop::ir;

namespace {

//===----------------------------------------------------------------------===//
// Formulas as text
//===----------------------------------------------------------------------===//

struct Operand {
  std::string name;
  std::vector<std::string> axes; ///< of an input, maybe "i|j"
  std::string type;              ///< of an element
  std::string value;             ///< of an output: its name in the body

  bool isReal() const { return type.find('f') != std::string::npos; }
  std::string arrayType() const {
    std::string list;
    for (const std::string &axis : axes)
      list += (list.empty() ? "\"" : ", \"") + axis + "\"";
    return "!kop.array<[" + list + "], " + type + ">";
  }
  std::string read(const std::string &result) const {
    std::string subscripts, types;
    for (const std::string &axis : axes) {
      subscripts +=
          (subscripts.empty() ? "%" : ", %") + axis.substr(0, axis.find('|'));
      types += types.empty() ? " : i32" : ", i32";
    }
    return "  %" + result + " = kop.read %" + name + "[" + subscripts + types +
           "] : " + arrayType() + " -> " + type + "\n";
  }
};

struct Formula {
  std::vector<Operand> inputs;
  std::string body;
  std::vector<Operand> outputs;

  std::string text() const {
    std::string parameters, results, values, types;
    for (const Operand &input : inputs)
      parameters += (parameters.empty() ? "%" : ", %") + input.name + ": " +
                    input.arrayType();
    for (const Operand &output : outputs) {
      results += (results.empty() ? "" : ", ") + output.name + ": " +
                 output.arrayType();
      values += (values.empty() ? "%" : ", %") + output.value;
      types += (types.empty() ? "" : ", ") + output.type;
    }
    return "kop.formula @f indices [i, j, k] (" + parameters + ") -> (" +
           results +
           ") index i32 {\n  %i = kop.index \"i\" : i32\n  %j = kop.index "
           "\"j\" : i32\n  %k = kop.index \"k\" : i32\n" +
           body + "  kop.output " + values + " : " + types + "\n}";
  }
};

/// The cotangents of the real inputs; names begin with `prefix`.
Formula cotangents(const Formula &f, const std::string &prefix) {
  Formula result{f.inputs, f.body, {}};
  std::string values, types, seeds;
  for (const Operand &output : f.outputs) {
    Operand seed{prefix + output.name, output.axes, output.type, ""};
    result.inputs.push_back(seed);
    result.body += seed.read(seed.name + "_read");
    values += (values.empty() ? "%" : ", %") + output.value;
    types += (types.empty() ? "" : ", ") + output.type;
    seeds += (seeds.empty() ? "%" : ", %") + seed.name + "_read";
  }
  for (const Operand &input : f.inputs) {
    if (!input.isReal())
      continue;
    Operand output{prefix + input.name, {}, input.type, prefix + input.name};
    output.value += "_value";
    for (const std::string &axis : input.axes)
      output.axes.push_back(axis.substr(0, axis.find('|')));
    result.body += "  %" + output.value + " = kop.vjp (" + values + " : " +
                   types + ") cotangents (" + seeds + " : " + types + ") by %" +
                   input.name + " fixed [] : " + input.arrayType() + " -> " +
                   input.type + "\n";
    result.outputs.push_back(output);
  }
  return result;
}

/// The tangents of the outputs along all real inputs.
Formula tangents(const Formula &f) {
  Formula result{f.inputs, f.body, {}};
  std::string by, ways, types;
  for (const Operand &input : f.inputs) {
    if (!input.isReal())
      continue;
    Operand way{"tn_" + input.name, input.axes, input.type, ""};
    result.inputs.push_back(way);
    by += (by.empty() ? "%" : ", %") + input.name;
    ways += (ways.empty() ? "%" : ", %") + way.name;
    types += (types.empty() ? "" : ", ") + input.arrayType();
  }
  for (const Operand &output : f.outputs) {
    std::string value = "tn_" + output.value + "_value";
    result.body += "  %" + value + " = kop.jvp %" + output.value + " by (" +
                   by + " : " + types + ") tangents (" + ways + " : " + types +
                   ") : " + output.type + " -> " + output.type + "\n";
    result.outputs.push_back(
        {"tn_" + output.name, output.axes, output.type, value});
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

using Arrays = std::vector<InterpreterArray>;

/// i and j have the same extent, so that arrays may share them.
const std::map<std::string, int64_t> extents = {{"i", 4}, {"j", 4}, {"k", 3}};

int64_t componentCount(const std::string &type) {
  int64_t count = 1;
  size_t at = type.find('<');
  while (at != std::string::npos && std::isdigit(type[at + 1])) {
    count *= std::stoll(type.substr(at + 1));
    at = type.find('x', at + 1);
  }
  return count;
}

InterpreterArray randomArray(const Operand &operand, std::mt19937 &generator) {
  InterpreterArray array;
  int64_t count = componentCount(operand.type);
  for (const std::string &axis : operand.axes) {
    array.extents.push_back(extents.at(axis.substr(0, axis.find('|'))));
    count *= array.extents.back();
  }
  std::uniform_real_distribution<double> real(0.2, 0.9);
  for (int64_t n = 0; n < count; ++n)
    if (operand.isReal())
      array.reals.push_back(real(generator));
    else
      array.integers.push_back(generator() % 4 == 0 ? -1 : generator() % 4);
  return array;
}

class Differentiated : public testing::Test {
protected:
  Differentiated() {
    context.loadDialect<KopDialect, arith::ArithDialect, math::MathDialect>();
  }

  /// Parses and differentiates; null after a failure.
  OwningOpRef<ModuleOp> expand(const Formula &f, bool simplify = false) {
    auto module = parseSourceString<ModuleOp>(f.text(), &context);
    if (!module) {
      ADD_FAILURE() << "does not parse:\n" << f.text();
      return {};
    }
    PassManager passes(&context);
    passes.addNestedPass<FormulaOp>(kop::transforms::createKopDifferentiate());
    if (simplify)
      passes.addNestedPass<FormulaOp>(kop::transforms::createKopSimplify());
    if (failed(passes.run(*module))) {
      ADD_FAILURE() << "is not differentiated:\n" << f.text();
      return {};
    }
    return module;
  }

  Arrays run(ModuleOp module, const Arrays &inputs) {
    InterpreterCall call{inputs, extents, {}};
    auto outputs = interpret(*module.getOps<FormulaOp>().begin(), call);
    if (!outputs) {
      ADD_FAILURE() << llvm::toString(outputs.takeError());
      return {};
    }
    return std::move(*outputs);
  }

  /// Compares both directions with central differences.
  void check(const Formula &f);

  MLIRContext context;
  std::mt19937 generator{5};
};

void expectNear(double found, double expected, const std::string &what) {
  EXPECT_NEAR(found, expected, 2e-7 * (1 + std::abs(expected))) << what;
}

void Differentiated::check(const Formula &f) {
  const Formula back = cotangents(f, "ct_"), forward = tangents(f);
  OwningOpRef<ModuleOp> plain = expand(f), backward = expand(back),
                        ahead = expand(forward), simple = expand(back, true);
  if (!plain || !backward || !ahead || !simple)
    return;
  Arrays inputs, ways;
  for (const Operand &input : f.inputs) {
    inputs.push_back(randomArray(input, generator));
    if (input.isReal())
      ways.push_back(randomArray(input, generator));
  }

  // Values beside the point, along the ways of the inputs selected.
  constexpr double step = 1e-5;
  auto slope = [&](auto selects) {
    Arrays low = inputs, high = inputs;
    size_t way = 0;
    for (size_t n = 0; n < f.inputs.size(); ++n) {
      if (!f.inputs[n].isReal())
        continue;
      for (size_t at = 0; at < inputs[n].reals.size() && selects(n); ++at) {
        low[n].reals[at] -= step * ways[way].reals[at];
        high[n].reals[at] += step * ways[way].reals[at];
      }
      ++way;
    }
    Arrays below = run(*plain, low), above = run(*plain, high);
    for (size_t n = 0; n < above.size(); ++n)
      for (size_t at = 0; at < above[n].reals.size(); ++at)
        above[n].reals[at] =
            (above[n].reals[at] - below[n].reals[at]) / (2 * step);
    return above;
  };

  Arrays moved = inputs;
  moved.insert(moved.end(), ways.begin(), ways.end());
  Arrays tangent = run(*ahead, moved);
  Arrays expected = slope([](size_t) { return true; });
  ASSERT_EQ(tangent.size(), expected.size());
  for (size_t n = 0; n < tangent.size(); ++n)
    for (size_t at = 0; at < tangent[n].reals.size(); ++at)
      expectNear(tangent[n].reals[at], expected[n].reals[at],
                 "tangent of " + f.outputs[n].name + ", component " +
                     std::to_string(at));

  Arrays seeded = inputs;
  for (const Operand &output : f.outputs)
    seeded.push_back(randomArray(output, generator));
  Arrays cotangent = run(*backward, seeded), simplified = run(*simple, seeded);
  ASSERT_EQ(cotangent.size(), ways.size());
  size_t way = 0;
  for (size_t n = 0; n < f.inputs.size(); ++n) {
    if (!f.inputs[n].isReal())
      continue;
    Arrays change = slope([&](size_t input) { return input == n; });
    double sum = 0, found = 0, again = 0;
    for (size_t k = 0; k < change.size(); ++k)
      for (size_t at = 0; at < change[k].reals.size(); ++at)
        sum += change[k].reals[at] * seeded[inputs.size() + k].reals[at];
    for (size_t at = 0; at < ways[way].reals.size(); ++at) {
      found += cotangent[way].reals[at] * ways[way].reals[at];
      again += simplified[way].reals[at] * ways[way].reals[at];
    }
    expectNear(found, sum, "cotangent of " + f.inputs[n].name);
    expectNear(again, sum, "simplified cotangent of " + f.inputs[n].name);
    ++way;
  }
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

const std::string V = "tensor<3xf64>";
const Operand a{"a", {"i"}, "f64", ""}, b{"b", {"j"}, "f64", ""};
const Operand x{"x", {"i"}, V, ""}, y{"y", {"j"}, V, ""};

/// Inputs at their own indices are %a_, %b_ …; the body ends with %r.
struct Row {
  const char *name;
  std::vector<Operand> inputs;
  std::string body;
  std::vector<std::string> axes = {"i"};
  std::string type = "f64";
};

std::string line(const std::string &text) { return "  " + text + "\n"; }

/// A function of one number in (0.2, 0.9).
Row function(const char *name) {
  return {name, {a}, line("%r = " + std::string(name) + " %a_ : f64")};
}

Row reduction(const char *name, std::vector<Operand> inputs, std::string term,
              std::string call, std::string type = "f64") {
  return {name,
          std::move(inputs),
          line(term) + line("%r = kop.reduce " + call + " -> " + type),
          {"i"},
          type};
}

const std::string product = "%t = arith.mulf %a_, %b_ : f64";
const std::string distance = "%t = kop.sqdist %x_, %y_ : tensor<3xf64> -> f64";

std::vector<Row> rows() {
  std::vector<Row> table;
  for (const char *name :
       {"arith.negf", "math.absf",  "math.exp",   "math.exp2", "math.expm1",
        "math.log",   "math.log2",  "math.log1p", "math.sqrt", "math.rsqrt",
        "math.cbrt",  "math.sin",   "math.cos",   "math.tan",  "math.asin",
        "math.acos",  "math.atan",  "math.sinh",  "math.cosh", "math.tanh",
        "math.asinh", "math.atanh", "math.erf",   "math.erfc", "math.floor"})
    table.push_back(function(name));
  table.push_back({"math.acosh",
                   {a},
                   line("%one = arith.constant 1.0 : f64") +
                       line("%s = arith.addf %a_, %one : f64") +
                       line("%r = math.acosh %s : f64")});
  for (const char *name :
       {"arith.addf", "arith.subf", "arith.mulf", "arith.divf", "math.powf",
        "math.atan2", "arith.maxnumf", "arith.minnumf"})
    table.push_back({name,
                     {a, b},
                     line("%r = " + std::string(name) + " %a_, %b_ : f64"),
                     {"i", "j"}});
  table.push_back({"a square", {a}, line("%r = arith.mulf %a_, %a_ : f64")});
  table.push_back({"math.fma",
                   {a, b},
                   line("%r = math.fma %a_, %b_, %a_ : f64"),
                   {"i", "j"}});
  table.push_back({"arith.select",
                   {a, b},
                   line("%c = arith.cmpf ogt, %a_, %b_ : f64") +
                       line("%p = arith.mulf %a_, %b_ : f64") +
                       line("%r = arith.select %c, %p, %b_ : f64"),
                   {"i", "j"}});

  // Vectors and tensors.
  table.push_back({"kop.dot",
                   {x, y},
                   line("%r = kop.dot %x_, %y_ : tensor<3xf64> -> f64"),
                   {"i", "j"}});
  table.push_back({"kop.dot of one vector",
                   {x},
                   line("%r = kop.dot %x_, %x_ : tensor<3xf64> -> f64")});
  table.push_back({"kop.sqdist",
                   {x, y},
                   line("%r = kop.sqdist %x_, %y_ : tensor<3xf64> -> f64"),
                   {"i", "j"}});
  for (const char *kind : {"sum", "prod", "min", "max"})
    table.push_back({kind,
                     {x},
                     line("%r = kop.components " + std::string(kind) +
                          " %x_ : tensor<3xf64> -> f64")});
  table.push_back(
      {"parts",
       {x, a},
       line("%s = kop.slice %x_[1] : tensor<3xf64> -> tensor<2xf64>") +
           line("%c = kop.component %x_ [0] : tensor<3xf64> -> f64") +
           line("%p = arith.mulf %c, %a_ : f64") +
           line("%v = kop.concat %p, %s, %c : f64, tensor<2xf64>, f64 -> "
                "tensor<4xf64>") +
           line("%m = kop.reshape %v : tensor<4xf64> to tensor<2x2xf64>") +
           line("%r = arith.mulf %m, %m : tensor<2x2xf64>"),
       {"i"},
       "tensor<2x2xf64>"});
  table.push_back(
      {"kop.einsum",
       {x, y},
       line("%o = kop.einsum \"a,b->ab\" %x_, %y_ : (tensor<3xf64>, "
            "tensor<3xf64>) -> tensor<3x3xf64>") +
           line("%d = kop.einsum \"aa->\" %o : (tensor<3x3xf64>) -> f64") +
           line("%s = kop.einsum \"ab->a\" %o : (tensor<3x3xf64>) -> "
                "tensor<3xf64>") +
           line("%w = kop.broadcast %d : f64 to tensor<3xf64>") +
           line("%r = arith.mulf %s, %w : tensor<3xf64>"),
       {"i", "j"},
       V});
  table.push_back({"kop.lookup",
                   {{"w", {}, "tensor<4x3xf64>", ""}},
                   line("%v = kop.lookup %w_[%i : i32] : tensor<4x3xf64> -> "
                        "tensor<3xf64>") +
                       line("%r = arith.mulf %v, %v : tensor<3xf64>"),
                   {"i"},
                   V});

  // Reductions.
  const std::string over = " over [\"j\"](%t : f64)";
  for (const char *kind : {"sum", "prod", "var", "logsumexp", "min", "max"})
    table.push_back(reduction(kind, {a, b}, product, kind + over));
  table.push_back(reduction("sum of equal terms", {a},
                            "%t = arith.mulf %a_, %a_ : f64", "sum" + over));
  table.push_back(reduction("sum with a filter", {a, b},
                            product + "\n  %c = arith.cmpi ne, %i, %j : i32",
                            "sum" + over + " where %c"));
  table.push_back(reduction("prod with a filter", {a, b},
                            product + "\n  %c = arith.cmpi ne, %i, %j : i32",
                            "prod" + over + " where %c"));
  table.push_back(reduction("logsumexp with a filter", {a, b},
                            product + "\n  %c = arith.cmpi ne, %i, %j : i32",
                            "logsumexp" + over + " where %c"));
  table.push_back(reduction("logsumexp with a weight", {a, b}, product,
                            "logsumexp over [\"j\"](%t, %b_ : f64, f64)"));
  table.push_back(
      reduction("logsumexp with a vector", {a, b, y}, product,
                "logsumexp over [\"j\"](%t, %y_ : f64, tensor<3xf64>)", V));
  table.push_back(reduction("softmax", {a, b, y}, product,
                            "softmax over [\"j\"](%t, %y_ : f64, "
                            "tensor<3xf64>)",
                            V));
  table.push_back({"logsumexp_signed",
                   {a, b},
                   line(product) + line("%half = arith.constant 0.5 : f64") +
                       line("%w = arith.subf %b_, %half : f64") +
                       line("%s:2 = kop.reduce logsumexp_signed over "
                            "[\"j\"](%t, %w : f64, f64) -> f64, f64") +
                       line("%r = arith.mulf %s#0, %a_ : f64")});
  table.push_back({"min of vectors",
                   {x, y},
                   line("%t = arith.mulf %x_, %y_ : tensor<3xf64>") +
                       line("%r = kop.reduce min over [\"j\"](%t : "
                            "tensor<3xf64>) -> tensor<3xf64>"),
                   {"i"},
                   V});
  table.push_back(
      {"min over two indices",
       {x, y},
       line(distance) + line("%r = kop.reduce min over [\"i\", \"j\"](%t : f64)"
                             " -> f64"),
       {}});
  for (const char *kind : {"kmin", "kmax"})
    table.push_back({kind,
                     {x, y},
                     line(distance) +
                         line("%s:2 = kop.reduce " + std::string(kind) +
                              " over [\"j\"](%t : f64) k = 2 -> "
                              "tensor<2xf64>, tensor<2xi32>") +
                         line("%r = arith.mulf %s#0, %s#0 : tensor<2xf64>"),
                     {"i"},
                     "tensor<2xf64>"});
  table.push_back({"reductions of reductions",
                   {a, b},
                   line(product) +
                       line("%s = kop.reduce sum over [\"j\"](%t : f64) -> "
                            "f64") +
                       line("%e = math.exp %s : f64") +
                       line("%p = arith.mulf %e, %t : f64") +
                       line("%r = kop.reduce sum over [\"i\"](%p : f64) -> "
                            "f64"),
                   {"j"}});

  // Places.
  const Operand q{"q", {"i|j"}, "f64", ""}, n{"n", {"i", "k"}, "i32", ""};
  table.push_back(
      {"a shared array",
       {q},
       line("%q_j = kop.read %q[%j : i32] : !kop.array<[\"i|j\"], f64> -> "
            "f64") +
           line("%d = arith.subf %q_, %q_j : f64") +
           line("%e = math.sin %d : f64") +
           line("%p = arith.mulf %e, %q_j : f64") +
           line("%r = kop.reduce sum over [\"j\"](%p : f64) -> f64")});
  table.push_back(
      {"a reindexed sum",
       {q},
       line("%q_j = kop.read %q[%j : i32] : !kop.array<[\"i|j\"], f64> -> "
            "f64") +
           line("%t = arith.mulf %q_, %q_j : f64") +
           line("%e = math.exp %t : f64") +
           line("%s = kop.reduce sum over [\"j\"](%e : f64) -> f64") +
           line("%o = kop.reindex %s \"i\" to \"j\" : f64") +
           line("%p = arith.mulf %e, %o : f64") +
           line("%r = kop.reduce sum over [\"j\"](%p : f64) -> f64")});
  table.push_back(
      {"a gather",
       {a, b, n},
       line("%g = kop.read %b[%n_ : i32] : !kop.array<[\"j\"], f64> -> f64") +
           line("%p = arith.mulf %g, %a_ : f64") +
           line("%e = math.exp %p : f64") +
           line("%none = arith.constant 0 : i32") +
           line("%c = arith.cmpi sge, %n_, %none : i32") +
           line("%r = kop.reduce sum over [\"k\"](%e : f64) where %c -> f64")});
  table.push_back(
      {"a grouped sum",
       {a, {"l", {"i"}, "i32", ""}},
       line("%e = math.exp %a_ : f64") +
           line("%c = arith.cmpi eq, %l_, %j : i32") +
           line("%r = kop.reduce sum over [\"i\"](%e : f64) where %c -> f64"),
       {"j"}});
  table.push_back({"the value at the nearest",
                   {x, y, b},
                   line(distance) +
                       line("%n = kop.reduce argmin over [\"j\"](%t : f64) -> "
                            "i32") +
                       line("%g = kop.read %b[%n : i32] : !kop.array<[\"j\"], "
                            "f64> -> f64") +
                       line("%r = arith.mulf %g, %g : f64")});
  table.push_back({"a batch",
                   {{"z", {"k", "j"}, "f64", ""}, a},
                   line("%t = arith.mulf %z_, %a_ : f64") +
                       line("%e = math.exp %t : f64") +
                       line("%r = kop.reduce sum over [\"j\"](%e : f64) -> "
                            "f64"),
                   {"k", "i"}});
  table.push_back({"a parameter",
                   {a, b, {"s", {}, "f64", ""}},
                   line(product) + line("%u = arith.divf %t, %s_ : f64") +
                       line("%e = math.exp %u : f64") +
                       line("%r = kop.reduce sum over [\"j\"](%e : f64) -> "
                            "f64")});
  return table;
}

Formula formulaOf(const Row &row) {
  Formula f{row.inputs, "", {}};
  for (const Operand &input : row.inputs)
    f.body += input.read(input.name + "_");
  f.body += row.body;
  f.outputs.push_back({"r", row.axes, row.type, "r"});
  return f;
}

TEST_F(Differentiated, Once) {
  for (const Row &row : rows()) {
    SCOPED_TRACE(row.name);
    check(formulaOf(row));
  }
}

TEST_F(Differentiated, Twice) {
  for (const Row &row : rows()) {
    SCOPED_TRACE(row.name);
    check(cotangents(formulaOf(row), "c1_"));
  }
}

TEST_F(Differentiated, ThreeTimes) {
  Row row{"exp(-a b)",
          {a, b},
          line(product) + line("%m = arith.negf %t : f64") +
              line("%e = math.exp %m : f64") +
              line("%r = kop.reduce sum over [\"j\"](%e : f64) -> f64")};
  check(cotangents(cotangents(formulaOf(row), "c1_"), "c2_"));
}

//===----------------------------------------------------------------------===//
// Kinks and poles
//===----------------------------------------------------------------------===//

struct Kink {
  const char *name;
  std::string body; ///< of %r from %a_
  double at, slope;
};

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Where a function has no derivative, or where a factor of it is infinite.
std::vector<Kink> kinks() {
  const std::string zero = line("%zero = arith.constant 0.0 : f64"),
                    one = line("%one = arith.constant 1.0 : f64"),
                    isZero =
                        zero + line("%c = arith.cmpf oeq, %a_, %zero : f64");
  auto call = [](const std::string &name) {
    return line("%r = " + name + " %a_ : f64");
  };
  return {
      {"abs", call("math.absf"), 0, 0},
      {"sqrt", call("math.sqrt"), 0, 0},
      {"cbrt", call("math.cbrt"), 0, 0},
      {"max(0, a)", zero + line("%r = arith.maxnumf %zero, %a_ : f64"), 0, 0},
      {"max(a, 0)", zero + line("%r = arith.maxnumf %a_, %zero : f64"), 0, 1},
      {"min(a, 0)", zero + line("%r = arith.minnumf %a_, %zero : f64"), 0, 1},
      {"min(0, a)", zero + line("%r = arith.minnumf %zero, %a_ : f64"), 0, 0},
      {"a^1", one + line("%r = math.powf %a_, %one : f64"), 0, 1},
      {"a^0", zero + line("%r = math.powf %a_, %zero : f64"), 0, 0},
      {"0^a", zero + line("%r = math.powf %zero, %a_ : f64"), 2, 0},
      {"atan2(a, 0)", zero + line("%r = math.atan2 %a_, %zero : f64"), 0, 0},
      {"select(a == 0, 0, a log(a))",
       isZero + line("%l = math.log %a_ : f64") +
           line("%p = arith.mulf %a_, %l : f64") +
           line("%r = arith.select %c, %zero, %p : f64"),
       0, 0},
      {"select(a == 0, a, 1 / a)",
       isZero + one + line("%q = arith.divf %one, %a_ : f64") +
           line("%r = arith.select %c, %a_, %q : f64"),
       0, 1},
      {"norm",
       line("%v = kop.concat %a_, %a_ : f64, f64 -> tensor<2xf64>") +
           line("%d = kop.dot %v, %v : tensor<2xf64> -> f64") +
           line("%r = math.sqrt %d : f64"),
       0, 0},
      {"prod with a zero",
       line("%two = arith.constant 2.0 : f64") +
           line("%v = kop.concat %a_, %two : f64, f64 -> tensor<2xf64>") +
           line("%r = kop.components prod %v : tensor<2xf64> -> f64"),
       0, 2},
      {"prod with two zeros",
       line("%v = kop.concat %a_, %a_ : f64, f64 -> tensor<2xf64>") +
           line("%r = kop.components prod %v : tensor<2xf64> -> f64"),
       0, 0},
      {"logsumexp of -inf",
       line("%r = kop.reduce logsumexp over [\"j\"](%a_ : f64) -> f64"),
       -infinity, 0},
  };
}

TEST_F(Differentiated, Kinks) {
  const Operand number{"a", {}, "f64", ""};
  for (const Kink &kink : kinks()) {
    SCOPED_TRACE(kink.name);
    Formula f = formulaOf({kink.name, {number}, kink.body, {}});
    for (bool simplify : {false, true}) {
      OwningOpRef<ModuleOp> backward = expand(cotangents(f, "ct_"), simplify),
                            ahead = expand(tangents(f), simplify);
      ASSERT_TRUE(backward && ahead);
      Arrays call{{{}, {kink.at}, {}}, {{}, {1}, {}}};
      EXPECT_EQ(run(*backward, call)[0].reals[0], kink.slope)
          << (simplify ? "simplified" : "cotangent");
      EXPECT_EQ(run(*ahead, call)[0].reals[0], kink.slope)
          << (simplify ? "simplified" : "tangent");
    }
  }
}

} // namespace
