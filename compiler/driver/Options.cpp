//===- Options.cpp - Command line of kopc -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Options.h"
#include "compiler/driver/OptionTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace kop::driver;
using llvm::ArrayRef;
using llvm::StringRef;
using llvm::opt::Arg;
using llvm::opt::InputArgList;

namespace {
struct EmitRow {
  EmitKind kind;
  StringRef name, suffix;
};
} // namespace

static constexpr EmitRow emitRows[] = {
    {EmitKind::AST, "ast", ".ast"},
    {EmitKind::Typed, "typed", ".typed"},
    {EmitKind::Kop, "kop", ".mlir"},
    {EmitKind::Differentiated, "differentiated", ".differentiated.mlir"},
    {EmitKind::Simplified, "simplified", ".simplified.mlir"},
    {EmitKind::Scheduled, "scheduled", ".scheduled.mlir"},
    {EmitKind::Tiled, "tiled", ".tiled.mlir"},
    {EmitKind::LLVM, "llvm", ".ll"},
    {EmitKind::Assembly, "asm", ".s"},
    {EmitKind::PTX, "ptx", ".ptx"},
    {EmitKind::Object, "obj", ".o"},
    {EmitKind::Header, "header", ".h"},
    {EmitKind::Manifest, "manifest", ".json"},
};

StringRef kop::driver::nameOf(EmitKind kind) {
  return emitRows[unsigned(kind)].name;
}

StringRef kop::driver::suffixOf(EmitKind kind) {
  return emitRows[unsigned(kind)].suffix;
}

bool Options::wants(EmitKind kind) const {
  return llvm::is_contained(emit, kind);
}

bool Options::needsOnlyFrontEnd() const {
  return dumpPhases.empty() && !reportCost &&
         llvm::all_of(emit, [](EmitKind k) { return k <= EmitKind::Typed; });
}

void kop::driver::usageError(llvm::raw_ostream &errors,
                             const std::string &message) {
  llvm::WithColor::error(errors, "kopc") << message << '\n';
}

namespace {

/// A name of an option's value and what it stands for.
template <typename T> struct Choice {
  StringRef name;
  T value;
};

/// Walks over the parsed arguments and fills `Options`; the first error stops.
class OptionReader {
public:
  OptionReader(const InputArgList &args, llvm::raw_ostream &errors)
      : args(args), errors(errors) {}

  bool read(Options &result);

private:
  bool error(const llvm::Twine &message) {
    usageError(errors, message.str());
    return false;
  }
  template <typename T>
  bool readChoice(unsigned id, ArrayRef<Choice<T>> choices, T &result);
  bool readAction(Options &result);
  bool readInputs(Options &result);
  bool readEmit(Options &result);
  bool readDefines(Options &result);
  bool readNamespace(Options &result);
  bool readTargets(Options &result);
  bool readOptimization(Options &result);
  bool readTiles(Options &result);
  bool readMessages(Options &result);
  bool checkOutputs(const Options &result);
  bool checkDepfile(const Options &result);

  const InputArgList &args;
  llvm::raw_ostream &errors;
};

} // namespace

template <typename T>
bool OptionReader::readChoice(unsigned id, ArrayRef<Choice<T>> choices,
                              T &result) {
  const Arg *arg = args.getLastArg(id);
  if (!arg)
    return true;
  StringRef value = arg->getValue();
  for (const Choice<T> &choice : choices)
    if (choice.name == value) {
      result = choice.value;
      return true;
    }
  std::string known;
  for (const Choice<T> &choice : choices)
    known += (known.empty() ? "" : ", ") + choice.name.str();
  return error(arg->getSpelling() + ": unknown value '" + value +
               "'; expected one of " + known);
}

bool OptionReader::readAction(Options &result) {
  if (args.hasArg(OPT_help))
    result.action = Action::Help;
  else if (args.hasArg(OPT_version))
    result.action = Action::Version;
  else if (args.hasArg(OPT_print_targets))
    result.action = Action::PrintTargets;
  else if (const Arg *arg = args.getLastArg(OPT_explain)) {
    result.action = Action::Explain;
    result.explain = arg->getValue();
  }
  return true;
}

bool OptionReader::readInputs(Options &result) {
  result.inputs = args.getAllArgValues(OPT_INPUT);
  for (const std::string &input : result.inputs) {
    if (StringRef(input).starts_with("@"))
      return error("response file '" + input.substr(1) + "' not found");
    if (llvm::count(result.inputs, input) > 1)
      return error("'" + input + "' is given twice");
  }
  if (result.inputs.empty())
    return error("no input files; try 'kopc --help'");
  return true;
}

bool OptionReader::readEmit(Options &result) {
  result.header = args.getLastArgValue(OPT_header);
  bool named = false;
  for (const std::string &list : args.getAllArgValues(OPT_emit)) {
    llvm::SmallVector<StringRef> names;
    StringRef(list).split(names, ',');
    for (StringRef name : names) {
      const EmitRow *row = llvm::find_if(
          emitRows, [&](const EmitRow &r) { return r.name == name; });
      if (row == std::end(emitRows)) {
        std::string known;
        for (const EmitRow &r : emitRows)
          known += (known.empty() ? "" : ", ") + r.name.str();
        return error("--emit: unknown kind '" + name + "'; expected some of " +
                     known);
      }
      result.emit.push_back(row->kind);
      named = true;
    }
  }
  if (!named)
    result.emit.push_back(EmitKind::Object);
  if (!result.header.empty())
    result.emit.push_back(EmitKind::Header);
  llvm::sort(result.emit);
  result.emit.erase(llvm::unique(result.emit), result.emit.end());
  return true;
}

static bool isIdentifier(StringRef text) {
  return !text.empty() && !llvm::isDigit(text.front()) &&
         llvm::all_of(text,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

bool OptionReader::readDefines(Options &result) {
  for (const std::string &define : args.getAllArgValues(OPT_D)) {
    auto [name, value] = StringRef(define).split('=');
    if (!isIdentifier(name) || value.empty())
      return error("-D: expected NAME=VALUE, got '" + define + "'");
    result.defines.emplace_back(name, value);
  }
  return true;
}

bool OptionReader::readNamespace(Options &result) {
  const Arg *arg = args.getLastArg(OPT_namespace_);
  if (!arg)
    return true;
  StringRef name = arg->getValue();
  llvm::SmallVector<StringRef> parts;
  name.split(parts, "::");
  if (!llvm::all_of(parts, isIdentifier))
    return error("--namespace: expected identifiers joined by '::', got '" +
                 name + "'");
  result.nameSpace = name.str();
  return true;
}

bool OptionReader::readTargets(Options &result) {
  for (const std::string &list : args.getAllArgValues(OPT_cpu)) {
    llvm::SmallVector<StringRef> names;
    StringRef(list).split(names, ',');
    for (StringRef name : names) {
      if (name.empty())
        return error("--cpu: empty name in '" + list + "'");
      if (!llvm::is_contained(result.cpus, name))
        result.cpus.push_back(name.str());
    }
  }
  if (result.cpus.empty())
    result.cpus.push_back("all");
  if (result.cpus.size() > 1 && (llvm::is_contained(result.cpus, "all") ||
                                 llvm::is_contained(result.cpus, "host")))
    return error("--cpu: 'all' and 'host' stand alone");
  result.target = args.getLastArgValue(OPT_target);

  StringRef gpu = args.getLastArgValue(OPT_gpu, "none");
  unsigned version = 0;
  StringRef digits = gpu;
  if (gpu != "none" &&
      (!digits.consume_front("sm_") || digits.getAsInteger(10, version)))
    return error("--gpu: unknown architecture '" + gpu +
                 "'; expected sm_NN or none");
  if (gpu != "none")
    result.gpu = gpu.str();
  if (result.wants(EmitKind::PTX) && result.gpu.empty())
    return error("--emit=ptx needs an architecture: --gpu=sm_90");
  return true;
}

bool OptionReader::readOptimization(Options &result) {
  const Arg *arg = args.getLastArg(OPT_O);
  if (!arg)
    return true;
  StringRef level = arg->getValue();
  if (level.getAsInteger(10, result.optimization) || result.optimization > 3)
    return error("unknown optimization level '-O" + level +
                 "'; expected -O0, -O1, -O2 or -O3");
  return true;
}

bool OptionReader::readTiles(Options &result) {
  std::string reason;
  for (StringRef text : args.getAllArgValues(OPT_tile))
    if (!parseTileChoice(text, result.tile, reason))
      return error("--tile: " + reason);
  result.tuningFile = args.getLastArgValue(OPT_tuning);
  if (!result.tuningFile.empty() &&
      !readTuning(result.tuningFile, result.tuning, reason))
    return error("--tuning: " + reason);
  using Form = Choice<DistanceForm>;
  return readChoice<DistanceForm>(OPT_distance,
                                  {Form{"auto", DistanceForm::Auto},
                                   Form{"direct", DistanceForm::Direct},
                                   Form{"expanded", DistanceForm::Expanded}},
                                  result.distance);
}

bool OptionReader::readMessages(Options &result) {
  result.warningsAreErrors = args.hasArg(OPT_Werror);
  result.noWarnings = args.hasArg(OPT_w);
  for (const Arg *arg : args.filtered(OPT_W, OPT_Werror_eq)) {
    StringRef name = arg->getValue();
    if (name.empty())
      return error("-W: expected the name of a warning");
    bool isError = arg->getOption().matches(OPT_Werror_eq);
    result.warnings.push_back((isError ? "error=" : "") + name.str());
  }
  if (const Arg *arg = args.getLastArg(OPT_remarks, OPT_remarks_eq)) {
    bool all = arg->getOption().matches(OPT_remarks);
    result.remarks = all ? ".*" : arg->getValue();
    std::string reason;
    if (!llvm::Regex(*result.remarks).isValid(reason))
      return error("--remarks: '" + *result.remarks +
                   "' is not a regular expression: " + reason);
  }
  result.time = args.hasArg(OPT_time);
  result.crashTest = args.hasArg(OPT_crash_test);
  using Color = Choice<ColorMode>;
  using Format = Choice<DiagnosticsFormat>;
  return readChoice<ColorMode>(OPT_color,
                               {Color{"auto", ColorMode::Auto},
                                Color{"always", ColorMode::Always},
                                Color{"never", ColorMode::Never}},
                               result.color) &&
         readChoice<DiagnosticsFormat>(
             OPT_diagnostics_format,
             {Format{"text", DiagnosticsFormat::Text},
              Format{"json", DiagnosticsFormat::Json}},
             result.format) &&
         readChoice<bool>(OPT_report, {Choice<bool>{"cost", true}},
                          result.reportCost);
}

bool OptionReader::checkOutputs(const Options &result) {
  bool intoDirectory = llvm::sys::fs::is_directory(result.output);
  size_t kinds = result.emit.size() - !result.header.empty();
  if (!result.output.empty() && !intoDirectory) {
    if (result.inputs.size() > 1)
      return error("-o names one file, but there are " +
                   llvm::Twine(result.inputs.size()) +
                   " inputs; give -o an existing directory or leave it out");
    if (kinds > 1)
      return error("-o names one file, but --emit asks for " +
                   llvm::Twine(kinds) +
                   "; give -o an existing directory or leave it out");
    if (llvm::is_contained(result.inputs, result.output))
      return error("-o would overwrite the input '" + result.output + "'");
  }
  if (result.header.empty())
    return true;
  if (result.inputs.size() > 1)
    return error("--header names one file, but there are " +
                 llvm::Twine(result.inputs.size()) +
                 " inputs; use --emit=obj,header");
  if (llvm::is_contained(result.inputs, result.header))
    return error("--header would overwrite the input '" + result.header + "'");
  if (result.header == result.output)
    return error("-o and --header both name '" + result.header + "'");
  return true;
}

bool OptionReader::checkDepfile(const Options &result) {
  if (!result.depfilePath.empty() && !result.depfile)
    return error("-MF needs -MD");
  if (!result.depfileTargets.empty() && !result.depfile)
    return error("-MT needs -MD");
  if (!result.depfilePath.empty() && result.inputs.size() > 1)
    return error("-MF names one file, but there are " +
                 llvm::Twine(result.inputs.size()) + " inputs");
  return true;
}

bool OptionReader::read(Options &result) {
  readAction(result);
  if (result.action != Action::Compile)
    return true;
  result.output = args.getLastArgValue(OPT_o);
  result.dumpPhases = args.getLastArgValue(OPT_dump_phases);
  result.depfile = args.hasArg(OPT_MD);
  result.depfilePath = args.getLastArgValue(OPT_MF);
  result.depfileTargets = args.getAllArgValues(OPT_MT);
  result.includes = args.getAllArgValues(OPT_I);
  result.exports = args.getAllArgValues(OPT_export_);

  using Math = Choice<MathMode>;
  return readInputs(result) && readEmit(result) && readDefines(result) &&
         readNamespace(result) && readTargets(result) &&
         readOptimization(result) && readTiles(result) &&
         readMessages(result) &&
         readChoice<MathMode>(OPT_math,
                              {Math{"default", MathMode::Default},
                               Math{"precise", MathMode::Precise},
                               Math{"fast", MathMode::Fast}},
                              result.math) &&
         checkOutputs(result) && checkDepfile(result);
}

std::optional<Options>
kop::driver::parseOptions(ArrayRef<const char *> arguments,
                          llvm::raw_ostream &errors) {
  llvm::BumpPtrAllocator allocator;
  llvm::SmallVector<const char *> expanded(arguments);
  llvm::cl::ExpansionContext expansion(allocator,
                                       llvm::cl::TokenizeGNUCommandLine);
  if (llvm::Error failure = expansion.expandResponseFiles(expanded)) {
    usageError(errors, llvm::toString(std::move(failure)));
    return std::nullopt;
  }

  const llvm::opt::OptTable &table = optionTable();
  unsigned missingIndex = 0, missingCount = 0;
  InputArgList args = table.ParseArgs(expanded, missingIndex, missingCount);
  if (missingCount) {
    usageError(errors, std::string("'") + args.getArgString(missingIndex) +
                           "' needs a value");
    return std::nullopt;
  }
  if (const Arg *unknown = args.getLastArg(OPT_UNKNOWN)) {
    std::string text = unknown->getAsString(args), nearest;
    std::string message = "unknown option '" + text + "'";
    if (table.findNearest(text, nearest) <= 2)
      message += "; did you mean '" + nearest + "'?";
    usageError(errors, message);
    return std::nullopt;
  }
  Options result;
  if (!OptionReader(args, errors).read(result))
    return std::nullopt;
  return result;
}
