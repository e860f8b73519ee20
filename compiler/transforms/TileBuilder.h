//===- TileBuilder.h - Elements of values inside a tile ---------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A tile computes several rows per lane and several columns per group. The
// builder turns values of a pass (scalars and tensors, one meaning for all
// rows and columns) into scalars of one `Instance`, a row and a column of the
// tile, by asking for one element after the other: a tensor is never built
// unless `materialize` puts it into scratch memory.
//
// Elements are remembered per scope (a block of the code that is written), so
// that asking twice gives the same value. Elements that do not depend on the
// column are written in front of the column loops.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TRANSFORMS_TILEBUILDER_H
#define KOP_TRANSFORMS_TILEBUILDER_H

#include "compiler/transforms/Tile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

#include <functional>
#include <map>

namespace kop::transforms {

using mlir::Type;
using mlir::Value;

/// Component numbers of an element, one `index` value per axis.
using Position = llvm::SmallVector<Value, 2>;

/// A place in scratch memory: `start` elements per lane behind the first one,
/// or, among the places that grow with the dimension of the call, so many for
/// each of its components.
struct Slot {
  int64_t start = 0;
  bool perComponent = false;
};

/// A row and a column of the tile, by number.
struct Instance {
  int64_t row = 0;
  int64_t column = 0;
};

/// What a value depends on inside a tile.
enum Dependence : unsigned { None = 0, OnRow = 1, OnColumn = 2 };

class TileBuilder {
public:
  TileBuilder(ir::PassOp pass, ir::TileOp tile, const TileOptions &options);

  mlir::OpBuilder b;
  mlir::Location loc;
  const TileOptions &options;

  //===--- Rows and columns -----------------------------------------------===//

  /// Sets the rows of the tile. With `lanesOverColumns` rows are uniform, and
  /// all of them are rows of the task.
  void setRows(int64_t count, bool lanesOverColumns);
  /// Sets the columns of the group (`index` values, valid columns), and an i1
  /// that says which count, or null where all do. Where columns are pairs,
  /// `seconds` are the values of their second index.
  void setColumns(llvm::ArrayRef<Value> columns, Value valid = {},
                  llvm::ArrayRef<Value> seconds = {});

  /// Calls `body` with the number of the first of more columns, `more`. One
  /// scope may do that once: elements are known by those numbers.
  void withColumns(llvm::ArrayRef<Value> more,
                   llvm::function_ref<void(int64_t)> body);

  int64_t rowCount() const { return rows.size(); }
  int64_t columnCount() const { return columns.size(); }
  /// Row of the array (`index`), clamped to the last one of the task.
  Value row(int64_t number) const { return rows[number]; }
  Value column(int64_t number) const { return columns[number]; }
  /// Whether a row of the tile is one of the task; null when all are.
  Value rowIsValid(int64_t number) const { return rowValid[number]; }
  /// Whether the columns count; null when all do.
  Value columnIsValid() const { return columnValid; }
  /// Number of a row in the state of the task (`index`).
  Value localRow(int64_t number) const { return localRows[number]; }

  /// Groups of columns of a block at most.
  int64_t groupsOfBlock = 1;

  //===--- Elements -------------------------------------------------------===//

  /// Whether distances that have a `kop.expansion` are computed by it: scores
  /// in full, filters without the norm of the row.
  bool expanded = false;

  /// The element of `value` at `position` for one instance.
  Value element(Value value, llvm::ArrayRef<Value> position, Instance at);
  Value scalar(Value value, Instance at) { return element(value, {}, at); }

  /// Writes every small value of a region for all instances of the group, so
  /// that loops over components find them; puts large values into scratch
  /// memory where asking again would repeat work. Loops serve all instances at
  /// once; what lies between them is written column by column, which keeps few
  /// values alive.
  void evaluate(mlir::Region &region);

  /// Writes the sums over components that an element of `value` is made of, for
  /// all instances of the group at once: in a loop over elements a weight is
  /// loaded once for all of them, and their sums do not wait for each other.
  void contractAhead(Value value, llvm::ArrayRef<Value> position);

  /// Puts a value into scratch memory, for all instances it depends on.
  void materialize(Value value);

  /// Says that `argument` (of a region) is `value` (of another).
  void alias(Value argument, Value value) { aliases[argument] = value; }
  /// Says where the elements of `value` come from.
  using Source = std::function<Value(llvm::ArrayRef<Value>, Instance)>;
  void bind(Value value, Source source, unsigned dependence) {
    sources[value] = std::move(source);
    dependences[value] = dependence;
  }

  unsigned dependence(Value value);
  bool isSmall(Type type) const;

  /// Writes all elements of `value` to `array` for every valid instance.
  void store(ir::StoreOp op);

  //===--- Code -----------------------------------------------------------===//

  Value constantIndex(int64_t value);
  /// The number of components along an axis of a shape, which may be that of
  /// the call.
  Value extent(int64_t size);
  Value constant(mlir::TypedAttr value);
  Value floatConstant(Type type, double value);
  Value add(Value a, Value b);
  Value sub(Value a, Value b);
  Value mul(Value a, Value b);
  /// `a * b + acc` in the arithmetic of their type; `acc` may be null.
  Value multiplyAdd(Value a, Value b, Value acc);
  Value select(Value condition, Value yes, Value no);
  /// `a` where the (possibly null) condition holds, else `otherwise`.
  Value guard(Value condition, Value a, Value otherwise);
  Value less(Value a, Value b);
  Value both(Value a, Value b);
  Value convert(Value value, Type type);

  Value frame(llvm::StringRef field, llvm::ArrayRef<int64_t> position = {});
  Value load(Type type, Value base, Value offset, Value mask = {});
  void store(Value value, Value base, Value offset, Value mask = {});
  Value lane();
  Value lanes();

  /// Whether so many components are written one after the other: those of the
  /// call's dimension never are.
  bool unrolls(int64_t size, int64_t limit) const {
    return size != mlir::ShapedType::kDynamic && size <= limit;
  }
  /// Calls `body` for 0 … count - 1: unrolled up to `limit` (0: the option),
  /// else in a loop whose body may not change anything but memory.
  void forEach(int64_t count, llvm::function_ref<void(Value)> body,
               int64_t limit = 0);
  /// A loop with loop-carried values.
  llvm::SmallVector<Value>
  loop(Value begin, Value end, Value step, mlir::ValueRange inits,
       llvm::function_ref<llvm::SmallVector<Value>(Value, mlir::ValueRange)>
           body);
  /// Values of the one body or the other, by the uniform `condition`.
  llvm::SmallVector<Value>
  either(Value condition, mlir::TypeRange types,
         llvm::function_ref<llvm::SmallVector<Value>()> body,
         llvm::function_ref<llvm::SmallVector<Value>()> otherwise);
  /// `body` when the uniform `condition` holds, `otherwise` else.
  llvm::SmallVector<Value>
  branch(Value condition, mlir::ValueRange otherwise,
         llvm::function_ref<llvm::SmallVector<Value>()> body);
  /// From here on elements that do not depend on the column go in front of
  /// `op` (the outermost column loop).
  void setAnchor(mlir::Operation *op) { anchor = op; }

  /// Scratch of `count` elements per lane for each of `size` components;
  /// offset(e) = base + e * lanes + lane.
  Slot allocate(int64_t size, int64_t count = 1);
  Value loadScratch(Type type, Slot slot, Value element);
  void storeScratch(Value value, Slot slot, Value element);
  /// The same for a number (`index`) that all lanes of a vector share.
  Value loadShared(Slot slot, Value element);
  void storeShared(Value number, Slot slot, Value element);
  /// Writes down how much scratch the tile takes.
  void closeScratch();

  /// The builder of a loop nest over components with accumulators for all of
  /// `instances`; see TileContractions.cpp.
  llvm::SmallVector<Value> contract(mlir::Operation *op,
                                    llvm::ArrayRef<Value> position,
                                    llvm::ArrayRef<Instance> instances);

  Value resolve(Value value) const;

private:
  struct Key {
    const void *value;
    int64_t row, column;
    llvm::SmallVector<const void *, 2> position;
    bool operator<(const Key &o) const {
      return std::tie(value, row, column, position) <
             std::tie(o.value, o.row, o.column, o.position);
    }
  };
  using Scope = std::map<Key, Value>;

  Key key(Value value, llvm::ArrayRef<Value> position, Instance at);
  Value lookup(const Key &key) const;
  Value emit(Value value, llvm::ArrayRef<Value> position, Instance at);
  Value emitElementwise(mlir::Operation *op, llvm::ArrayRef<Value> position,
                        Instance at);
  Value emitRead(ir::ReadOp op, llvm::ArrayRef<Value> position, Instance at);
  bool isRecord(ir::ReadOp op, llvm::ArrayRef<Value> position);
  Value areAdjacent(ir::ReadOp op);
  void readRecord(ir::ReadOp op, Instance at);
  Value emitConstant(mlir::arith::ConstantOp op,
                     llvm::ArrayRef<Value> position);
  Value emitIndex(ir::IndexOp op, Instance at);
  Value emitConcat(ir::ConcatOp op, llvm::ArrayRef<Value> position,
                   Instance at);
  Value emitLookup(ir::LookupOp op, llvm::ArrayRef<Value> position,
                   Instance at);
  Value emitReshape(ir::ReshapeOp op, llvm::ArrayRef<Value> position,
                    Instance at);
  void evaluatePlain(llvm::ArrayRef<mlir::Operation *> ops);
  void evaluateJoint(mlir::Operation *op);
  void contractJointly(mlir::Operation *op, llvm::ArrayRef<Value> position);
  bool needsScratch(mlir::Operation *op);
  void storePart(ir::StoreOp op, Value part, int64_t start);
  bool isLoop(mlir::Operation *op);
  bool isComputed(mlir::Operation *op) const;
  Value isFar(ir::ExpansionOp op);
  bool isLeaf(Value value);

  /// Where a slot begins, in elements of so many bits per lane.
  Value slotBase(Slot slot, unsigned bits);
  /// Index-typed value of a subscript; `direct` says it is an index name.
  Value subscript(Value value, Instance at, bool &direct);
  Value indexValue(llvm::StringRef name, Instance at);
  int64_t arrayNumber(Value array);
  Value arrayStride(Value array, int64_t axis);
  /// Offset of an element; `mask` becomes the lanes that may be touched.
  Value address(Value array, mlir::ValueRange subscripts,
                llvm::ArrayRef<Value> position, Instance at, Value &mask);

  ir::PassOp pass;
  ir::KernelOp kernel;
  ir::TileOp tile;
  llvm::SmallVector<Value> rows, rowValid, localRows, columns, seconds;
  Value columnValid;
  bool overColumns = false;
  mlir::Operation *anchor = nullptr;
  std::vector<Scope> scopes;
  llvm::DenseMap<Value, Value> aliases;
  llvm::DenseMap<Value, Source> sources;
  llvm::DenseMap<Value, unsigned> dependences;
  std::map<int64_t, Value> indexConstants;
  std::map<std::pair<std::string, llvm::SmallVector<int64_t, 2>>, Value> fields;
  int64_t scratchUsed = 0, scratchPerComponent = 0;
  /// What is in front of the slots that grow with the dimension: all others,
  /// whose number is known in the end.
  mlir::arith::ConstantOp fixedScratch;
};

/// Sizes of the components of a type; none for a scalar.
llvm::ArrayRef<int64_t> shapeOf(Type type);
inline llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return shapeOf(value.getType());
}
/// Row-major number of a position in a shape.
Value linearize(TileBuilder &t, llvm::ArrayRef<Value> position,
                llvm::ArrayRef<int64_t> shape);
/// Position of a row-major number in a shape.
Position delinearize(TileBuilder &t, Value number,
                     llvm::ArrayRef<int64_t> shape);

} // namespace kop::transforms

#endif // KOP_TRANSFORMS_TILEBUILDER_H
