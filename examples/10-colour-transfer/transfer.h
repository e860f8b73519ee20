//===- transfer.h - Colours from one picture to another ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Some colours of both pictures are matched by blurred transport. Its plan also
// says where other colours go, so that all pixels can follow.
//
//===----------------------------------------------------------------------===//

#ifndef TRANSFER_H
#define TRANSFER_H

#include "image.h"

#include <kop/ot.h>

#include <vector>

class Transfer {
public:
  /// Matches every `stride`-th pixel of a with every `stride`-th one of b.
  Transfer(const Image &a, const Image &b, int stride,
           const kop::ot::Options &options);

  const kop::ot::Result<float> &result() const { return solution; }

  /// `image`, which is a or like it, in the colours of b; and the other way.
  Image toB(const Image &image) const;
  Image toA(const Image &image) const;

  /// The largest difference, over the colours that were matched, between what
  /// `toB` does and the barycentric map of the solver.
  double difference() const;

private:
  std::vector<float> x, y; ///< (N, 3), (M, 3)
  float blur;
  kop::ot::Result<float> solution;
};

#endif // TRANSFER_H
