//===- Scatter.h - Pictures of points ---------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TOOLS_KOP_SCATTER_H
#define KOP_TOOLS_KOP_SCATTER_H

#include <cstdint>
#include <string>
#include <vector>

namespace kop::tool {

/// Points of `dimension` numbers each; the first two are drawn.
struct Points {
  const std::vector<double> &values;
  std::int64_t dimension;
};

/// An SVG of both clouds and a line from each point of a to its place in `map`
/// (of the same shape as a). Of large clouds, every so many points are drawn.
std::string drawTransport(const Points &a, const Points &b,
                          const std::vector<double> &map);

} // namespace kop::tool

#endif // KOP_TOOLS_KOP_SCATTER_H
