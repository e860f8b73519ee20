//===- Tune.cpp - kop tune ------------------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Tune.h"
#include "tools/kop/Failure.h"
#include "tools/kop/Search.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <sstream>
#include <system_error>

using namespace kop::tool;

namespace {
struct TuneOptions {
  std::vector<std::string> sources;
  std::string output, kopc;
  std::vector<std::string> exports, directories, definitions, others;
  SearchOptions search;
};
} // namespace

/// What kopc needs to know to read the formulas.
static std::vector<std::string> kopcOptions(const TuneOptions &options) {
  std::vector<std::string> result;
  for (const std::string &item : options.exports)
    result.push_back("--export=" + item);
  for (const std::string &directory : options.directories)
    result.insert(result.end(), {"-I", directory});
  for (const std::string &definition : options.definitions)
    result.insert(result.end(), {"-D", definition});
  result.insert(result.end(), options.others.begin(), options.others.end());
  return result;
}

/// Accepts numbers above 0 up to `most`.
static CLI::Validator upTo(double most) {
  return CLI::Validator(
      [most](std::string &text) -> std::string {
        char *end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        if (!text.empty() && !*end && value > 0 && value <= most)
          return "";
        char limit[32];
        std::snprintf(limit, sizeof limit, "%.0f", most);
        return "expected a number above 0 and up to " + std::string(limit) +
               ", found '" + text + "'";
      },
      "");
}

static void checkOptions(const TuneOptions &options) {
  std::set<std::string> seen;
  for (const std::string &source : options.sources) {
    if (source == "-")
      throw Failure("formulas are read many times: '-' cannot be tuned",
                    ExitUsage);
    if (!seen.insert(source).second)
      throw Failure("'" + source + "' is given twice", ExitUsage);
    std::error_code different;
    if (std::filesystem::equivalent(source, options.output, different))
      throw Failure("-o would overwrite the input '" + source + "'", ExitUsage);
  }
  checkWritable(options.output);
}

/// Names are checked here: kopc would speak of its own command line.
static void checkSets(const std::string &cpu, const Kopc &kopc) {
  if (cpu.empty() || cpu == "host" || cpu == "all")
    return;
  std::istringstream names(cpu + ",");
  for (std::string name; std::getline(names, name, ',');) {
    bool known = false;
    std::string list;
    for (const InstructionSet &set : kopc.sets()) {
      known |= set.name == name;
      list += set.name + ", ";
    }
    if (!known)
      throw Failure("--cpu: unknown instruction set '" + name +
                        "'; expected some of " + list + "or host, or all",
                    ExitUsage);
  }
}

static void tune(TuneOptions options) {
  if (options.output.empty())
    options.output = options.sources.front() + ".tuning";
  checkOptions(options);
  catchInterrupts();
  Kopc kopc(options.kopc, kopcOptions(options));
  checkSets(options.search.cpu, kopc);
  if (options.search.cpu == "all")
    options.search.cpu.clear();

  std::vector<PassResult> results;
  {
    Progress progress;
    for (const std::string &source : options.sources)
      for (PassResult &result :
           Search(kopc, source, options.search, progress).run())
        results.push_back(std::move(result));
  }
  if (results.empty())
    throw Failure("nothing to tune: no exported formula has a pass over the "
                  "pairs of two indices");
  writeFile(options.output, tuningFile(results, options.sources));
  if (options.output != "-")
    std::fputs(table(results).c_str(), stdout);
}

void kop::tool::addTune(CLI::App &app) {
  auto options = std::make_shared<TuneOptions>();
  CLI::App *command =
      app.add_subcommand("tune", "Measures register tiles, for kopc --tuning");
  auto add = [&](const char *name, auto &value, const char *type,
                 const char *text) {
    return command->add_option(name, value, text)->type_name(type);
  };
  auto list = [&](const char *name, std::vector<std::string> &values,
                  const char *type, const char *text) {
    add(name, values, type, text)->allow_extra_args(false);
  };
  add("formulas", options->sources, "FILE.kop", "Sources of formulas")
      ->required();
  add("-o", options->output, "FILE", "Tuning file (default: FILE.kop.tuning)");
  add("--cpu", options->search.cpu, "NAME,...",
      "Instruction sets, host, or all (default)");
  add("--n", options->search.n, "N", "Rows (default: 4096, or less)")
      ->check(upTo(1e12));
  add("--m", options->search.m, "M", "Columns (default: 4096, or less)")
      ->check(upTo(1e12));
  add("--time", options->search.seconds, "SECONDS",
      "To measure a tile (default: 0.1)")
      ->check(upTo(1e3));
  list("--export", options->exports, "ITEM",
       "Add an instance: 'gaussian(D = 5): f32'");
  list("-I", options->directories, "DIR", "Search DIR for imports");
  list("-D", options->definitions, "NAME=VALUE", "Set the constant NAME");
  list("--option", options->others, "OPTION",
       "Option for kopc: --option=--math=fast");
  add("--kopc", options->kopc, "FILE", "The compiler (default: beside kop)");
  command->add_flag("-v,--verbose", options->search.verbose,
                    "Say the time of every tile");
  command->callback([options] { tune(*options); });
}
