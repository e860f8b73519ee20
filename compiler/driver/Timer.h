//===- Timer.h - Time of each stage -----------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_TIMER_H
#define KOP_DRIVER_TIMER_H

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <string>
#include <vector>

namespace kop::driver {

/// What `--time` prints.
class Timer {
  using Clock = std::chrono::steady_clock;

public:
  /// Measures its own life.
  class Scope {
  public:
    Scope(Timer &timer, const char *stage)
        : timer(timer), stage(stage), begin(Clock::now()) {}
    ~Scope() {
      std::chrono::duration<double, std::milli> time = Clock::now() - begin;
      timer.stages.emplace_back(stage, time.count());
    }

  private:
    Timer &timer;
    const char *stage;
    Clock::time_point begin;
  };

  void print(const std::string &input, llvm::raw_ostream &os) const {
    os << input << ":\n";
    for (const auto &[stage, time] : stages)
      os << llvm::format("  %-10s %8.2f ms\n", stage, time);
  }

private:
  std::vector<std::pair<const char *, double>> stages;
};

} // namespace kop::driver

#endif // KOP_DRIVER_TIMER_H
