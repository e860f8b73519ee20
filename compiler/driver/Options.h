//===- Options.h - Command line of kopc -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The command line as a value. Parsing checks everything that can be checked
// without reading a source file; what it accepts the driver need not doubt.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_OPTIONS_H
#define KOP_DRIVER_OPTIONS_H

#include "compiler/driver/Tuning.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace kop::driver {

/// What a run writes, in the order of the stages.
enum class EmitKind {
  AST,
  Typed,
  Kop,
  Differentiated,
  Simplified,
  Scheduled,
  Tiled,
  LLVM,
  Assembly,
  PTX,
  Object,
  Header,
  Manifest,
};

/// Name on the command line and suffix of the default output file.
llvm::StringRef nameOf(EmitKind kind);
llvm::StringRef suffixOf(EmitKind kind);

/// Exit codes of kopc.
enum ExitCode : int {
  ExitSuccess = 0,
  ExitSourceError = 1,
  ExitUsage = 2,
  ExitInternalError = 70,
};

enum class MathMode { Default, Precise, Fast };
enum class DistanceForm { Auto, Direct, Expanded };
enum class ColorMode { Auto, Always, Never };
enum class DiagnosticsFormat { Text, Json };

/// What asks for information instead of a compilation.
enum class Action { Compile, Help, Version, PrintTargets, Explain };

struct Options {
  Action action = Action::Compile;
  std::string explain; ///< code or operation asked for: "KOP0121", "exp"

  std::vector<std::string> inputs;         ///< "-" is standard input
  std::vector<EmitKind> emit;              ///< sorted, each once
  std::string output;                      ///< -o; may be a directory
  std::string header;                      ///< --header
  std::string dumpPhases;                  ///< directory, or empty
  bool depfile = false;                    ///< -MD
  std::string depfilePath;                 ///< -MF, or empty
  std::vector<std::string> depfileTargets; ///< -MT

  std::vector<std::string> includes; ///< -I, in order
  /// -D NAME=VALUE, in order; a later one wins.
  std::vector<std::pair<std::string, std::string>> defines;
  std::vector<std::string> exports;     ///< --export, in order
  std::optional<std::string> nameSpace; ///< --namespace, "a::b"

  std::vector<std::string> cpus; ///< as written; {"all"} by default
  std::string gpu;               ///< "sm_90", or empty
  std::string target;            ///< triple, or empty for this machine
  MathMode math = MathMode::Default;
  unsigned optimization = 2;
  DistanceForm distance = DistanceForm::Auto;
  TileChoice tile;                 ///< --tile, for every pass
  std::string tuningFile;          ///< --tuning, or empty
  std::vector<TuningEntry> tuning; ///< what that file says

  bool warningsAreErrors = false;
  bool noWarnings = false;
  /// -W…, in order: "name", "no-name" or "error=name".
  std::vector<std::string> warnings;
  ColorMode color = ColorMode::Auto;
  DiagnosticsFormat format = DiagnosticsFormat::Text;
  std::optional<std::string> remarks; ///< regular expression of pass names
  bool reportCost = false;
  bool time = false;
  bool crashTest = false; ///< crash behind the front end, for a test

  bool wants(EmitKind kind) const;
  /// Whether the run ends before the dialect: AST and typed AST only.
  bool needsOnlyFrontEnd() const;
};

/// Parses `args` (without the program's name), `@file` expanded. An error is
/// printed on `errors` and gives nothing.
std::optional<Options> parseOptions(llvm::ArrayRef<const char *> args,
                                    llvm::raw_ostream &errors);

/// Prints the page of --help.
void printHelp(llvm::raw_ostream &os);

/// Prints an error of the command line, as every one looks.
void usageError(llvm::raw_ostream &errors, const std::string &message);

} // namespace kop::driver

#endif // KOP_DRIVER_OPTIONS_H
