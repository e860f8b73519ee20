//===- main.cpp - Generated code beside plain loops -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One thread, one run, fresh random data, every result checked against f64.
// Prints Google Benchmark's table, then cycles per pair and the ratios.
//
//   kop-bench [points] [options of Google Benchmark]
//
//===----------------------------------------------------------------------===//

#include "bench.kop.h"
#include "tools/bench/clock.h"
#include "tools/bench/data.h"
#include "tools/bench/loops.h"

#include <kop/kop.h>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>

namespace {

using bench::Data;

/// Something to measure: `run` computes into its own result, `check` says what
/// is wrong with it.
struct Candidate {
  std::string problem, name;
  std::function<void()> run;
  std::function<std::string()> check;
};

kop::Exec oneThread() {
  kop::Exec exec;
  exec.threads = 1;
  return exec;
}

void addGaussian(std::vector<Candidate> &all, const Data &d) {
  auto add = [&](const char *name, auto run) {
    auto a = std::make_shared<std::vector<float>>(d.n);
    all.push_back({"gaussian", name, [=] { run(a->data()); },
                   [=, &d] { return checkGaussian(d, *a); }});
  };
  auto loop = [&d](auto function, const std::vector<float> &y) {
    return [=, &d, &y](float *a) {
      function(d.n, d.m, d.x.data(), y.data(), d.b.data(), d.sigma, a);
    };
  };
  add("kop", [&d, exec = oneThread()](float *a) {
    bench::gaussian_sum(kop::In<float>(d.x, d.n, 3),
                        kop::In<float>(d.y, d.m, 3), d.b, d.sigma,
                        kop::Out<float>(a, d.n), exec);
  });
  add("columns", loop(bench::loops0.gaussianColumns, d.yColumns));
  add("columns-512", loop(bench::loops512.gaussianColumns, d.yColumns));
  add("rows", loop(bench::loops0.gaussianRows, d.y));
  add("rows-512", loop(bench::loops512.gaussianRows, d.y));
}

void addLogDensity(std::vector<Candidate> &all, const Data &d) {
  auto add = [&](const char *name, auto run) {
    auto a = std::make_shared<std::vector<float>>(d.n);
    all.push_back({"logsumexp", name, [=] { run(a->data()); },
                   [=, &d] { return checkLogDensity(d, *a); }});
  };
  auto loop = [&d](auto function) {
    return [=, &d](float *a) {
      function(d.n, d.m, d.x.data(), d.yColumns.data(), d.sigma, a);
    };
  };
  add("kop", [&d, exec = oneThread()](float *a) {
    bench::log_density(kop::In<float>(d.x, d.n, 3), kop::In<float>(d.y, d.m, 3),
                       d.sigma, kop::Out<float>(a, d.n), exec);
  });
  add("columns", loop(bench::loops0.logDensityColumns));
  add("columns-512", loop(bench::loops512.logDensityColumns));
}

void addNearest(std::vector<Candidate> &all, const Data &d) {
  auto add = [&](const char *name, auto run) {
    auto number = std::make_shared<std::vector<int32_t>>(d.n);
    all.push_back({"argmin", name, [=] { run(number->data()); },
                   [=, &d] { return checkNearest(d, *number); }});
  };
  auto loop = [&d](auto function) {
    return [=, &d](int32_t *number) {
      function(d.n, d.m, d.x.data(), d.yColumns.data(), number);
    };
  };
  add("kop", [&d, exec = oneThread()](int32_t *number) {
    bench::nearest(kop::In<float>(d.x, d.n, 3), kop::In<float>(d.y, d.m, 3),
                   kop::Out<int32_t>(number, d.n), exec);
  });
  add("columns", loop(bench::loops0.nearestColumns));
  add("columns-512", loop(bench::loops512.nearestColumns));
}

/// Prints as usual and keeps the median seconds of this thread per call.
class Reporter : public benchmark::ConsoleReporter {
public:
  void ReportRuns(const std::vector<Run> &runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run &run : runs)
      if (run.run_type == Run::RT_Aggregate && run.aggregate_name == "median")
        medians[run.run_name.function_name] =
            run.GetAdjustedCPUTime() /
            benchmark::GetTimeUnitMultiplier(run.time_unit);
  }

  double median(const std::string &name) { return medians[name]; }

private:
  std::map<std::string, double> medians;
};

void printRatios(const std::vector<Candidate> &all, Reporter &reporter,
                 double pairs, double rate) {
  std::printf("\n%.2f GHz; medians of CPU time, one thread\n", rate * 1e-9);
  std::printf("%-24s %12s %14s\n", "", "cycles/pair", "times kop's");
  double own = 0;
  for (const Candidate &candidate : all) {
    const std::string name = candidate.problem + "/" + candidate.name;
    const double seconds = reporter.median(name);
    if (candidate.name == "kop")
      own = seconds;
    if (seconds > 0)
      std::printf("%-24s %12.3f %14.2f\n", name.c_str(), seconds * rate / pairs,
                  own > 0 ? seconds / own : 0);
  }
}

} // namespace

int main(int argc, char **argv) {
  // Repetitions of all candidates in turn, so that noise meets all alike.
  std::vector<char *> arguments(argv, argv + argc);
  char repetitions[] = "--benchmark_repetitions=7",
       interleaving[] = "--benchmark_enable_random_interleaving=true",
       aggregates[] = "--benchmark_display_aggregates_only=true",
       shortest[] = "--benchmark_min_time=0.1";
  arguments.insert(arguments.begin() + 1,
                   {repetitions, interleaving, aggregates, shortest});
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  const int64_t points = count > 1 ? std::atoll(arguments[1]) : 10'000;
  if (points <= 0) {
    std::fprintf(stderr, "usage: %s [points] [options]\n", argv[0]);
    return 2;
  }

  const Data data(points, points);
  std::vector<Candidate> all;
  addGaussian(all, data);
  addLogDensity(all, data);
  addNearest(all, data);
  for (const Candidate &candidate : all) {
    candidate.run();
    const std::string wrong = candidate.check();
    if (!wrong.empty()) {
      std::fprintf(stderr, "error: %s/%s is wrong: %s\n",
                   candidate.problem.c_str(), candidate.name.c_str(),
                   wrong.c_str());
      return 1;
    }
  }
  std::printf("all results agree with f64\n");

  for (const Candidate &candidate : all)
    benchmark::RegisterBenchmark(
        (candidate.problem + "/" + candidate.name).c_str(),
        [&candidate](benchmark::State &state) {
          for (auto _ : state)
            candidate.run();
        })
        ->Unit(benchmark::kMillisecond);
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  printRatios(all, reporter, double(points) * double(points),
              bench::cyclesPerSecond());
  return 0;
}
