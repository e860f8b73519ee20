//===- ComplexPairs.cpp - Complex values to pairs of reals ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/ComplexPairs.h"

#include "compiler/sema/Builder.h"

#include <algorithm>

using namespace kop::sema;
using kop::syntax::SourceRange;

namespace {

/// The parts of a value. A real number has no second one, which is not the
/// same as zero: its product with an infinite number is not NaN.
struct Pair {
  Node *re = nullptr;
  Node *im = nullptr;
};

class Pairing {
public:
  explicit Pairing(Instance &instance)
      : instance(instance), builder(instance) {}

  void run();

private:
  using Pairs = std::vector<Pair>;
  using Rule = Pair (Pairing::*)(const Node &node, const Pairs &operands);

  static Rule ruleOf(const std::string &callee);
  Pair rewrite(const Node &node);
  Pair read(const Node &node);
  Node *join(Pair value, const Shape &shape);

  // Rules of calls.
  Pair make(const Node &, const Pairs &z) { return {z[0].re, z[1].re}; }
  Pair fromReal(const Node &, const Pairs &z) { return {z[0].re, nullptr}; }
  Pair realPart(const Node &, const Pairs &z) { return {z[0].re, nullptr}; }
  Pair imaginaryPart(const Node &node, const Pairs &z) {
    return {z[0].im ? z[0].im : zeroLike(z[0].re, node.range), nullptr};
  }
  Pair add(const Node &node, const Pairs &z);
  Pair subtract(const Node &node, const Pairs &z);
  Pair multiply(const Node &node, const Pairs &z);
  Pair divide(const Node &node, const Pairs &z);
  Pair power(const Node &node, const Pairs &z);
  Pair compare(const Node &node, const Pairs &z);
  Pair linear(const Node &node, const Pairs &z);
  Pair product(const Node &node, const Pairs &z);
  Pair bilinear(const Node &node, const Pairs &z);

  // Arithmetic of parts.
  Pair times(Pair a, Pair b);
  Pair quotient(Pair a, Pair b);
  Node *call(const char *callee, std::vector<Node *> operands) {
    Type type = operands.back()->type;
    return builder.call(callee, type, std::move(operands), range);
  }
  Node *negate(Node *a) { return a ? call("neg", {a}) : nullptr; }
  /// A sum or difference of two parts either of which may be missing.
  Node *combine(const char *callee, Node *a, Node *b);
  Node *zeroLike(Node *like, SourceRange at) {
    return builder.broadcast(builder.constant(Exact(0), Scalar::Real, at),
                             like->type.shape, at);
  }

  Instance &instance;
  Builder builder;
  std::unordered_map<const Node *, Pair> pairs;
  SourceRange range; ///< of the node that is rewritten
};

} // namespace

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Node *Pairing::combine(const char *callee, Node *a, Node *b) {
  if (a && b)
    return call(callee, {a, b});
  return a ? a : callee == std::string("sub") ? negate(b) : b;
}

Pair Pairing::times(Pair a, Pair b) {
  if (!b.im)
    std::swap(a, b);
  if (!a.im)
    return {call("mul", {a.re, b.re}),
            b.im ? call("mul", {a.re, b.im}) : nullptr};
  return {call("sub", {call("mul", {a.re, b.re}), call("mul", {a.im, b.im})}),
          call("add", {call("mul", {a.re, b.im}), call("mul", {a.im, b.re})})};
}

/// Smith's rule: with the larger part p of b and the smaller one q, and r = q /
/// p, nothing overflows that the result does not.
Pair Pairing::quotient(Pair a, Pair b) {
  if (!b.im)
    return {call("div", {a.re, b.re}),
            a.im ? call("div", {a.im, b.re}) : nullptr};
  Type truth = Builder::boolean(b.re->type.shape);
  Node *swapped = builder.call(
      "lt", truth, {call("abs", {b.re}), call("abs", {b.im})}, range);
  auto choose = [&](Node *yes, Node *no) {
    return call("select", {swapped, yes, no});
  };
  Node *p = choose(b.im, b.re), *q = choose(b.re, b.im);
  Node *r = call("div", {q, p});
  Node *denominator = call("add", {p, call("mul", {q, r})});
  if (!a.im) {
    Node *t = call("div", {a.re, denominator}), *s = call("mul", {t, r});
    return {choose(s, t), negate(choose(t, s))};
  }
  Node *u = choose(a.im, a.re), *v = choose(a.re, a.im);
  Node *re = call("add", {u, call("mul", {v, r})});
  Node *im = call("sub", {v, call("mul", {u, r})});
  return {call("div", {re, denominator}),
          call("div", {choose(negate(im), im), denominator})};
}

Pair Pairing::add(const Node &, const Pairs &z) {
  return {call("add", {z[0].re, z[1].re}), combine("add", z[0].im, z[1].im)};
}

Pair Pairing::subtract(const Node &, const Pairs &z) {
  return {call("sub", {z[0].re, z[1].re}), combine("sub", z[0].im, z[1].im)};
}

Pair Pairing::multiply(const Node &, const Pairs &z) {
  return times(z[0], z[1]);
}

Pair Pairing::divide(const Node &, const Pairs &z) {
  return quotient(z[0], z[1]);
}

/// By repeated squaring; a negative power is the inverse of the positive one.
Pair Pairing::power(const Node &node, const Pairs &z) {
  if (!z[0].im)
    return linear(node, z);
  const int64_t exponent = node.integers[0];
  uint64_t rest = exponent < 0 ? -uint64_t(exponent) : uint64_t(exponent);
  Node *number = builder.constant(Exact(1), Scalar::Real, range);
  const Pair one = {builder.broadcast(number, z[0].re->type.shape, range),
                    nullptr};
  Pair result = one, square = z[0];
  bool isOne = true;
  for (; rest; rest >>= 1) {
    if (rest & 1)
      result = std::exchange(isOne, false) ? square : times(result, square);
    if (rest > 1)
      square = times(square, square);
  }
  return exponent < 0 ? quotient(one, result) : result;
}

Pair Pairing::compare(const Node &node, const Pairs &z) {
  auto part = [&](Node *a, Node *b) {
    return builder.call(node.callee, node.type, {a, b}, range);
  };
  Node *re = part(z[0].re, z[1].re);
  if (!z[0].im && !z[1].im)
    return {re, nullptr};
  auto imaginary = [&](Pair a) { return a.im ? a.im : zeroLike(a.re, range); };
  Node *im = part(imaginary(z[0]), imaginary(z[1]));
  return {call(node.callee == "eq" ? "and" : "or", {re, im}), nullptr};
}

/// A call that does the same to both parts; real operands (a condition, the
/// numbers of components) go into both.
Pair Pairing::linear(const Node &node, const Pairs &z) {
  bool isComplex =
      std::any_of(z.begin(), z.end(), [](const Pair &pair) { return pair.im; });
  std::vector<Node *> re, im;
  for (size_t k = 0; k < z.size(); ++k) {
    re.push_back(z[k].re);
    bool isNumber = node.operands[k]->type.scalar == Scalar::Complex;
    im.push_back(!isNumber ? z[k].re
                 : z[k].im ? z[k].im
                           : zeroLike(z[k].re, range));
  }
  Type type = node.type;
  type.scalar = Scalar::Real;
  auto part = [&](std::vector<Node *> operands) {
    return builder.call(node.callee, type, std::move(operands), range,
                        node.integers, node.text);
  };
  return {part(re), isComplex ? part(im) : nullptr};
}

/// The product of components.
Pair Pairing::product(const Node &node, const Pairs &z) {
  if (!z[0].im)
    return linear(node, z);
  const Shape &shape = z[0].re->type.shape;
  Pair result;
  std::vector<int64_t> position(shape.size());
  for (int64_t n = 0; n < z[0].re->type.numElements(); ++n) {
    for (size_t axis = shape.size(), rest = size_t(n); axis-- > 0;) {
      position[axis] = int64_t(rest) % shape[axis];
      rest /= size_t(shape[axis]);
    }
    auto component = [&](Node *part) {
      return builder.call("component", builder.real(), {part}, range, position);
    };
    Pair factor = {component(z[0].re), component(z[0].im)};
    result = n ? times(result, factor) : factor;
  }
  return result;
}

/// dot and einsum: linear in every operand. Every choice of a part of each is a
/// term, times i for every imaginary one.
Pair Pairing::bilinear(const Node &node, const Pairs &z) {
  Type type = node.type;
  type.scalar = Scalar::Real;
  Pair result;
  for (uint64_t choice = 0; choice >> z.size() == 0; ++choice) {
    std::vector<Node *> parts;
    int imaginary = 0;
    for (size_t k = 0; k < z.size(); ++k) {
      bool second = choice >> k & 1;
      parts.push_back(second ? z[k].im : z[k].re);
      imaginary += second;
    }
    if (std::count(parts.begin(), parts.end(), nullptr))
      continue;
    Node *term =
        builder.call(node.callee, type, std::move(parts), range, {}, node.text);
    Node *&sum = imaginary % 2 ? result.im : result.re;
    bool negative = imaginary % 4 >= 2;
    sum = sum        ? call(negative ? "sub" : "add", {sum, term})
          : negative ? negate(term)
                     : term;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

/// "ab…": a letter for each axis.
static std::string lettersOf(const Shape &shape) {
  return std::string("abcdefghijklmnopqrstuvwxy").substr(0, shape.size());
}

Pair Pairing::read(const Node &node) {
  std::vector<Node *> subscripts;
  for (Node *subscript : node.operands)
    subscripts.push_back(pairs.at(subscript).re);
  Node *both = builder.read(node.operand, subscripts, range);
  const Shape &shape = node.type.shape;
  auto part = [&](int64_t number) {
    if (shape.empty())
      return builder.call("component", builder.real(), {both}, range, {number});
    Shape turned = {2}, one = {1};
    turned.insert(turned.end(), shape.begin(), shape.end());
    one.insert(one.end(), shape.begin(), shape.end());
    const std::string axes = lettersOf(shape);
    Node *value = builder.call("einsum", builder.real(turned), {both}, range,
                               {}, axes + "z->z" + axes);
    value = builder.call("slice", builder.real(one), {value}, range, {number});
    return builder.call("reshape", builder.real(shape), {value}, range);
  };
  return {part(0), part(1)};
}

/// One value as it is written.
Node *Pairing::join(Pair value, const Shape &shape) {
  range = value.re->range;
  if (!value.im)
    value.im = zeroLike(value.re, range);
  if (shape.empty())
    return builder.call("concat", builder.real({2}), {value.re, value.im},
                        range);
  const int64_t count = value.re->type.numElements();
  std::vector<Node *> parts;
  for (Node *part : {value.re, value.im})
    parts.push_back(
        shape.size() == 1
            ? part
            : builder.call("reshape", builder.real({count}), {part}, range));
  Shape turned = {2}, last = shape;
  turned.insert(turned.end(), shape.begin(), shape.end());
  last.push_back(2);
  Node *both = builder.call("concat", builder.real({2 * count}), parts, range);
  both = builder.call("reshape", builder.real(turned), {both}, range);
  const std::string axes = lettersOf(shape);
  return builder.call("einsum", builder.real(last), {both}, range, {},
                      "z" + axes + "->" + axes + "z");
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

Pairing::Rule Pairing::ruleOf(const std::string &callee) {
  static const std::unordered_map<std::string, Rule> rules = {
      {"complex", &Pairing::make}, {"to_complex", &Pairing::fromReal},
      {"re", &Pairing::realPart},  {"im", &Pairing::imaginaryPart},
      {"add", &Pairing::add},      {"sub", &Pairing::subtract},
      {"mul", &Pairing::multiply}, {"div", &Pairing::divide},
      {"powi", &Pairing::power},   {"eq", &Pairing::compare},
      {"ne", &Pairing::compare},   {"fold_prod", &Pairing::product},
      {"dot", &Pairing::bilinear}, {"einsum", &Pairing::bilinear},
      // neg, select, broadcast, fold_sum and what moves components.
  };
  auto found = rules.find(callee);
  return found == rules.end() ? &Pairing::linear : found->second;
}

Pair Pairing::rewrite(const Node &node) {
  range = node.range;
  bool isComplex = node.type.scalar == Scalar::Complex;
  Pairs operands;
  for (const Node *operand : node.operands) {
    operands.push_back(pairs.at(operand));
    isComplex |= operand->type.scalar == Scalar::Complex;
  }
  if (isComplex && node.kind == NodeKind::Read)
    return read(node);
  if (isComplex && node.kind == NodeKind::Call)
    return (this->*ruleOf(node.callee))(node, operands);
  // What is left does the same to both parts: sums and other indices.
  auto part = [&](bool second) {
    Node copy = node;
    for (size_t k = 0; k < operands.size(); ++k)
      copy.operands[k] = second ? operands[k].im : operands[k].re;
    if (node.condition)
      copy.condition = pairs.at(node.condition).re;
    if (isComplex)
      copy.type.scalar = Scalar::Real;
    return builder.insert(std::move(copy));
  };
  return {part(false), isComplex && operands[0].im ? part(true) : nullptr};
}

void Pairing::run() {
  auto pairAxis = [](auto &operand) {
    if (operand.type.scalar != Scalar::Complex)
      return;
    operand.isComplex = true;
    operand.type.scalar = Scalar::Real;
    operand.type.shape.push_back(2);
  };
  for (Input &input : instance.inputs)
    pairAxis(input);
  const std::deque<Node> nodes = std::exchange(instance.nodes, {});
  for (const Node &node : nodes)
    pairs[&node] = rewrite(node);
  for (Output &output : instance.outputs) {
    const Pair value = pairs.at(output.value);
    const Shape shape = output.type.shape;
    pairAxis(output);
    output.value = output.isComplex ? join(value, shape) : value.re;
  }
}

void kop::sema::pairComplex(Instance &instance) {
  auto isComplex = [](const auto &one) {
    return one.type.scalar == Scalar::Complex;
  };
  if (std::any_of(instance.nodes.begin(), instance.nodes.end(), isComplex) ||
      std::any_of(instance.inputs.begin(), instance.inputs.end(), isComplex))
    Pairing(instance).run();
}
