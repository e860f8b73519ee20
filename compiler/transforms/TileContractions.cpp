//===- TileContractions.cpp - Loops over components -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Dot products, squared distances, einsum and folds: one nest of loops over
// the summed components, with accumulators for all instances of the group, so
// that a row element and a column element are loaded once for all of them.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/TileReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace kop::transforms {

namespace {

using Accumulators = SmallVector<Value>;

/// One operation that sums (or folds) over components.
struct Contraction {
  virtual ~Contraction() = default;
  /// The summed axes.
  SmallVector<int64_t> extents;
  /// What accumulators start from; a null value is "nothing yet".
  Accumulators start = {Value()};
  virtual Accumulators begin(TileBuilder &, Instance) { return start; }
  /// The type of accumulators that have to start from zero.
  Type type;
  virtual Accumulators step(TileBuilder &t, ArrayRef<Value> summed, Instance at,
                            Accumulators acc) = 0;
  /// Whether accumulators are added up: parts of a sum may be taken apart.
  virtual bool isSum() const { return true; }
  /// The result, from the last accumulator.
  virtual Value finish(TileBuilder &, Instance, Value acc) { return acc; }
};

struct DotContraction : Contraction {
  ir::DotOp op;
  DotContraction(ir::DotOp op) : op(op) {
    extents.assign(shapeOf(op.getLhs()).begin(), shapeOf(op.getLhs()).end());
    type = op.getType();
  }
  Accumulators step(TileBuilder &t, ArrayRef<Value> p, Instance at,
                    Accumulators acc) override {
    return {t.multiplyAdd(t.element(op.getLhs(), p, at),
                          t.element(op.getRhs(), p, at), acc[0])};
  }
};

struct SqDistContraction : Contraction {
  ir::SqDistOp op;
  SqDistContraction(ir::SqDistOp op) : op(op) {
    extents.assign(shapeOf(op.getLhs()).begin(), shapeOf(op.getLhs()).end());
    type = op.getType();
  }
  Accumulators step(TileBuilder &t, ArrayRef<Value> p, Instance at,
                    Accumulators acc) override {
    Value d =
        t.sub(t.element(op.getLhs(), p, at), t.element(op.getRhs(), p, at));
    return {t.multiplyAdd(d, d, acc[0])};
  }
};

/// The norms and the product. A score starts from zero and adds the norms in
/// the end, which keeps the partial sums small; a filter, whose error is
/// accounted for, starts from the norm of the column.
struct Expansion : Contraction {
  ir::ExpansionOp op;
  Expansion(ir::ExpansionOp op) : op(op) {
    extents.assign(shapeOf(op.getRow()).begin(), shapeOf(op.getRow()).end());
    type = op.getType();
  }
  Accumulators begin(TileBuilder &t, Instance at) override {
    if (op.getLimit())
      return start;
    return {t.scalar(op.getColumnNorm(), at)};
  }
  Accumulators step(TileBuilder &t, ArrayRef<Value> p, Instance at,
                    Accumulators acc) override {
    return {t.multiplyAdd(t.element(op.getRow(), p, at),
                          t.element(op.getColumn(), p, at), acc[0])};
  }
  Value finish(TileBuilder &t, Instance at, Value acc) override {
    if (!op.getLimit())
      return acc;
    Value norms =
        t.add(t.scalar(op.getRowNorm(), at), t.scalar(op.getColumnNorm(), at));
    return t.add(norms, acc);
  }
};

struct EinsumContraction : Contraction {
  ir::EinsumOp op;
  SmallVector<StringRef> letters; // of the operands
  std::string summedLetters;
  llvm::SmallDenseMap<char, Value> kept;

  EinsumContraction(ir::EinsumOp op, ArrayRef<Value> position) : op(op) {
    auto [inputs, result] = op.getSpecification().split("->");
    inputs.split(letters, ',');
    for (auto [letter, p] : llvm::zip_equal(result, position))
      kept[letter] = p;
    for (auto [axes, operand] : llvm::zip_equal(letters, op.getOperands()))
      for (auto [letter, extent] : llvm::zip_equal(axes, shapeOf(operand)))
        if (!kept.contains(letter) &&
            summedLetters.find(letter) == std::string::npos) {
          summedLetters.push_back(letter);
          extents.push_back(extent);
        }
    type = getElementTypeOrSelf(op.getType());
  }

  Accumulators step(TileBuilder &t, ArrayRef<Value> p, Instance at,
                    Accumulators acc) override {
    Value product;
    size_t n = letters.size();
    for (size_t k = 0; k < n; ++k) {
      Position position;
      for (char letter : letters[k])
        position.push_back(kept.contains(letter)
                               ? kept[letter]
                               : p[summedLetters.find(letter)]);
      Value factor = t.element(op.getOperands()[k], position, at);
      if (k + 1 < n)
        product = product ? t.mul(product, factor) : factor;
      else if (product)
        return {t.multiplyAdd(product, factor, acc[0])};
      else
        return {acc[0] ? t.add(acc[0], factor) : factor};
    }
    llvm_unreachable("einsum without operands");
  }
};

/// Folds over components with sum and product.
struct FoldContraction : Contraction {
  ir::ComponentsOp op;
  bool sums;
  bool isSum() const override { return sums; }
  FoldContraction(ir::ComponentsOp op)
      : op(op), sums(op.getKind() == ir::ComponentKind::Sum) {
    extents.assign(shapeOf(op.getValue()).begin(),
                   shapeOf(op.getValue()).end());
    type = op.getType();
  }
  Accumulators step(TileBuilder &t, ArrayRef<Value> p, Instance at,
                    Accumulators acc) override {
    if (auto mul = t.resolve(op.getValue()).getDefiningOp<arith::MulFOp>();
        mul && sums)
      return {t.multiplyAdd(t.element(mul.getLhs(), p, at),
                            t.element(mul.getRhs(), p, at), acc[0])};
    Value e = t.element(op.getValue(), p, at);
    if (!acc[0])
      return {e};
    return {sums ? t.add(acc[0], e) : t.mul(acc[0], e)};
  }
};

/// Folds over components that choose one: min, max, argmin, argmax. The last
/// accumulator is the result.
struct ChoiceContraction : Contraction {
  ir::ComponentsOp op;
  bool smallest, position;
  bool isSum() const override { return false; }
  ChoiceContraction(TileBuilder &t, ir::ComponentsOp op) : op(op) {
    using Kind = ir::ComponentKind;
    smallest = op.getKind() == Kind::Min || op.getKind() == Kind::ArgMin;
    position = op.getKind() == Kind::ArgMin || op.getKind() == Kind::ArgMax;
    extents.assign(shapeOf(op.getValue()).begin(),
                   shapeOf(op.getValue()).end());
    type = getElementTypeOrSelf(op.getValue().getType());
    start[0] = worstValue(t, type, smallest);
    if (position)
      start.push_back(t.floatConstant(op.getType(), -1));
  }
  Accumulators step(TileBuilder &t, ArrayRef<Value> p, Instance at,
                    Accumulators acc) override {
    Value e = t.element(op.getValue(), p, at);
    Value better = smallest ? t.less(e, acc[0]) : t.less(acc[0], e);
    acc[0] = t.select(better, e, acc[0]);
    if (position) {
      Value number = linearize(t, p, extents);
      acc[1] = t.select(better, t.convert(number, op.getType()), acc[1]);
    }
    return acc;
  }
};

} // namespace

static std::unique_ptr<Contraction>
makeContraction(TileBuilder &t, Operation *op, ArrayRef<Value> position) {
  if (auto dot = dyn_cast<ir::DotOp>(op))
    return std::make_unique<DotContraction>(dot);
  if (auto distance = dyn_cast<ir::SqDistOp>(op))
    return std::make_unique<SqDistContraction>(distance);
  if (auto expansion = dyn_cast<ir::ExpansionOp>(op))
    return std::make_unique<Expansion>(expansion);
  if (auto einsum = dyn_cast<ir::EinsumOp>(op))
    return std::make_unique<EinsumContraction>(einsum, position);
  auto fold = cast<ir::ComponentsOp>(op);
  if (fold.getKind() == ir::ComponentKind::Sum ||
      fold.getKind() == ir::ComponentKind::Prod)
    return std::make_unique<FoldContraction>(fold);
  return std::make_unique<ChoiceContraction>(t, fold);
}

namespace {
/// Writes the loops of a contraction.
class Nest {
public:
  Nest(TileBuilder &t, Contraction &c, ArrayRef<Instance> instances)
      : t(t), c(c), instances(instances) {}

  /// Accumulators of all instances, one after the other.
  Accumulators run(size_t axis, Position summed, Accumulators acc) {
    if (axis == c.extents.size())
      return step(summed, acc);
    int64_t extent = c.extents[axis];
    if (t.unrolls(extent, t.options.unroll)) {
      for (int64_t e = 0; e < extent; ++e)
        acc = run(axis + 1, extend(summed, t.constantIndex(e)), acc);
      return acc;
    }
    for (Value &a : acc)
      if (!a)
        a = t.floatConstant(c.type, isProduct() ? 1 : 0);
    return t.loop(t.constantIndex(0), t.extent(extent), t.constantIndex(1), acc,
                  [&](Value e, ValueRange carried) {
                    return run(axis + 1, extend(summed, e),
                               Accumulators(carried));
                  });
  }

  /// The sum of one instance over one long axis, in four parts: one chain of
  /// additions would wait for each of them.
  Accumulators runInParts() {
    constexpr int64_t parts = 4;
    int64_t size = c.extents[0], whole = size / parts * parts;
    bool isDynamic = size == ShapedType::kDynamic;
    Value step = t.constantIndex(parts), extent = t.extent(size), end;
    if (isDynamic)
      end = t.sub(extent, arith::RemUIOp::create(t.b, t.loc, extent, step));
    else
      end = t.constantIndex(whole);
    Accumulators acc(parts, t.floatConstant(c.type, 0));
    acc[0] = c.begin(t, instances[0])[0];
    if (!acc[0])
      acc[0] = t.floatConstant(c.type, 0);
    auto take = [&](Value e, Value sum) {
      return c.step(t, e, instances[0], {sum})[0];
    };
    acc = t.loop(
        t.constantIndex(0), end, step, acc, [&](Value e, ValueRange carried) {
          Accumulators next;
          for (int64_t p = 0; p < parts; ++p)
            next.push_back(take(t.add(e, t.constantIndex(p)), carried[p]));
          return next;
        });
    if (isDynamic)
      acc[0] = t.loop(end, extent, t.constantIndex(1), {acc[0]},
                      [&](Value e, ValueRange carried) -> Accumulators {
                        return {take(e, carried[0])};
                      })[0];
    else
      for (int64_t e = whole; e < size; ++e)
        acc[e - whole] = take(t.constantIndex(e), acc[e - whole]);
    return {t.add(t.add(acc[0], acc[1]), t.add(acc[2], acc[3]))};
  }
  bool hasParts() {
    return instances.size() == 1 && c.extents.size() == 1 &&
           !t.unrolls(c.extents[0], t.options.unroll) && c.isSum();
  }

private:
  bool isProduct() {
    auto *fold = dynamic_cast<FoldContraction *>(&c);
    return fold && fold->op.getKind() == ir::ComponentKind::Prod;
  }
  static Position extend(Position summed, Value e) {
    summed.push_back(e);
    return summed;
  }
  Accumulators step(ArrayRef<Value> summed, ArrayRef<Value> acc) {
    size_t width = c.start.size();
    Accumulators result;
    for (auto [n, at] : llvm::enumerate(instances)) {
      Accumulators own(acc.slice(n * width, width));
      llvm::append_range(result, c.step(t, summed, at, own));
    }
    return result;
  }

  TileBuilder &t;
  Contraction &c;
  ArrayRef<Instance> instances;
};
} // namespace

SmallVector<Value> TileBuilder::contract(Operation *op,
                                         ArrayRef<Value> position,
                                         ArrayRef<Instance> instances) {
  std::unique_ptr<Contraction> c = makeContraction(*this, op, position);
  Accumulators acc;
  for (Instance at : instances)
    llvm::append_range(acc, c->begin(*this, at));
  Nest nest(*this, *c, instances);
  acc = nest.hasParts() ? nest.runInParts() : nest.run(0, {}, acc);
  SmallVector<Value> results;
  size_t width = c->start.size();
  for (auto [n, at] : llvm::enumerate(instances))
    results.push_back(c->finish(*this, at, acc[(n + 1) * width - 1]));
  return results;
}

} // namespace kop::transforms
