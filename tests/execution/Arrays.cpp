//===- Arrays.cpp - Arguments in any layout of memory ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Arrays.h"

#include <algorithm>
#include <cstring>

using namespace kop::test;

namespace {

constexpr std::byte mark{0xA5};

bool isReal(int32_t type) {
  return type == KOP_TYPE_F32 || type == KOP_TYPE_F64;
}

template <class T> void put(std::byte *place, T value) {
  std::memcpy(place, &value, sizeof value);
}

template <class T> T get(const std::byte *place) {
  T value;
  std::memcpy(&value, place, sizeof value);
  return value;
}

void putReal(std::byte *place, int32_t type, double value) {
  if (type == KOP_TYPE_F32)
    put(place, static_cast<float>(value));
  else
    put(place, value);
}

double getReal(const std::byte *place, int32_t type) {
  return type == KOP_TYPE_F32 ? get<float>(place) : get<double>(place);
}

void putInteger(std::byte *place, int32_t type, int64_t value) {
  if (type == KOP_TYPE_I32)
    put(place, static_cast<int32_t>(value));
  else if (type == KOP_TYPE_I64)
    put(place, value);
  else
    put(place, static_cast<uint8_t>(value != 0));
}

int64_t getInteger(const std::byte *place, int32_t type) {
  if (type == KOP_TYPE_I32)
    return get<int32_t>(place);
  if (type == KOP_TYPE_I64)
    return get<int64_t>(place);
  return get<uint8_t>(place);
}

} // namespace

const char *kop::test::name(Layout layout) {
  static constexpr const char *names[] = {"contiguous", "padded", "transposed",
                                          "reversed"};
  return names[static_cast<int>(layout)];
}

size_t kop::test::sizeOf(int32_t type) {
  switch (type) {
  case KOP_TYPE_F64:
  case KOP_TYPE_I64:
    return 8;
  case KOP_TYPE_BOOL:
    return 1;
  default:
    return 4;
  }
}

Storage::Storage(int32_t type, std::vector<int64_t> shape, Layout layout)
    : elementType(type), extents(std::move(shape)), strides(extents.size()) {
  // Axes in the order of memory, the fastest first.
  std::vector<size_t> order(extents.size());
  for (size_t axis = 0; axis < order.size(); ++axis)
    order[axis] = layout == Layout::Transposed ? axis : order.size() - 1 - axis;
  int64_t stride = layout == Layout::Padded ? 2 : 1;
  for (size_t axis : order) {
    strides[axis] = layout == Layout::Reversed ? -stride : stride;
    if (layout == Layout::Reversed)
      first += stride * std::max<int64_t>(extents[axis] - 1, 0);
    stride *= std::max<int64_t>(extents[axis], 1) +
              (layout == Layout::Padded ? 3 : 0);
    count *= extents[axis];
  }
  // A margin on both sides shows writes beyond the ends.
  constexpr int64_t margin = 64;
  first += margin;
  bytes.assign((stride + 2 * margin) * sizeOf(type), mark);
}

int64_t Storage::offset(int64_t element) const {
  int64_t result = first;
  for (size_t axis = extents.size(); axis-- > 0;) {
    result += element % extents[axis] * strides[axis];
    element /= extents[axis];
  }
  return result;
}

void Storage::write(const Array &array) {
  for (int64_t n = 0; n < count; ++n) {
    std::byte *place = &bytes[offset(n) * sizeOf(elementType)];
    if (isReal(elementType))
      putReal(place, elementType, array.reals[n]);
    else
      putInteger(place, elementType, array.integers[n]);
  }
}

Array Storage::read(size_t indexAxes) const {
  Array array;
  array.extents.assign(extents.begin(), extents.begin() + indexAxes);
  for (int64_t n = 0; n < count; ++n) {
    const std::byte *place = &bytes[offset(n) * sizeOf(elementType)];
    if (isReal(elementType))
      array.reals.push_back(getReal(place, elementType));
    else
      array.integers.push_back(getInteger(place, elementType));
  }
  return array;
}

bool Storage::gapsUntouched() const {
  std::vector<bool> used(bytes.size());
  const size_t size = sizeOf(elementType);
  for (int64_t n = 0; n < count; ++n)
    std::fill_n(used.begin() + offset(n) * size, size, true);
  for (size_t n = 0; n < bytes.size(); ++n)
    if (!used[n] && bytes[n] != mark)
      return false;
  return true;
}

kop_view Storage::view() const {
  kop_view view =
      kop_make_view(bytes.data(), elementType,
                    static_cast<int32_t>(extents.size()), extents.data());
  view.data = const_cast<std::byte *>(bytes.data()) +
              first * static_cast<int64_t>(sizeOf(elementType));
  for (size_t axis = 0; axis < extents.size(); ++axis)
    view.strides[axis] = strides[axis];
  return view;
}
