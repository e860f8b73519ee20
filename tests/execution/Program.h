//===- Program.h - Formulas compiled, loaded and interpreted ----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A text in Kop, taken both ways: through kopc, the linker and dlopen to
// machine code, and through the front end to the reference interpreter.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TESTS_EXECUTION_PROGRAM_H
#define KOP_TESTS_EXECUTION_PROGRAM_H

#include "compiler/sema/Typed.h"
#include "dialect/Interpreter.h"
#include "kop/run.h"

#include <memory>
#include <string>
#include <vector>

namespace kop::test {

/// One exported instance of a program.
struct Function {
  const sema::Instance *instance = nullptr;
  const kop_formula *formula = nullptr; ///< compiled, or its interface alone
  ir::FormulaOp oracle;                 ///< to interpret

  const std::string &name() const { return instance->name; }
  bool isDouble() const { return instance->compute == sema::RealFormat::F64; }
};

class Program {
public:
  /// Compiles `text` with kopc and its `options`. Returns null and says why in
  /// `error`.
  static std::unique_ptr<Program> compile(const std::string &text,
                                          std::string &error,
                                          const std::string &options = "");
  /// The same; throws what `error` would say.
  static std::unique_ptr<Program> compileOrThrow(const std::string &text);
  /// The interpreted half alone: `formula` of the functions has no steps.
  static std::unique_ptr<Program> interpretOnly(const std::string &text,
                                                std::string &error);
  ~Program();

  const std::vector<Function> &functions() const { return all; }
  const Function *find(const std::string &name) const;

private:
  Program();
  bool build(const std::string &text, const std::string &options,
             std::string &error);
  bool interpretable(const std::string &text, std::string &error);

  struct Front;
  std::unique_ptr<Front> front;
  void *library = nullptr;
  std::vector<Function> all;
};

/// The instruction sets that both the program and this machine have, best
/// first, by the names that kop_exec.cpu takes.
std::vector<std::string> instructionSets(const kop_formula *formula);

} // namespace kop::test

#endif // KOP_TESTS_EXECUTION_PROGRAM_H
