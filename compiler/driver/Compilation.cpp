//===- Compilation.cpp - One input through all stages -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Compilation.h"
#include "compiler/driver/BackEnd.h"
#include "compiler/driver/Crash.h"
#include "compiler/driver/FrontEnd.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/Timer.h"
#include "compiler/emit/Header.h"
#include "compiler/emit/Manifest.h"
#include "compiler/sema/Print.h"
#include "compiler/syntax/Parser.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <sstream>

using namespace kop;
using namespace kop::driver;
using llvm::StringRef;
namespace path = llvm::sys::path;

namespace {

class Compilation {
public:
  Compilation(const std::string &input, const Options &options,
              OutputSet &outputs)
      : input(input), options(options), outputs(outputs), frontEnd(options) {}

  int run();

private:
  // Stages; false ends the compilation.
  bool runFrontEnd();
  bool runBackEnd();
  bool runCode(BackEnd &backEnd);
  void writeDepfile();
  bool needsMore() const;

  // Outputs.
  std::string stem() const;
  std::string pathOf(EmitKind kind) const;
  void write(EmitKind kind, std::string text);
  bool add(const std::string &file, std::string text);
  void dump(EmitKind kind, StringRef text);
  /// Writes the text of a stage where it is asked for.
  template <typename F> void show(EmitKind kind, F &&text);
  /// Runs a stage and measures it.
  template <typename F> bool stage(const char *name, F &&body);
  bool wantsAny(EmitKind first, EmitKind last) const;
  emit::Unit makeUnit() const;

  const std::string &input;
  const Options &options;
  OutputSet &outputs;
  FrontEnd frontEnd;
  Timer timer;
  emit::Unit unit;
  std::string usage, internal;
};

} // namespace

template <typename F> bool Compilation::stage(const char *name, F &&body) {
  Timer::Scope scope(timer, name);
  return body();
}

template <typename F> void Compilation::show(EmitKind kind, F &&text) {
  if (!options.wants(kind) && options.dumpPhases.empty())
    return;
  std::string result = text();
  dump(kind, result);
  if (options.wants(kind))
    write(kind, std::move(result));
}

bool Compilation::wantsAny(EmitKind first, EmitKind last) const {
  return llvm::any_of(options.emit, [&](EmitKind kind) {
    return first <= kind && kind <= last;
  });
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

/// The name of the input without directories: outputs append to it.
std::string Compilation::stem() const {
  return input == "-" ? "stdin.kop" : path::filename(input).str();
}

/// One output goes where -o says; several, or those into a directory, are
/// named after the input. A single text goes to standard output.
std::string Compilation::pathOf(EmitKind kind) const {
  if (kind == EmitKind::Header && !options.header.empty())
    return options.header;
  std::string name = stem() + suffixOf(kind).str();
  if (!options.output.empty() && !llvm::sys::fs::is_directory(options.output))
    return options.output;
  if (options.output.empty()) {
    size_t kinds = options.emit.size() - !options.header.empty();
    bool isText = kind != EmitKind::Object;
    return isText && kinds == 1 && options.inputs.size() == 1 ? "-" : name;
  }
  llvm::SmallString<128> result(options.output);
  path::append(result, name);
  return std::string(result);
}

bool Compilation::add(const std::string &file, std::string text) {
  if (outputs.add(file, std::move(text)))
    return true;
  usage = "two outputs have the name '" + file + "'";
  return false;
}

void Compilation::write(EmitKind kind, std::string text) {
  add(pathOf(kind), std::move(text));
}

/// Stages are numbered in their order, so that a listing shows it.
void Compilation::dump(EmitKind kind, StringRef text) {
  if (options.dumpPhases.empty())
    return;
  llvm::SmallString<128> file(options.dumpPhases);
  path::append(file, stem() + "." + std::to_string(int(kind) + 1) + "-" +
                         nameOf(kind));
  std::error_code code = llvm::sys::fs::create_directories(options.dumpPhases);
  if (!code) {
    llvm::raw_fd_ostream stream(file, code);
    if (!code)
      stream << text;
  }
  if (code)
    usage = "cannot write '" + std::string(file) + "': " + code.message();
}

void Compilation::writeDepfile() {
  EmitKind first =
      options.wants(EmitKind::Object) ? EmitKind::Object : options.emit.front();
  std::string output = pathOf(first);
  std::vector<std::string> targets = options.depfileTargets;
  if (targets.empty())
    targets.push_back(output);
  std::string file = options.depfilePath;
  if (file.empty() && output == "-") {
    usage = "-MD: the output has no name; give -MF";
    return;
  }
  if (file.empty()) {
    llvm::SmallString<128> name(output);
    path::replace_extension(name, "d");
    file = std::string(name);
  }
  std::vector<std::string> read = frontEnd.filesRead();
  if (!options.tuningFile.empty())
    read.push_back(options.tuningFile);
  add(file, emit::makeDepfile(targets, read));
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

emit::Unit Compilation::makeUnit() const {
  emit::Unit result;
  result.sourceName = stem();
  result.sourceHash = frontEnd.sourceHash();
  result.documentation = frontEnd.tree->documentation;
  if (options.nameSpace) {
    llvm::SmallVector<StringRef> parts;
    StringRef(*options.nameSpace).split(parts, "::");
    result.nameSpace.assign(parts.begin(), parts.end());
  } else if (frontEnd.tree->module) {
    for (const syntax::ast::Name &part : frontEnd.tree->module->parts)
      result.nameSpace.push_back(part.text);
  }
  for (const sema::Instance &instance : frontEnd.analysis.instances)
    result.formulas.push_back(emit::describeInterface(instance));
  return result;
}

bool Compilation::runFrontEnd() {
  if (!stage("read", [&] { return frontEnd.load(input, usage); })) {
    usage = "'" + input + "': " + usage;
    return false;
  }
  if (!stage("parse", [&] { return frontEnd.parse(); }))
    return false;
  show(EmitKind::AST, [&] {
    std::ostringstream text;
    syntax::printAst(*frontEnd.tree, text);
    return text.str();
  });
  bool onlyTree = options.emit.back() == EmitKind::AST && !options.depfile &&
                  options.dumpPhases.empty() && !options.reportCost;
  if (onlyTree)
    return true;
  if (!stage("analyse", [&] { return frontEnd.analyse(); }))
    return false;
  show(EmitKind::Typed, [&] {
    std::ostringstream text;
    for (const sema::Instance &instance : frontEnd.analysis.instances)
      sema::print(instance, text);
    return text.str();
  });
  unit = makeUnit();
  if (unit.formulas.empty() && options.wants(EmitKind::Object))
    frontEnd.diagnostics.warning(syntax::Code::NothingExported,
                                 {frontEnd.main, 0, 0},
                                 "no formula is exported: the object is empty");
  return !frontEnd.hasErrors();
}

bool Compilation::runCode(BackEnd &backEnd) {
  if (!stage("generate", [&] { return backEnd.generate(unit); }))
    return false;
  show(EmitKind::LLVM, [&] { return backEnd.printLlvm(); });
  std::string text;
  if (options.wants(EmitKind::Assembly)) {
    if (!stage("assemble", [&] { return backEnd.assemble(text); }))
      return false;
    write(EmitKind::Assembly, std::move(text));
  }
  if (options.wants(EmitKind::Object)) {
    if (!stage("object", [&] { return backEnd.makeObject(text); }))
      return false;
    write(EmitKind::Object, std::move(text));
  }
  if (options.wants(EmitKind::Manifest))
    write(EmitKind::Manifest, emit::makeManifest(unit, KOP_VERSION));
  return true;
}

/// Whether something behind the derivatives is asked for.
bool Compilation::needsMore() const {
  return !options.dumpPhases.empty() || options.reportCost ||
         wantsAny(EmitKind::Simplified, EmitKind::Object) ||
         options.wants(EmitKind::Manifest);
}

bool Compilation::runBackEnd() {
  BackEnd backEnd(options, frontEnd);
  auto fail = [&] {
    internal = backEnd.internalError();
    return false;
  };
  auto print = [&] { return backEnd.print(); };
  if (!stage("lower", [&] { return backEnd.lower(); }))
    return fail();
  show(EmitKind::Kop, print);
  if (!stage("differentiate", [&] { return backEnd.differentiate(); }))
    return fail();
  show(EmitKind::Differentiated, print);
  if (options.wants(EmitKind::Header)) {
    backEnd.describeDerivatives(unit);
    write(EmitKind::Header, emit::makeHeader(unit, KOP_VERSION));
  }
  if (!needsMore())
    return true;
  if (!stage("simplify", [&] { return backEnd.simplify(); }) ||
      !stage("expand", [&] { return backEnd.expand(); }))
    return fail();
  show(EmitKind::Simplified, print);
  if (!stage("schedule", [&] { return backEnd.schedule(); }))
    return fail();
  show(EmitKind::Scheduled, print);
  if (options.reportCost)
    llvm::errs() << backEnd.costReport();
  backEnd.describe(unit);
  if (options.wants(EmitKind::Tiled) || !options.dumpPhases.empty()) {
    std::string text;
    if (!stage("tile", [&] { return backEnd.tile(text); }))
      return fail();
    show(EmitKind::Tiled, [&] { return text; });
  }
  if (options.wants(EmitKind::PTX)) {
    std::string text;
    if (!stage("ptx", [&] { return backEnd.makePtx(text); }))
      return fail();
    write(EmitKind::PTX, std::move(text));
  }
  bool needsCode = wantsAny(EmitKind::LLVM, EmitKind::Assembly) ||
                   options.wants(EmitKind::Object) ||
                   options.wants(EmitKind::Manifest);
  return !needsCode || runCode(backEnd) || fail();
}

int Compilation::run() {
  ReproducerScope reproducer(frontEnd.sources);
  bool needsBackEnd = needsMore() ||
                      wantsAny(EmitKind::Kop, EmitKind::Differentiated) ||
                      options.wants(EmitKind::Header);
  bool front = runFrontEnd();
  if (options.crashTest)
    std::abort();
  bool good = front && (!needsBackEnd || runBackEnd());
  if (good && options.depfile)
    writeDepfile();

  syntax::DiagnosticEngine shown;
  MessageFilter(options).apply(frontEnd.diagnostics, shown);
  printMessages(shown, frontEnd.sources, options);
  if (options.time)
    timer.print(input, llvm::errs());
  if (!usage.empty()) {
    usageError(llvm::errs(), usage);
    return ExitUsage;
  }
  if (shown.hasErrors())
    return ExitSourceError;
  if (good)
    return ExitSuccess;
  return reportInternalError(internal.empty() ? "a stage failed" : internal);
}

int kop::driver::compileFile(const std::string &input, const Options &options,
                             OutputSet &outputs) {
  // On the heap, so that a reproducer can read the sources after a crash.
  return std::make_unique<Compilation>(input, options, outputs)->run();
}
