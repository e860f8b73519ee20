//===- Process.h - Other programs, and files for a while --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_PROCESS_H
#define KOP_TOOLS_KOP_PROCESS_H

#include <string>
#include <vector>

namespace kop::tool {

/// What a program left.
struct ProcessResult {
  int status = 0;     ///< exit code, or 128 + signal
  std::string output; ///< standard output and standard error
};

/// Runs the program `command[0]`, found on PATH unless it holds a '/', and
/// waits for its end. Throws a Failure where it cannot be started.
ProcessResult runProcess(const std::vector<std::string> &command);

/// The path of an executable `name` on PATH, or an empty string.
std::string findOnPath(const std::string &name);

/// Makes Control-C and a request to end throw Interrupted at the next
/// checkInterrupt, so that nothing is left behind.
void catchInterrupts();
void checkInterrupt();

/// A directory for files that are gone at the end.
class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;

  const std::string &path() const { return directory; }

private:
  std::string directory;
};

/// Throws a Failure where writeFile would, before work is spent on contents.
void checkWritable(const std::string &path);

/// Writes a file as a whole or not at all, "-" to standard output. Throws a
/// Failure.
void writeFile(const std::string &path, const std::string &contents);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_PROCESS_H
