//===- transfer.cpp - Colours from one picture to another -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "transfer.h"
#include "colours.kop.h"

#include <kop/kop.h>

#include <algorithm>
#include <cmath>

namespace {

std::vector<float> sample(const Image &image, int stride) {
  std::vector<float> colours;
  for (std::size_t n = 0; n < image.size(); n += std::size_t(stride))
    colours.insert(colours.end(), &image.pixels[3 * n],
                   &image.pixels[3 * n] + 3);
  return colours;
}

kop::In<float> view(const std::vector<float> &colours) {
  return {colours, colours.size() / 3, 3};
}

/// All pixels, by the potential of the colours they go to.
Image apply(const Image &image, const std::vector<float> &colours,
            const std::vector<double> &potential, float blur) {
  Image moved = image;
  const std::vector<float> g(potential.begin(), potential.end());
  colours::transfer(view(image.pixels), view(colours), g, blur,
                    kop::Out<float>(moved.pixels, image.size(), 3));
  return moved;
}

} // namespace

Transfer::Transfer(const Image &a, const Image &b, int stride,
                   const kop::ot::Options &options)
    : x(sample(a, stride)), y(sample(b, stride)), blur(float(options.blur)),
      solution(kop::ot::solve<float>(view(x), view(y), options)) {}

Image Transfer::toB(const Image &image) const {
  return apply(image, y, solution.potentialB(), blur);
}

Image Transfer::toA(const Image &image) const {
  return apply(image, x, solution.potentialA(), blur);
}

double Transfer::difference() const {
  const int width = int(x.size() / 3);
  const Image moved = toB({width, 1, x});
  const std::vector<float> expected = solution.barycentricMap();
  double largest = 0;
  for (std::size_t n = 0; n < x.size(); ++n)
    largest =
        std::max(largest, double(std::abs(moved.pixels[n] - expected[n])));
  return largest;
}
