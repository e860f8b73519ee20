//===- InterpreterOperations.cpp - Upstream operations in f64 -------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Operations of arith and math: one row per operation with the function it
// computes. Floating-point types of any width are f64 here; integers wrap at
// their own width.
//
//===----------------------------------------------------------------------===//

#include "dialect/InterpreterFunctions.h"
#include "dialect/InterpreterMachine.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace kop::ir;
using namespace kop::ir::interpreter;

namespace {

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

struct RealRow {
  StringRef name;
  double (*unary)(double);
  double (*binary)(double, double);
  double (*ternary)(double, double, double);
};

constexpr RealRow unary(StringRef name, double (*function)(double)) {
  return {name, function, nullptr, nullptr};
}
constexpr RealRow binary(StringRef name, double (*function)(double, double)) {
  return {name, nullptr, function, nullptr};
}
constexpr RealRow ternary(StringRef name,
                          double (*function)(double, double, double)) {
  return {name, nullptr, nullptr, function};
}

double propagateMin(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::fmin(a, b);
}
double propagateMax(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::fmax(a, b);
}

constexpr RealRow special(StringRef name, double (*function)(double)) {
  return unary(name, function);
}
constexpr RealRow special(StringRef name, double (*function)(double, double)) {
  return binary(name, function);
}

constexpr RealRow realRows[] = {
    unary("arith.negf", [](double x) { return -x; }),
    unary("arith.extf", [](double x) { return x; }),
    unary("arith.truncf", [](double x) { return x; }),
    unary("math.absf", [](double x) { return std::fabs(x); }),
    unary("math.acos", [](double x) { return std::acos(x); }),
    unary("math.acosh", [](double x) { return std::acosh(x); }),
    unary("math.asin", [](double x) { return std::asin(x); }),
    unary("math.asinh", [](double x) { return std::asinh(x); }),
    unary("math.atan", [](double x) { return std::atan(x); }),
    unary("math.atanh", [](double x) { return std::atanh(x); }),
    unary("math.cbrt", [](double x) { return std::cbrt(x); }),
    unary("math.ceil", [](double x) { return std::ceil(x); }),
    unary("math.cos", [](double x) { return std::cos(x); }),
    unary("math.cosh", [](double x) { return std::cosh(x); }),
    unary("math.erf", [](double x) { return std::erf(x); }),
    unary("math.erfc", [](double x) { return std::erfc(x); }),
    unary("math.exp", [](double x) { return std::exp(x); }),
    unary("math.exp2", [](double x) { return std::exp2(x); }),
    unary("math.expm1", [](double x) { return std::expm1(x); }),
    unary("math.floor", [](double x) { return std::floor(x); }),
    unary("math.log", [](double x) { return std::log(x); }),
    unary("math.log10", [](double x) { return std::log10(x); }),
    unary("math.log1p", [](double x) { return std::log1p(x); }),
    unary("math.log2", [](double x) { return std::log2(x); }),
    unary("math.round", [](double x) { return std::round(x); }),
    unary("math.roundeven", [](double x) { return std::nearbyint(x); }),
    unary("math.rsqrt", [](double x) { return 1 / std::sqrt(x); }),
    unary("math.sin", [](double x) { return std::sin(x); }),
    unary("math.sinh", [](double x) { return std::sinh(x); }),
    unary("math.sqrt", [](double x) { return std::sqrt(x); }),
    unary("math.tan", [](double x) { return std::tan(x); }),
    unary("math.tanh", [](double x) { return std::tanh(x); }),
    unary("math.trunc", [](double x) { return std::trunc(x); }),
    binary("arith.addf", [](double x, double y) { return x + y; }),
    binary("arith.subf", [](double x, double y) { return x - y; }),
    binary("arith.mulf", [](double x, double y) { return x * y; }),
    binary("arith.divf", [](double x, double y) { return x / y; }),
    binary("arith.remf", [](double x, double y) { return std::fmod(x, y); }),
    binary("arith.minnumf", [](double x, double y) { return std::fmin(x, y); }),
    binary("arith.maxnumf", [](double x, double y) { return std::fmax(x, y); }),
    binary("arith.minimumf", propagateMin),
    binary("arith.maximumf", propagateMax),
    binary("math.atan2", [](double y, double x) { return std::atan2(y, x); }),
    binary("math.copysign",
           [](double x, double y) { return std::copysign(x, y); }),
    binary("math.powf", [](double x, double y) { return std::pow(x, y); }),
    ternary("math.fma",
            [](double x, double y, double z) { return std::fma(x, y, z); }),
#define KOP_SPECIAL(NAME, ...)                                                 \
  special("kop." #NAME, kop::ir::interpreter::NAME),
#include "dialect/Functions.def"
};

struct IntegerRow {
  StringRef name;
  int64_t (*function)(int64_t, int64_t);
};

// Unsigned arithmetic wraps; division by zero is a precondition of a call, and
// a term that a filter drops may break it: any value will do.
int64_t add(int64_t a, int64_t b) { return uint64_t(a) + uint64_t(b); }
int64_t subtract(int64_t a, int64_t b) { return uint64_t(a) - uint64_t(b); }
int64_t multiply(int64_t a, int64_t b) { return uint64_t(a) * uint64_t(b); }
int64_t divide(int64_t a, int64_t b) {
  if (b == 0)
    return 0;
  return b == -1 ? subtract(0, a) : a / b;
}
int64_t remainder(int64_t a, int64_t b) {
  return b == 0 || b == -1 ? 0 : a % b;
}
int64_t floorDivide(int64_t a, int64_t b) {
  return divide(a, b) - (remainder(a, b) != 0 && (a < 0) != (b < 0));
}
int64_t ceilDivide(int64_t a, int64_t b) {
  return divide(a, b) + (remainder(a, b) != 0 && (a < 0) == (b < 0));
}

constexpr IntegerRow integerRows[] = {
    {"arith.addi", add},
    {"arith.subi", subtract},
    {"arith.muli", multiply},
    {"arith.divsi", divide},
    {"arith.remsi", remainder},
    {"arith.floordivsi", floorDivide},
    {"arith.ceildivsi", ceilDivide},
    {"arith.andi", [](int64_t a, int64_t b) { return a & b; }},
    {"arith.ori", [](int64_t a, int64_t b) { return a | b; }},
    {"arith.xori", [](int64_t a, int64_t b) { return a ^ b; }},
    {"arith.minsi", [](int64_t a, int64_t b) { return std::min(a, b); }},
    {"arith.maxsi", [](int64_t a, int64_t b) { return std::max(a, b); }},
};

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

Instruction compileReal(const RealRow &row, Operation *op,
                        const Layout &layout) {
  Slot to = layout[op->getResult(0)];
  size_t x = layout[op->getOperand(0)].offset, y = 0, z = 0;
  if (op->getNumOperands() > 1)
    y = layout[op->getOperand(1)].offset;
  if (op->getNumOperands() > 2)
    z = layout[op->getOperand(2)].offset;
  if (auto function = row.unary)
    return [=](Machine &m) {
      double *reals = m.reals.data();
      for (size_t n = 0; n < to.size; ++n)
        reals[to.offset + n] = function(reals[x + n]);
    };
  if (auto function = row.binary)
    return [=](Machine &m) {
      double *reals = m.reals.data();
      for (size_t n = 0; n < to.size; ++n)
        reals[to.offset + n] = function(reals[x + n], reals[y + n]);
    };
  return [=, function = row.ternary](Machine &m) {
    double *reals = m.reals.data();
    for (size_t n = 0; n < to.size; ++n)
      reals[to.offset + n] = function(reals[x + n], reals[y + n], reals[z + n]);
  };
}

/// Integers are kept sign-extended; i1 is 0 or 1.
int64_t wrap(int64_t value, unsigned bits) {
  return bits == 1 ? value & 1 : llvm::SignExtend64(value, bits);
}

unsigned bitWidth(Type type) {
  return getElementTypeOrSelf(type).getIntOrFloatBitWidth();
}

Instruction compileInteger(const IntegerRow &row, Operation *op,
                           const Layout &layout) {
  Slot to = layout[op->getResult(0)];
  size_t x = layout[op->getOperand(0)].offset;
  size_t y = layout[op->getOperand(1)].offset;
  unsigned bits = bitWidth(op->getResult(0).getType());
  return [=, function = row.function](Machine &m) {
    int64_t *integers = m.integers.data();
    for (size_t n = 0; n < to.size; ++n)
      integers[to.offset + n] =
          wrap(function(integers[x + n], integers[y + n]), bits);
  };
}

/// Copies or converts component by component.
template <typename Function>
Instruction compileConversion(Operation *op, const Layout &layout,
                              Function function) {
  Slot to = layout[op->getResult(0)];
  size_t from = layout[op->getOperand(0)].offset;
  return [=](Machine &m) {
    for (size_t n = 0; n < to.size; ++n)
      function(m, to.offset + n, from + n);
  };
}

Instruction compileCast(Operation *op, const Layout &layout) {
  unsigned bits = bitWidth(op->getResult(0).getType());
  return TypeSwitch<Operation *, Instruction>(op)
      .Case<arith::SIToFPOp>([&](auto) {
        return compileConversion(op, layout,
                                 [](Machine &m, size_t a, size_t b) {
                                   m.reals[a] = double(m.integers[b]);
                                 });
      })
      .Case<arith::FPToSIOp>([&](auto) {
        return compileConversion(op, layout,
                                 [](Machine &m, size_t a, size_t b) {
                                   m.integers[a] = int64_t(m.reals[b]);
                                 });
      })
      .Case<arith::ExtSIOp, arith::TruncIOp>([&](auto) {
        return compileConversion(op, layout,
                                 [bits](Machine &m, size_t a, size_t b) {
                                   m.integers[a] = wrap(m.integers[b], bits);
                                 });
      })
      .Case<arith::ExtUIOp>([&](auto) {
        unsigned from = bitWidth(op->getOperand(0).getType());
        return compileConversion(
            op, layout, [from](Machine &m, size_t a, size_t b) {
              m.integers[a] = int64_t(uint64_t(m.integers[b]) &
                                      llvm::maskTrailingOnes<uint64_t>(from));
            });
      })
      .Default([](Operation *) { return Instruction(); });
}

/// The value of a floating-point predicate: its number tells the cases in
/// which it holds.
bool compare(arith::CmpFPredicate predicate, double x, double y) {
  unsigned code = unsigned(predicate);
  bool unordered = std::isnan(x) || std::isnan(y);
  if (predicate == arith::CmpFPredicate::UNO)
    return unordered;
  if (predicate == arith::CmpFPredicate::AlwaysTrue)
    return true;
  bool accept = code >= unsigned(arith::CmpFPredicate::UEQ);
  if (unordered)
    return accept;
  // 1: equal, 2: greater, 4: less.
  unsigned cases = accept ? code - 7 : code;
  return cases & (x == y ? 1 : x > y ? 2 : 4);
}

bool compare(arith::CmpIPredicate predicate, int64_t x, int64_t y) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return x == y;
  case arith::CmpIPredicate::ne:
    return x != y;
  case arith::CmpIPredicate::slt:
    return x < y;
  case arith::CmpIPredicate::sle:
    return x <= y;
  case arith::CmpIPredicate::sgt:
    return x > y;
  case arith::CmpIPredicate::sge:
    return x >= y;
  case arith::CmpIPredicate::ult:
    return uint64_t(x) < uint64_t(y);
  case arith::CmpIPredicate::ule:
    return uint64_t(x) <= uint64_t(y);
  case arith::CmpIPredicate::ugt:
    return uint64_t(x) > uint64_t(y);
  case arith::CmpIPredicate::uge:
    return uint64_t(x) >= uint64_t(y);
  }
  return false;
}

Instruction compileCompare(Operation *op, const Layout &layout) {
  Slot to = layout[op->getResult(0)];
  size_t x = layout[op->getOperand(0)].offset;
  size_t y = layout[op->getOperand(1)].offset;
  if (auto real = dyn_cast<arith::CmpFOp>(op))
    return [=, predicate = real.getPredicate()](Machine &m) {
      for (size_t n = 0; n < to.size; ++n)
        m.integers[to.offset + n] =
            compare(predicate, m.reals[x + n], m.reals[y + n]);
    };
  auto predicate = cast<arith::CmpIOp>(op).getPredicate();
  return [=](Machine &m) {
    for (size_t n = 0; n < to.size; ++n)
      m.integers[to.offset + n] =
          compare(predicate, m.integers[x + n], m.integers[y + n]);
  };
}

template <typename T>
Instruction compileSelect(Slot condition, Slot to, size_t x, size_t y,
                          std::vector<T> Machine::*memory) {
  size_t step = condition.size > 1 ? 1 : 0;
  return [=](Machine &m) {
    T *data = (m.*memory).data();
    for (size_t n = 0; n < to.size; ++n)
      data[to.offset + n] =
          m.integers[condition.offset + n * step] ? data[x + n] : data[y + n];
  };
}

Instruction compileSelect(arith::SelectOp op, const Layout &layout) {
  Slot condition = layout[op.getCondition()], to = layout[op.getResult()];
  size_t x = layout[op.getTrueValue()].offset;
  size_t y = layout[op.getFalseValue()].offset;
  if (to.real)
    return compileSelect(condition, to, x, y, &Machine::reals);
  return compileSelect(condition, to, x, y, &Machine::integers);
}

double toDouble(const llvm::APFloat &value) {
  llvm::APFloat copy = value;
  bool losesInformation;
  copy.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven,
               &losesInformation);
  return copy.convertToDouble();
}

int64_t toInteger(const llvm::APInt &value) {
  return value.getBitWidth() == 1 ? int64_t(value.getZExtValue())
                                  : value.getSExtValue();
}

Instruction compileConstant(arith::ConstantOp op, const Layout &layout) {
  Slot to = layout[op.getResult()];
  std::vector<double> reals;
  std::vector<int64_t> integers;
  if (auto real = dyn_cast<FloatAttr>(op.getValue()))
    reals.push_back(toDouble(real.getValue()));
  else if (auto integer = dyn_cast<IntegerAttr>(op.getValue()))
    integers.push_back(toInteger(integer.getValue()));
  else if (auto dense = dyn_cast<DenseElementsAttr>(op.getValue())) {
    if (to.real)
      for (const llvm::APFloat &value : dense.getValues<llvm::APFloat>())
        reals.push_back(toDouble(value));
    else
      for (const llvm::APInt &value : dense.getValues<llvm::APInt>())
        integers.push_back(toInteger(value));
  }
  return [=](Machine &m) {
    llvm::copy(reals, m.reals.begin() + to.offset);
    llvm::copy(integers, m.integers.begin() + to.offset);
  };
}

template <typename Row> const Row *find(ArrayRef<Row> rows, StringRef name) {
  const Row *row =
      llvm::find_if(rows, [&](const Row &row) { return row.name == name; });
  return row == rows.end() ? nullptr : row;
}

Instruction compileAbsolute(Operation *op, const Layout &layout) {
  return compileConversion(op, layout, [](Machine &m, size_t a, size_t b) {
    m.integers[a] = std::abs(m.integers[b]);
  });
}

} // namespace

Instruction interpreter::compile(Operation *op, const Layout &layout,
                                 std::string &error) {
  StringRef name = op->getName().getStringRef();
  if (const RealRow *row = find(ArrayRef(realRows), name))
    return compileReal(*row, op, layout);
  if (const IntegerRow *row = find(ArrayRef(integerRows), name))
    return compileInteger(*row, op, layout);
  if (name == "math.absi")
    return compileAbsolute(op, layout);
  if (isa<arith::CmpFOp, arith::CmpIOp>(op))
    return compileCompare(op, layout);
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return compileSelect(select, layout);
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return compileConstant(constant, layout);
  if (Instruction cast = compileCast(op, layout))
    return cast;
  if (Instruction instruction = compileKop(op, layout))
    return instruction;
  error = ("the interpreter does not know the operation " + name).str();
  return nullptr;
}
