//===- kop-opt.cpp - Runs passes one by one ---------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mlir-opt with the kop dialect and its passes beside the upstream ones.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Passes.h"
#include "compiler/transforms/Passes.h"
#include "dialect/Kop.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::registerAllPasses();
  kop::transforms::registerPasses();
  kop::codegen::registerPasses();

  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<kop::ir::KopDialect>();

  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Kop's pass driver\n", registry));
}
