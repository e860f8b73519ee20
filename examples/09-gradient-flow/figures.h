//===- figures.h - What flows, and where to ---------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef FIGURES_H
#define FIGURES_H

// Of points of the unit square; y grows upwards.

/// A flower with five petals in the upper left.
bool insideFlower(double x, double y);

/// The letters KOP.
bool insideLetters(double x, double y);

#endif // FIGURES_H
