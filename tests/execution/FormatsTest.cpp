//===- FormatsTest.cpp - Conversions of formats with 16 bits --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What code compiled for every instruction set reads and writes, bit by bit:
// all numbers of f16 and bf16, and all numbers of f32 that round to them in an
// interesting way. kop::half and kop::bfloat16 say what is right; their own
// test is tests/runtime/HalfTest.cpp.
//
//===----------------------------------------------------------------------===//

#include "tests/execution/Program.h"

#include "kop/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace kop;
using namespace kop::test;

namespace {

const char *const formulas = R"(
module c;
formula copy(x[i]) { a[i] = x[i]; }
export copy(x: f16) as widen_f16, copy(x: bf16) as widen_bf16: f32;
export copy(x: f32) as narrow_f16: f16;
export copy(x: f32) as narrow_bf16: bf16;
formula flags(b[i]: bool) { a[i] = b[i]; n[] = count[i](b[i]); }
export flags;
)";

template <class In, class Out>
std::vector<Out> run(const Program &program, const char *name,
                     const std::string &cpu, const std::vector<In> &x,
                     int32_t inType, int32_t outType) {
  std::vector<Out> result(x.size());
  const int64_t extents[] = {int64_t(x.size())};
  const kop_view views[] = {kop_make_view(x.data(), inType, 1, extents),
                            kop_make_view(result.data(), outType, 1, extents)};
  kop_exec exec = {};
  exec.cpu = cpu.c_str();
  kop_status status = {};
  EXPECT_EQ(kop_run(program.find(name)->formula, views, &exec, &status), KOP_OK)
      << status.message;
  return result;
}

bool isNaN(float value) { return std::isnan(value); }

/// All numbers of a format read as f32.
template <class Half>
void checkReads(const Program &program, const char *name, int32_t type) {
  std::vector<Half> all;
  for (unsigned bits = 0; bits < 0x10000; ++bits)
    all.push_back(Half::fromBits(uint16_t(bits)));
  for (const std::string &cpu : instructionSets(program.find(name)->formula)) {
    const auto found =
        run<Half, float>(program, name, cpu, all, type, KOP_TYPE_F32);
    for (unsigned bits = 0; bits < 0x10000; ++bits) {
      const float expected = all[bits];
      if (isNaN(expected) ? !isNaN(found[bits])
                          : detail::bitsOfFloat(expected) !=
                                detail::bitsOfFloat(found[bits]))
        FAIL() << name << " " << cpu << ": " << bits << " becomes "
               << found[bits] << " instead of " << expected;
    }
  }
}

/// Numbers around those of a format and half-way between two of them.
template <class Half>
void checkWrites(const Program &program, const char *name, int32_t type) {
  std::vector<float> values;
  auto add = [&](uint32_t bits) {
    // Subnormal numbers of f32 count as zeros.
    if (std::fabs(detail::floatOfBits(bits)) >= 0x1p-126f ||
        (bits & 0x7fffffff) == 0 || isNaN(detail::floatOfBits(bits)))
      values.push_back(detail::floatOfBits(bits));
  };
  for (unsigned half = 0; half < 0x10000; ++half) {
    const uint32_t bits = detail::bitsOfFloat(Half::fromBits(uint16_t(half)));
    for (uint32_t step : {0x1u, 0xfffu, 0x1000u, 0x1001u, 0x7fffu, 0x8000u})
      for (uint32_t other : {bits, bits + step, bits - step})
        add(other);
  }
  for (uint32_t bits = 0; bits < 0xffff0000; bits += 65521)
    add(bits);
  for (float tiny = 0x1p-26f; tiny < 0x1p-13f; tiny *= 1.0001f)
    values.push_back(tiny);
  for (const std::string &cpu : instructionSets(program.find(name)->formula)) {
    const auto found =
        run<float, Half>(program, name, cpu, values, KOP_TYPE_F32, type);
    for (size_t n = 0; n < values.size(); ++n) {
      const Half expected(values[n]);
      if (isNaN(values[n]) ? !isNaN(found[n])
                           : expected.bits() != found[n].bits())
        FAIL() << name << " " << cpu << ": " << values[n] << " becomes "
               << found[n].bits() << " instead of " << expected.bits();
    }
  }
}

/// Any byte but 0 is true; what is written is 0 or 1.
TEST(Formats, TruthValues) {
  std::string error;
  const auto program = Program::compile(formulas, error);
  ASSERT_TRUE(program) << error;
  const kop_formula *formula = program->find("flags")->formula;
  std::vector<uint8_t> bytes(1000), found(bytes.size());
  for (size_t n = 0; n < bytes.size(); ++n)
    bytes[n] = uint8_t(n);
  for (const std::string &cpu : instructionSets(formula)) {
    int32_t count = 0;
    const int64_t extents[] = {int64_t(bytes.size())};
    const kop_view views[] = {
        kop_make_view(bytes.data(), KOP_TYPE_BOOL, 1, extents),
        kop_make_view(found.data(), KOP_TYPE_BOOL, 1, extents),
        kop_make_view(&count, KOP_TYPE_I32, 0, nullptr)};
    kop_exec exec = {};
    exec.cpu = cpu.c_str();
    kop_status status = {};
    ASSERT_EQ(kop_run(formula, views, &exec, &status), KOP_OK)
        << status.message;
    for (size_t n = 0; n < bytes.size(); ++n)
      ASSERT_EQ(found[n], bytes[n] ? 1 : 0) << cpu << " element " << n;
    EXPECT_EQ(count, 996) << cpu;
  }
}

TEST(Formats, BitByBit) {
  std::string error;
  const auto program = Program::compile(formulas, error);
  ASSERT_TRUE(program) << error;
  checkReads<half>(*program, "widen_f16", KOP_TYPE_F16);
  checkReads<bfloat16>(*program, "widen_bf16", KOP_TYPE_BF16);
  checkWrites<half>(*program, "narrow_f16", KOP_TYPE_F16);
  checkWrites<bfloat16>(*program, "narrow_bf16", KOP_TYPE_BF16);
}

} // namespace
