//===- Generator.cpp - Random well-typed formulas -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Generator.h"

#include <algorithm>
#include <optional>

using namespace kop::test;

namespace {

/// Which indices a term may depend on.
enum class Level { Call, Row, Pair };

class Generator {
public:
  Generator(uint64_t seed, bool finite) : random(seed), finite(finite) {}

  RandomFormula run(uint64_t seed);

private:
  bool chance(unsigned oneIn) { return random() % oneIn == 0; }
  template <class T> const T &pick(const std::vector<T> &choices) {
    return choices[random() % choices.size()];
  }

  Term leaf(Kind kind, Level level);
  Term literal();
  Term term(Kind kind, Level level, int depth, bool exact);
  std::optional<Term> operate(Kind kind, Level level, int depth, bool exact);
  std::string over(Level level);

  /// "s, i" in a formula with batches, otherwise "i".
  std::string at(const std::string &index) const {
    return (batched && !index.empty() ? "s, " : batched ? "s" : "") + index;
  }

  Random random;
  bool finite; ///< Reductions of nothing may not give an infinity.
  Sizes sizes;
  bool batched = false, shared = false;
  std::string row, column;
  /// Scalars and vectors made by earlier lines, with the index they carry.
  struct Made {
    std::string name, index;
    Kind kind;
    Bounds bounds;
  };
  std::vector<Made> made;
  std::vector<std::pair<std::string, Bounds>> lets; ///< pair scalars
  int reductions = 0;
};

constexpr Bounds inputBounds = {2, 0, 0.125};

Term makeLeaf(Kind kind, std::string text, Bounds bounds) {
  Term term;
  term.kind = kind;
  term.leaf = std::move(text);
  term.leafBounds = bounds;
  return term;
}

Term Generator::literal() {
  static const std::vector<std::pair<const char *, double>> values = {
      {"0.5", 0.5}, {"1", 1}, {"2", 2}, {"1.25", 1.25}, {"0.125", 0.125}};
  const auto &[text, size] = pick(values);
  return makeLeaf(Kind::Scalar, text, {size, 0, 0.125});
}

Term Generator::leaf(Kind kind, Level level) {
  std::vector<Term> choices;
  auto add = [&](std::string text, Bounds bounds = inputBounds) {
    choices.push_back(makeLeaf(kind, std::move(text), bounds));
  };
  const std::string first = shared ? "q" : "x", second = shared ? "q" : "y";
  // x, u, q carry i; y, v carry j; a shared cloud is read by both.
  std::vector<std::string> readable;
  if (level != Level::Call)
    readable.push_back(row);
  if (level == Level::Pair)
    readable.push_back(column);
  for (const std::string &index : readable) {
    const std::string &vector = index == "i" ? first : second;
    if (kind == Kind::Vector)
      add(vector + "[" + at(index) + "]");
    if (kind == Kind::Scalar)
      add((index == "i" ? "u[" : "v[") + at(index) + "]");
    if (kind == Kind::Scalar && index == "i" && !batched)
      add("v[g[i]]"); // A gather; -1 gives 0 or drops the term.
    if (kind == Kind::Bool)
      add(index == "i" ? "(u[" + at(index) + "] > 0)"
                       : "(v[" + at(index) + "] < 1)",
          {1, 0, 1});
    for (const Made &m : made)
      if (m.kind == kind && m.index == index)
        add(m.name + "[" + at(index) + "]", m.bounds);
    if (shared && kind != Kind::Bool)
      for (const Made &m : made)
        if (m.kind == kind && m.index == "i" && index == "j")
          add(m.name + "[" + at("j") + "]", m.bounds);
  }
  if (kind == Kind::Scalar)
    add("p");
  if (kind == Kind::Vector)
    add("w");
  if (kind == Kind::Bool)
    add("(p > 0.5)", {1, 0, 1});
  if (kind == Kind::Scalar && level == Level::Pair)
    for (const auto &[name, bounds] : lets)
      add(name, bounds);
  return pick(choices);
}

/// Keeps the value of an empty maximum or minimum finite; an empty mean is NaN,
/// and has no filter.
static void makeFinite(Term &reduction) {
  static const auto limited = [](const std::vector<Bounds> &a, const Sizes &) {
    return Bounds{std::max(a[0].size, 16.0), a[0].error, a[0].grain};
  };
  static const std::vector<Operation> limits = [] {
    std::vector<Operation> result;
    for (Kind kind : {Kind::Scalar, Kind::Vector})
      for (const char *format : {"max(-16, $0)", "min(16, $0)"})
        result.push_back({format, kind, {kind}, false, true, false, limited});
    return result;
  }();
  const std::string format = reduction.operation->format;
  if (format.find("mean[") != std::string::npos)
    reduction.over = reduction.over.substr(0, reduction.over.find(' '));
  const bool isMax = format.rfind("(max[", 0) == 0;
  if ((!isMax && format.rfind("(min[", 0) != 0) ||
      reduction.over.find(' ') == std::string::npos)
    return;
  Term result;
  result.kind = reduction.kind;
  result.operation =
      &limits[(result.kind == Kind::Vector ? 2 : 0) + (isMax ? 0 : 1)];
  result.operands.push_back(std::move(reduction));
  reduction = std::move(result);
}

std::string Generator::over(Level) {
  std::string text = column;
  if (shared && chance(3))
    return text + " : " + column + " != " + row;
  if (chance(3)) {
    const Term condition = term(Kind::Bool, Level::Pair, 1, true);
    text += " : " + condition.text();
  }
  return text;
}

std::optional<Term> Generator::operate(Kind kind, Level level, int depth,
                                       bool exact) {
  std::vector<const Operation *> choices;
  for (const Operation &op : operations()) {
    if (op.result != kind || (exact && !op.keepsExact))
      continue;
    if (op.isReduction && (level != Level::Row || reductions >= 3))
      continue;
    // At a row, one operation in two is a reduction: that is what to test.
    const int weight = op.isReduction ? 4 : 1;
    choices.insert(choices.end(), weight, &op);
  }
  const Operation &op = *pick(choices);
  Term result;
  result.kind = kind;
  result.operation = &op;
  if (op.isReduction) {
    ++reductions;
    result.over = over(level);
  }
  for (Kind operand : op.operands)
    result.operands.push_back(term(operand,
                                   op.isReduction ? Level::Pair : level,
                                   depth - 1, exact || op.needsExact));
  const Bounds bounds = result.bounds(sizes);
  if (((exact || op.needsExact) && !bounds.isExact()) || bounds.size > 1e4)
    return std::nullopt;
  if (op.needsExact)
    for (const Term &operand : result.operands)
      if (!operand.bounds(sizes).isExact())
        return std::nullopt;
  if (finite && op.isReduction)
    makeFinite(result);
  return result;
}

Term Generator::term(Kind kind, Level level, int depth, bool exact) {
  if (depth > 0 && !(depth < 3 && chance(4)))
    for (int attempt = 0; attempt < 6; ++attempt)
      if (std::optional<Term> result = operate(kind, level, depth, exact))
        return *result;
  for (int attempt = 0; attempt < 6; ++attempt) {
    Term result =
        kind == Kind::Scalar && chance(6) ? literal() : leaf(kind, level);
    if (!exact || result.leafBounds.isExact())
      return result;
  }
  return kind == Kind::Scalar   ? literal()
         : kind == Kind::Vector ? makeLeaf(kind, "w", inputBounds)
                                : makeLeaf(kind, "(p > 0.5)", {1, 0, 1});
}

RandomFormula Generator::run(uint64_t seed) {
  RandomFormula formula;
  formula.name = "f" + std::to_string(seed);
  batched = chance(5);
  shared = !batched && chance(4);
  // Interpreters take their time for derivatives.
  static const std::vector<int64_t> allDimensions = {1, 2, 3, 4, 5, 8, 17, 40},
                                    fewDimensions = {1, 2, 3, 5};
  static const std::vector<int64_t> allExtents = {1,  2,  5,  15, 16,
                                                  17, 33, 64, 70, 130},
                                    fewExtents = {1, 2, 5, 8, 17, 33};
  const auto &dimensions = finite ? fewDimensions : allDimensions;
  const auto &extents = finite ? fewExtents : allExtents;
  sizes.dimension = pick(dimensions);
  const int64_t n = pick(extents), m = shared ? n : pick(extents);
  sizes.terms = std::max(n, m);
  formula.extents = {{"i", n}, {"j", m}, {"s", 2}};

  const std::string vec = ": vec(" + std::to_string(sizes.dimension) + ")";
  formula.parameters =
      (shared ? "q[i|j]" + vec
              : "x[" + at("i") + "]" + vec + ", y[" + at("j") + "]" + vec) +
      ", u[" + at("i") + "], v[" + at("j") + "], p, w" + vec + ", A: mat(" +
      std::to_string(sizes.dimension) + ", " + std::to_string(sizes.dimension) +
      ")" + (batched ? "" : ", g[i]: index(j)");
  formula.reals = {"u", "v", "p", "w", "A"};
  if (shared)
    formula.reals.insert(formula.reals.begin(), "q");
  else
    formula.reals.insert(formula.reals.begin(), {"x", "y"});

  row = "i";
  column = "j";
  if (chance(2)) {
    Line line{"let c", term(Kind::Scalar, Level::Pair, 2, chance(2)), ""};
    lets.emplace_back("c", line.value.bounds(sizes));
    formula.lines.push_back(line);
  }
  const int outputs = 1 + int(random() % 3);
  for (int n = 0; n < outputs; ++n) {
    const std::string name = "o" + std::to_string(n);
    const bool swapped = !shared && chance(4);
    row = swapped ? "j" : "i";
    column = swapped ? "i" : "j";
    reductions = 0;
    const Kind kind = chance(3) ? Kind::Vector : Kind::Scalar;
    if (chance(8)) {
      formula.lines.push_back({name + "[" + at("i, j") + "]",
                               term(kind, Level::Pair, 3, false), ""});
    } else if (chance(8)) {
      const std::string at1 = "[" + at(row) + ", k" + name + "]";
      formula.lines.push_back({name + "a" + at1 + ", " + name + "b" + at1,
                               term(kind, Level::Pair, 2, true),
                               (chance(2) ? "kmin[" : "kmax[") + column + "; " +
                                   std::to_string(1 + random() % 6) + "] "});
    } else {
      Line line{name + "[" + at(row) + "]", term(kind, Level::Row, 4, false),
                ""};
      made.push_back({name, row, kind, line.value.bounds(sizes)});
      formula.lines.push_back(line);
    }
  }
  formula.sizes = sizes;
  return formula;
}

/// All terms that stand for `term` with one subterm simplified.
void shrink(const Term &term, std::vector<Term> &result) {
  for (const Term &operand : term.operands)
    if (operand.kind == term.kind && term.operation &&
        !term.operation->isReduction)
      result.push_back(operand);
  if (!term.over.empty() && term.over.find(' ') != std::string::npos) {
    Term unfiltered = term;
    unfiltered.over = term.over.substr(0, term.over.find(' '));
    result.push_back(unfiltered);
  }
  for (size_t n = 0; n < term.operands.size(); ++n) {
    std::vector<Term> inner;
    shrink(term.operands[n], inner);
    for (Term &replacement : inner) {
      Term copy = term;
      copy.operands[n] = std::move(replacement);
      result.push_back(std::move(copy));
    }
  }
}

} // namespace

std::string RandomFormula::text() const {
  std::string result = "formula " + name + "(" + parameters + ") {\n";
  for (const Line &line : lines)
    result +=
        "  " + line.target + " = " + line.selection + line.value.text() + ";\n";
  return result + "}\n";
}

Tolerance RandomFormula::tolerance(double roundoff) const {
  std::vector<double> errors;
  for (const Line &line : lines) {
    if (line.target.rfind("let ", 0) == 0)
      continue;
    const Bounds bounds = line.value.bounds(sizes);
    const double error =
        bounds.isExact() ? 0 : 4 * (bounds.error + bounds.size);
    errors.push_back(error);
    if (!line.selection.empty())
      errors.push_back(0);
  }
  return
      [=](size_t output, size_t, double) { return errors[output] * roundoff; };
}

std::vector<RandomFormula> RandomFormula::smaller() const {
  std::vector<RandomFormula> result;
  for (size_t n = 0; n < lines.size(); ++n) {
    if (lines.size() > 1) {
      RandomFormula without = *this;
      without.lines.erase(without.lines.begin() + n);
      result.push_back(std::move(without));
    }
    std::vector<Term> terms;
    shrink(lines[n].value, terms);
    for (Term &term : terms) {
      RandomFormula changed = *this;
      changed.lines[n].value = std::move(term);
      result.push_back(std::move(changed));
    }
  }
  return result;
}

// Seeds of neighbours give unrelated streams.
static uint64_t spread(uint64_t seed) { return seed * 0x9E3779B97F4A7C15u + 1; }

RandomFormula kop::test::randomFormula(uint64_t seed) {
  return Generator(spread(seed), /*finite=*/false).run(seed);
}

RandomFormula kop::test::randomFiniteFormula(uint64_t seed) {
  return Generator(spread(seed), /*finite=*/true).run(seed);
}

std::map<std::string, Range> kop::test::randomFormulaRanges(double grid) {
  std::map<std::string, Range> ranges;
  for (const char *name : {"x", "y", "q", "u", "v", "p", "w"})
    ranges[name] = {-2, 2, grid > 0 ? grid : 0.125};
  ranges["A"] = {-1, 1, grid > 0 ? grid : 0.25};
  return ranges;
}
