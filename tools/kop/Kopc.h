//===- Kopc.h - Formulas compiled and loaded on the spot --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_KOPC_H
#define KOP_TOOLS_KOP_KOPC_H

#include "tools/kop/Process.h"
#include "tools/kop/Shape.h"

#include "kop/run.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace kop::tool {

/// An instruction set that kopc has code for.
struct InstructionSet {
  std::string name;
  int registers = 0; ///< vector registers
};

/// A pass of a kernel on an instruction set.
struct PassKey {
  std::string kernel, pass, set;

  bool operator<(const PassKey &other) const {
    return std::tie(kernel, pass, set) <
           std::tie(other.kernel, other.pass, other.set);
  }
};

/// The formulas of a source, loaded.
class Formulas {
public:
  explicit Formulas(const std::string &sharedLibrary);
  ~Formulas();
  Formulas(const Formulas &) = delete;
  Formulas &operator=(const Formulas &) = delete;

  /// The formula whose kernel has this name.
  const kop_formula *find(const std::string &kernel) const;

  std::vector<std::string> kernels; ///< in the order of the source
  std::map<PassKey, Shape> shapes;  ///< that kopc chose, block included

private:
  void *handle;
};

/// kopc with its options, and the linker that makes its objects loadable.
class Kopc {
public:
  /// `path` may be empty: kopc is then the one beside this program. Throws a
  /// Failure without kopc or linker.
  Kopc(const std::string &path, std::vector<std::string> options);

  /// All instruction sets, as --print-targets lists them.
  const std::vector<InstructionSet> &sets() const { return instructionSets; }

  /// Compiles `source` for `cpu`, with a tile of this shape in every pass.
  std::unique_ptr<Formulas> compile(const std::string &source,
                                    const std::string &cpu, const Shape &shape);

private:
  std::string path, linker;
  std::vector<std::string> options;
  std::vector<InstructionSet> instructionSets;
  TemporaryDirectory directory;
  int libraries = 0; ///< linked so far
};

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_KOPC_H
