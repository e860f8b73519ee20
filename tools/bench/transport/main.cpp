//===- main.cpp - kop-transport-bench -------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The Sinkhorn divergence of two uniform clouds in the unit cube, in single
// precision, as rows of a table: the value of OT_epsilon, the width of its
// interval, the time of the value and of its gradient, and the memory of a
// process of its own. Ends with 1 where an answer is not what it has to be.
//
//===----------------------------------------------------------------------===//

#include "kop/ot.h"

#include <CLI/CLI.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <random>
#include <stdexcept>
#include <vector>

using namespace kop;

namespace {

struct Run {
  std::vector<std::int64_t> points = {10000, 100000};
  std::vector<double> blurs = {0.1, 0.05, 0.01};
  double tolerance = 1e-2;
  int threads = 0;
};

class Clock {
public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         begin)
        .count();
  }

private:
  std::chrono::steady_clock::time_point begin =
      std::chrono::steady_clock::now();
};

} // namespace

constexpr std::int64_t dimension = 3;

static std::vector<float> cloud(std::int64_t n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<float> number;
  std::vector<float> points(n * dimension);
  for (float &x : points)
    x = number(random);
  return points;
}

/// The sum of a gradient in the points is the difference of the means.
static void check(const ot::Result<float> &result, const std::vector<float> &x,
                  const std::vector<float> &y,
                  const std::vector<float> &gradient) {
  if (result.status() != ot::Status::Converged ||
      !result.interval().contains(result.value()))
    throw std::runtime_error(std::string("the solver ended as ") +
                             toString(result.status()));
  const double n = double(x.size()) / dimension;
  double error = 0;
  for (std::int64_t k = 0; k < dimension; ++k) {
    double sum = 0;
    for (std::size_t i = k; i < x.size(); i += dimension)
      sum += gradient[i] - (double(x[i]) - double(y[i])) / n;
    error = std::max(error, std::abs(sum));
  }
  if (!(error <= 1e-2))
    throw std::runtime_error("the gradient adds up to something else, by " +
                             std::to_string(error));
}

static void measure(const Run &run, std::int64_t n, double blur) {
  const std::vector<float> x = cloud(n, 1), y = cloud(n, 2);
  ot::Options options;
  options.blur = blur;
  options.tolerance = run.tolerance;
  options.threads = run.threads;
  const Clock clock;
  const auto result = ot::solve<float>({In<float>(x, n, dimension)},
                                       {In<float>(y, n, dimension)}, options);
  const double seconds = clock.seconds();
  const Clock gradientClock;
  const std::vector<float> gradient = result.gradX();
  const double gradientSeconds = gradientClock.seconds();
  check(result, x, y, gradient);
  std::printf("| %lld | %g | %.4g | %.1e | %.3g s | %.2g s ", (long long)n,
              blur, result.dual(), result.otInterval().width() / result.dual(),
              seconds, gradientSeconds);
}

/// In a process of its own, whose memory is that of one problem; false where it
/// failed.
static bool measureAlone(const Run &run, std::int64_t n, double blur) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0)
    throw std::runtime_error("cannot start a process");
  if (child == 0) {
    int code = 0;
    try {
      measure(run, n, blur);
    } catch (const std::exception &error) {
      std::fprintf(stderr, "error: %s\n", error.what());
      code = 1;
    }
    std::fflush(stdout);
    _exit(code);
  }
  int status = 0;
  struct rusage usage = {};
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
      WEXITSTATUS(status) != 0)
    return false;
  std::printf("| %ld MB |\n", usage.ru_maxrss / 1024);
  return true;
}

int main(int argc, char **argv) {
  Run run;
  CLI::App app("Times of optimal transport between uniform clouds.",
               "kop-transport-bench");
  app.add_option("--points", run.points, "of each cloud (10000 100000)");
  app.add_option("--blurs", run.blurs, "(0.1 0.05 0.01)");
  app.add_option("--tolerance", run.tolerance,
                 "width of the interval, relative (0.01)");
  app.add_option("--threads", run.threads, "at most so many (all)");
  CLI11_PARSE(app, argc, argv);
  std::printf(
      "| points | blur | OT_ε | interval, relative | time | gradient "
      "in x | memory of the process |\n|---|---|---|---|---|---|---|\n");
  bool fine = true;
  for (const std::int64_t n : run.points)
    for (const double blur : run.blurs)
      fine &= measureAlone(run, n, blur);
  return fine ? 0 : 1;
}
