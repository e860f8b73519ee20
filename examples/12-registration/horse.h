//===- horse.h - The surface of a horse -------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HORSE_H
#define HORSE_H

#include "rigid.h"

#include <random>

/// Random points, even by area, of a horse about 1 long; x is forward, z up.
/// Normal noise is added to each coordinate.
Points horse(std::size_t number, double noise, std::mt19937_64 &random);

/// The part of the points that is between two quantiles along a direction.
Points between(const Points &points, const std::array<double, 3> &direction,
               double lower, double upper);

#endif // HORSE_H
