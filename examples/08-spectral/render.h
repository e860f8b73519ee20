//===- render.h - Pictures of meshes ----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RENDER_H
#define RENDER_H

#include "mesh.h"
#include "picture.h"

/// Draws a mesh of diagonal 1 around 0 in a square, coloured by a value per
/// point: blue below 0, red above, as strong as the value is large among all.
/// `angle` turns it around the vertical axis, y.
void drawMesh(Picture &picture, int left, int top, int size, const Mesh &mesh,
              const std::vector<double> &values, double angle);

#endif // RENDER_H
