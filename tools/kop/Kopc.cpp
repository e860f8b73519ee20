//===- Kopc.cpp - Formulas compiled and loaded on the spot ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/kop/Kopc.h"
#include "tools/kop/Failure.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <dlfcn.h>
#include <unistd.h>

using namespace kop::tool;
namespace fs = std::filesystem;

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

static const std::string symbolPrefix = "kop_formula_";

Formulas::Formulas(const std::string &sharedLibrary)
    : handle(dlopen(sharedLibrary.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle)
    throw Failure(std::string("cannot load compiled formulas: ") + dlerror());
}

Formulas::~Formulas() { dlclose(handle); }

const kop_formula *Formulas::find(const std::string &kernel) const {
  void *symbol = dlsym(handle, (symbolPrefix + kernel).c_str());
  if (!symbol)
    throw Failure("the object that kopc made has no formula '" + kernel + "'");
  return static_cast<const kop_formula *>(symbol);
}

/// The kernels of a manifest: it has a line `"symbol": "kop_formula_…",` each.
static std::vector<std::string> readKernels(const std::string &manifest) {
  std::vector<std::string> kernels;
  std::ifstream file(manifest);
  const std::string start = "\"symbol\": \"" + symbolPrefix;
  for (std::string line; std::getline(file, line);)
    if (size_t at = line.find(start); at != std::string::npos) {
      at += start.size();
      kernels.push_back(line.substr(at, line.find('"', at) - at));
    }
  return kernels;
}

/// The shapes that the remarks of kop-tile name.
static std::map<PassKey, Shape> readShapes(const std::string &remarks) {
  std::map<PassKey, Shape> shapes;
  std::istringstream lines(remarks);
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find("kop-tile: ");
    char set[64], kernel[512], pass[256];
    Shape shape;
    if (at != std::string::npos &&
        std::sscanf(line.c_str() + at,
                    "kop-tile: %63[^:]: %511[^,], pass %255[^:]: %d rows of a "
                    "lane by %d columns in registers, sums flushed every %d "
                    "columns",
                    set, kernel, pass, &shape.rows, &shape.columns,
                    &shape.block) == 6)
      shapes[{kernel, pass, set}] = shape;
  }
  return shapes;
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

/// Without the end of the last line.
static std::string trimmed(const std::string &text) {
  return text.substr(0, text.find_last_not_of(" \n") + 1);
}

static std::string findKopc(const std::string &given) {
  std::string path = given;
  if (path.empty()) {
    std::error_code error;
    path = fs::read_symlink("/proc/self/exe", error).parent_path() / "kopc";
  }
  std::error_code error;
  if (access(path.c_str(), X_OK) == 0 && !fs::is_directory(path, error))
    return path;
  if (given.empty())
    throw Failure("there is no '" + path + "'; name kopc with --kopc=FILE",
                  ExitUsage);
  throw Failure("--kopc: '" + path + "' is no program", ExitUsage);
}

static std::string findLinker() {
  for (const char *name : {"ld.lld", "ld.lld-22", "ld", "c++", "cc"})
    if (std::string path = findOnPath(name); !path.empty())
      return path;
  throw Failure("no linker on PATH: loading what kopc makes needs one of "
                "ld.lld, ld, c++, cc",
                ExitUsage);
}

/// Reads lines "x86-64-v4     16 x f32, 8 x f64, 32 registers, …".
static std::vector<InstructionSet> readSets(const std::string &targets) {
  std::vector<InstructionSet> sets;
  std::istringstream lines(targets);
  for (std::string line; std::getline(lines, line);) {
    char name[64];
    InstructionSet set;
    if (std::sscanf(line.c_str(), "%63s %*d x f32, %*d x f64, %d registers",
                    name, &set.registers) == 2) {
      set.name = name;
      sets.push_back(set);
    }
  }
  return sets;
}

//===----------------------------------------------------------------------===//
// Kopc
//===----------------------------------------------------------------------===//

Kopc::Kopc(const std::string &given, std::vector<std::string> options)
    : path(findKopc(given)), linker(findLinker()), options(std::move(options)) {
  const ProcessResult targets = runProcess({path, "--print-targets"});
  instructionSets = readSets(targets.output);
  if (targets.status || instructionSets.empty())
    throw Failure("'" + path + " --print-targets' names no instruction set: " +
                      trimmed(targets.output),
                  ExitUsage);
}

std::unique_ptr<Formulas> Kopc::compile(const std::string &source,
                                        const std::string &cpu,
                                        const Shape &shape) {
  const std::string name = fs::path(source).filename();
  std::vector<std::string> command = {path,
                                      source,
                                      "--emit=obj,manifest",
                                      "-o",
                                      directory.path(),
                                      "--cpu=" + cpu,
                                      "--remarks=kop-tile",
                                      "--color=never",
                                      "-w"};
  if (const std::string tile = tileOption(shape); !tile.empty())
    command.push_back("--tile=" + tile);
  command.insert(command.end(), options.begin(), options.end());
  const ProcessResult compiled = runProcess(command);
  if (compiled.status)
    throw Failure("kopc failed on '" + source + "':\n" +
                      trimmed(compiled.output),
                  compiled.status == ExitUsage ? ExitUsage : ExitFailure);

  const std::string stem = directory.path() + "/" + name;
  // A name of its own: dlopen gives what it has loaded under a name again.
  const std::string library = stem + "." + std::to_string(++libraries) + ".so";
  const ProcessResult linked =
      runProcess({linker, "-shared", "-o", library, stem + ".o"});
  if (linked.status)
    throw Failure("'" + linker + "' cannot link what kopc made:\n" +
                  trimmed(linked.output));
  auto formulas = std::make_unique<Formulas>(library);
  fs::remove(library);
  formulas->kernels = readKernels(stem + ".json");
  formulas->shapes = readShapes(compiled.output);
  return formulas;
}
