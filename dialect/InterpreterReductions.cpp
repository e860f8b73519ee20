//===- InterpreterReductions.cpp - Reductions in f64 ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/InterpreterMachine.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace kop::ir;
using namespace kop::ir::interpreter;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// A sum with Neumaier's compensation: exact to an ulp or two for any order.
class Sum {
public:
  void add(double term) {
    double next = sum + term;
    if (std::abs(sum) >= std::abs(term))
      rest += (sum - next) + term;
    else
      rest += (term - next) + sum;
    sum = next;
  }
  void scale(double factor) {
    sum *= factor;
    rest *= factor;
  }
  /// The compensation of an infinite sum is not a number: left out.
  double value() const { return std::isfinite(sum) ? sum + rest : sum; }

private:
  double sum = 0, rest = 0;
};

/// Slots of operands and results, by element type.
struct Slots {
  SmallVector<Slot> args, results;

  Slots(ReduceOp reduce, const Layout &layout) {
    for (Value value : reduce.getArgs())
      args.push_back(layout[value]);
    for (Value value : reduce.getResults())
      results.push_back(layout[value]);
  }
};

template <typename T> auto &memory(Machine &machine) {
  if constexpr (std::is_same_v<T, double>)
    return machine.reals;
  else
    return machine.integers;
}
template <typename T> const auto &memory(const Machine &machine) {
  return memory<T>(const_cast<Machine &>(machine));
}

/// The greatest and the least number of an element type.
struct Limits {
  int64_t greatest, least;
  explicit Limits(Type type) {
    unsigned bits = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
    greatest = llvm::maxIntN(std::max(bits, 2u));
    least = llvm::minIntN(std::max(bits, 2u));
  }
};

//===----------------------------------------------------------------------===//
// sum, prod, var
//===----------------------------------------------------------------------===//

class SumReal : public Accumulator {
public:
  SumReal(ReduceOp reduce, const Layout &layout) : slots(reduce, layout) {}
  void reset() override { sums.assign(slots.args[0].size, Sum()); }
  void add(const Machine &machine, int64_t) override {
    const double *term = &machine.reals[slots.args[0].offset];
    for (Sum &sum : sums)
      sum.add(*term++);
  }
  void finish(Machine &machine) override {
    double *result = &machine.reals[slots.results[0].offset];
    for (const Sum &sum : sums)
      *result++ = sum.value();
  }

private:
  Slots slots;
  std::vector<Sum> sums;
};

/// Folds terms in order with a function.
template <typename T> class Fold : public Accumulator {
public:
  using Function = T (*)(T, T);
  Fold(ReduceOp reduce, const Layout &layout, T identity, Function function)
      : slots(reduce, layout),
        bits(getElementTypeOrSelf(reduce.getResult(0).getType())
                 .getIntOrFloatBitWidth()),
        identity(identity), function(function) {}
  void reset() override { state.assign(slots.args[0].size, identity); }
  void add(const Machine &machine, int64_t) override {
    const T *term = &memory<T>(machine)[slots.args[0].offset];
    for (T &value : state)
      value = function(value, *term++);
  }
  void finish(Machine &machine) override {
    if constexpr (std::is_same_v<T, int64_t>)
      for (int64_t &value : state)
        value = llvm::SignExtend64(value, bits);
    llvm::copy(state, &memory<T>(machine)[slots.results[0].offset]);
  }

private:
  Slots slots;
  unsigned bits; ///< integers wrap at their width
  T identity;
  Function function;
  std::vector<T> state;
};

/// The mean of squared deviations from the mean, in two passes over the terms.
class Variance : public Accumulator {
public:
  Variance(ReduceOp reduce, const Layout &layout) : slots(reduce, layout) {}
  void reset() override { terms.assign(slots.args[0].size, {}); }
  void add(const Machine &machine, int64_t) override {
    const double *term = &machine.reals[slots.args[0].offset];
    for (std::vector<double> &list : terms)
      list.push_back(*term++);
  }
  void finish(Machine &machine) override {
    double *result = &machine.reals[slots.results[0].offset];
    for (const std::vector<double> &list : terms)
      *result++ = variance(list);
  }

private:
  static double variance(const std::vector<double> &list) {
    if (list.empty())
      return notANumber;
    Sum sum, squares;
    for (double term : list)
      sum.add(term);
    double mean = sum.value() / list.size();
    for (double term : list)
      squares.add((term - mean) * (term - mean));
    return squares.value() / list.size();
  }

  Slots slots;
  std::vector<std::vector<double>> terms;
};

/// The number of terms.
class Count : public Accumulator {
public:
  Count(ReduceOp reduce, const Layout &layout) : slots(reduce, layout) {}
  void reset() override { terms = 0; }
  void add(const Machine &, int64_t) override { ++terms; }
  void finish(Machine &machine) override {
    machine.reals[slots.results[0].offset] = double(terms);
  }

private:
  Slots slots;
  int64_t terms = 0;
};

/// The values of the index for which there is a term, and those of the term.
class Collect : public Accumulator {
public:
  Collect(ReduceOp reduce, const Layout &layout) : slots(reduce, layout) {}
  void reset() override { list = {}; }
  void add(const Machine &machine, int64_t position) override {
    list.entries.push_back(position);
    if (slots.args.empty())
      return;
    const Slot &term = slots.args[0];
    for (size_t n = term.offset; n < term.offset + term.size; ++n)
      if (term.real)
        list.reals.push_back(machine.reals[n]);
      else
        list.integers.push_back(machine.integers[n]);
  }
  void finish(Machine &machine) override {
    const size_t number = machine.lists.size();
    for (const Slot &result : slots.results)
      if (result.real)
        machine.reals[result.offset] = double(number);
      else
        machine.integers[result.offset] = int64_t(number);
    machine.lists.push_back(std::move(list));
  }

private:
  Slots slots;
  MadeList list;
};

//===----------------------------------------------------------------------===//
// argmin, argmax, kmin, kmax
//===----------------------------------------------------------------------===//

/// The K best values in order with their positions, first position first
/// among equals. A value as bad as the padding is never taken.
template <typename T> class Best : public Accumulator {
public:
  /// `ascending` for the least values; `values` when result 0 holds values
  /// and positions come second (kmin, kmax).
  Best(ReduceOp reduce, const Layout &layout, size_t k, bool ascending,
       bool values, T padding)
      : slots(reduce, layout), k(k), ascending(ascending), values(values),
        padding(padding) {}
  void reset() override { best.assign(slots.args[0].size, {}); }
  void add(const Machine &machine, int64_t position) override {
    const T *term = &memory<T>(machine)[slots.args[0].offset];
    for (List &list : best)
      insert(list, *term++, position);
  }
  void finish(Machine &machine) override {
    int64_t *positions =
        &machine.integers[slots.results[values ? 1 : 0].offset];
    for (auto [component, list] : llvm::enumerate(best))
      for (size_t n = 0; n < k; ++n) {
        bool found = n < list.size();
        // K results per component, all of the first place first.
        size_t at = n * best.size() + component;
        if (values)
          memory<T>(machine)[slots.results[0].offset + at] =
              found ? list[n].first : padding;
        positions[at] = found ? list[n].second : -1;
      }
  }

private:
  using List = std::vector<std::pair<T, int64_t>>;

  bool better(T a, T b) const { return ascending ? a < b : a > b; }
  void insert(List &list, T value, int64_t position) {
    if (!better(value, padding)) // NaN, too
      return;
    size_t at = list.size();
    while (at && better(value, list[at - 1].first))
      --at;
    if (at == k)
      return;
    list.insert(list.begin() + at, {value, position});
    if (list.size() > k)
      list.pop_back();
  }

  Slots slots;
  size_t k;
  bool ascending, values;
  T padding;
  std::vector<List> best;
};

//===----------------------------------------------------------------------===//
// logsumexp, logsumexp_signed, softmax
//===----------------------------------------------------------------------===//

/// The base of scores: e, or 2 where the reduction says so.
struct Base {
  double (*exp)(double);
  double (*log)(double);

  explicit Base(ReduceOp reduce)
      : exp(reduce.getBase2() ? exp2 : expE),
        log(reduce.getBase2() ? log2 : logE) {}

private:
  static double expE(double x) { return std::exp(x); }
  static double exp2(double x) { return std::exp2(x); }
  static double logE(double x) { return std::log(x); }
  static double log2(double x) { return std::log2(x); }
};

/// Keeps Σ w·exp(s - m) for the greatest score m so far, per component of w.
/// Terms of score -inf and of weight 0 take no part.
class LogSumExp : public Accumulator {
public:
  LogSumExp(ReduceOp reduce, const Layout &layout, bool isSigned)
      : slots(reduce, layout), base(reduce), isSigned(isSigned) {}
  void reset() override {
    components.assign(slots.results[0].size, Component());
  }
  void add(const Machine &machine, int64_t) override {
    double score = machine.reals[slots.args[0].offset];
    for (auto [n, component] : llvm::enumerate(components))
      component.add(base, score,
                    slots.args.size() > 1
                        ? machine.reals[slots.args[1].offset + n]
                        : 1.0);
  }
  void finish(Machine &machine) override {
    for (auto [n, component] : llvm::enumerate(components)) {
      double sum = component.value();
      double log = std::isinf(sum) ? infinity : component.greatest;
      log =
          sum == 0 ? -infinity : log + base.log(isSigned ? std::abs(sum) : sum);
      machine.reals[slots.results[0].offset + n] = log;
      if (isSigned)
        machine.reals[slots.results[1].offset + n] =
            std::isnan(sum) ? sum : double((sum > 0) - (sum < 0));
    }
  }

private:
  struct Component {
    double greatest = -infinity;
    Sum sum;
    /// Σ of weights of score +inf, and whether there are any.
    double infinite = 0;

    void add(const Base &base, double score, double weight) {
      if (score == -infinity || weight == 0)
        return;
      if (score == infinity) {
        infinite += weight * infinity;
        return;
      }
      if (score > greatest) {
        sum.scale(base.exp(greatest - score));
        greatest = score;
      }
      sum.add(std::isnan(score) ? score : weight * base.exp(score - greatest));
    }
    double value() const {
      return infinite != 0 ? infinite + sum.value() : sum.value();
    }
  };

  Slots slots;
  Base base;
  bool isSigned;
  std::vector<Component> components;
};

/// Σ exp(s)·v / Σ exp(s). A score of +inf gives NaN.
class SoftMax : public Accumulator {
public:
  SoftMax(ReduceOp reduce, const Layout &layout)
      : slots(reduce, layout), base(reduce) {}
  void reset() override {
    greatest = -infinity;
    total = Sum();
    sums.assign(slots.args[1].size, Sum());
  }
  void add(const Machine &machine, int64_t) override {
    double score = machine.reals[slots.args[0].offset];
    if (score == -infinity)
      return;
    if (score > greatest) {
      double factor = base.exp(greatest - score);
      total.scale(factor);
      for (Sum &sum : sums)
        sum.scale(factor);
      greatest = score;
    }
    double weight = base.exp(score - greatest);
    total.add(weight);
    const double *value = &machine.reals[slots.args[1].offset];
    for (Sum &sum : sums)
      sum.add(weight * *value++);
  }
  void finish(Machine &machine) override {
    double *result = &machine.reals[slots.results[0].offset];
    for (const Sum &sum : sums)
      *result++ = sum.value() / total.value();
  }

private:
  Slots slots;
  Base base;
  double greatest = -infinity;
  Sum total;
  std::vector<Sum> sums;
};

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

using Made = std::unique_ptr<Accumulator>;

Made makeSum(ReduceOp reduce, const Layout &layout) {
  if (layout[reduce.getArgs()[0]].real)
    return std::make_unique<SumReal>(reduce, layout);
  return std::make_unique<Fold<int64_t>>(
      reduce, layout, 0,
      [](int64_t a, int64_t b) { return int64_t(uint64_t(a) + uint64_t(b)); });
}

Made makeProd(ReduceOp reduce, const Layout &layout) {
  if (layout[reduce.getArgs()[0]].real)
    return std::make_unique<Fold<double>>(
        reduce, layout, 1, [](double a, double b) { return a * b; });
  return std::make_unique<Fold<int64_t>>(
      reduce, layout, 1,
      [](int64_t a, int64_t b) { return int64_t(uint64_t(a) * uint64_t(b)); });
}

Made makeMin(ReduceOp reduce, const Layout &layout) {
  Value arg = reduce.getArgs()[0];
  if (layout[arg].real)
    return std::make_unique<Fold<double>>(
        reduce, layout, infinity,
        [](double a, double b) { return b < a ? b : a; });
  return std::make_unique<Fold<int64_t>>(
      reduce, layout, Limits(arg.getType()).greatest,
      [](int64_t a, int64_t b) { return std::min(a, b); });
}

Made makeMax(ReduceOp reduce, const Layout &layout) {
  Value arg = reduce.getArgs()[0];
  if (layout[arg].real)
    return std::make_unique<Fold<double>>(
        reduce, layout, -infinity,
        [](double a, double b) { return b > a ? b : a; });
  return std::make_unique<Fold<int64_t>>(
      reduce, layout, Limits(arg.getType()).least,
      [](int64_t a, int64_t b) { return std::max(a, b); });
}

template <bool ascending, bool values>
Made makeBest(ReduceOp reduce, const Layout &layout) {
  Value arg = reduce.getArgs()[0];
  size_t k = values ? reduce.getK().value_or(1) : 1;
  if (layout[arg].real)
    return std::make_unique<Best<double>>(reduce, layout, k, ascending, values,
                                          ascending ? infinity : -infinity);
  Limits limits(arg.getType());
  return std::make_unique<Best<int64_t>>(reduce, layout, k, ascending, values,
                                         ascending ? limits.greatest
                                                   : limits.least);
}

template <bool isSigned>
Made makeLogSumExp(ReduceOp reduce, const Layout &layout) {
  return std::make_unique<LogSumExp>(reduce, layout, isSigned);
}

template <typename T> Made make(ReduceOp reduce, const Layout &layout) {
  return std::make_unique<T>(reduce, layout);
}

struct Row {
  ReductionKind kind;
  Made (*make)(ReduceOp, const Layout &);
};

constexpr Row rows[] = {
    {ReductionKind::Sum, makeSum},
    {ReductionKind::Prod, makeProd},
    {ReductionKind::Min, makeMin},
    {ReductionKind::Max, makeMax},
    {ReductionKind::ArgMin, makeBest<true, false>},
    {ReductionKind::ArgMax, makeBest<false, false>},
    {ReductionKind::KMin, makeBest<true, true>},
    {ReductionKind::KMax, makeBest<false, true>},
    {ReductionKind::LogSumExp, makeLogSumExp<false>},
    {ReductionKind::LogSumExpSigned, makeLogSumExp<true>},
    {ReductionKind::SoftMax, make<SoftMax>},
    {ReductionKind::Var, make<Variance>},
    {ReductionKind::Count, make<Count>},
    {ReductionKind::Collect, make<Collect>},
};

} // namespace

std::unique_ptr<Accumulator>
interpreter::makeAccumulator(ReduceOp reduce, const Layout &layout) {
  for (const Row &row : rows)
    if (row.kind == reduce.getKind())
      return row.make(reduce, layout);
  return nullptr;
}
