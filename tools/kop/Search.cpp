//===- Search.cpp - The fastest tile of every pass ------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Search.h"
#include "tools/kop/Failure.h"
#include "tools/kop/Measure.h"

#include <algorithm>
#include <deque>

using namespace kop::tool;

/// How much faster a tile must be, twice.
static constexpr double worthwhile = 1.03;

/// Rows and columns to begin with, and the least when a call takes long.
static constexpr std::int64_t firstSize = 4096, leastSize = 512;

Search::Search(Kopc &kopc, std::string source, const SearchOptions &options,
               Progress &progress)
    : kopc(kopc), source(std::move(source)), options(options),
      progress(progress) {}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// A shape that kopc cannot compile is left out: another one may be better.
const Formulas *Search::compile(const std::string &set, const Shape &shape) {
  const std::string tile = tileOption(shape);
  auto known = compiled.find(tile);
  if (known != compiled.end())
    return known->second.get();
  progress.show(set + ": compiling " + tile);
  std::unique_ptr<Formulas> &result = compiled[tile];
  try {
    result = kopc.compile(source, set, shape);
  } catch (const Failure &failure) {
    progress.warn(set + ", " + tile + " is left out: " + failure.what());
  }
  return result.get();
}

std::vector<Search::Candidate>
Search::compileAll(const Pass &pass, const std::vector<Shape> &shapes) {
  std::vector<Candidate> candidates;
  for (const Shape &shape : shapes) {
    // kopc's own is measured anyway.
    if (shape == Shape{pass.standard.rows, pass.standard.columns})
      continue;
    if (const Formulas *formulas = compile(pass.set, shape))
      candidates.push_back({shape, formulas->find(pass.kernel)});
  }
  return candidates;
}

//===----------------------------------------------------------------------===//
// Measuring
//===----------------------------------------------------------------------===//

/// Times of the pass alone: those of the steps before it are taken off.
static std::vector<double>
timePass(const kop_formula &formula, const std::string &set, int step,
         const std::vector<const kop_formula *> &tiles,
         const RandomArguments &arguments, double seconds) {
  std::deque<Variant> variants;
  std::vector<const kop_formula *> inTurn;
  for (const kop_formula *tile : tiles)
    inTurn.push_back(
        &variants.emplace_back(formula, set, step + 1, *tile).formula());
  if (step > 0)
    inTurn.push_back(
        &variants.emplace_back(formula, set, step, formula).formula());
  std::vector<double> times = timeInTurn(inTurn, arguments, seconds);
  if (step == 0)
    return times;
  const double before = times.back();
  times.pop_back();
  for (double &time : times)
    time = std::max(time - before, 1e-12);
  return times;
}

void Search::sortByTime(std::vector<Candidate> &candidates) {
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [](const Candidate &a, const Candidate &b) { return a.ratio < b.ratio; });
}

/// Ratios to kopc's own tile, which runs beside the candidates.
void Search::measure(const Pass &pass, std::vector<Candidate> &candidates) {
  std::vector<const kop_formula *> tiles = {pass.formula};
  for (const Candidate &candidate : candidates)
    tiles.push_back(candidate.code);
  const std::vector<double> times =
      timePass(*pass.formula, pass.set, pass.step, tiles, *pass.arguments,
               options.seconds);
  for (size_t n = 0; n < candidates.size(); ++n)
    candidates[n].ratio = times[n + 1] / times[0];
  if (options.verbose)
    for (const Candidate &candidate : candidates)
      progress.note(pass.set + ", " + pass.kernel + ", " +
                    pass.formula->steps[pass.step].name + ": " +
                    describe(candidate.shape) + ": time " +
                    std::to_string(candidate.ratio) + " of the default");
  sortByTime(candidates);
}

/// Measures the two alone, for longer.
bool Search::confirm(const Pass &pass, const Candidate &candidate,
                     PassResult &result) {
  const std::vector<double> times = timePass(
      *pass.formula, pass.set, pass.step, {pass.formula, candidate.code},
      *pass.arguments, 2 * options.seconds);
  const double pairs = pass.arguments->pairs(pass.formula->steps[pass.step]);
  result.standardTime = times[0] / pairs;
  result.bestTime = times[1] / pairs;
  return times[0] >= worthwhile * times[1];
}

/// Tells whether some operand has more than `least` and up to `most`
/// components, on an axis or in all.
static auto hasSizes(const kop_formula &formula) {
  return [&formula](std::int64_t least, std::int64_t most) {
    auto any = [&](const kop_operand *operands, int n) {
      for (int k = 0; k < n; ++k) {
        std::int64_t all = 1;
        for (int axis = 0; axis < operands[k].rank; ++axis) {
          const std::int64_t extent = operands[k].shape[axis];
          if (extent > least && extent <= most)
            return true;
          all *= extent;
        }
        if (all > least && all <= most)
          return true;
      }
      return false;
    };
    return any(formula.inputs, formula.n_inputs) ||
           any(formula.outputs, formula.n_outputs);
  };
}

PassResult Search::tunePass(const Pass &pass, int registers) {
  const std::string name = pass.formula->steps[pass.step].name;
  PassResult result;
  result.kernel = pass.kernel;
  result.pass = name;
  result.step = pass.step;
  result.set = pass.set;
  result.standard = {pass.standard.rows, pass.standard.columns};
  result.sizes = pass.sizes;

  std::vector<Candidate> candidates =
      compileAll(pass, tileCandidates(registers));
  const std::string what =
      pass.set + ": measuring " + pass.kernel + ", " + name;
  progress.show(what);
  measure(pass, candidates);

  // Blocks of the best tile, be it kopc's own, when they gain something more.
  Shape best = result.standard;
  if (!candidates.empty() && candidates.front().ratio < 1)
    best = candidates.front().shape;
  std::vector<Shape> shapes = blockCandidates(best, hasSizes(*pass.formula));
  shapes.push_back(best);
  std::vector<Candidate> blocks = compileAll(pass, shapes);
  progress.show(what);
  measure(pass, blocks);
  double plain = 1;
  for (const Candidate &candidate : blocks)
    if (candidate.shape == best)
      plain = candidate.ratio;
  for (const Candidate &candidate : blocks)
    if (candidate.ratio * worthwhile < plain)
      candidates.push_back(candidate);
  sortByTime(candidates);

  // The fastest of many is fast by luck as well.
  constexpr size_t tries = 3;
  const Candidate own = {result.standard, pass.formula};
  for (size_t n = 0; n < std::min(tries, candidates.size()); ++n) {
    if (candidates[n].ratio * worthwhile > 1)
      break;
    if (confirm(pass, candidates[n], result)) {
      result.best = candidates[n].shape;
      return result;
    }
  }
  confirm(pass, own, result);
  return result;
}

//===----------------------------------------------------------------------===//
// Kernels and sets
//===----------------------------------------------------------------------===//

void Search::tuneKernel(const std::string &kernel, const InstructionSet &set,
                        std::vector<PassResult> &results) {
  const kop_formula *formula = standard->find(kernel);
  // Without sizes of the user, calls are so short that many fit the time.
  Sizes sizes = {options.n ? options.n : firstSize,
                 options.m ? options.m : firstSize};
  auto arguments = std::make_unique<RandomArguments>(*formula, sizes);
  const Variant all(*formula, set.name, formula->n_steps, *formula);
  auto isLong = [&] {
    timeCall(all.formula(), *arguments);
    return timeCall(all.formula(), *arguments) > options.seconds / 4;
  };
  while ((!options.n || !options.m) &&
         std::max(options.n ? 0 : sizes.rows, options.m ? 0 : sizes.columns) >
             leastSize &&
         isLong()) {
    checkInterrupt();
    sizes.rows /= options.n ? 1 : 2;
    sizes.columns /= options.m ? 1 : 2;
    arguments.reset();
    arguments = std::make_unique<RandomArguments>(*formula, sizes);
  }

  for (int step = 0; step < formula->n_steps; ++step) {
    const kop_step &description = formula->steps[step];
    if (description.row < 0 || description.column < 0)
      continue;
    Pass pass = {kernel, set.name, formula, step, arguments.get(), sizes, {}};
    auto shape = standard->shapes.find({kernel, description.name, set.name});
    if (shape == standard->shapes.end())
      throw Failure("kopc does not say which tile the pass " +
                    std::string(description.name) + " of " + kernel +
                    " has for " + set.name);
    pass.standard = shape->second;
    results.push_back(tunePass(pass, set.registers));
  }
}

/// The sets that kopc made code for and this machine runs, best first.
std::vector<std::string> Search::chooseSets() const {
  const kop_formula *formula = standard->find(standard->kernels.front());
  std::vector<std::string> names;
  for (int n = 0; n < formula->n_cpu; ++n) {
    const kop_cpu_variant &variant = formula->cpu[n];
    if (!(variant.features & ~kop_cpu_features()))
      names.push_back(variant.name);
    else if (!options.cpu.empty())
      throw Failure(std::string("--cpu: this machine does not run ") +
                        variant.name + " code",
                    ExitUsage);
  }
  return names;
}

std::vector<PassResult> Search::run() {
  progress.show("compiling " + source);
  standard =
      kopc.compile(source, options.cpu.empty() ? "all" : options.cpu, Shape());
  if (standard->kernels.empty())
    throw Failure("'" + source +
                  "' exports no formula; add one with "
                  "--export='NAME(D = 3): f32'");
  std::vector<PassResult> results;
  for (const std::string &name : chooseSets()) {
    const auto &known = kopc.sets();
    auto set = std::find_if(
        known.begin(), known.end(),
        [&](const InstructionSet &each) { return each.name == name; });
    if (set == known.end())
      throw Failure("kopc does not say how many registers " + name + " has");
    for (const std::string &kernel : standard->kernels)
      tuneKernel(kernel, *set, results);
    compiled.clear();
  }
  return results;
}
