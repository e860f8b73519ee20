//===- Driver.cpp - A run of kopc -------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Driver.h"
#include "compiler/driver/Compilation.h"
#include "compiler/driver/Crash.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/Options.h"
#include "compiler/driver/Outputs.h"
#include "compiler/driver/Targets.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace kop::driver;

static int fail(const std::string &message) {
  usageError(llvm::errs(), message);
  return ExitUsage;
}

/// All inputs are compiled, also behind one with errors, so that a run shows
/// all of them; files are written when no input had any.
static int compile(const Options &options) {
  MessageFilter filter(options);
  if (!filter.unknownName().empty())
    return fail("-W: unknown warning '" + filter.unknownName() + "'");
  std::string error;
  if (selectInstructionSets(options, error).empty())
    return fail(error);
  if (!options.gpu.empty() && !options.wants(EmitKind::PTX))
    llvm::WithColor::warning(llvm::errs(), "kopc")
        << "objects hold no code for a GPU: --gpu has an effect with "
           "--emit=ptx only\n";
  OutputSet outputs;
  int result = ExitSuccess;
  for (const std::string &input : options.inputs)
    result = std::max(result, compileFile(input, options, outputs));
  if (result == ExitSuccess && !outputs.commit(error))
    return fail(error);
  return result;
}

static int runAction(const Options &options) {
  switch (options.action) {
  case Action::Compile:
    return compile(options);
  case Action::Help:
    printHelp(llvm::outs());
    return ExitSuccess;
  case Action::Version:
    llvm::outs() << "kopc " KOP_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return ExitSuccess;
  case Action::PrintTargets:
    printTargets(llvm::outs());
    return ExitSuccess;
  case Action::Explain:
    if (explain(options.explain, llvm::outs()))
      return ExitSuccess;
    return fail("--explain: there is no code or operation '" + options.explain +
                "'");
  }
  return ExitUsage;
}

int kop::driver::main(int argc, char **argv) {
  llvm::ArrayRef<const char *> arguments(argv, argc);
  return runProtected(arguments, [&]() -> int {
    std::optional<Options> options =
        parseOptions(arguments.drop_front(), llvm::errs());
    return options ? runAction(*options) : ExitUsage;
  });
}
