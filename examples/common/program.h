//===- program.h - What the programs of the examples share ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROGRAM_H
#define PROGRAM_H

#include <cstdio>
#include <exception>
#include <initializer_list>
#include <string>

namespace example {

/// What a program expects of its own results.
struct Check {
  bool holds;
  const char *otherwise; ///< what to say if it does not hold
};

/// Prints what does not hold; the exit code of the program: 0 if all does.
inline int report(std::initializer_list<Check> checks) {
  int code = 0;
  for (const Check &check : checks)
    if (!check.holds) {
      std::fprintf(stderr, "error: %s\n", check.otherwise);
      code = 1;
    }
  return code;
}

/// Calls `run`; an exception is an error of the program.
template <class Run> int guarded(Run run) {
  try {
    return run();
  } catch (const std::exception &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}

/// Runs an example on a file of data (`input` names it in the usage) and the
/// picture it writes. Exit codes: 0 all as expected, 1 not, 2 usage.
inline int main(int argc, char **argv, const char *input,
                int (*run)(const std::string &data,
                           const std::string &picture)) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s %s picture.png\n", argv[0], input);
    return 2;
  }
  return guarded([&] { return run(argv[1], argv[2]); });
}

/// The same for an example that needs no data.
inline int main(int argc, char **argv, int (*run)(const std::string &picture)) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s picture.png\n", argv[0]);
    return 2;
  }
  return guarded([&] { return run(argv[1]); });
}

} // namespace example

#endif // PROGRAM_H
