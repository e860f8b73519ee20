//===- Schedule.cpp - Formulas to passes over rows and columns ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The pass kop-schedule: split reductions over several indices, plan, write
// the kernel in the place of the formula, and count what it costs.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Cost.h"
#include "compiler/transforms/Passes.h"
#include "compiler/transforms/SchedulePlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;
using namespace kop::ir;

namespace kop::transforms {
#define GEN_PASS_DEF_KOPSCHEDULE
#include "compiler/transforms/Passes.h.inc"
} // namespace kop::transforms

using namespace kop::transforms;

/// Says how many passes the formula takes over the pairs, and which reduction
/// of a later pass needs which pass.
static void remarkPasses(Plan &plan) {
  unsigned pairs = 0;
  for (const PlannedPass &pass : plan.passes)
    pairs += pass.row && pass.column;
  emitRemark(plan.formula.getLoc())
      << "formula " << plan.formula.getSymName()
      << ": passes over pairs: " << pairs
      << ", over one index: " << plan.passes.size() - pairs;
  for (unsigned n = 0; n < plan.passes.size(); ++n) {
    for (ReduceOp op : plan.passes[n].reductions) {
      int needed = -1;
      for (Value operand : op.getOperands())
        needed = std::max(needed, plan.ready(operand));
      if (needed >= 0)
        emitRemark(op.getLoc()) << "this reduction is in pass " << n + 1
                                << ": it needs a result of pass " << needed + 1;
    }
    for (Value value : plan.passes[n].kept)
      if (llvm::popcount(plan.domains.of(value)) > 1)
        emitRemark(value.getLoc())
            << "this value is kept in memory for every ["
            << plan.domains.str(plan.domains.of(value)) << "]";
  }
}

static LogicalResult schedule(FormulaOp formula, bool remarks) {
  collapseReductions(formula);
  if (failed(splitReductions(formula)))
    return failure();
  // Halves of reductions over several indices may be other reductions.
  IRRewriter rewriter(formula.getContext());
  DominanceInfo dominance(formula);
  eliminateCommonSubExpressions(rewriter, dominance, formula);
  Plan plan(formula);
  if (failed(plan.build()))
    return failure();
  if (remarks)
    remarkPasses(plan);
  KernelOp kernel = emitKernel(plan);
  for (auto pass : kernel.getBody().getOps<PassOp>())
    pass.setCostAttr(passCost(pass));
  formula.erase();
  return markGroups(kernel);
}

namespace {
struct Schedule : kop::transforms::impl::KopScheduleBase<Schedule> {
  using KopScheduleBase::KopScheduleBase;

  void runOnOperation() override {
    for (FormulaOp formula :
         llvm::make_early_inc_range(getOperation().getOps<FormulaOp>()))
      if (failed(schedule(formula, remarks)))
        return signalPassFailure();
  }
};
} // namespace
