//===- InterpreterKop.cpp - Operations of the kop dialect in f64 ----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/InterpreterMachine.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace kop::ir;
using namespace kop::ir::interpreter;

namespace {

/// Runs `function(memory, …)` on the memory of the element type of `slot`.
template <typename Function>
Instruction onMemory(Slot slot, Function function) {
  if (slot.real)
    return [=](Machine &m) { function(m, m.reals); };
  return [=](Machine &m) { function(m, m.integers); };
}

SmallVector<int64_t> shapeOf(Type type) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    return SmallVector<int64_t>(shaped.getShape());
  return {};
}

//===----------------------------------------------------------------------===//
// Indices and arrays
//===----------------------------------------------------------------------===//

Instruction compileIndex(IndexOp op, const Layout &layout) {
  size_t to = layout[op.getResult()].offset;
  unsigned number = layout.indexNumber(op.getIndex());
  return [=](Machine &m) { m.integers[to] = m.index[number]; };
}

Instruction compileExtent(ExtentOp op, const Layout &layout) {
  size_t to = layout[op.getResult()].offset;
  unsigned number = layout.indexNumber(op.getIndex());
  return [=](Machine &m) { m.integers[to] = m.extents[number]; };
}

/// A row of an input; zeros for a subscript of -1.
Instruction compileRead(ReadOp op, const Layout &layout) {
  Slot to = layout[op.getResult()];
  SmallVector<size_t> subscripts;
  for (Value subscript : op.getSubscripts())
    subscripts.push_back(layout[subscript].offset);
  unsigned input = cast<BlockArgument>(op.getArray()).getArgNumber();
  return [=](Machine &m) {
    const InterpreterArray &array = (*m.inputs)[input];
    int64_t row = 0;
    bool none = false;
    for (auto [axis, subscript] : llvm::enumerate(subscripts)) {
      int64_t value = m.integers[subscript], extent = array.extents[axis];
      none |= value == -1;
      if (value < -1 || value >= extent)
        return m.fail("subscript " + Twine(value) + " of axis " + Twine(axis) +
                      " of input " + Twine(input) + " is not in [-1, " +
                      Twine(extent) + ")");
      row = row * extent + value;
    }
    for (size_t n = 0; n < to.size; ++n)
      if (to.real)
        m.reals[to.offset + n] = none ? 0 : array.reals[row * to.size + n];
      else
        m.integers[to.offset + n] =
            none ? 0 : array.integers[row * to.size + n];
  };
}

//===----------------------------------------------------------------------===//
// Components
//===----------------------------------------------------------------------===//

Instruction compileBroadcast(BroadcastOp op, const Layout &layout) {
  Slot to = layout[op.getResult()], from = layout[op.getValue()];
  return onMemory(to, [=](Machine &, auto &memory) {
    std::fill_n(memory.begin() + to.offset, to.size, memory[from.offset]);
  });
}

/// What a fold for the least (or greatest) component starts from: nothing is
/// beyond it.
template <typename T> T worst(Type type, bool least) {
  if constexpr (std::is_floating_point_v<T>)
    return least ? std::numeric_limits<T>::infinity()
                 : -std::numeric_limits<T>::infinity();
  unsigned bits = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  return T(least ? llvm::maxIntN(bits) : llvm::minIntN(bits));
}

Instruction compileFold(ComponentsOp op, const Layout &layout) {
  Slot to = layout[op.getResult()], from = layout[op.getValue()];
  bool sum = op.getKind() == ComponentKind::Sum;
  return onMemory(from, [=](Machine &, auto &memory) {
    auto result = memory[from.offset];
    for (size_t n = 1; n < from.size; ++n)
      result = sum ? result + memory[from.offset + n]
                   : result * memory[from.offset + n];
    memory[to.offset] = result;
  });
}

/// The first component better than all others, or its row-major number; NaN
/// is never better, and without a better one the number is -1.
Instruction compileChoice(ComponentsOp op, const Layout &layout) {
  Slot to = layout[op.getResult()], from = layout[op.getValue()];
  ComponentKind kind = op.getKind();
  bool least = kind == ComponentKind::Min || kind == ComponentKind::ArgMin;
  bool number = kind == ComponentKind::ArgMin || kind == ComponentKind::ArgMax;
  Type type = op.getValue().getType();
  return onMemory(from, [=](Machine &m, auto &memory) {
    using T = std::decay_t<decltype(memory[0])>;
    T best = worst<T>(type, least);
    int64_t at = -1;
    for (size_t n = 0; n < from.size; ++n) {
      T value = memory[from.offset + n];
      if (least ? value < best : value > best) {
        best = value;
        at = n;
      }
    }
    if (number)
      m.integers[to.offset] = at;
    else
      memory[to.offset] = best;
  });
}

Instruction compileComponents(ComponentsOp op, const Layout &layout) {
  if (op.getKind() == ComponentKind::Sum || op.getKind() == ComponentKind::Prod)
    return compileFold(op, layout);
  return compileChoice(op, layout);
}

template <bool difference>
Instruction compilePair(Operation *op, const Layout &layout) {
  Slot to = layout[op->getResult(0)], x = layout[op->getOperand(0)];
  Slot y = layout[op->getOperand(1)];
  return [=](Machine &m) {
    double sum = 0;
    for (size_t n = 0; n < x.size; ++n) {
      double a = m.reals[x.offset + n], b = m.reals[y.offset + n];
      sum += difference ? (a - b) * (a - b) : a * b;
    }
    m.reals[to.offset] = sum;
  };
}

/// The terms of an einsum, one per combination of its letters: the number of
/// the component of the result, then of every operand.
std::vector<size_t> einsumTerms(EinsumOp op) {
  auto [inputs, output] = op.getSpecification().split("->");
  SmallVector<StringRef> letters{output};
  inputs.split(letters, ',');
  SmallVector<SmallVector<int64_t>> shapes{shapeOf(op.getResult().getType())};
  for (Value operand : op.getOperands_())
    shapes.push_back(shapeOf(operand.getType()));

  std::map<char, int64_t> extents, at;
  for (auto [names, shape] : llvm::zip(letters, shapes))
    for (auto [name, extent] : llvm::zip(names, shape)) {
      extents[name] = extent;
      at[name] = 0;
    }
  std::vector<size_t> terms;
  while (true) {
    for (auto [names, shape] : llvm::zip(letters, shapes)) {
      size_t component = 0;
      for (auto [name, extent] : llvm::zip(names, shape))
        component = component * extent + at[name];
      terms.push_back(component);
    }
    auto letter = at.rbegin();
    while (letter != at.rend() && ++letter->second == extents[letter->first])
      letter++->second = 0;
    if (letter == at.rend())
      return terms;
  }
}

Instruction compileEinsum(EinsumOp op, const Layout &layout) {
  Slot to = layout[op.getResult()];
  SmallVector<size_t> operands;
  for (Value operand : op.getOperands_())
    operands.push_back(layout[operand].offset);
  return onMemory(to, [=, terms = einsumTerms(op)](Machine &, auto &memory) {
    std::fill_n(memory.begin() + to.offset, to.size, 0);
    for (auto term = terms.begin(); term != terms.end();) {
      size_t result = to.offset + *term++;
      std::decay_t<decltype(memory[0])> product = 1;
      for (size_t operand : operands)
        product *= memory[operand + *term++];
      memory[result] += product;
    }
  });
}

Instruction compileConcat(ConcatOp op, const Layout &layout) {
  Slot to = layout[op.getResult()];
  SmallVector<Slot> parts;
  for (Value part : op.getParts())
    parts.push_back(layout[part]);
  return onMemory(to, [=](Machine &, auto &memory) {
    size_t at = to.offset;
    for (const Slot &part : parts) {
      std::copy_n(memory.begin() + part.offset, part.size, memory.begin() + at);
      at += part.size;
    }
  });
}

/// Copies as many components as the result has, from component `first`.
Instruction compileCopy(Value from, Value result, size_t first,
                        const Layout &layout) {
  Slot to = layout[result];
  size_t begin = layout[from].offset + first;
  return onMemory(to, [=](Machine &, auto &memory) {
    std::copy_n(memory.begin() + begin, to.size, memory.begin() + to.offset);
  });
}

Instruction compileSlice(SliceOp op, const Layout &layout) {
  auto shape = shapeOf(op.getValue().getType());
  int64_t inner = numComponents(op.getValue().getType()) / shape[0];
  return compileCopy(op.getValue(), op.getResult(), op.getOffset() * inner,
                     layout);
}

Instruction compileComponent(ComponentOp op, const Layout &layout) {
  int64_t number = 0;
  for (auto [extent, position] :
       llvm::zip(shapeOf(op.getValue().getType()), op.getPosition()))
    number = number * extent + position;
  return compileCopy(op.getValue(), op.getResult(), number, layout);
}

/// Out of range is a precondition, but a term that a filter drops may break
/// it: such a component is not a number, or 0.
Instruction compileLookup(LookupOp op, const Layout &layout) {
  Slot to = layout[op.getResult()], from = layout[op.getValue()];
  SmallVector<size_t> positions;
  for (Value position : op.getPosition())
    positions.push_back(layout[position].offset);
  return onMemory(to, [=, shape = shapeOf(op.getValue().getType())](
                          Machine &m, auto &memory) {
    int64_t number = 0;
    bool inside = true;
    for (auto [extent, position] : llvm::zip(shape, positions)) {
      int64_t value = m.integers[position];
      inside &= value >= 0 && value < extent;
      number = number * extent + value;
    }
    using T = std::decay_t<decltype(memory[0])>;
    for (size_t n = 0; n < to.size; ++n)
      memory[to.offset + n] = inside
                                  ? memory[from.offset + number * to.size + n]
                                  : std::numeric_limits<T>::quiet_NaN();
  });
}

Instruction compileOneHot(OneHotOp op, const Layout &layout) {
  Slot to = layout[op.getResult()];
  size_t position = layout[op.getPosition()].offset;
  return onMemory(to, [=](Machine &m, auto &memory) {
    for (size_t n = 0; n < to.size; ++n)
      memory[to.offset + n] = m.integers[position] == int64_t(n);
  });
}

} // namespace

int64_t interpreter::numComponents(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped ? shaped.getNumElements() : 1;
}

Instruction interpreter::compileKop(Operation *operation,
                                    const Layout &layout) {
  return TypeSwitch<Operation *, Instruction>(operation)
      .Case([&](IndexOp op) { return compileIndex(op, layout); })
      .Case([&](ExtentOp op) { return compileExtent(op, layout); })
      .Case([&](ReadOp op) { return compileRead(op, layout); })
      .Case([&](BroadcastOp op) { return compileBroadcast(op, layout); })
      .Case([&](ComponentsOp op) { return compileComponents(op, layout); })
      .Case([&](DotOp op) { return compilePair<false>(op, layout); })
      .Case([&](SqDistOp op) { return compilePair<true>(op, layout); })
      .Case([&](ExpansionOp op) {
        return compileCopy(op.getDistance(), op.getResult(), 0, layout);
      })
      .Case([&](EinsumOp op) { return compileEinsum(op, layout); })
      .Case([&](ConcatOp op) { return compileConcat(op, layout); })
      .Case([&](SliceOp op) { return compileSlice(op, layout); })
      .Case([&](ComponentOp op) { return compileComponent(op, layout); })
      .Case([&](LookupOp op) { return compileLookup(op, layout); })
      .Case([&](OneHotOp op) { return compileOneHot(op, layout); })
      .Case([&](ReshapeOp op) {
        return compileCopy(op.getValue(), op.getResult(), 0, layout);
      })
      .Default([](Operation *) { return Instruction(); });
}
