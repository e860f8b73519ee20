//===- relief.h - Colours of heights on maps --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RELIEF_H
#define RELIEF_H

#include "picture.h"

/// The colour between two others, a for t = 0.
Colour mix(Colour a, Colour b, double t);

/// The usual colours of maps: green, yellow, brown, white.
Colour reliefColour(double metres);

#endif // RELIEF_H
