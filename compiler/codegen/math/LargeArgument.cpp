//===- LargeArgument.cpp - Angles beyond the reach of subtraction ---------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Payne and Hanek's reduction: x = M 2^E with an integer M of 53 bits; the
// product of M and the 192 bits of 2/pi that count, those from 2^(2-E) down,
// is computed modulo 2^192. Its two upper bits are the quadrant, the others
// the angle.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/math/Coefficients.h"
#include "compiler/codegen/math/Functions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace kop::codegen::math {

static constexpr llvm::StringLiteral tableName = "kop_two_over_pi";

/// The address of the table, made in the module on first use.
static Value tableAddress(MathBuilder &m) {
  OpBuilder &b = m.b;
  auto module =
      b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  auto type = LLVM::LLVMArrayType::get(b.getI64Type(), std::size(twoOverPi));
  if (!module.lookupSymbol(tableName)) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto values = DenseElementsAttr::get(
        RankedTensorType::get({int64_t(std::size(twoOverPi))}, b.getI64Type()),
        llvm::ArrayRef<uint64_t>(twoOverPi));
    LLVM::GlobalOp::create(b, m.loc, type, /*isConstant=*/true,
                           LLVM::Linkage::Internal, tableName, values);
  }
  return LLVM::AddressOfOp::create(
      b, m.loc, LLVM::LLVMPointerType::get(b.getContext()), tableName);
}

/// Word `index + offset` of the table.
static Num loadWord(MathBuilder &m, Value table, Num index, int32_t offset) {
  OpBuilder &b = m.b;
  Value at = (index + double(offset)).value;
  Value pointer = LLVM::GEPOp::create(b, m.loc, table.getType(), b.getI64Type(),
                                      table, llvm::ArrayRef<LLVM::GEPArg>{at});
  return m.num(LLVM::LoadOp::create(b, m.loc, b.getI64Type(), pointer, 8, false,
                                    false, /*isInvariant=*/true));
}

/// a << n and a >> n for n from 0 to 63.
static Num shiftLeft(Num a, Num n) {
  MathBuilder &m = *a.builder;
  return m.num(arith::ShLIOp::create(m.b, m.loc, a.value, n.value));
}
static Num shiftDown(Num a, Num n) {
  MathBuilder &m = *a.builder;
  return m.num(arith::ShRUIOp::create(m.b, m.loc, a.value, n.value));
}

/// The 128 bits of a * b.
static Pair wideProduct(Num a, Num b) {
  MathBuilder &m = *a.builder;
  auto product = arith::MulUIExtendedOp::create(m.b, m.loc, a.value, b.value);
  return {m.num(product.getHigh()), m.num(product.getLow())};
}

/// 1 where the sum of a + b = sum wrapped.
static Num carry(Num sum, Num a) {
  MathBuilder &m = *sum.builder;
  Value wrapped = arith::CmpIOp::create(m.b, m.loc, arith::CmpIPredicate::ult,
                                        sum.value, a.value);
  return m.num(arith::ExtUIOp::create(m.b, m.loc, m.intType(), wrapped));
}

/// One finite f64 x with |x| >= 2^16.
static Angle reduceScalar(Num x) {
  MathBuilder &m = *x.builder;
  Num b = bits(x);
  Num mantissa = (b & m.i((int64_t(1) << 52) - 1)) | m.i(int64_t(1) << 52);
  Num biased = shiftRight(b, 52) & m.i(0x7ff);
  // Position in the table of the bit of weight 2^(1 - E); 64 zeros precede.
  Num position = biased - m.i(1075 + 2 - 64);
  Num index = shiftRight(position, 6), shift = position & m.i(63);
  Num complement = m.i(63) - shift;
  Value table = tableAddress(m);
  Num words[4], window[3];
  for (int k = 0; k != 4; ++k)
    words[k] = loadWord(m, table, index, k);
  for (int k = 0; k != 3; ++k)
    window[k] = shiftLeft(words[k], shift) |
                shiftDown(shiftRight(words[k + 1], 1), complement);

  Pair low = wideProduct(mantissa, window[2]);
  Pair middle = wideProduct(mantissa, window[1]);
  Num p1 = low.value + middle.rest;
  Num p2 = mantissa * window[0] + middle.value + carry(p1, low.value);

  // Quadrants: the two upper bits, rounded by the third.
  Num quadrant = shiftRight(p2, 62) + (shiftRight(p2, 61) & m.i(1));
  Num high = (p2 << 2) | shiftRight(p1, 62), lower = p1 << 2;
  // high is now a signed fraction of a quadrant; its upper 53 bits are exact.
  Num head = toFloat(high & m.i(~int64_t(0x7ff))) * 0x1p-64;
  Num middleBits = ((high & m.i(0x7ff)) << 52) | shiftRight(lower, 12);
  Num tail = toFloat(middleBits) * 0x1p-116;
  Pair fraction = twoSum(head, tail);

  Pair r = twoProduct(fraction.value, m.c(halfPiF64[0]));
  Num rest =
      r.rest + fma(fraction.value, halfPiF64[1], fraction.rest * halfPiF64[0]);
  Pair angle = twoSum(r.value, rest);
  Num negative = x < 0.0;
  return {{select(negative, -angle.value, angle.value),
           select(negative, -angle.rest, angle.rest)},
          select(negative, m.i(0) - quadrant, quadrant)};
}

/// One element of x, of the type of `element`, as if it were `near` where it
/// is not large.
static Angle reduceElement(MathBuilder &element, Num x) {
  OpBuilder &b = element.b;
  MathBuilder wide(b, element.loc, b.getF64Type(), element.target,
                   element.accuracy);
  if (element.isF64())
    return reduceScalar(x);
  Angle angle = reduceScalar(convert(x, wide));
  return {{convert(angle.rest.value, element), {}},
          convert(angle.quadrant, element)};
}

/// The values of an angle as a list, and back.
static llvm::SmallVector<Value> pack(const Angle &angle) {
  llvm::SmallVector<Value> values = {angle.rest.value.value,
                                     angle.quadrant.value};
  if (angle.rest.rest)
    values.push_back(angle.rest.rest.value);
  return values;
}
static Angle unpack(MathBuilder &m, ValueRange values) {
  Num rest = values.size() > 2 ? m.num(values[2]) : Num{};
  return {{m.num(values[0]), rest}, m.num(values[1])};
}

/// All large elements of a vector, one after the other.
static llvm::SmallVector<Value> reduceVector(Num x, Num large,
                                             const Angle &near) {
  MathBuilder &m = *x.builder;
  OpBuilder &b = m.b;
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, m.loc, value);
  };
  auto loop = scf::ForOp::create(b, m.loc, index(0), index(m.lanes()), index(1),
                                 pack(near));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(loop.getBody());
  Value lane = loop.getInductionVar();
  auto at = [&](Value vector) -> Value {
    return vector::ExtractOp::create(b, m.loc, vector,
                                     llvm::ArrayRef<OpFoldResult>{lane});
  };
  Value isLarge = at(large.value);
  auto branch = scf::IfOp::create(b, m.loc, TypeRange(loop.getRegionIterArgs()),
                                  isLarge, true);
  {
    OpBuilder::InsertionGuard inner(b);
    b.setInsertionPointToStart(&branch.getThenRegion().front());
    MathBuilder element(b, m.loc, m.element(), m.target, m.accuracy);
    Angle angle = reduceElement(element, element.num(at(x.value)));
    llvm::SmallVector<Value> replaced;
    for (auto [value, vector] :
         llvm::zip(pack(angle), loop.getRegionIterArgs()))
      replaced.push_back(vector::InsertOp::create(
          b, m.loc, value, vector, llvm::ArrayRef<OpFoldResult>{lane}));
    scf::YieldOp::create(b, m.loc, replaced);
    b.setInsertionPointToStart(&branch.getElseRegion().front());
    scf::YieldOp::create(b, m.loc, loop.getRegionIterArgs());
  }
  scf::YieldOp::create(b, m.loc, branch.getResults());
  return llvm::SmallVector<Value>(loop.getResults());
}

Angle reduceLarge(Num x, Num large, Angle near) {
  MathBuilder &m = *x.builder;
  OpBuilder &b = m.b;
  bool isVector = m.lanes() > 1;
  Value any = large.value;
  if (isVector)
    any = vector::ReductionOp::create(b, m.loc, vector::CombiningKind::OR,
                                      large.value);
  llvm::SmallVector<Value> nearValues = pack(near);
  auto branch =
      scf::IfOp::create(b, m.loc, TypeRange(ValueRange(nearValues)), any, true);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&branch.getThenRegion().front());
    llvm::SmallVector<Value> far =
        isVector ? reduceVector(x, large, near) : pack(reduceElement(m, x));
    scf::YieldOp::create(b, m.loc, far);
    b.setInsertionPointToStart(&branch.getElseRegion().front());
    scf::YieldOp::create(b, m.loc, nearValues);
  }
  return unpack(m, branch.getResults());
}

} // namespace kop::codegen::math
