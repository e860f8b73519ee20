//===- Buffer.h - Aligned memory that is kept between calls -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_RUNTIME_CPU_BUFFER_H
#define KOP_RUNTIME_CPU_BUFFER_H

#include <cstddef>
#include <cstdint>
#include <new>

namespace kop::runtime {

/// Alignment of everything the runtime hands to step functions: a cache line
/// and the widest vector.
inline constexpr int64_t alignment = 64;

inline int64_t roundUp(int64_t value, int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Memory that grows on demand; its old contents are lost then.
class Buffer {
public:
  Buffer() = default;
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  ~Buffer() { release(); }

  /// At least `bytes` bytes, aligned. Throws std::bad_alloc.
  std::byte *get(int64_t bytes) {
    if (bytes > size) {
      release();
      const int64_t rounded = roundUp(bytes, 4096);
      data = static_cast<std::byte *>(
          ::operator new(rounded, std::align_val_t(alignment)));
      size = rounded;
    }
    return data;
  }

  /// Gives memory beyond `limit` bytes back.
  void trim(int64_t limit) {
    if (size > limit)
      release();
  }

private:
  void release() {
    ::operator delete(data, std::align_val_t(alignment));
    data = nullptr;
    size = 0;
  }

  std::byte *data = nullptr;
  int64_t size = 0;
};

} // namespace kop::runtime

#endif // KOP_RUNTIME_CPU_BUFFER_H
