//===- SampleFormulas.cpp - The instances of Sample.kop.h -----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.kop.h"

#include "Steps.h"

#include <cmath>

using namespace kop::tests;

namespace {

/// a[i] = sum[j] exp(-|x[i] - y[j]|^2 / (2 sigma^2)) * b[j], in f64.
template <class T, int D> struct Gaussian : Unobserved {
  static double term(const kop_frame *f, int64_t i, int64_t j) {
    double distance = 0;
    for (int d = 0; d < D; ++d) {
      const double difference = at<T>(f, 0, {i, d}) - at<T>(f, 1, {j, d});
      distance += difference * difference;
    }
    const double sigma = at<T>(f, 3, {});
    return std::exp(-distance / (2 * sigma * sigma)) * at<T>(f, 2, {j, 0});
  }
  static void store(const kop_frame *f, int64_t i, double sum) {
    at<T>(f, 4, {i, 0}) = T(sum);
  }
};

template <class T, int D> struct Parts {
  static constexpr int32_t type = sizeof(T) == 4 ? KOP_TYPE_F32 : KOP_TYPE_F64;
  using Step = Sum<Gaussian<T, D>>;
  static constexpr kop_index indices[] = {{"i", -1}, {"j", -1}};
  static constexpr kop_axis onI[] = {{0, -1}}, onJ[] = {{1, -1}};
  static constexpr int64_t dimension[] = {D}, one[] = {1};
  static constexpr kop_operand inputs[] = {
      {"x", nullptr, onI, dimension, 1, 1, type, -1, KOP_LIST_NONE},
      {"y", nullptr, onJ, dimension, 1, 1, type, -1, KOP_LIST_NONE},
      {"b", nullptr, onJ, one, 1, 1, type, -1, KOP_LIST_NONE},
      {"sigma", nullptr, nullptr, nullptr, 0, 0, type, -1, KOP_LIST_NONE}};
  static constexpr kop_operand outputs[] = {
      {"a", nullptr, onI, one, 1, 1, type, -1, KOP_LIST_NONE}};
  static constexpr kop_step steps[] = {
      {"over_j", nullptr, 0, 0, 1, 1, 10, 0, 0, -1, 0, 0, 0, nullptr, 0}};
  static constexpr kop_step_code code[] = {
      {Step::pass, Step::columns, Step::finish, 0, 8, 8, nullptr, 0, 4}};
  static constexpr kop_cpu_variant variants[] = {
      {"baseline", KOP_CPU_ANY, code}};

  static constexpr kop_formula formula(const char *signature) {
    return {KOP_ABI_VERSION,
            "kernels.gaussian",
            signature,
            "",
            indices,
            inputs,
            outputs,
            nullptr,
            steps,
            variants,
            2,
            4,
            1,
            0,
            1,
            1};
  }
};

} // namespace

extern "C" {
const kop_formula kop_kernels_gaussian_D3_E1_f32 =
    Parts<float, 3>::formula("gaussian(D = 3, E = 1): f32");
const kop_formula kop_kernels_gaussian_D2_E1_f32 =
    Parts<float, 2>::formula("gaussian(D = 2, E = 1): f32");
const kop_formula kop_kernels_gaussian_D3_E1_f64 =
    Parts<double, 3>::formula("gaussian(D = 3, E = 1): f64");
}
