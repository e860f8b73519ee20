//===- main.cpp - The tool of many subcommands ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Failure.h"
#include "tools/kop/Ot.h"
#include "tools/kop/Tune.h"

#include <cstdio>
#include <exception>
#include <new>

using namespace kop::tool;

/// "kop" or "kop tune": who speaks.
static std::string speaker(const CLI::App &app) {
  const std::vector<CLI::App *> used = app.get_subcommands();
  return used.empty() ? "kop" : "kop " + used.front()->get_name();
}

static int fail(const CLI::App &app, const std::string &message, int code) {
  std::fprintf(stderr, "%s: error: %s\n", speaker(app).c_str(),
               message.c_str());
  return code;
}

int main(int argc, char **argv) {
  CLI::App app("Tools for formulas, which kopc compiles, and of the library.",
               "kop");
  app.set_version_flag("--version", "kop " KOP_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(29);
  addOt(app);
  addTune(app);
  try {
    app.parse(argc, argv);
    return ExitSuccess;
  } catch (const CLI::ParseError &error) {
    // Help and version come this way too.
    if (error.get_exit_code() == 0)
      return app.exit(error);
    std::string message = error.what();
    if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-')
      message = "there is no subcommand '" + std::string(argv[1]) + "'";
    return fail(app, message + "; try '" + speaker(app) + " --help'",
                ExitUsage);
  } catch (const Failure &failure) {
    return fail(app, failure.what(), failure.code);
  } catch (const Interrupted &interrupted) {
    return 128 + interrupted.signal;
  } catch (const std::bad_alloc &) {
    return fail(app, "out of memory", ExitFailure);
  } catch (const std::exception &exception) {
    return fail(app, exception.what(), ExitFailure);
  }
}
