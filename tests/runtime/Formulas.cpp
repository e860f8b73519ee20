//===- Formulas.cpp - Formulas made by hand -------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Formulas.h"

#include "Steps.h"

#include <cmath>
#include <limits>

using namespace kop::tests;

namespace kop::tests {
Observed observed;

void Observed::reset() {
  passes = columnPasses = finishes = threads = 0;
  flushed = true;
}
} // namespace kop::tests

namespace {

constexpr kop_axis onI[] = {{0, -1}}, onJ[] = {{1, -1}}, onS[] = {{2, -1}};

/// A scalar operand on one axis, or none.
constexpr kop_operand scalar(const char *name, const kop_axis *axes, int nAxes,
                             int type, int target = -1) {
  return {name, nullptr, axes, nullptr, nAxes, 0, type, target, KOP_LIST_NONE};
}

//===----------------------------------------------------------------------===//
// products
//===----------------------------------------------------------------------===//

/// Counts calls and looks at the thread they run in.
void watch(const kop_frame *frame, int role) {
  static std::atomic<long> running{0};
  const long now = ++running;
  long most = observed.threads;
  while (most < now && !observed.threads.compare_exchange_weak(most, now)) {
  }
  ++(role == 0   ? observed.passes
     : role == 1 ? observed.columnPasses
                 : observed.finishes);
  volatile double tiny = std::numeric_limits<double>::min();
  if (tiny * 0.5 != 0)
    observed.flushed = false;
  if (reinterpret_cast<uintptr_t>(frame->scratch) % 64 ||
      reinterpret_cast<uintptr_t>(frame->state) % 64)
    observed.flushed = false;
  static_cast<char *>(frame->scratch)[999] = 1;
  --running;
}

struct ProductOverJ {
  static void observe(const kop_frame *f, int role) { watch(f, role); }
  static double term(const kop_frame *f, int64_t i, int64_t j) {
    return at<double>(f, 4, {i}) * at<double>(f, 1, {j});
  }
  static void store(const kop_frame *f, int64_t i, double sum) {
    at<double>(f, 2, {i}) = sum;
  }
};

struct ProductOverI {
  static void observe(const kop_frame *f, int role) { watch(f, role); }
  static double term(const kop_frame *f, int64_t j, int64_t i) {
    return at<double>(f, 0, {i}) * at<double>(f, 1, {j});
  }
  static void store(const kop_frame *f, int64_t j, double sum) {
    at<double>(f, 3, {j}) = sum;
  }
};

/// A map to a temporary: a copy of x.
void copyRows(const kop_frame *f) {
  for (int64_t i = f->row_begin; i < f->row_end; ++i)
    at<double>(f, 4, {i}) = at<double>(f, 0, {i});
}

constexpr kop_index indicesIJ[] = {{"i", -1}, {"j", -1}, {"s", -1}};
constexpr kop_operand productInputs[] = {scalar("x", onI, 1, KOP_TYPE_F64),
                                         scalar("y", onJ, 1, KOP_TYPE_F64)};
constexpr kop_operand productOutputs[] = {scalar("p", onI, 1, KOP_TYPE_F64),
                                          scalar("q", onJ, 1, KOP_TYPE_F64)};
constexpr kop_operand productTemporaries[] = {
    scalar("t", onI, 1, KOP_TYPE_F64)};
constexpr kop_step productSteps[] = {
    {"copy", nullptr, 0, 0, -1, 0, 1, 0, 0, -1, 0, 0, 0, nullptr, 0},
    {"over_j", nullptr, 0, 0, 1, 1, 2, 0, 0, -1, 0, 0, 0, nullptr, 0},
    {"over_i", nullptr, 0, 1, 0, 1, 2, 0, 0, -1, 0, 0, 0, nullptr, 0},
};
using OverJ = Sum<ProductOverJ, productLanes>;
using OverI = Sum<ProductOverI, productLanes>;
constexpr kop_step_code productCode[] = {
    {copyRows, nullptr, nullptr, 0, 8, 1, nullptr, 0, 0},
    {OverJ::pass, OverJ::columns, OverJ::finish, 1000, 8, productLanes, nullptr,
     0, productLanes / 2},
    {OverI::pass, OverI::columns, OverI::finish, 1000, 24, productLanes,
     nullptr, 0, productLanes / 2},
};
constexpr kop_cpu_variant productVariants[] = {
    {"impossible", uint64_t(1) << 60, productCode},
    {"x86-64-v4", KOP_CPU_X86_V4, productCode},
    {"x86-64-v2", KOP_CPU_X86_V2, productCode},
    {"baseline", KOP_CPU_ANY, productCode},
};

//===----------------------------------------------------------------------===//
// nearest
//===----------------------------------------------------------------------===//

struct Best {
  float value = std::numeric_limits<float>::infinity();
  int32_t index = -1;
  void take(float v, int32_t n) {
    if (v < value) {
      value = v;
      index = n;
    }
  }
};

void nearestPass(const kop_frame *f) {
  for (int64_t i = f->row_begin; i < f->row_end; ++i) {
    Best best;
    forColumns(f, [&](int64_t j) {
      best.take(std::fabs(at<float>(f, 0, {i}) - at<float>(f, 1, {j})),
                int32_t(j));
    });
    state<float>(f, 2, 0, 0, i - f->row_begin) = best.value;
    state<int32_t>(f, 2, 0, 1, i - f->row_begin) = best.index;
  }
}

void nearestFinish(const kop_frame *f) {
  for (int64_t i = f->row_begin; i < f->row_end; ++i) {
    Best best;
    for (int64_t s = 0; s < f->n_segments; ++s)
      best.take(state<float>(f, 2, s, 0, i - f->row_begin),
                state<int32_t>(f, 2, s, 1, i - f->row_begin));
    at<float>(f, 2, {i}) = best.value;
    at<int32_t>(f, 3, {i}) = best.index;
  }
}

constexpr kop_operand nearestInputs[] = {scalar("x", onI, 1, KOP_TYPE_F32),
                                         scalar("y", onJ, 1, KOP_TYPE_F32)};
constexpr kop_operand nearestOutputs[] = {scalar("m", onI, 1, KOP_TYPE_F32),
                                          scalar("n", onI, 1, KOP_TYPE_I32, 1)};
constexpr kop_step nearestSteps[] = {
    {"over_j", nullptr, 0, 0, 1, 2, 3, 0, 0, -1, 0, 0, 0, nullptr, 0}};
constexpr kop_step_code nearestCode[] = {
    {nearestPass, nullptr, nearestFinish, 0, 16, 1, nullptr, 0, 0}};
constexpr kop_cpu_variant nearestVariants[] = {
    {"baseline", KOP_CPU_ANY, nearestCode}};

//===----------------------------------------------------------------------===//
// batched
//===----------------------------------------------------------------------===//

struct BatchedProduct : Unobserved {
  static double term(const kop_frame *f, int64_t i, int64_t j) {
    return at<double>(f, 0, {i}) * at<double>(f, 1, {f->batch[0], j});
  }
  static void store(const kop_frame *f, int64_t i, double sum) {
    at<double>(f, 2, {f->batch[0], i}) = sum;
  }
};
constexpr kop_axis onSI[] = {{2, -1}, {0, -1}}, onSJ[] = {{2, -1}, {1, -1}};
constexpr int32_t batchS[] = {2};
constexpr kop_operand batchedInputs[] = {scalar("x", onI, 1, KOP_TYPE_F64),
                                         scalar("y", onSJ, 2, KOP_TYPE_F64)};
constexpr kop_operand batchedOutputs[] = {scalar("o", onSI, 2, KOP_TYPE_F64)};
constexpr kop_step batchedSteps[] = {
    {"over_j", batchS, 1, 0, 1, 1, 2, 0, 0, -1, 0, 0, 0, nullptr, 0}};
using OverBatch = Sum<BatchedProduct>;
constexpr kop_step_code batchedCode[] = {{OverBatch::pass, OverBatch::columns,
                                          OverBatch::finish, 0, 8, 8, nullptr,
                                          0, 4}};
constexpr kop_cpu_variant batchedVariants[] = {
    {"baseline", KOP_CPU_ANY, batchedCode}};

//===----------------------------------------------------------------------===//
// gathered
//===----------------------------------------------------------------------===//

void gatherRows(const kop_frame *f) {
  for (int64_t i = f->row_begin; i < f->row_end; ++i) {
    const int64_t n = at<int64_t>(f, 1, {i});
    at<double>(f, 3, {i}) = n < 0 ? 0 : at<double>(f, 0, {n});
  }
}

struct CountLabels : Unobserved {
  static double term(const kop_frame *f, int64_t l, int64_t i) {
    return at<int64_t>(f, 2, {i}) == l;
  }
  static void store(const kop_frame *f, int64_t l, double sum) {
    at<double>(f, 4, {l}) = sum;
  }
};
constexpr kop_operand gatheredInputs[] = {
    scalar("y", onJ, 1, KOP_TYPE_F64), scalar("nbr", onI, 1, KOP_TYPE_I64, 1),
    scalar("label", onI, 1, KOP_TYPE_I64, 2)};
constexpr kop_operand gatheredOutputs[] = {scalar("g", onI, 1, KOP_TYPE_F64),
                                           scalar("c", onS, 1, KOP_TYPE_F64)};
constexpr kop_step gatheredSteps[] = {
    {"gather", nullptr, 0, 0, -1, 0, 1, 0, 0, -1, 0, 0, 0, nullptr, 0},
    {"count", nullptr, 0, 2, 0, 1, 2, 0, 0, -1, 0, 0, 0, nullptr, 0}};
using OverLabels = Sum<CountLabels>;
constexpr kop_step_code gatheredCode[] = {
    {gatherRows, nullptr, nullptr, 0, 8, 1, nullptr, 0, 0},
    {OverLabels::pass, nullptr, OverLabels::finish, 0, 8, 1, nullptr, 0, 0}};
constexpr kop_cpu_variant gatheredVariants[] = {
    {"baseline", KOP_CPU_ANY, gatheredCode}};

//===----------------------------------------------------------------------===//
// packed
//===----------------------------------------------------------------------===//

/// Passes read what was packed, array 3.
struct PackedPass : Unobserved {
  static double term(const kop_frame *f, int64_t i, int64_t j) {
    return at<double>(f, 0, {i}) * at<double>(f, 3, {j});
  }
  static void store(const kop_frame *f, int64_t i, double sum) {
    at<double>(f, 2, {i}) = sum;
  }
};

struct PackedColumns : PackedPass {
  static double term(const kop_frame *f, int64_t i, int64_t j) {
    return at<double>(f, 0, {i}) * (2 * at<double>(f, 1, {j}));
  }
};

void packColumns(const kop_frame *f) {
  ++observed.passes;
  for (int64_t j = f->row_begin; j < f->row_end; ++j)
    at<double>(f, 3, {j}) = 2 * at<double>(f, 1, {j});
}

constexpr kop_operand packedInputs[] = {scalar("x", onI, 1, KOP_TYPE_F64),
                                        scalar("y", onJ, 1, KOP_TYPE_F64)};
constexpr kop_operand packedOutputs[] = {scalar("a", onI, 1, KOP_TYPE_F64)};
constexpr kop_operand packedTemporaries[] = {scalar("t", onJ, 1, KOP_TYPE_F64)};
constexpr int32_t firstStep[] = {0};
constexpr kop_step packedSteps[] = {
    {"pack_j", nullptr, 0, 1, -1, 0, 1, 0, 0, -1, 0, 0, 0, nullptr, 0},
    {"over_j", nullptr, 0, 0, 1, 1, 2, 0, 0, -1, 0, 0, 0, firstStep, 1}};
using OverPack = Sum<PackedPass>;
using OverColumns = Sum<PackedColumns>;
constexpr kop_step_code packedCode[] = {
    {packColumns, nullptr, nullptr, 0, 8, 1, nullptr, 0, 0},
    {OverPack::pass, OverColumns::columns, OverPack::finish, 0, 8, 8, nullptr,
     0, 4}};
constexpr kop_cpu_variant packedVariants[] = {
    {"baseline", KOP_CPU_ANY, packedCode}};

//===----------------------------------------------------------------------===//
// shared
//===----------------------------------------------------------------------===//

void storePairs(const kop_frame *f) {
  for (int64_t i = f->row_begin; i < f->row_end; ++i)
    forColumns(f, [&](int64_t j) {
      at<double>(f, 1, {i, j}) =
          at<double>(f, 0, {i, 0}) + at<double>(f, 0, {j, 1});
    });
}

struct TotalOfAll : Unobserved {
  static double term(const kop_frame *f, int64_t, int64_t j) {
    return at<double>(f, 0, {j, 0});
  }
  static void store(const kop_frame *f, int64_t, double sum) {
    at<double>(f, 2, {}) = sum;
  }
};
constexpr kop_axis onShared[] = {{0, 1}}, onIJ[] = {{0, -1}, {1, -1}};
constexpr int64_t two[] = {2};
constexpr kop_operand sharedInputs[] = {
    {"q", nullptr, onShared, two, 1, 1, KOP_TYPE_F64, -1, KOP_LIST_NONE}};
constexpr kop_operand sharedOutputs[] = {scalar("e", onIJ, 2, KOP_TYPE_F64),
                                         scalar("t", nullptr, 0, KOP_TYPE_F64)};
constexpr kop_step sharedSteps[] = {
    {"pairs", nullptr, 0, 0, 1, 0, 1, 0, 0, -1, 0, 0, 0, nullptr, 0},
    {"total", nullptr, 0, -1, 1, 1, 1, 0, 0, -1, 0, 0, 0, nullptr, 0}};
using Total = Sum<TotalOfAll>;
constexpr kop_step_code sharedCode[] = {
    {storePairs, nullptr, nullptr, 0, 8, 1, nullptr, 0, 0},
    {Total::pass, Total::columns, Total::finish, 0, 8, 8, nullptr, 0, 4}};
constexpr kop_cpu_variant sharedVariants[] = {
    {"baseline", KOP_CPU_ANY, sharedCode}};

} // namespace

namespace kop::tests {
const kop_formula products = {KOP_ABI_VERSION,
                              "tests.products",
                              "products: f64",
                              "",
                              indicesIJ,
                              productInputs,
                              productOutputs,
                              productTemporaries,
                              productSteps,
                              productVariants,
                              2,
                              2,
                              2,
                              1,
                              3,
                              4};
const kop_formula nearest = {KOP_ABI_VERSION,
                             "tests.nearest",
                             "nearest: f32",
                             "",
                             indicesIJ,
                             nearestInputs,
                             nearestOutputs,
                             nullptr,
                             nearestSteps,
                             nearestVariants,
                             2,
                             2,
                             2,
                             0,
                             1,
                             1};
const kop_formula batched = {KOP_ABI_VERSION,
                             "tests.batched",
                             "batched: f64",
                             "",
                             indicesIJ,
                             batchedInputs,
                             batchedOutputs,
                             nullptr,
                             batchedSteps,
                             batchedVariants,
                             3,
                             2,
                             1,
                             0,
                             1,
                             1};
const kop_formula gathered = {KOP_ABI_VERSION,
                              "tests.gathered",
                              "gathered: f64 index i64",
                              "",
                              indicesIJ,
                              gatheredInputs,
                              gatheredOutputs,
                              nullptr,
                              gatheredSteps,
                              gatheredVariants,
                              3,
                              3,
                              2,
                              0,
                              2,
                              1};
const kop_formula packed = {KOP_ABI_VERSION,
                            "tests.packed",
                            "packed: f64",
                            "",
                            indicesIJ,
                            packedInputs,
                            packedOutputs,
                            packedTemporaries,
                            packedSteps,
                            packedVariants,
                            2,
                            2,
                            1,
                            1,
                            2,
                            1};
const kop_formula shared = {KOP_ABI_VERSION,
                            "tests.shared",
                            "shared: f64",
                            "",
                            indicesIJ,
                            sharedInputs,
                            sharedOutputs,
                            nullptr,
                            sharedSteps,
                            sharedVariants,
                            2,
                            1,
                            2,
                            0,
                            2,
                            1};
} // namespace kop::tests
