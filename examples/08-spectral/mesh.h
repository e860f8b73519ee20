//===- mesh.h - Surfaces made of triangles ----------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MESH_H
#define MESH_H

#include <string>
#include <vector>

struct Mesh {
  std::vector<float> points;  ///< (N, 3)
  std::vector<int> triangles; ///< (T, 3), numbers of points

  std::size_t size() const { return points.size() / 3; }
  /// Moves and scales it: the middle is 0, the diagonal of its box is 1.
  void normalise();
};

/// Reads a file in the format OFF; polygons are cut into triangles. Throws
/// std::runtime_error when it is wrong.
Mesh readOff(const std::string &path);

/// A tube along a trefoil knot.
Mesh trefoil(int along, int around);

#endif // MESH_H
