//===- Ot.cpp - kop ot ----------------------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Ot.h"
#include "tools/kop/Failure.h"
#include "tools/kop/Process.h"
#include "tools/kop/Scatter.h"
#include "tools/kop/Table.h"

#include "kop/error.h"
#include "kop/ot.h"
#include "kop/ot/exact.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>

using namespace kop;
using namespace kop::tool;

namespace {

struct OtOptions {
  std::string a, b, plan, map, picture;
  std::vector<std::string> weights = {"none"};
  bool exact = false, biased = false, single = false, variation = false;
  /// Entries of the plan are written from here on, in units of the mean mass of
  /// a point of the larger measure.
  double least = 1e-3;
  ot::Options solver;

  bool isBalanced() const {
    return std::isinf(solver.reach) && !solver.reachA && !solver.reachB;
  }
  /// Where the results go: not between the lines of a table.
  std::FILE *out() const {
    return plan == "-" || map == "-" || picture == "-" ? stderr : stdout;
  }
};

/// A measure as it was read.
struct Cloud {
  std::int64_t size = 0, dimension = 0;
  std::vector<double> points, weights;
};

} // namespace

/// Weights are 0 or more, and not all 0; `path` and rows are those they were
/// read from.
static void checkWeights(const std::vector<double> &weights,
                         const std::string &path, const Table &table) {
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0)) {
      const std::int64_t row = table.rows > 1 ? std::int64_t(i) : 0;
      throw Failure(table.where(path, row) + ": expected a weight of 0 or " +
                    "more, found " + std::to_string(weights[i]));
    }
    sum += weights[i];
  }
  if (!(sum > 0))
    throw Failure(path + ": all weights are 0");
}

/// `weights`: none, last (the last column of the points) or a file.
static Cloud readCloud(const std::string &path, const std::string &weights) {
  const Table table = readTable(path);
  const bool isLast = weights == "last";
  Cloud cloud;
  cloud.size = table.rows;
  cloud.dimension = table.columns - (isLast ? 1 : 0);
  if (cloud.dimension < 1)
    throw Failure(path + ": the only column is that of the weights");
  for (std::int64_t i = 0; i < table.rows; ++i) {
    const double *row = &table.values[i * table.columns];
    cloud.points.insert(cloud.points.end(), row, row + cloud.dimension);
    if (isLast)
      cloud.weights.push_back(row[cloud.dimension]);
  }
  if (isLast)
    checkWeights(cloud.weights, path, table);
  if (isLast || weights == "none")
    return cloud;
  const Table own = readTable(weights);
  if (own.rows * own.columns != cloud.size ||
      (own.rows != 1 && own.columns != 1))
    throw Failure(weights + ": expected one weight for each of the " +
                  std::to_string(cloud.size) + " points of " + path +
                  ", found " + std::to_string(own.rows) + " rows of " +
                  std::to_string(own.columns));
  cloud.weights = own.values;
  checkWeights(cloud.weights, weights, own);
  return cloud;
}

/// Weights of any sum are those of a probability where marginals are exact.
static void normalise(Cloud &cloud) {
  double sum = 0;
  for (double weight : cloud.weights)
    sum += weight;
  if (sum > 0)
    for (double &weight : cloud.weights)
      weight /= sum;
}

/// Says where it is, on a line of its own, once that takes longer than a
/// second.
static bool showProgress(const ot::Progress &progress, bool isTerminal,
                         double &said) {
  checkInterrupt();
  if (isTerminal && progress.seconds > 1 && progress.seconds - said > 0.2) {
    said = progress.seconds;
    std::fprintf(stderr,
                 "\r%.0f s: iteration %lld, %lld points, epsilon %.3g, "
                 "marginal error %.2g   ",
                 progress.seconds, (long long)progress.iteration,
                 (long long)progress.points, progress.epsilon,
                 progress.marginalError);
  }
  return true;
}

template <class T> struct Views {
  std::vector<T> points, weights;
  std::int64_t size, dimension;

  explicit Views(const Cloud &cloud)
      : points(cloud.points.begin(), cloud.points.end()),
        weights(cloud.weights.begin(), cloud.weights.end()), size(cloud.size),
        dimension(cloud.dimension) {}
  ot::Measure<T> measure() const {
    const In<T> view(points.data(), size, dimension);
    return weights.empty() ? ot::Measure<T>(view)
                           : ot::Measure<T>(view, In<T>(weights));
  }
};

static void writePlan(const OtOptions &options,
                      const std::vector<ot::PlanEntry> &entries) {
  if (options.plan.empty())
    return;
  std::string text = "row,column,mass\n";
  char line[96];
  for (const ot::PlanEntry &entry : entries) {
    std::snprintf(line, sizeof line, "%lld,%lld,%.9g\n", (long long)entry.row,
                  (long long)entry.column, entry.mass);
    text += line;
  }
  writeFile(options.plan, text);
}

static void writeMap(const OtOptions &options, const std::vector<double> &map,
                     std::int64_t dimension) {
  if (options.map.empty())
    return;
  std::string text;
  char number[40];
  for (std::size_t k = 0; k < map.size(); ++k) {
    std::snprintf(number, sizeof number, "%.9g", map[k]);
    text += number;
    text += (k + 1) % std::size_t(dimension) ? ',' : '\n';
  }
  writeFile(options.map, text);
}

/// The mean of what each row sends its mass to.
static std::vector<double> meansOf(const std::vector<ot::PlanEntry> &entries,
                                   const Cloud &a, const Cloud &b) {
  std::vector<double> sums(a.points.size()), masses(a.size);
  for (const ot::PlanEntry &entry : entries) {
    masses[entry.row] += entry.mass;
    for (std::int64_t k = 0; k < a.dimension; ++k)
      sums[entry.row * a.dimension + k] +=
          entry.mass * b.points[entry.column * a.dimension + k];
  }
  for (std::size_t n = 0; n < sums.size(); ++n)
    sums[n] /= masses[n / std::size_t(a.dimension)];
  return sums;
}

namespace {

/// What was found, however it was found.
struct Answer {
  ot::Status status = ot::Status::Budget;
  std::vector<ot::PlanEntry> plan;
  std::vector<double> map; ///< as the points of a; empty unless asked for
};

} // namespace

static void report(std::FILE *out, const char *what, double value,
                   const ot::Interval &interval, ot::Status status) {
  std::fprintf(out, "%s %.9g\ninterval %.9g %.9g\nstatus %s\n", what, value,
               interval.lower, interval.upper, ot::toString(status));
}

/// The entries that are written, and what they hold of the mass.
template <class T>
static std::vector<ot::PlanEntry> heavyEntries(const OtOptions &options,
                                               const ot::Plan<T> &plan) {
  const std::vector<T> rows = plan.rowMarginal(),
                       columns = plan.columnMarginal();
  double mass = 0, written = 0;
  for (T row : rows)
    mass += double(row);
  const auto points = double(std::max(rows.size(), columns.size()));
  std::vector<ot::PlanEntry> entries;
  if (!(mass > 0))
    return entries;
  const ot::PlanEntries found = plan.entries(options.least * mass / points);
  for (std::size_t i = 0; i + 1 < found.offsets.size(); ++i)
    for (std::int64_t e = found.offsets[i]; e < found.offsets[i + 1]; ++e) {
      entries.push_back({std::int64_t(i), found.columns[e], found.masses[e]});
      written += found.masses[e];
    }
  std::fprintf(options.out(), "plan-entries %zu\nplan-part %.6g\n",
               entries.size(), written / mass);
  return entries;
}

static Answer solveExactly(const OtOptions &options, const Cloud &a,
                           const Cloud &b) {
  const Views<double> viewA(a), viewB(b);
  const auto result = ot::exactTransport<double>(
      viewA.measure(), viewB.measure(), options.solver);
  report(options.out(), "cost", result.value, result.interval, result.status);
  return {result.status, result.plan, meansOf(result.plan, a, b)};
}

template <class T>
static Answer solveBlurred(const OtOptions &options, const Cloud &a,
                           const Cloud &b) {
  const Views<T> viewA(a), viewB(b);
  const auto result =
      ot::solve<T>(viewA.measure(), viewB.measure(), options.solver);
  report(options.out(), options.biased ? "ot" : "divergence", result.value(),
         result.interval(), result.status());
  if (!options.biased)
    std::fprintf(options.out(), "ot %.9g\n", result.dual());
  const ot::Interval interval = result.otInterval();
  std::fprintf(options.out(), "ot-interval %.9g %.9g\n", interval.lower,
               interval.upper);
  Answer answer;
  answer.status = result.status();
  if (!options.plan.empty())
    answer.plan = heavyEntries(options, result.plan());
  if (!options.map.empty() || !options.picture.empty()) {
    const auto map = result.barycentricMap();
    answer.map.assign(map.begin(), map.end());
  }
  return answer;
}

/// Runs the library, whose errors speak of "a" and "b", and names the files.
static Answer solve(const OtOptions &options, const Cloud &a, const Cloud &b) {
  try {
    return options.exact    ? solveExactly(options, a, b)
           : options.single ? solveBlurred<float>(options, a, b)
                            : solveBlurred<double>(options, a, b);
  } catch (const Error &error) {
    const std::string message = error.what();
    if (message.rfind("a: ", 0) == 0)
      throw Failure(options.a + message.substr(1));
    if (message.rfind("b: ", 0) == 0)
      throw Failure(options.b + message.substr(1));
    throw;
  }
}

static double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

static void run(OtOptions options) {
  for (const std::string *path :
       {&options.plan, &options.map, &options.picture})
    if (!path->empty())
      checkWritable(*path);
  catchInterrupts();
  Cloud a = readCloud(options.a, options.weights.front());
  Cloud b = readCloud(options.b, options.weights.back());
  if (a.dimension != b.dimension)
    throw Failure(options.b + ": points have " + std::to_string(b.dimension) +
                  " components, those of " + options.a + " " +
                  std::to_string(a.dimension));
  if (options.isBalanced()) {
    normalise(a);
    normalise(b);
  }
  options.solver.debias = !options.biased;
  if (options.variation)
    options.solver.divergence = ot::Divergence::TotalVariation;
  double said = 0;
  const bool isTerminal = isatty(STDERR_FILENO);
  options.solver.progress = [&](const ot::Progress &progress) {
    return showProgress(progress, isTerminal, said);
  };
  const auto begin = std::chrono::steady_clock::now();
  const Answer answer = solve(options, a, b);
  std::fprintf(options.out(), "seconds %.3f\n", secondsSince(begin));
  std::fflush(options.out());
  if (said > 0)
    std::fprintf(stderr, "\r%80s\r", "");
  writePlan(options, answer.plan);
  writeMap(options, answer.map, a.dimension);
  if (!options.picture.empty())
    writeFile(options.picture,
              drawTransport({a.points, a.dimension}, {b.points, b.dimension},
                            answer.map));
  if (answer.status != ot::Status::Converged)
    throw Failure(std::string("the answer is not as exact as asked for: ") +
                  ot::toString(answer.status));
}

void kop::tool::addOt(CLI::App &app) {
  const auto options = std::make_shared<OtOptions>();
  CLI::App *command = app.add_subcommand(
      "ot", "Optimal transport between two files of points.");
  command->footer(
      "Files hold a point per line: CSV, NPY or PLY. Printed are the Sinkhorn\n"
      "divergence (--biased: OT_epsilon; --exact: the cost), an interval that\n"
      "certainly holds it, the status, and the time without that of reading.\n"
      "Exit code 1 unless 'converged'.");
  command->add_option("a", options->a, "the first measure")
      ->required()
      ->type_name("FILE");
  command->add_option("b", options->b, "the second")
      ->required()
      ->type_name("FILE");
  ot::Options &solver = options->solver;
  command->add_option("--blur", solver.blur, "length of the blur (0.05)");
  command->add_option("--p", solver.p, "cost |x - y|^p / p (2)");
  command->add_option("--reach", solver.reach,
                      "unbalanced: how far mass is moved");
  command->add_option("--reach-a", solver.reachA, "the same for a alone");
  command->add_option("--reach-b", solver.reachB, "the same for b alone");
  command->add_flag("--total-variation", options->variation,
                    "unbalanced by TV, not by KL");
  command
      ->add_option("--weights", options->weights,
                   "none, last (column) or a file; for both or for each")
      ->expected(1, 2)
      ->type_name("WHICH");
  command->add_option("--tolerance", solver.tolerance,
                      "width of the interval, relative (0.001)");
  command->add_option("--seconds", solver.seconds, "time budget");
  command->add_flag("--exact", options->exact, "no blur: an optimal plan");
  command->add_flag("--biased", options->biased, "OT_epsilon, no self terms");
  command->add_flag("--single", options->single,
                    "compute in single precision: faster");
  command->add_option("--plan", options->plan, "write entries of the plan")
      ->type_name("CSV");
  command
      ->add_option("--least", options->least,
                   "of them, as part of a point's mass (0.001)")
      ->check(CLI::PositiveNumber);
  command->add_option("--map", options->map, "write where each point goes")
      ->type_name("CSV");
  command->add_option("--picture", options->picture, "draw points and map")
      ->type_name("SVG");
  command->add_option("--threads", solver.threads, "at most so many (all)");
  command->callback([options] { run(*options); });
}
