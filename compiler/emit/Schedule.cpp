//===- Schedule.cpp - Steps of a kernel in its description ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Schedule.h"
#include "compiler/transforms/Tile.h"
#include "compiler/transforms/TilePacks.h"

#include "mlir/IR/TypeUtilities.h"

using namespace kop;
using namespace kop::emit;
using llvm::StringRef;

/// The number of an index; the verifier has checked that it exists.
static int32_t indexNumber(ir::KernelOp kernel, StringRef name) {
  for (auto [number, index] :
       llvm::enumerate(kernel.getIndices().getAsValueRange<mlir::StringAttr>()))
    if (index == name)
      return number;
  return -1;
}

/// The index that stands for the dimension of the call, or -1.
static int32_t dimensionOf(ir::KernelOp kernel) {
  auto name = kernel->getAttrOfType<mlir::StringAttr>(ir::dimensionAttribute);
  return name ? indexNumber(kernel, name) : -1;
}

static int32_t elementType(mlir::Type type) {
  mlir::Type element = mlir::getElementTypeOrSelf(type);
  if (element.isF16())
    return KOP_TYPE_F16;
  if (element.isBF16())
    return KOP_TYPE_BF16;
  if (element.isF64())
    return KOP_TYPE_F64;
  if (element.isInteger(1))
    return KOP_TYPE_BOOL;
  if (element.isInteger(32))
    return KOP_TYPE_I32;
  return element.isInteger(64) ? KOP_TYPE_I64 : KOP_TYPE_F32;
}

static Operand describeTemporary(ir::KernelOp kernel, ir::TemporaryOp op) {
  Operand operand;
  operand.name = op.getSymName().str();
  ir::ArrayType type = op.getArray().getType();
  for (StringRef axis : type.getAxes().getAsValueRange<mlir::StringAttr>()) {
    auto [index, alternative] = axis.split('|');
    operand.axes.push_back(
        {indexNumber(kernel, index),
         alternative.empty() ? -1 : indexNumber(kernel, alternative)});
  }
  auto tensor = llvm::dyn_cast<mlir::RankedTensorType>(type.getElement());
  if (ir::isDynamic(type.getElement()))
    operand.axes.push_back({dimensionOf(kernel), -1});
  else if (tensor)
    operand.shape = tensor.getShape().vec();
  operand.type = elementType(type.getElement());
  return operand;
}

/// Operations per pair, or per row where there are no columns.
static double operationsOf(ir::PassOp pass) {
  mlir::DictionaryAttr cost = pass.getCostAttr();
  if (!cost)
    return 0;
  auto region =
      cost.getAs<mlir::DictionaryAttr>(pass.getColumn() ? "pair" : "row");
  auto count = region ? region.getAs<mlir::IntegerAttr>("operations") : nullptr;
  return count ? static_cast<double>(count.getInt()) : 0;
}

static Step describeStep(ir::KernelOp kernel, ir::PassOp pass) {
  Step step;
  step.name = pass.getSymName().str();
  for (StringRef index : pass.getBatch().getAsValueRange<mlir::StringAttr>())
    step.batch.push_back(indexNumber(kernel, index));
  if (std::optional<StringRef> row = pass.getRow())
    step.row = indexNumber(kernel, *row);
  if (std::optional<StringRef> column = pass.getColumn())
    step.column = indexNumber(kernel, *column);
  if (auto second = pass->getAttrOfType<mlir::StringAttr>("column2"))
    step.column2 = indexNumber(kernel, second.getValue());
  transforms::StateSize size = transforms::stateSize(pass);
  step.states = size.fixed;
  step.statesPerComponent = size.perComponent;
  step.dimension = 1 + dimensionOf(kernel);
  step.operations = operationsOf(pass);
  for (int64_t number : transforms::skippedPacks(pass))
    step.packs.push_back(number);
  if (auto groups = pass->getAttrOfType<mlir::DictionaryAttr>("groups")) {
    step.group = 1 + groups.getAs<mlir::IntegerAttr>("array").getInt();
    step.groupComponent = groups.getAs<mlir::IntegerAttr>("component").getInt();
  }
  if (auto array = pass->getAttrOfType<mlir::IntegerAttr>("collects"))
    step.collects = 1 + array.getInt();
  return step;
}

/// Lists whose steps ask for the row of an entry.
static void describeLists(ir::KernelOp kernel, Formula &formula) {
  for (auto [operand, array] :
       llvm::zip(formula.inputs, kernel.getBody().getArguments()))
    if (operand.list == KOP_LIST_OFFSETS && !array.use_empty())
      operand.list = KOP_LIST_ROWS;
}

void kop::emit::describeSchedule(ir::KernelOp kernel, Formula &formula) {
  describeLists(kernel, formula);
  formula.indices.clear();
  for (auto [name, extent] :
       llvm::zip(kernel.getIndices().getAsValueRange<mlir::StringAttr>(),
                 kernel.getExtents()))
    formula.indices.push_back({name.str(), extent});
  for (mlir::Operation &op : kernel.getBody().front()) {
    if (auto temporary = llvm::dyn_cast<ir::TemporaryOp>(op))
      formula.temporaries.push_back(describeTemporary(kernel, temporary));
    else if (auto pass = llvm::dyn_cast<ir::PassOp>(op))
      formula.steps.push_back(describeStep(kernel, pass));
  }
}
