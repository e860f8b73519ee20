//===- plain.h - The smoothing as a plain C++ loop --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PLAIN_H
#define PLAIN_H

/// What `smooth` of smooth.kop computes at `n` points `x` from `m` points `y`,
/// one coordinate after the other: x = {all x_0, all x_1, all x_2}.
void smoothPlain(long n, const float *x, long m, const float *y,
                 const float *value, float width, float *smoothed);

#endif // PLAIN_H
