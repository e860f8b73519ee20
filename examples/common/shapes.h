//===- shapes.h - Points in shapes of the plane -----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef SHAPES_H
#define SHAPES_H

#include <cstddef>
#include <functional>
#include <vector>

/// Whether a point of the unit square lies inside.
using Shape = std::function<bool(double x, double y)>;

/// Points that fill a shape evenly, (N, 2): those of an additive recurrence
/// (Roberts, 2018) that lie inside.
std::vector<double> fill(const Shape &inside, std::size_t number);

#endif // SHAPES_H
