//===- kop/half.h - Floating-point numbers of 16 bits -----------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `kop::half` (f16 of IEEE 754) and `kop::bfloat16` (the upper half of a float)
// are how formulas exported for f16 and bf16 see memory. They convert from and
// to float, rounding to nearest, ties to even; arithmetic is that of float.
// Types of other libraries with the same layout are elements as well: see
// `kop::ElementType` in kop/detail/element.h.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_HALF_H
#define KOP_HALF_H

#include <cstdint>
#include <cstring>

namespace kop {
namespace detail {

inline std::uint32_t bitsOfFloat(float value) noexcept {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline float floatOfBits(std::uint32_t bits) noexcept {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// `bits` without the last `count`, to nearest, ties to even.
inline std::uint32_t dropBits(std::uint32_t bits, unsigned count) noexcept {
  const std::uint32_t half = std::uint32_t(1) << (count - 1);
  return (bits + half - 1 + (bits >> count & 1)) >> count;
}

inline std::uint16_t halfOfFloat(float value) noexcept {
  const std::uint32_t bits = bitsOfFloat(value);
  const std::uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
  std::uint32_t result;
  if (magnitude > 0x7f800000) { // NaN, made quiet
    result = 0x7e00 | (magnitude >> 13 & 0x3ff);
  } else if (magnitude >= 0x47800000) { // 2^16
    result = 0x7c00;
  } else if (magnitude >= 0x38800000) { // 2^-14
    result = dropBits(magnitude - (std::uint32_t(127 - 15) << 23), 13);
  } else if (magnitude >= 0x33000000) { // 2^-25
    const std::uint32_t fraction = (magnitude & 0x7fffff) | 0x800000;
    result = dropBits(fraction, 126 - (magnitude >> 23));
  } else {
    result = 0;
  }
  return static_cast<std::uint16_t>(sign | result);
}

inline float floatOfHalf(std::uint16_t half) noexcept {
  const std::uint32_t sign = std::uint32_t(half & 0x8000) << 16;
  const std::uint32_t exponent = half >> 10 & 0x1f, fraction = half & 0x3ff;
  if (exponent == 0) { // fraction * 2^-24
    const float value = static_cast<float>(fraction) * 5.9604644775390625e-8f;
    return floatOfBits(sign | bitsOfFloat(value));
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + (127 - 15);
  return floatOfBits(sign | wide << 23 | fraction << 13);
}

inline std::uint16_t bfloatOfFloat(float value) noexcept {
  const std::uint32_t bits = bitsOfFloat(value);
  const bool isNaN = (bits & 0x7fffffff) > 0x7f800000;
  return static_cast<std::uint16_t>(isNaN ? bits >> 16 | 0x40
                                          : dropBits(bits, 16));
}

inline float floatOfBFloat(std::uint16_t bits) noexcept {
  return floatOfBits(std::uint32_t(bits) << 16);
}

} // namespace detail

/// f16: 11 bits of precision, from 2^-24 to 65504.
class half {
public:
  half() = default;
  explicit half(float value) noexcept : bits_(detail::halfOfFloat(value)) {}
  operator float() const noexcept { return detail::floatOfHalf(bits_); }

  static half fromBits(std::uint16_t bits) noexcept {
    half result;
    result.bits_ = bits;
    return result;
  }
  std::uint16_t bits() const noexcept { return bits_; }

private:
  std::uint16_t bits_;
};

/// bf16: 8 bits of precision, the range of float.
class bfloat16 {
public:
  bfloat16() = default;
  explicit bfloat16(float value) noexcept
      : bits_(detail::bfloatOfFloat(value)) {}
  operator float() const noexcept { return detail::floatOfBFloat(bits_); }

  static bfloat16 fromBits(std::uint16_t bits) noexcept {
    bfloat16 result;
    result.bits_ = bits;
    return result;
  }
  std::uint16_t bits() const noexcept { return bits_; }

private:
  std::uint16_t bits_;
};

static_assert(sizeof(half) == 2 && sizeof(bfloat16) == 2,
              "elements of arrays have two bytes");

} // namespace kop

#endif // KOP_HALF_H
