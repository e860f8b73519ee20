//===- SchedulePlan.h - What is computed where ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The plan of a formula: its passes, in order, and for each of them the values
// that are computed per row, packed per column, kept for later passes, and
// stored. Planning writes nothing; ScheduleEmit.cpp turns a plan into a kernel.
//
// `kop.reindex` reads a value at another index. The plan sees through it: a
// value is always looked at under a renaming of indices (a `View`), so that
// `centre[j]` is computed from `q[j]` exactly as `centre[i]` is from `q[i]`.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_SCHEDULEPLAN_H
#define KOP_TRANSFORMS_SCHEDULEPLAN_H

#include "dialect/Domain.h"
#include "dialect/Kop.h"

#include "mlir/IR/TypeUtilities.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace kop::transforms {

using ir::Domain;

/// Renames indices: those that are absent keep their names.
using Renaming = std::map<unsigned, unsigned>;

/// A value under a renaming of the indices it depends on. `renaming` is the
/// number of an entry of `Plan::renamings`; 0 renames nothing.
struct View {
  mlir::Value value;
  unsigned renaming = 0;

  bool operator==(const View &other) const {
    return value == other.value && renaming == other.renaming;
  }
};

} // namespace kop::transforms

namespace llvm {
template <> struct DenseMapInfo<kop::transforms::View> {
  using View = kop::transforms::View;
  using Info = DenseMapInfo<mlir::Value>;
  static View getEmptyKey() { return {Info::getEmptyKey(), 0}; }
  static View getTombstoneKey() { return {Info::getTombstoneKey(), 0}; }
  static unsigned getHashValue(const View &view) {
    return Info::getHashValue(view.value) * 31 + view.renaming;
  }
  static bool isEqual(const View &a, const View &b) { return a == b; }
};
} // namespace llvm

namespace kop::transforms {

/// A region of a pass, or of the map passes in front of it.
enum class Stage { Call, Pack, Rows, Pair, Finish };

/// One pass of the plan.
struct PlannedPass {
  std::vector<unsigned> batch;
  std::optional<unsigned> row, column;
  /// Where columns are the pairs of two indices, the second one.
  std::optional<unsigned> column2;
  /// Each column is met in one row only: entries of lists, labelled pairs.
  bool metOnce = false;
  std::vector<ir::ReduceOp> reductions;
  /// Numbers of the outputs stored by the finish region, and per pair.
  std::vector<unsigned> outputs, denseOutputs;
  /// Values that the finish region keeps for later passes.
  llvm::SetVector<mlir::Value> kept;
  /// Values the rows region hands to the pair region.
  llvm::SetVector<View> rowValues;
  /// Values packed per column in front of the pass.
  llvm::SetVector<View> columnValues;
  /// Expensive values without indices, computed once in front of the pass.
  llvm::SetVector<mlir::Value> callValues;
  /// What has been walked already.
  std::map<Stage, llvm::DenseSet<View>> walked;

  /// The indices of its rows: `batch` and `row`.
  Domain rows() const;
  Domain columns() const {
    return (column ? Domain(1) << *column : 0) |
           (column2 ? Domain(1) << *column2 : 0);
  }
};

/// How the pair region obtains a value.
enum class PairSource {
  Recompute, ///< cheap enough, or of the pair: computed there
  Row,       ///< handed on by the rows region
  Column     ///< read from the pack of the columns
};

class Plan {
public:
  explicit Plan(ir::FormulaOp formula);

  /// Fills `passes`. Reductions must be over one index each, or labelled pairs
  /// of two.
  mlir::LogicalResult build();

  ir::FormulaOp formula;
  ir::DomainAnalysis domains;
  std::vector<PlannedPass> passes;

  //===--- Views ----------------------------------------------------------===//

  /// `value` with the indices of `view` renamed as there.
  View at(mlir::Value value, View view);
  /// The operand of a `kop.reindex` that the view of its result stands for.
  View reindexed(ir::ReindexOp op, View view);
  Domain domain(View view) const;
  unsigned rename(unsigned index, View view) const;
  const std::string &name(unsigned index) const { return names[index]; }
  unsigned number(llvm::StringRef name) const;

  //===--- Decisions ------------------------------------------------------===//

  /// The pass whose finish region can compute `value`, from which pass number
  /// `user` reads it; none when the user must compute it itself.
  std::optional<unsigned> home(mlir::Value value, unsigned user);
  /// Whether `value` has no index and costs enough for a step of its own.
  bool isCallValue(mlir::Value value);
  PairSource pairSource(View view, unsigned pass);
  /// The last pass that `value` needs, -1 for none.
  int ready(mlir::Value value);

  //===--- Outputs --------------------------------------------------------===//

  /// The value to be stored for output `number`: the tensor behind a lookup
  /// at the output's own index.
  mlir::Value outputValue(unsigned number);
  /// Axes of output `number` that its value has as leading tensor axes.
  unsigned tensorAxes(unsigned number);
  /// Indices of an output's rows: its axes without `tensorAxes`.
  Domain outputDomain(unsigned number);

private:
  void placeReductions();
  void placeOutputs();
  void walk(unsigned pass);
  void visit(View view, Stage stage, unsigned pass);
  unsigned chooseRow(Domain kept, std::optional<unsigned> column);

  std::vector<std::string> names;
  std::vector<int64_t> extents;
  std::vector<Renaming> renamings;
  /// Indices that occur beside a column in a plain read.
  std::vector<Domain> readWith;
  llvm::DenseMap<mlir::Value, int> readyAfter;
  llvm::DenseMap<mlir::Operation *, unsigned> passOf;
  llvm::DenseMap<mlir::Value, bool> callValue;
};

/// Takes indices that a filter determines out of reductions over several.
void collapseReductions(ir::FormulaOp formula);

/// Splits reductions over several indices into nested ones over one each.
mlir::LogicalResult splitReductions(ir::FormulaOp formula);

/// Says which passes may meet their columns by label (attribute `groups`).
mlir::LogicalResult markGroups(ir::KernelOp kernel);

/// Writes the kernel of a plan behind its formula.
ir::KernelOp emitKernel(Plan &plan);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_SCHEDULEPLAN_H
