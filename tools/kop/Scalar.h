//===- Scalar.h - Numbers in binary files -----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_SCALAR_H
#define KOP_TOOLS_KOP_SCALAR_H

#include <cstddef>
#include <cstring>

namespace kop::tool {

/// How a number is read from its bytes, in the order of this machine.
struct Scalar {
  std::size_t size;
  double (*read)(const char *bytes);
};

template <class T> Scalar scalarOf() {
  return {sizeof(T), [](const char *bytes) {
            T value;
            std::memcpy(&value, bytes, sizeof value);
            return double(value);
          }};
}

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_SCALAR_H
