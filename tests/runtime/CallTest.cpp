//===- CallTest.cpp - Choosing code, memory and callbacks of calls --------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

#include <memory_resource>
#include <stdexcept>

using namespace kop;
using namespace kop::tests;

TEST(Call, OverloadsByShape) {
  // The same formula with another operand shape.
  const std::int64_t three[] = {3};
  kop_operand input = shared.inputs[0];
  input.shape = three;
  kop_formula wide = shared;
  wide.inputs = &input;
  wide.signature = "shared(D = 3): f64";
  const kop_formula *const instances[] = {&wide, &shared};

  std::vector<double> q(8, 1), e(16), t(1);
  detail::call(instances, {}, In<double>(q, 4, 2), Out<double>(e, 4, 4),
               Out<double>(t[0]));
  EXPECT_EQ(t[0], 4);
  EXPECT_EQ(e, std::vector<double>(16, 2));
  const Error error = errorOf([&] {
    detail::call(instances, {}, In<double>(q, 2, 4), Out<double>(e, 4, 4),
                 Out<double>(t[0]));
  });
  EXPECT_EQ(error.code(), ErrorCode::Shape);
  EXPECT_STREQ(error.what(),
               "shared: no instance takes q f64(2, 4), e f64(4, 4), t f64(); "
               "compiled are shared(D = 3): f64; shared: f64");
}

TEST(Call, Cpu) {
  const std::uint64_t features = kop_cpu_features();
  EXPECT_STREQ(kop_selected_cpu(&products, "baseline"), "baseline");
  EXPECT_STREQ(kop_selected_cpu(&products, "x86-64"), "baseline");
  if (features & KOP_CPU_X86_V3) {
    // Not in the formula: the best within it.
    EXPECT_STREQ(kop_selected_cpu(&products, "x86-64-v3"), "x86-64-v2");
  }
  if (features & KOP_CPU_X86_V4) {
    EXPECT_STREQ(kop_selected_cpu(&products, "x86-64-v4"), "x86-64-v4");
  }
  EXPECT_EQ(kop_selected_cpu(&products, "impossible"), nullptr);

  Products call(3, 3);
  Exec exec;
  exec.cpu = "impossible";
  EXPECT_STREQ(errorOf([&] { call.run(exec); }).what(),
               "products: this machine does not run 'impossible' code");
  exec.cpu = "z80";
  EXPECT_STREQ(errorOf([&] { call.run(exec); }).what(),
               "products: unknown CPU 'z80'; compiled for impossible, "
               "x86-64-v4, x86-64-v2, baseline");
  EXPECT_EQ(call.p, std::vector<double>(3, -99));
}

TEST(Call, NoCodeForThisMachine) {
  kop_formula formula = products;
  formula.n_cpu = 1;
  const kop_formula *const instances[] = {&formula};
  double x = 1, y = 1, p = 0, q = 0;
  const Error error = errorOf([&] {
    detail::call(instances, {}, In<double>(&x, 1), In<double>(&y, 1),
                 Out<double>(&p, 1), Out<double>(&q, 1));
  });
  EXPECT_EQ(error.code(), ErrorCode::Cpu);
  EXPECT_STREQ(error.what(), "products: no code for this machine; compiled "
                             "for impossible");
}

namespace {

/// Counts what it hands out.
class CountingMemory : public std::pmr::memory_resource {
public:
  size_t allocations = 0, bytes = 0, open = 0;
  bool full = false;

private:
  void *do_allocate(size_t n, size_t alignment) override {
    if (full)
      throw std::bad_alloc();
    ++allocations;
    ++open;
    bytes += n;
    return std::pmr::new_delete_resource()->allocate(n, alignment);
  }
  void do_deallocate(void *memory, size_t n, size_t alignment) override {
    --open;
    std::pmr::new_delete_resource()->deallocate(memory, n, alignment);
  }
  bool do_is_equal(const memory_resource &other) const noexcept override {
    return this == &other;
  }
};

} // namespace

TEST(Call, MemoryOfTheCaller) {
  CountingMemory memory;
  Exec exec;
  exec.memory = &memory;
  Products call(1000, 20);
  call.run(exec);
  call.check();
  EXPECT_EQ(memory.allocations, 1u);
  EXPECT_GE(memory.bytes, 8000u);
  EXPECT_EQ(memory.open, 0u);

  memory.full = true;
  Products other(10, 10);
  EXPECT_EQ(errorOf([&] { other.run(exec); }).code(), ErrorCode::Memory);
  EXPECT_EQ(other.p, std::vector<double>(10, -99));
}

TEST(Call, Cancelled) {
  for (int threads : {1, 0}) {
    std::atomic<bool> cancel{true};
    Exec exec;
    exec.cancel = &cancel;
    exec.threads = threads;
    Products call(2000, 2000);
    const Error error = errorOf([&] { call.run(exec); });
    EXPECT_EQ(error.code(), ErrorCode::Cancelled);
    EXPECT_STREQ(error.what(), "products: cancelled");
    EXPECT_EQ(call.p, std::vector<double>(2000, -99));
    cancel = false;
    call.run(exec);
    call.check();
  }
}

TEST(Call, CancelledOnTheWay) {
  std::atomic<bool> cancel{false};
  Exec exec;
  exec.cancel = &cancel;
  exec.progress = [&](double fraction) {
    if (fraction > 0.3)
      cancel = true;
  };
  Products call(3000, 3000);
  EXPECT_EQ(errorOf([&] { call.run(exec); }).code(), ErrorCode::Cancelled);
  EXPECT_EQ(call.q.back(), -99);
}

TEST(Call, Progress) {
  for (int threads : {1, 0}) {
    std::vector<double> fractions;
    Exec exec;
    exec.threads = threads;
    exec.progress = [&](double fraction) { fractions.push_back(fraction); };
    Products call(3000, 3000);
    call.run(exec);
    call.check();
    ASSERT_GT(fractions.size(), 3u);
    EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
    EXPECT_GT(fractions.front(), 0);
    EXPECT_EQ(fractions.back(), 1.0);
  }
}

TEST(Call, ExceptionOfACallback) {
  for (int threads : {1, 0}) {
    Exec exec;
    exec.threads = threads;
    exec.progress = [](double) { throw std::domain_error("enough"); };
    Products call(2000, 2000);
    EXPECT_THROW(call.run(exec), std::domain_error);
  }
}

TEST(Call, CallsInsideACall) {
  // A callback that computes must not disturb the call around it.
  Exec exec;
  exec.progress = [](double) {
    Products inner(40, 3000);
    inner.run();
    inner.check();
  };
  Products call(500, 700);
  call.run(exec);
  call.check();
}
