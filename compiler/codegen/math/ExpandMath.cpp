//===- ExpandMath.cpp - Functions to arithmetic ---------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/ExpandMath.h"

#include "compiler/codegen/math/Functions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace kop::codegen::math {

/// A function of one or two arguments in the form of the table.
template <Num (*function)(Num)> static Num unary(llvm::ArrayRef<Num> x) {
  return function(x[0]);
}
template <Num (*function)(Num, Num)> static Num binary(llvm::ArrayRef<Num> x) {
  return function(x[0], x[1]);
}

static Num apply(Num (*function)(Num), llvm::ArrayRef<Num> x) {
  return function(x[0]);
}
static Num apply(Num (*function)(Num, Num), llvm::ArrayRef<Num> x) {
  return function(x[0], x[1]);
}

static Num multiplyAdd(llvm::ArrayRef<Num> x) { return fma(x[0], x[1], x[2]); }

// A new function is a row.
static const Expansion table[] = {
    {"math.acos", unary<acos>},
    {"math.acosh", unary<acosh>},
    {"math.asin", unary<asin>},
    {"math.asinh", unary<asinh>},
    {"math.atan", unary<atan>},
    {"math.atan2", binary<atan2>},
    {"math.atanh", unary<atanh>},
    {"math.cbrt", unary<cbrt>},
    {"math.ceil", unary<ceil>},
    {"math.cos", unary<cos>},
    {"math.cosh", unary<cosh>},
    {"math.erf", unary<erf>},
    {"math.erfc", unary<erfc>},
    {"math.exp", unary<exp>},
    {"math.exp2", unary<exp2>},
    {"math.expm1", unary<expm1>},
    {"math.floor", unary<floor>},
    {"math.fma", multiplyAdd},
    {"math.log", unary<log>},
    {"math.log10", unary<log10>},
    {"math.log1p", unary<log1p>},
    {"math.log2", unary<log2>},
    {"math.powf", binary<pow>},
    {"math.round", unary<round>},
    {"math.roundeven", unary<roundEven>},
    {"math.rsqrt", unary<reciprocalRoot>},
    {"math.sin", unary<sin>},
    {"math.sinh", unary<sinh>},
    {"math.sqrt", unary<squareRoot>},
    {"math.tan", unary<tan>},
    {"math.tanh", unary<tanh>},
    {"math.trunc", unary<trunc>},
    {"arith.divf", binary<divide>},
    {"arith.maxnumf", binary<larger>},
    {"arith.minnumf", binary<smaller>},
    {"arith.remf", binary<remainder>},
#define KOP_SPECIAL(NAME, ARITY, OP, CODE, ...)                                \
  {"kop." #NAME, [](llvm::ArrayRef<Num> x) { return apply(NAME, x); },         \
   Expansion::CODE},
#include "dialect/Functions.def"
};

llvm::ArrayRef<Expansion> expansions() { return table; }

/// Operations of `math` that are instructions everywhere.
static bool isInstruction(Operation &op) {
  return isa<mlir::math::AbsFOp, mlir::math::AbsIOp, mlir::math::CeilOp,
             mlir::math::CopySignOp, mlir::math::FloorOp, mlir::math::FmaOp,
             mlir::math::RoundEvenOp, mlir::math::SqrtOp, mlir::math::TruncOp,
             mlir::math::IsNaNOp, mlir::math::IsInfOp, mlir::math::IsFiniteOp,
             mlir::math::CountLeadingZerosOp, mlir::math::CountTrailingZerosOp,
             mlir::math::CtPopOp>(op);
}

static bool isExpanded(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isF32() || element.isF64();
}

static LogicalResult expand(Operation &op, const Expansion *row,
                            const InstructionSet &target, Accuracy accuracy) {
  Type type = op.getResult(0).getType();
  if (!row || !isExpanded(type)) {
    if (isInstruction(op))
      return success();
    return op.emitError("no expansion of '")
           << op.getName() << "' on " << type << " for " << target.name;
  }
  OpBuilder b(&op);
  MathBuilder m(b, op.getLoc(), type, target, accuracy);
  llvm::SmallVector<Num, 3> operands;
  for (Value operand : op.getOperands())
    operands.push_back(m.num(operand));
  Value value;
  if (row->code == Expansion::Outlined && target.name != gpuThread().name)
    value = callOutlined(op, *row, m);
  if (!value)
    value = row->build(operands).value;
  op.getResult(0).replaceAllUsesWith(value);
  op.erase();
  return success();
}

/// Replaces a cosine and the sines of the same number in its block, if there
/// are any. The reduction has branches, so that no later pass would find it
/// twice.
static void expandSinCos(mlir::math::CosOp cosine, const InstructionSet &target,
                         Accuracy accuracy) {
  llvm::SmallVector<Operation *> sines;
  Operation *first = cosine;
  for (Operation *user : cosine.getOperand().getUsers())
    if (isa<mlir::math::SinOp>(user) &&
        user->getBlock() == cosine->getBlock()) {
      sines.push_back(user);
      first = user->isBeforeInBlock(first) ? user : first;
    }
  if (sines.empty() || !isExpanded(cosine.getType()))
    return;
  OpBuilder b(first);
  MathBuilder m(b, cosine.getLoc(), cosine.getType(), target, accuracy);
  SinCos both = sinCos(m.num(cosine.getOperand()));
  for (Operation *sine : sines) {
    sine->getResult(0).replaceAllUsesWith(both.sin.value);
    sine->erase();
  }
  cosine.getResult().replaceAllUsesWith(both.cos.value);
  cosine.erase();
}

/// -(a * b + c) = -a * b - c: x86, Arm and PTX have the negated forms, so that
/// the negation in front of an exponential costs nothing.
static void foldNegations(Operation *root) {
  root->walk([](arith::NegFOp negation) {
    auto product = negation.getOperand().getDefiningOp<mlir::math::FmaOp>();
    if (!product || !product->hasOneUse())
      return;
    OpBuilder b(product);
    Location loc = product.getLoc();
    auto negate = [&](Value value) -> Value {
      return arith::NegFOp::create(b, loc, value);
    };
    Value folded = mlir::math::FmaOp::create(
        b, loc, negate(product.getA()), product.getB(), negate(product.getC()));
    negation.getResult().replaceAllUsesWith(folded);
    negation.erase();
    product.erase();
  });
}

LogicalResult expandMath(Operation *root, const InstructionSet &target,
                         Accuracy accuracy) {
  llvm::StringMap<const Expansion *> rows;
  for (const Expansion &row : table)
    rows[row.op] = &row;
  if (target.hasFMA)
    foldNegations(root);
  llvm::SmallVector<mlir::math::CosOp> cosines;
  root->walk([&](mlir::math::CosOp op) { cosines.push_back(op); });
  for (mlir::math::CosOp cosine : cosines)
    expandSinCos(cosine, target, accuracy);
  // Collected first: expansions build operations of `math` themselves.
  llvm::SmallVector<std::pair<Operation *, const Expansion *>> found;
  root->walk([&](Operation *op) {
    const Expansion *row = rows.lookup(op->getName().getStringRef());
    if (row || isa<mlir::math::MathDialect>(op->getDialect()))
      found.push_back({op, row});
  });
  for (auto [op, row] : found)
    if (failed(expand(*op, row, target, accuracy)))
      return failure();
  expandHalves(root, target);
  return success();
}

} // namespace kop::codegen::math
