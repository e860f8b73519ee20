//===- BackEnd.cpp - From typed instances to tiles --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/BackEnd.h"
#include "compiler/driver/BackEndImpl.h"
#include "compiler/emit/Mathematics.h"
#include "compiler/emit/Schedule.h"
#include "compiler/lower/Lower.h"
#include "compiler/transforms/Passes.h"
#include "dialect/Kop.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace kop;
using namespace kop::driver;

BackEnd::BackEnd(const Options &options, FrontEnd &frontEnd)
    : impl(std::make_unique<Impl>(options, frontEnd)) {}
BackEnd::~BackEnd() = default;

const std::string &BackEnd::internalError() const {
  return impl->messages.internalError;
}

/// Threads would only cost: one input is small.
BackEnd::Impl::Impl(const Options &options, FrontEnd &frontEnd)
    : options(options), frontEnd(frontEnd),
      context(mlir::MLIRContext::Threading::DISABLED),
      messages(context, frontEnd) {
  std::string error;
  sets = selectInstructionSets(options, error);
}

BackEnd::Impl::~Impl() = default;

bool BackEnd::Impl::succeeded() {
  return messages.internalError.empty() && !frontEnd.hasErrors();
}

bool BackEnd::Impl::run(mlir::ModuleOp module, const char *stage,
                        llvm::function_ref<void(mlir::PassManager &)> add) {
  messages.enterPass(stage);
  mlir::PassManager manager(&context);
  add(manager);
  if (mlir::succeeded(manager.run(module)))
    return succeeded();
  if (succeeded())
    messages.internalError = std::string(stage) + " failed";
  return false;
}

bool BackEnd::lower() {
  impl->module =
      lower::lower(impl->frontEnd.analysis.instances, impl->frontEnd.sources,
                   impl->frontEnd.diagnostics, impl->context);
  return impl->module && impl->succeeded();
}

/// Bounds are no derivatives, also of one.
static bool hasDerivatives(ir::FormulaOp formula) {
  mlir::Block &body = formula.getBody().front();
  if (!body.getOps<ir::BoundsOp>().empty())
    return false;
  return llvm::any_of(body, [](mlir::Operation &op) {
    return llvm::isa<ir::VjpOp, ir::JvpOp, ir::JacobianOp, ir::DivergenceOp,
                     ir::LaplacianOp>(op);
  });
}

bool BackEnd::differentiate() {
  for (ir::FormulaOp formula : impl->module->getOps<ir::FormulaOp>())
    impl->hadDerivatives.push_back(hasDerivatives(formula));
  return impl->run(*impl->module, "kop-differentiate",
                   [&](mlir::PassManager &pm) {
                     transforms::KopDifferentiateOptions settings;
                     settings.remarks = impl->options.remarks.has_value();
                     pm.addNestedPass<ir::FormulaOp>(
                         transforms::createKopDifferentiate(settings));
                   }) &&
         impl->run(*impl->module, "kop-bounds", [&](mlir::PassManager &pm) {
           transforms::KopBoundsOptions settings;
           settings.remarks = impl->options.remarks.has_value();
           pm.addNestedPass<ir::FormulaOp>(
               transforms::createKopBounds(settings));
         });
}

void BackEnd::describeDerivatives(emit::Unit &unit) const {
  constexpr unsigned longestText = 40;
  size_t number = 0;
  for (ir::FormulaOp formula : impl->module->getOps<ir::FormulaOp>()) {
    if (impl->hadDerivatives[number])
      unit.formulas[number].mathematics =
          emit::writeMathematics(formula, longestText);
    ++number;
  }
}

bool BackEnd::simplify() {
  if (impl->options.optimization == 0)
    return true;
  return impl->run(*impl->module, "kop-simplify", [&](mlir::PassManager &pm) {
    transforms::KopSimplifyOptions settings;
    settings.precise = impl->options.math == MathMode::Precise;
    settings.remarks = impl->options.remarks.has_value();
    pm.addNestedPass<ir::FormulaOp>(transforms::createKopSimplify(settings));
  });
}

bool BackEnd::expand() {
  if (impl->options.optimization == 0 ||
      impl->options.distance == DistanceForm::Direct)
    return true;
  return impl->run(*impl->module, "kop-expand", [&](mlir::PassManager &pm) {
    transforms::KopExpandOptions settings;
    settings.eager = impl->options.distance == DistanceForm::Expanded;
    settings.scores = impl->options.math != MathMode::Precise;
    settings.remarks = impl->options.remarks.has_value();
    pm.addNestedPass<ir::FormulaOp>(transforms::createKopExpand(settings));
  });
}

bool BackEnd::schedule() {
  bool remarks = impl->options.remarks.has_value();
  auto addSchedule = [&](mlir::PassManager &pm) {
    transforms::KopScheduleOptions settings;
    settings.remarks = remarks;
    pm.addPass(transforms::createKopSchedule(settings));
  };
  auto addBlockSparse = [&](mlir::PassManager &pm) {
    transforms::KopBlockSparseOptions settings;
    settings.remarks = remarks;
    pm.addNestedPass<ir::KernelOp>(transforms::createKopBlockSparse(settings));
  };
  return impl->run(*impl->module, "kop-schedule", addSchedule) &&
         impl->run(*impl->module, "kop-block-sparse", addBlockSparse);
}

static std::string printModule(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  stream << '\n';
  return text;
}

std::string BackEnd::print() const { return printModule(*impl->module); }

mlir::OwningOpRef<mlir::ModuleOp>
BackEnd::Impl::tileFor(const codegen::InstructionSet &set) {
  mlir::OwningOpRef<mlir::ModuleOp> tiles = module->clone();
  applyTuning(*tiles, set.name, options.tile, options.tuning);
  transforms::KopTileOptions settings;
  settings.registers = set.registers;
  settings.vectorBits = set.vectorBits;
  settings.target = set.name.str();
  settings.remarks = options.remarks.has_value();
  if (!run(*tiles, "kop-tile", [&](mlir::PassManager &pm) {
        pm.addPass(transforms::createKopTile(settings));
      }))
    return nullptr;
  return tiles;
}

bool BackEnd::tile(std::string &text) {
  mlir::OwningOpRef<mlir::ModuleOp> tiles = impl->tileFor(*impl->sets.front());
  if (tiles)
    text = printModule(*tiles);
  return static_cast<bool>(tiles);
}

std::string BackEnd::costReport() const {
  std::string text;
  impl->module->walk(
      [&](ir::KernelOp kernel) { text += transforms::costReport(kernel); });
  return text;
}

/// Kernels are in the order of the instances.
void BackEnd::describe(emit::Unit &unit) const {
  auto formula = unit.formulas.begin();
  impl->module->walk(
      [&](ir::KernelOp kernel) { emit::describeSchedule(kernel, *formula++); });
}
