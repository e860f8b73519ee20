//===- Measure.cpp - Times of tiles, side by side -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Measure.h"
#include "tools/kop/Failure.h"
#include "tools/kop/Process.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <exception>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <vector>

using namespace kop::tool;

const kop_cpu_variant *kop::tool::findVariant(const kop_formula &formula,
                                              const std::string &set) {
  for (int n = 0; n < formula.n_cpu; ++n)
    if (formula.cpu[n].name == set)
      return &formula.cpu[n];
  return nullptr;
}

Variant::Variant(const kop_formula &formula, const std::string &set, int steps,
                 const kop_formula &tile)
    : mixed(formula) {
  const kop_cpu_variant *own = findVariant(formula, set);
  const kop_cpu_variant *other = findVariant(tile, set);
  if (!own || !other || tile.n_steps != formula.n_steps ||
      std::strcmp(tile.signature, formula.signature))
    throw Failure(std::string(formula.signature) +
                  ": kopc made another program for another tile");
  codes.assign(own->steps, own->steps + steps);
  if (steps > 0)
    codes.back() = other->steps[steps - 1];
  variant = *own;
  variant.steps = codes.data();
  mixed.cpu = &variant;
  mixed.n_cpu = 1;
  mixed.n_steps = steps;
}

/// Seconds that this thread has run: other programs do not count.
static double threadTime() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// Memory for lists that a formula makes: kept from call to call, as programs
/// do, and never more than the largest integers take.
static void *resizeLists(void *context, std::int32_t operand,
                         std::int64_t count) {
  auto &arrays =
      *static_cast<std::map<int, std::vector<std::int64_t>> *>(context);
  std::vector<std::int64_t> &array = arrays[operand];
  try {
    array.resize(std::max<std::size_t>(array.size(), std::size_t(count) + 1));
  } catch (const std::exception &) {
    return nullptr;
  }
  return array.data();
}

double kop::tool::timeCall(const kop_formula &formula,
                           const RandomArguments &arguments) {
  kop_exec exec = {};
  exec.threads = 1;
  exec.cpu = formula.cpu[0].name;
  static thread_local std::map<int, std::vector<std::int64_t>> lists;
  exec.resize = resizeLists;
  exec.resize_context = &lists;
  kop_status status;
  const double begin = threadTime();
  if (kop_run(&formula, arguments.views(), &exec, &status) != KOP_OK)
    throw Failure(std::string(formula.signature) + ": " + status.message);
  return threadTime() - begin;
}

std::vector<double>
kop::tool::timeInTurn(const std::vector<const kop_formula *> &formulas,
                      const RandomArguments &arguments, double seconds) {
  constexpr int least = 3;
  constexpr double farBehind = 1.5;
  std::vector<double> times(formulas.size(),
                            std::numeric_limits<double>::infinity());
  // In another order every time: what happens in regular intervals on the
  // machine would meet the same one again and again.
  std::vector<size_t> order(formulas.size());
  std::iota(order.begin(), order.end(), size_t(0));
  std::mt19937 random;
  double spent = 0;
  for (int round = 0; round < least || spent < seconds * double(order.size());
       ++round) {
    if (round >= least)
      std::erase_if(order,
                    [&](size_t n) { return times[n] > farBehind * times[0]; });
    std::shuffle(order.begin(), order.end(), random);
    for (size_t n : order) {
      checkInterrupt();
      const double time = timeCall(*formulas[n], arguments);
      times[n] = std::min(times[n], time);
      spent += time;
    }
  }
  return times;
}
