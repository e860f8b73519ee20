//===- Arrays.cpp - Arguments in any layout of memory ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Arrays.h"

#include "kop/half.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

using namespace kop;
using namespace kop::test;

namespace {

constexpr std::byte mark{0xA5};

template <class T> void put(std::byte *place, T value) {
  std::memcpy(place, &value, sizeof value);
}

template <class T> T get(const std::byte *place) {
  T value;
  std::memcpy(&value, place, sizeof value);
  return value;
}

void putReal(std::byte *place, int32_t type, double value) {
  if (type == KOP_TYPE_F16)
    put(place, half(static_cast<float>(value)));
  else if (type == KOP_TYPE_BF16)
    put(place, bfloat16(static_cast<float>(value)));
  else if (type == KOP_TYPE_F32)
    put(place, static_cast<float>(value));
  else
    put(place, value);
}

double getReal(const std::byte *place, int32_t type) {
  if (type == KOP_TYPE_F16)
    return get<half>(place);
  if (type == KOP_TYPE_BF16)
    return get<bfloat16>(place);
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

bool kop::test::isReal(int32_t type) { return type <= KOP_TYPE_F64; }

double kop::test::rounded(int32_t type, double value) {
  std::byte place[sizeof value];
  putReal(place, type, value);
  return getReal(place, type);
}

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
  case KOP_TYPE_F16:
  case KOP_TYPE_BF16:
    return 2;
  default:
    return 4;
  }
}

GuardedMemory::GuardedMemory(size_t size) : bytes(size) {
  const size_t page = sysconf(_SC_PAGESIZE);
  const size_t inner = (bytes + page - 1) / page * page;
  mapped = inner + 2 * page;
  pages = mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED)
    throw std::bad_alloc();
  std::byte *first = static_cast<std::byte *>(pages) + page;
  if (inner)
    mprotect(first, inner, PROT_READ | PROT_WRITE);
  begin = first + inner - bytes;
  std::fill_n(begin, bytes, mark);
}

GuardedMemory::GuardedMemory(GuardedMemory &&other)
    : pages(std::exchange(other.pages, nullptr)), mapped(other.mapped),
      bytes(other.bytes), begin(other.begin) {}

GuardedMemory::~GuardedMemory() {
  if (pages)
    munmap(pages, mapped);
}

namespace {

/// Strides of all axes, the first element and the elements from the first to
/// the last, without margins.
struct Placement {
  Placement(const std::vector<int64_t> &extents, Layout layout);

  std::vector<int64_t> strides;
  int64_t first = 0, span = 1;
};

Placement::Placement(const std::vector<int64_t> &extents, Layout layout)
    : strides(extents.size()) {
  int64_t stride = layout == Layout::Padded ? 2 : 1;
  for (size_t n = 0; n < extents.size(); ++n) {
    // Axes in the order of memory, the fastest first.
    const size_t axis =
        layout == Layout::Transposed ? n : extents.size() - 1 - n;
    const int64_t extent = std::max<int64_t>(extents[axis], 1);
    strides[axis] = layout == Layout::Reversed ? -stride : stride;
    if (layout == Layout::Reversed)
      first += stride * (extent - 1);
    span += stride * (extent - 1);
    stride *= extent + (layout == Layout::Padded ? 3 : 0);
  }
}

/// Elements on both sides of an output that show writes beyond its ends.
constexpr int64_t margin = 64;

char currentWork[8192];

void onFault(int) {
  // Only what is safe in a signal handler.
  [[maybe_unused]] ssize_t written =
      ::write(STDERR_FILENO, currentWork, std::strlen(currentWork));
  std::signal(SIGSEGV, SIG_DFL);
  std::raise(SIGSEGV);
}

} // namespace

void kop::test::setCurrentWork(const std::string &text) {
  std::snprintf(currentWork, sizeof currentWork, "\nFAULT in\n%s\n",
                text.c_str());
  std::signal(SIGSEGV, onFault);
}

Storage::Storage(int32_t type, std::vector<int64_t> shape, Layout layout,
                 bool input)
    : elementType(type), extents(std::move(shape)),
      bytes((Placement(extents, layout).span + (input ? 0 : 2 * margin)) *
            sizeOf(type)) {
  const Placement placement(extents, layout);
  strides = placement.strides;
  first = placement.first + (input ? 0 : margin);
  for (int64_t extent : extents)
    count *= extent;
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
    std::byte *place = bytes.data() + offset(n) * sizeOf(elementType);
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
    const std::byte *place = bytes.data() + offset(n) * sizeOf(elementType);
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
    if (!used[n] && bytes.data()[n] != mark)
      return false;
  return true;
}

kop_view Storage::view() const {
  kop_view view =
      kop_make_view(bytes.data(), elementType,
                    static_cast<int32_t>(extents.size()), extents.data());
  view.data = bytes.data() + first * static_cast<int64_t>(sizeOf(elementType));
  for (size_t axis = 0; axis < extents.size(); ++axis)
    view.strides[axis] = strides[axis];
  return view;
}
