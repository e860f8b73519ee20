//===- relief.cpp - Colours of heights on maps ----------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "relief.h"

#include <iterator>

Colour mix(Colour a, Colour b, double t) {
  auto channel = [t](std::uint8_t u, std::uint8_t v) {
    return static_cast<std::uint8_t>(u + t * (v - u) + 0.5);
  };
  return {channel(a.red, b.red), channel(a.green, b.green),
          channel(a.blue, b.blue)};
}

Colour reliefColour(double metres) {
  struct Stop {
    double metres;
    Colour colour;
  };
  constexpr Stop stops[] = {{0, {62, 133, 80}},     {200, {134, 177, 98}},
                            {500, {219, 206, 130}}, {1000, {205, 150, 84}},
                            {2000, {150, 84, 54}},  {3000, {128, 110, 120}},
                            {4500, {250, 250, 250}}};
  if (metres <= stops[0].metres)
    return stops[0].colour;
  for (const Stop *stop = stops; stop + 1 != std::end(stops); ++stop)
    if (metres <= stop[1].metres)
      return mix(stop[0].colour, stop[1].colour,
                 (metres - stop[0].metres) / (stop[1].metres - stop[0].metres));
  return std::end(stops)[-1].colour;
}
