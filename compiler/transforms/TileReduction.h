//===- TileReduction.h - Reductions inside a tile ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A reduction keeps cells per row: accumulators that are registers or, where
// they are many, scratch memory. A new reduction is one class: its cells,
// their identity, how a group of columns enters, how two states merge, and
// what the results are. The register tile, both maps of the lanes, segments,
// block sparsity and the GPU use nothing else.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILEREDUCTION_H
#define KOP_TRANSFORMS_TILEREDUCTION_H

#include "compiler/transforms/TileBuilder.h"

namespace kop::transforms {

/// A reduction of a pass, with the types of its arguments.
struct ReductionSpec {
  ir::ReductionAttr attr;
  llvm::SmallVector<Type> arguments;
  Type integer; // type of indices in results
};

/// Cells with at most this many elements are registers.
constexpr int64_t maxRegisterCells = 16;
constexpr int64_t maxColdRegisterCells = 4;

/// Columns that a pass which makes lists takes at a time: enough to hide what a
/// call costs, few enough for the lists of a task to fit a cache.
constexpr int64_t listColumns = 512;
/// The same where long vectors stand beside the lists.
constexpr int64_t leastListColumns = 16;

/// `count` accumulators of one type per row (kDynamic: one per component of the
/// call's dimension). Only stored cells make up the
/// state that is written at the end of a task and merged.
struct Cell {
  Type type;
  int64_t count = 1;
  bool stored = true;
  /// Rarely touched: memory is the better place for more than a few.
  bool cold = false;
  /// One for each row of the tile, or one for all of them and all lanes.
  bool perRow = true;
  /// Elements that are written to the state as they come, and never read.
  bool direct = false;

  bool isDynamic() const { return count == mlir::ShapedType::kDynamic; }
  bool inMemory() const {
    return isDynamic() ||
           count > (cold ? maxColdRegisterCells : maxRegisterCells);
  }
};

/// A reduction of a pass inside its tile.
class TileReduction {
public:
  explicit TileReduction(ReductionSpec spec) : spec(std::move(spec)) {}
  virtual ~TileReduction() = default;

  /// The reduction for a kind; null for kinds that have no tile.
  static std::unique_ptr<TileReduction> create(ReductionSpec spec);

  virtual llvm::SmallVector<Cell> cells() const = 0;

  /// Where the arguments and the filter (or null) come from, in a pass.
  void setArguments(mlir::ValueRange values, Value filter) {
    arguments.assign(values.begin(), values.end());
    condition = filter;
  }

  /// Writes an element of a direct cell of a row, where the mask holds.
  using StateWriter = std::function<void(
      unsigned cell, int64_t row, Value element, Value value, Value mask)>;
  void setState(StateWriter writer) { writeState = std::move(writer); }

  /// Takes the cells into the tile and sets them to the identity.
  void begin(TileBuilder &tile);
  /// Takes the columns of the group in.
  virtual void combine(TileBuilder &t) = 0;
  /// Decides what was put off, after the whole groups of a block of columns;
  /// `isLast` says whether it cannot wait until those of the next block.
  virtual void settle(TileBuilder &, [[maybe_unused]] Value isLast) {}
  /// Adds partial sums to the sums, after a block of `columns()` columns.
  using ColumnCount = llvm::function_ref<Value()>;
  virtual void flush(TileBuilder &, [[maybe_unused]] ColumnCount columns) {}
  /// Takes in another state, whose stored cells `other(cell, element)` gives.
  using OtherState = std::function<Value(unsigned, Value)>;
  virtual void merge(TileBuilder &t, int64_t row, const OtherState &other) = 0;
  /// Number of results: two for kmin, kmax (values, indices).
  unsigned resultCount() const { return spec.attr.getK() > 0 ? 2 : 1; }
  /// Component of result `number`.
  virtual Value result(TileBuilder &t, unsigned number,
                       llvm::ArrayRef<Value> position, int64_t row) = 0;

  /// Registers, to be carried through loops; order is fixed.
  llvm::SmallVector<Value> registers() const;
  void setRegisters(mlir::ValueRange values);

  Value get(TileBuilder &t, unsigned cell, int64_t row, Value element);
  void set(TileBuilder &t, unsigned cell, int64_t row, Value element,
           Value value);

protected:
  /// Value of a cell before any column.
  virtual Value identity(TileBuilder &t, unsigned cell) = 0;

  Value get(TileBuilder &t, unsigned cell, int64_t row) {
    return get(t, cell, row, t.constantIndex(0));
  }
  void set(TileBuilder &t, unsigned cell, int64_t row, Value value) {
    set(t, cell, row, t.constantIndex(0), value);
  }
  /// `body` for every element of a cell.
  static void forEachElement(TileBuilder &t, int64_t count,
                             llvm::function_ref<void(Value)> body) {
    t.forEach(count, body, maxRegisterCells);
  }
  /// The element with a row-major number of argument `number`.
  Value argument(TileBuilder &t, unsigned number, Value element, Instance at);
  /// Sums over components in that element, for all instances at once.
  void prepare(TileBuilder &t, unsigned number, Value element);
  /// Whether the term counts, or null.
  Value counts(TileBuilder &t, Instance at);
  /// `body` may change the registers; runs when `condition` holds anywhere.
  void branch(TileBuilder &t, Value condition, llvm::function_ref<void()> body);

  ReductionSpec spec;
  llvm::SmallVector<Value> arguments;
  Value condition;
  StateWriter writeState;

private:
  struct Place {
    bool memory = false;
    Slot slot;
    int64_t firstRegister = 0, count = 1;
  };
  llvm::SmallVector<Place> cellPlaces;
  llvm::SmallVector<Value> values;
  int64_t rows = 1;
};

/// Number of components of a type; kDynamic where the call says it.
int64_t componentCount(Type type);

/// What a minimum (or maximum) starts from: ±inf, or the integer's limit.
Value worstValue(TileBuilder &t, Type type, bool smallest);

// One factory per family, each in its own file.
std::unique_ptr<TileReduction> makeSumReduction(ReductionSpec spec);
std::unique_ptr<TileReduction> makeCountReduction(ReductionSpec spec);
std::unique_ptr<TileReduction> makeExtremumReduction(ReductionSpec spec);
std::unique_ptr<TileReduction> makeArgReduction(ReductionSpec spec);
std::unique_ptr<TileReduction> makeTopKReduction(ReductionSpec spec);
std::unique_ptr<TileReduction> makeExpReduction(ReductionSpec spec);
std::unique_ptr<TileReduction> makeListReduction(ReductionSpec spec);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILEREDUCTION_H
