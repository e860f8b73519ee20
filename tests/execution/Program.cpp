//===- Program.cpp - Formulas compiled, loaded and interpreted ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Program.h"

#include "compiler/emit/Unit.h"
#include "compiler/lower/Lower.h"
#include "compiler/sema/Analyse.h"
#include "compiler/syntax/Parser.h"
#include "compiler/transforms/Passes.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace kop;
using namespace kop::test;

namespace {
/// The descriptor of a formula that is not compiled: what calls look like.
struct Interface {
  explicit Interface(emit::Formula formula) : described(std::move(formula)) {
    for (const emit::Index &index : described.indices)
      indices.push_back({index.name.c_str(), index.extent});
    add(described.inputs, inputs);
    add(described.outputs, outputs);
    descriptor.name = described.qualifiedName.c_str();
    descriptor.indices = indices.data();
    descriptor.inputs = inputs.data();
    descriptor.outputs = outputs.data();
    descriptor.n_indices = indices.size();
    descriptor.n_inputs = inputs.size();
    descriptor.n_outputs = outputs.size();
  }

  kop_formula descriptor = {};

private:
  static void add(const std::vector<emit::Operand> &operands,
                  std::vector<kop_operand> &result) {
    for (const emit::Operand &operand : operands)
      result.push_back({operand.name.c_str(), operand.documentation.c_str(),
                        operand.axes.data(), operand.shape.data(),
                        int32_t(operand.axes.size()),
                        int32_t(operand.shape.size()), operand.type,
                        operand.target, operand.list});
  }

  emit::Formula described;
  std::vector<kop_index> indices;
  std::vector<kop_operand> inputs, outputs;
};
} // namespace

/// What the oracles of a program live in.
struct Program::Front {
  syntax::SourceManager sources;
  syntax::DiagnosticEngine diagnostics;
  std::unique_ptr<syntax::ast::File> tree;
  sema::Analysis analysis;
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::deque<Interface> interfaces;
};

Program::Program() : front(std::make_unique<Front>()) {}

Program::~Program() {
  if (library)
    dlclose(library);
}

namespace {

/// A directory that is removed with its files.
class TemporaryDirectory {
public:
  TemporaryDirectory() {
    std::string pattern = fs::temp_directory_path() / "kop-test-XXXXXX";
    if (mkdtemp(pattern.data()))
      path = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (!path.empty())
      fs::remove_all(path, ignored);
  }

  fs::path path;
};

std::string readFile(const fs::path &path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Runs a command line of words without quotes; its messages go to `log`.
bool runCommand(const std::string &command, const fs::path &log,
                std::string &error) {
  if (std::system((command + " >" + log.string() + " 2>&1").c_str()) == 0)
    return true;
  error = command + "\n" + readFile(log);
  return false;
}

} // namespace

std::unique_ptr<Program> Program::compile(const std::string &text,
                                          std::string &error,
                                          const std::string &options) {
  std::unique_ptr<Program> program(new Program);
  if (!program->interpretable(text, error) ||
      !program->build(text, options, error))
    return nullptr;
  return program;
}

std::unique_ptr<Program> Program::compileOrThrow(const std::string &text) {
  std::string error;
  auto program = compile(text, error);
  if (!program)
    throw std::runtime_error(error);
  return program;
}

std::unique_ptr<Program> Program::interpretOnly(const std::string &text,
                                                std::string &error) {
  std::unique_ptr<Program> program(new Program);
  if (!program->interpretable(text, error))
    return nullptr;
  std::deque<Interface> &interfaces = program->front->interfaces;
  for (Function &function : program->all)
    function.formula =
        &interfaces.emplace_back(emit::describeInterface(*function.instance))
             .descriptor;
  return program;
}

bool Program::interpretable(const std::string &text, std::string &error) {
  Front &f = *front;
  syntax::FileId file = f.sources.add("test.kop", text);
  f.tree = syntax::parse(file, f.sources, f.diagnostics);
  sema::AnalyseOptions options;
  options.searchPath = {KOP_STDLIB_DIR};
  if (f.tree && !f.diagnostics.hasErrors())
    f.analysis = sema::analyse(*f.tree, f.sources, f.diagnostics, options);
  if (!f.diagnostics.hasErrors())
    f.module =
        lower::lower(f.analysis.instances, f.sources, f.diagnostics, f.context);
  if (f.module) { // The interpreter evaluates no derivatives, and no bounds.
    mlir::PassManager passes(&f.context);
    passes.addNestedPass<ir::FormulaOp>(transforms::createKopDifferentiate());
    passes.addNestedPass<ir::FormulaOp>(transforms::createKopBounds());
    error.clear();
    mlir::ScopedDiagnosticHandler handler(&f.context, [&](mlir::Diagnostic &d) {
      error += "kop-differentiate, kop-bounds: " + d.str() + "\n";
    });
    if (failed(passes.run(*f.module)))
      return false;
  }
  if (!f.module || f.diagnostics.hasErrors()) {
    std::ostringstream messages;
    messages << "the front end rejects this text:\n";
    syntax::renderText(f.diagnostics, f.sources, messages);
    error = messages.str();
    return false;
  }
  auto operation = f.module->getOps<ir::FormulaOp>().begin();
  for (const sema::Instance &instance : f.analysis.instances)
    all.push_back({&instance, nullptr, *operation++});
  return true;
}

bool Program::build(const std::string &text, const std::string &options,
                    std::string &error) {
  TemporaryDirectory directory;
  const std::string base = directory.path / "test";
  std::ofstream(base + ".kop") << text;
  if (!runCommand(std::string(KOP_KOPC) + " " + base + ".kop -o " + base +
                      ".o --cpu=all -fPIC " + options + " -I " + KOP_STDLIB_DIR,
                  base + ".log", error) ||
      !runCommand(std::string(KOP_CC) + " -shared -o " + base + ".so " + base +
                      ".o",
                  base + ".log", error))
    return false;
  library = dlopen((base + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    error = dlerror();
    return false;
  }
  for (Function &function : all) {
    const std::string symbol =
        emit::describeInterface(*function.instance).symbol;
    function.formula =
        static_cast<const kop_formula *>(dlsym(library, symbol.c_str()));
    if (!function.formula) {
      error = "no descriptor " + symbol + " in the object";
      return false;
    }
  }
  return true;
}

const Function *Program::find(const std::string &name) const {
  for (const Function &function : all)
    if (function.name() == name)
      return &function;
  return nullptr;
}

std::vector<std::string>
kop::test::instructionSets(const kop_formula *formula) {
  std::vector<std::string> result;
  for (int32_t n = 0; n < formula->n_cpu; ++n) {
    const kop_cpu_variant &variant = formula->cpu[n];
    if ((variant.features & ~kop_cpu_features()) == 0)
      result.push_back(variant.name);
  }
  return result;
}
