//===- candidates.cpp - Everything that computes a case -------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/bench/candidates.h"

using namespace bench;

namespace {

/// Loops and kernels that run on one thread, for the instruction set.
template <class T>
void addSerial(const Case &which, std::vector<Candidate<T>> &all) {
  auto add = [&](const char *name, Kernel<T> kernel) {
    if (kernel)
      all.push_back({name, kernel});
  };
  auto addLoops = [&](auto find, const char *columns, const char *rows) {
    add(columns, find(which, true, T()));
    add(rows, find(which, false, T()));
  };
  using Find = Kernel<T>(const Case &, bool, T);
  if (which.isa == "x86-64-v4") {
    addLoops(static_cast<Find *>(loops_native::find), "loop-soa", "loop-rows");
    addLoops(static_cast<Find *>(loops_native512::find), "loop-soa-512",
             "loop-rows-512");
#ifdef KOP_BENCH_X86
    add("hand", avx512::find(which, T()));
#endif
#ifdef KOP_BENCH_X86
  } else if (which.isa == "x86-64-v3") {
    addLoops(static_cast<Find *>(loops_v3::find), "loop-soa", "loop-rows");
    add("hand", avx2::find(which, T()));
#endif
  } else {
    addLoops(static_cast<Find *>(loops_baseline::find), "loop-soa",
             "loop-rows");
  }
}

} // namespace

bool bench::isWanted(const Case &which, const std::string &name) {
  return which.candidates.empty() ||
         ("," + which.candidates + ",").find("," + name + ",") !=
             std::string::npos;
}

template <class T>
std::vector<Candidate<T>> bench::candidatesFor(const Data<T> &data) {
  std::vector<Candidate<T>> all = kopCandidates(data);
  if (data.which.threads == 1)
    addSerial(data.which, all);
  if constexpr (std::is_same_v<T, float>)
    for (Candidate<T> &candidate : faissCandidates(data))
      all.push_back(std::move(candidate));
  std::erase_if(all, [&](const Candidate<T> &candidate) {
    return !isWanted(data.which, candidate.name);
  });
  return all;
}

template std::vector<Candidate<float>>
bench::candidatesFor(const Data<float> &);
template std::vector<Candidate<double>>
bench::candidatesFor(const Data<double> &);
