//===- main.cpp - Kop and others on one case ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   kop-bench [--formula=gaussian] [--d=3] [--n=10000] … [--json]
//
// All candidates of one case in one process on the same fresh data, every
// result checked against f64 before it is timed. tools/bench/run goes through
// all cases and adds the candidates that are not written in C++.
//
//===----------------------------------------------------------------------===//

#include "tools/bench/clock.h"
#include "tools/bench/measure.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <random>

using namespace bench;

namespace {

const std::map<std::string, Formula> formulas = {
    {"gaussian", Formula::Gaussian},
    {"logsumexp", Formula::LogSumExp},
    {"softmax", Formula::SoftMean},
    {"laplace", Formula::Laplace},
    {"matern", Formula::Matern},
    {"network", Formula::Network},
    {"gradient", Formula::Gradient},
    {"gradient-yb", Formula::GradientColumns},
    {"gradient-all", Formula::GradientAll},
    {"second", Formula::Second},
    {"collect", Formula::Within},
    {"argmin", Formula::Nearest},
    {"knn", Formula::Knn}};

[[noreturn]] void fail(const std::string &message) {
  std::fprintf(stderr, "kop-bench: error: %s\n", message.c_str());
  std::exit(2);
}

double toNumber(const std::string &name, const std::string &text, double least,
                double most) {
  char *end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end || !(value >= least) || !(value <= most))
    fail("--" + name + "=" + text + ": expected a number from " +
         std::to_string(least) + " to " + std::to_string(most));
  return value;
}

struct Options {
  Case which;
  bool json = false;
};

Options parse(int argc, char **argv) {
  Options options;
  Case &which = options.which;
  which.seed = std::random_device{}() % 1'000'000;
  auto number = [](auto &place, double least, double most) {
    return [&place, least, most](const std::string &name,
                                 const std::string &text) {
      place = std::remove_reference_t<decltype(place)>(
          toNumber(name, text, least, most));
    };
  };
  using Set = std::function<void(const std::string &, const std::string &)>;
  const std::map<std::string, Set> setters = {
      {"d", number(which.d, 1, 1e5)},
      {"e", number(which.e, 1, 1e5)},
      {"k", number(which.k, 1, 1e4)},
      {"n", number(which.n, 1, 1e9)},
      {"m", number(which.m, 1, 1e9)},
      {"threads", number(which.threads, 1, 1e4)},
      {"density", number(which.density, 0, 1)},
      {"seed", number(which.seed, 0, 1 << 24)},
      {"min-time", number(which.minTime, 0, 1e3)},
      {"limit", number(which.limit, 0, 1e6)},
      {"repetitions", number(which.repetitions, 1, 1e3)},
      {"isa", [&](auto &, const std::string &text) { which.isa = text; }},
      {"candidates",
       [&](auto &, const std::string &text) { which.candidates = text; }},
      {"formula",
       [&](auto &name, const std::string &text) {
         const auto found = formulas.find(text);
         if (found == formulas.end())
           fail("--" + name + "=" + text + ": no such formula");
         which.formula = found->second;
         which.formulaName = text;
       }},
      {"type",
       [&](auto &name, const std::string &text) {
         if (text != "f32" && text != "f64")
           fail("--" + name + "=" + text + ": expected f32 or f64");
         which.f64 = text == "f64";
       }},
      {"order", [&](auto &name, const std::string &text) {
         if (text != "random" && text != "worst")
           fail("--" + name + "=" + text + ": expected random or worst");
         which.worst = text == "worst";
       }}};
  for (int n = 1; n < argc; ++n) {
    const std::string argument = argv[n];
    if (argument == "--json") {
      options.json = true;
      continue;
    }
    const size_t equal = argument.find('=');
    const auto set = argument.rfind("--", 0) == 0 && equal != std::string::npos
                         ? setters.find(argument.substr(2, equal - 2))
                         : setters.end();
    if (set == setters.end()) {
      std::string names;
      for (const auto &[name, unused] : setters)
        names += " --" + name + "=";
      fail("unknown argument '" + argument + "'; there are --json" + names);
    }
    set->second(set->first, argument.substr(equal + 1));
  }
  return options;
}

std::string quote(const std::string &text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

/// One object on one line.
void printJson(const Case &which, double pairs, double rate,
               const std::vector<Result> &results) {
  std::printf("{\"pairs\": %.17g, \"seed\": %lld, \"hertz\": %.6g, "
              "\"results\": [",
              pairs, static_cast<long long>(which.seed), rate);
  for (size_t n = 0; n < results.size(); ++n) {
    const Result &r = results[n];
    std::printf("%s{\"name\": %s, \"status\": %s", n ? ", " : "",
                quote(r.name).c_str(), quote(r.status).c_str());
    if (!r.message.empty())
      std::printf(", \"message\": %s", quote(r.message).c_str());
    if (r.status == "ok")
      std::printf(", \"error\": %.3g, \"seconds\": %.6g, \"least\": %.6g, "
                  "\"repetitions\": %d",
                  r.error, r.median, r.least, r.repetitions);
    std::printf("}");
  }
  std::printf("]}\n");
}

void printTable(const Case &which, double pairs, double rate,
                const std::vector<Result> &results) {
  std::printf("%s %s D=%d N=%lld M=%lld, %s, %d thread%s, %.2f GHz\n",
              which.formulaName.c_str(), which.f64 ? "f64" : "f32", which.d,
              static_cast<long long>(which.n), static_cast<long long>(which.m),
              which.isa.c_str(), which.threads, which.threads == 1 ? "" : "s",
              rate * 1e-9);
  std::printf("%-16s %12s %12s %14s %10s\n", "", "cycles/pair", "ns/pair",
              "times kop's", "error");
  for (const Result &r : results)
    if (r.status == "ok")
      std::printf("%-16s %12.3f %12.4f %14.2f %10.1e\n", r.name.c_str(),
                  r.median * rate / pairs, r.median * 1e9 / pairs,
                  r.median / results.front().median, r.error);
    else
      std::printf("%-16s %s: %s\n", r.name.c_str(), r.status.c_str(),
                  r.message.c_str());
}

template <class T> bool run(const Options &options) {
  Data<T> data(options.which);
  const double before = cyclesPerSecond(options.which);
  const std::vector<Result> results = measure(data);
  const double rate = (before + cyclesPerSecond(options.which)) / 2;
  (options.json ? printJson : printTable)(options.which, data.pairs, rate,
                                          results);
  for (const Result &r : results)
    if (r.name == "kop" && r.status != "ok" && r.status != "skipped")
      return false;
  return true;
}

} // namespace

int main(int argc, char **argv) {
  const Options options = parse(argc, argv);
  return (options.which.f64 ? run<double>(options) : run<float>(options)) ? 0
                                                                          : 1;
}
