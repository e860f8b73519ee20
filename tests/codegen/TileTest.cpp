//===- TileTest.cpp - A tile as machine code ------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Translate.h"
#include "compiler/codegen/cpu/Skeleton.h"
#include "mlir/Parser/Parser.h"
#include "runtime/include/kop/abi.h"
#include "tests/codegen/MathLibrary.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/Module.h"

#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace kop::codegen;

namespace {

/// The tile of gaussian.mlir on a set, against doubles; rows of no multiple of
/// a tile, so that masks count.
void runGaussian(mlir::ModuleOp module, const InstructionSet &set) {
  llvm::LLVMContext context;
  Options options;
  auto begin = std::chrono::steady_clock::now();
  auto translated = translateCPU(module, {&set}, context, options);
  ASSERT_TRUE(bool(translated)) << llvm::toString(translated.takeError());
  llvm::SmallVector<char> buffer;
  llvm::raw_svector_ostream out(buffer);
  ASSERT_FALSE(bool(optimize(**translated, options)));
  ASSERT_FALSE(bool(emitObject(**translated, out, options)));
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  EXPECT_LE(took.count(), 3.0);

  auto jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  llvm::cantFail(jit->addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(
      llvm::StringRef(buffer.data(), buffer.size()))));
  auto tile = *module.getOps<kop::ir::TileOp>().begin();
  auto function = llvm::cantFail(jit->lookup(describeTile(tile, set).symbol))
                      .toPtr<kop_step_function>();

  const int64_t n = 77, m = 131;
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> x(3 * n), y(4 * m), a(n + 64, -5.0f);
  for (auto *v : {&x, &y})
    for (float &value : *v)
      value = normal(random);
  const kop_array arrays[] = {
      {x.data(), nullptr}, {y.data(), nullptr}, {a.data(), nullptr}};
  const int64_t extents[] = {n, m};
  kop_frame frame = {};
  frame.arrays = arrays;
  frame.extents = extents;
  frame.row_begin = 5;
  frame.row_end = n;
  function(&frame);
  for (int64_t i = 0; i != n + 64; ++i) {
    if (i < 5 || i >= n) {
      EXPECT_EQ(a[i], -5.0f) << "row " << i << " is not of the task";
      continue;
    }
    double want = 0, size = 0;
    for (int64_t j = 0; j != m; ++j) {
      double d = 0;
      for (int k = 0; k != 3; ++k)
        d += std::pow(double(x[3 * i + k]) - y[4 * j + k], 2);
      want += std::exp2(-d) * y[4 * j + 3];
      size += std::exp2(-d) * std::fabs(y[4 * j + 3]);
    }
    EXPECT_NEAR(a[i], want, 2e-6 * size)
        << "row " << i << " on " << set.name.str();
  }
}

TEST(Tile, Gaussian) {
  mlir::DialectRegistry registry;
  registry.insert<kop::ir::KopDialect>();
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(
      KOP_TEST_DIRECTORY "/gaussian.mlir", &context);
  ASSERT_TRUE(bool(module));
  for (const std::string &name : kop::test::availableSets())
    runGaussian(*module, *findInstructionSet(name));
}

TEST(Tile, PTX) {
  mlir::DialectRegistry registry;
  registry.insert<kop::ir::KopDialect>();
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(
      KOP_TEST_DIRECTORY "/gaussian.mlir", &context);
  ASSERT_TRUE(bool(module));
  auto ptx = emitPTX(*module, "sm_90", Options());
  ASSERT_TRUE(bool(ptx)) << llvm::toString(ptx.takeError());
  EXPECT_NE(ptx->find("ex2.approx.ftz.f32"), std::string::npos);
  EXPECT_NE(ptx->find("ld.global"), std::string::npos);
  EXPECT_EQ(ptx->find(".extern"), std::string::npos);
}

} // namespace
