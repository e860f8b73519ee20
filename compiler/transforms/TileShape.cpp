//===- TileShape.cpp - Rows and columns of a register tile ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileReduction.h"

using namespace mlir;

namespace kop::transforms {

namespace {
/// What the shape follows from.
struct PassTraits {
  bool contraction = false; // a loop over components per pair
  bool groups = false;      // a reduction that looks at a group first
  bool filtered = false;    // by estimates, which take few registers
  bool lists = false;       // of the K best: straight code per row and lane
  bool wide = false;        // sums that live in memory
  bool byLabel = false;     // columns are not numbered one after the other
  int64_t accumulators = 0; // registers of the reductions per row
  // What products with matrices take and give, per pair: components of the
  // largest vector in scratch memory, and of those in registers.
  int64_t hidden = 0, layer = 0;
};
} // namespace

/// Those of the call's dimension are a loop, and accumulators in memory.
static int64_t components(Value value) {
  return ir::isDynamic(value.getType()) ? INT64_MAX
                                        : componentCount(value.getType());
}

/// Whether a pair computes `value`: it is not read, nor one of the row.
static bool isComputed(Value value) {
  return value.getDefiningOp() && !isa<ir::ReadOp>(value.getDefiningOp());
}

/// Whether an einsum sums over an axis, as a product of a matrix does.
static bool sums(ir::EinsumOp op) {
  auto [inputs, result] = op.getSpecification().split("->");
  return llvm::any_of(inputs, [&, result = result](char letter) {
    return letter != ',' && !result.contains(letter);
  });
}

static PassTraits traitsOf(ir::PassOp pass, const TileOptions &options) {
  PassTraits traits;
  traits.byLabel = pass->hasAttr("groups");
  pass.getPair().walk([&](Operation *op) {
    if (auto expansion = dyn_cast<ir::ExpansionOp>(op))
      traits.filtered |= !expansion.getLimit();
    if (isa<ir::DotOp, ir::SqDistOp, ir::ComponentsOp, ir::EinsumOp>(op))
      for (Value operand : op->getOperands())
        traits.contraction |= components(operand) > options.unroll;
    if (auto product = dyn_cast<ir::EinsumOp>(op); product && sums(product)) {
      int64_t results = components(product.getResult());
      for (Value operand : product.getOperands()) {
        int64_t n = components(operand);
        if (results == 1 || !isComputed(operand))
          continue;
        int64_t inRegisters = results <= options.unroll ? results : 0;
        if (n > options.unroll)
          traits.hidden = std::max(traits.hidden, n);
        else
          inRegisters += n;
        traits.layer = std::max(traits.layer, inRegisters);
      }
    }
  });
  Operation *yield = pass.getPair().front().getTerminator();
  unsigned first = 0;
  for (auto attr : pass.getReductions().getAsRange<ir::ReductionAttr>()) {
    using Kind = ir::ReductionKind;
    Kind kind = attr.getKind();
    traits.groups |= kind != Kind::Sum && kind != Kind::Prod &&
                     kind != Kind::Min && kind != Kind::Max &&
                     kind != Kind::Count;
    traits.lists |= attr.getK() > 0;
    for (unsigned a = 0; a < attr.getArguments(); ++a) {
      int64_t n = components(yield->getOperand(first + a));
      traits.wide |= n > maxRegisterCells;
      traits.accumulators += n > maxRegisterCells ? 0 : n;
    }
    traits.accumulators +=
        attr.getK() > maxColdRegisterCells ? 1 : 2 * attr.getK();
    first += attr.getArguments() + attr.getFiltered();
  }
  return traits;
}

/// A layer of a network takes all components of the one before, for every pair.
/// Few of them are registers, which should suffice; many lie in scratch memory,
/// which should stay in the first-level cache.
static TileShape layerShape(const PassTraits &traits, TileShape shape,
                            const TileOptions &options) {
  constexpr int64_t cacheBytes = 32 * 1024, leastSums = 8;
  auto pairs = [&] { return shape.rows * shape.columns; };
  auto shrink = [&] {
    shape.columns > 1 ? shape.columns /= 2 : shape.rows /= 2;
  };
  if (traits.hidden)
    shape = options.registers >= 32 ? TileShape{2, 8} : TileShape{1, 8};
  int64_t bytes = traits.hidden * options.vectorBits / 8;
  while (pairs() > leastSums && pairs() * bytes > cacheBytes)
    shrink();
  while (pairs() > 1 && traits.layer > options.unroll &&
         pairs() * traits.layer + shape.rows * traits.accumulators >
             options.registers)
    shrink();
  return shape;
}

/// Code of this many operations is compiled once for each row and column of a
/// tile, and again for the columns that are left: it should not be. Their
/// values fill the registers anyway.
bool isLong(ir::PassOp pass) {
  constexpr size_t longest = 1000;
  return !pass.getPair().empty() &&
         pass.getPair().front().getOperations().size() > longest;
}

/// With lanes over columns, rows share what reading a column takes. A list that
/// one row changes makes the others wait.
static int64_t rowsOfColumn(const PassTraits &traits,
                            const TileOptions &options) {
  // A thread of a GPU has a row of its own.
  if (traits.lists || traits.layer || traits.hidden || !options.vectorBits)
    return 1;
  int64_t rows = options.registers >= 32 ? 4 : 2;
  while (rows > 1 && rows * traits.accumulators > options.registers / 2)
    rows /= 2;
  return rows;
}

/// Rows × columns values of a group stay in registers beside the row values
/// and the accumulators: a contraction fills all registers but the loads of a
/// row and one broadcast (4 × 6 of 32, 3 × 4 of 16); reductions that look at a
/// group want many columns, plain sums want two of each (with few lanes, many
/// rows to share what a column takes to be in all of them). A list that one row
/// changes makes the other rows of the tile wait.
TileShape chooseTileShape(ir::PassOp pass, const TileOptions &options) {
  TileShape shape;
  if (!pass.getColumn() || pass.getPair().empty())
    return shape;
  PassTraits traits = traitsOf(pass, options);
  bool many = options.registers >= 32;
  bool layers = traits.hidden || traits.layer > options.unroll;
  if (traits.contraction && !layers)
    shape = many ? TileShape{4, 6} : TileShape{3, 4};
  else if (traits.wide)
    shape = many ? TileShape{2, 8} : TileShape{1, 8};
  else if (traits.lists)
    shape = TileShape{1, 8};
  else if (traits.filtered)
    shape = many ? TileShape{4, 8} : TileShape{2, 8};
  else if (traits.groups)
    shape = many ? TileShape{2, 8} : TileShape{1, 8};
  else
    shape = many                                          ? TileShape{2, 2}
            : options.vectorBits <= 4 * elementBits(pass) ? TileShape{4, 1}
                                                          : TileShape{1, 2};
  if (layers)
    shape = layerShape(traits, shape, options);
  if (isLong(pass))
    shape = {1, 1};
  while (shape.rows > 1 &&
         shape.rows * traits.accumulators > options.registers / 2)
    shape.rows /= 2;
  if (options.rows)
    shape.rows = options.rows;
  if (options.columns)
    shape.columns = options.columns;
  // Reductions that look at a group first count its columns from the first.
  if (traits.byLabel && traits.groups)
    shape.columns = 1;
  int64_t block = options.block ? options.block : 256;
  shape.block = shape.columns * std::max<int64_t>(1, block / shape.columns);
  // A tile that is not full takes as long as one that is. Loops over components
  // are another matter: lanes over columns gather each of them.
  shape.fewRows = traits.contraction ? 1 : shape.rows;
  shape.rowsOfColumn = rowsOfColumn(traits, options);
  return shape;
}

TileOptions optionsFor(ir::PassOp pass, TileOptions options) {
  auto asked = pass->getAttrOfType<DictionaryAttr>("tile");
  auto take = [&](StringRef name, int64_t &value, bool given) {
    auto number = asked ? asked.getAs<IntegerAttr>(name) : IntegerAttr();
    if (number && !given)
      value = number.getInt();
  };
  take("rows", options.rows, options.rows);
  take("columns", options.columns, options.columns);
  take("block", options.block, options.block);
  take("unroll", options.unroll, false);
  return options;
}

} // namespace kop::transforms
