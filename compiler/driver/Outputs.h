//===- Outputs.h - Files of a run, all or nothing ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A run collects what it writes in memory. At the end every file is written
// to a temporary beside its place, and only when all of them are complete are
// they renamed: a failed run leaves nothing behind.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_OUTPUTS_H
#define KOP_DRIVER_OUTPUTS_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace kop::driver {

class OutputSet {
public:
  /// Adds a file; "-" is standard output. False when the path is taken.
  bool add(llvm::StringRef path, std::string contents);

  /// Puts every file in its place. On failure nothing stays and `error` names
  /// the file and the reason.
  bool commit(std::string &error);

private:
  struct File {
    std::string path, contents;
  };
  std::vector<File> files;
};

} // namespace kop::driver

#endif // KOP_DRIVER_OUTPUTS_H
