//===- BlockSparse.cpp - Passes that take interval lists ------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every tile loops over a list of column intervals; the dense loop is the list
// with one interval. What is left to decide is which passes follow the ranges
// of a call: those over pairs of the two indices that the ranges relate. Maps,
// packs, sums of sums and outputs per pair do not.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Passes.h"
#include "dialect/Kop.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace kop::ir;

namespace kop::transforms {
#define GEN_PASS_DEF_KOPBLOCKSPARSE
#include "compiler/transforms/Passes.h.inc"
} // namespace kop::transforms

/// Whether `pass` reduces the pairs of two indices whose extents the call
/// gives; the entries of lists and labelled pairs are no columns for that.
static bool reducesPairs(KernelOp kernel, PassOp pass) {
  if (!pass.getRow() || !pass.getColumn() || pass.getReductions().empty())
    return false;
  if (auto groups = pass->getAttrOfType<DictionaryAttr>("groups");
      groups && (groups.contains("list") || pass->hasAttr("column2")))
    return false;
  for (auto [name, extent] : llvm::zip(
           kernel.getIndices().getAsRange<StringAttr>(), kernel.getExtents()))
    if (extent >= 0 && (name.getValue() == *pass.getRow() ||
                        name.getValue() == *pass.getColumn()))
      return false;
  return true;
}

namespace {
struct BlockSparse : kop::transforms::impl::KopBlockSparseBase<BlockSparse> {
  using KopBlockSparseBase::KopBlockSparseBase;

  void runOnOperation() override {
    KernelOp kernel = getOperation();
    Builder b(&getContext());
    // The first pair that is reduced is the one that ranges relate.
    StringRef rows, columns;
    for (auto pass : kernel.getBody().getOps<PassOp>()) {
      pass->removeAttr("ranges");
      if (!reducesPairs(kernel, pass)) {
        decline(pass, "it is not over pairs");
        continue;
      }
      if (rows.empty()) {
        rows = *pass.getRow();
        columns = *pass.getColumn();
      }
      bool direct = *pass.getRow() == rows && *pass.getColumn() == columns;
      bool transposed = *pass.getRow() == columns && *pass.getColumn() == rows;
      if (direct || transposed)
        pass->setAttr("ranges",
                      b.getStringAttr(direct ? "direct" : "transposed"));
      else
        decline(pass, "it is over other indices");
    }
  }

  void decline(PassOp pass, StringRef reason) {
    if (remarks)
      emitRemark(pass.getLoc()) << "pass " << pass.getSymName()
                                << " does not follow ranges: " << reason;
  }
};
} // namespace
