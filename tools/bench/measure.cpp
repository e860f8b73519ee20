//===- measure.cpp - Check, then time -------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/measure.h"
#include "tools/bench/reference.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <exception>
#include <map>

using namespace bench;

namespace {

/// CPU time of this thread, or for several threads time on the wall.
double now(const Case &which) {
  timespec time;
  clock_gettime(which.threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC,
                &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// Keeps the seconds per call of every repetition.
class Reporter : public benchmark::BenchmarkReporter {
public:
  explicit Reporter(const Case &which) : wall(which.threads > 1) {}

  bool ReportContext(const Context &) override { return true; }

  void ReportRuns(const std::vector<Run> &runs) override {
    for (const Run &run : runs)
      if (run.run_type == Run::RT_Iteration && run.iterations > 0)
        times[run.run_name.function_name].push_back(
            (wall ? run.real_accumulated_time : run.cpu_accumulated_time) /
            double(run.iterations));
  }

  std::map<std::string, std::vector<double>> times;

private:
  bool wall;
};

/// Seconds of the first call that computes all rows, or less rows and a
/// prediction where that shows it to be beyond the limit.
template <class T>
double predict(const Case &which, const Candidate<T> &candidate,
               const Arrays<T> &arrays, bool &complete) {
  Arrays<T> part = arrays;
  // A block-sparse call speaks of all rows.
  if (which.density >= 1)
    part.n = std::clamp<int64_t>(int64_t(1e8 / (double(which.m) * which.d)), 1,
                                 which.n);
  for (;;) {
    const double begin = now(which);
    candidate.run(part);
    const double time = now(which) - begin;
    complete = part.n == which.n;
    const double whole = time * double(which.n) / double(part.n);
    if (complete || (whole > 4 * which.limit && time > which.limit / 20))
      return whole;
    part.n = whole > 4 * which.limit ? std::min(part.n * 8, which.n) : which.n;
  }
}

template <class T>
Result check(const Candidate<T> &candidate, Data<T> &data,
             const Reference<T> &reference, double &seconds) {
  Result result;
  result.name = candidate.name;
  try {
    bool complete = false;
    const Arrays<T> arrays = data.arrays();
    seconds = predict(data.which, candidate, arrays, complete);
    if (!complete) {
      result.status = "skipped";
      result.message = "about " + std::to_string(seconds) + " s a call";
      return result;
    }
    const Verdict verdict = reference.check();
    result.error = verdict.error;
    result.message = verdict.wrong;
    result.status = verdict.wrong.empty() ? "ok" : "wrong";
  } catch (const std::exception &error) {
    result.status = "failed";
    result.message = error.what();
  }
  return result;
}

} // namespace

template <class T> std::vector<Result> bench::measure(Data<T> &data) {
  const Case &which = data.which;
  const std::vector<Candidate<T>> candidates = candidatesFor(data);
  const Reference<T> reference(data);

  std::vector<Result> results;
  const Arrays<T> arrays = data.arrays();
  for (const Candidate<T> &candidate : candidates) {
    double seconds = 0;
    results.push_back(check(candidate, data, reference, seconds));
    if (results.back().status != "ok")
      continue;
    const double call = std::max(seconds, 1e-7);
    const double calls = std::max(1.0, std::ceil(which.minTime / call));
    const int repetitions = static_cast<int>(
        std::min(which.limit / (calls * call), double(which.repetitions)));
    if (repetitions == 0) {
      // No time for a second call.
      Result &result = results.back();
      result.median = result.least = seconds;
      result.repetitions = 1;
      continue;
    }
    auto *benchmark = benchmark::RegisterBenchmark(
        candidate.name.c_str(), [&candidate, &arrays](benchmark::State &state) {
          for (auto _ : state)
            candidate.run(arrays);
        });
    benchmark->Iterations(int64_t(calls))->Repetitions(repetitions);
    if (which.threads > 1)
      benchmark->UseRealTime();
  }

  // Repetitions of all candidates in turn, so that noise meets all alike.
  char program[] = "kop-bench",
       interleaving[] = "--benchmark_enable_random_interleaving=true";
  char *arguments[] = {program, interleaving};
  int count = 2;
  benchmark::Initialize(&count, arguments);
  Reporter reporter(which);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (Result &result : results) {
    std::vector<double> &times = reporter.times[result.name];
    if (times.empty())
      continue;
    std::sort(times.begin(), times.end());
    result.median = times[times.size() / 2];
    result.least = times.front();
    result.repetitions = static_cast<int>(times.size());
  }
  return results;
}

template std::vector<Result> bench::measure(Data<float> &);
template std::vector<Result> bench::measure(Data<double> &);
