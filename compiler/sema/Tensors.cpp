//===- Tensors.cpp - Functions of vectors and matrices --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"

#include <array>

using namespace kop::sema;

//===----------------------------------------------------------------------===//
// Folds of components
//===----------------------------------------------------------------------===//

Value Elaborator::callFold(Call &call) {
  std::string what = "`" + call.name + "`";
  bool adds = call.name == "sum" || call.name == "prod";
  auto scalar = commonScalar(what, call.operands,
                             adds ? Numbers::Complex : Numbers::Real);
  if (!scalar)
    return {};
  const Value &value = call.operands[0].value;
  if (value.shape().empty()) {
    shapeError(what, "the components of a vector", call.operands, call.range)
        .note("a reduction over an index names it: " + call.name + "[j] e");
    return {};
  }
  // One product after the other, each of two nodes and more.
  constexpr int64_t maxFactors = 256;
  if (*scalar == Scalar::Complex && call.name == "prod" &&
      value.node->type.numElements() > maxFactors) {
    error(Code::NotLowered, call.range,
          "this version of kopc does not lower `prod` of more than " +
              std::to_string(maxFactors) + " complex components");
    return {};
  }
  bool position = call.name == "argmin" || call.name == "argmax";
  Type type = value.node->type;
  if (position)
    type = Builder::integer();
  type.shape.clear();
  type.target = -1;
  return builder.call("fold_" + call.name, type, {value.node}, call.range);
}

Value Elaborator::callMean(Call &call) {
  if (!toNumbers("`mean`", call.operands))
    return {};
  call.name = "sum";
  Value sum = callFold(call);
  if (!sum)
    return {};
  const Type &type = call.operands[0].value.node->type;
  Operand divisor(Exact(type.numElements()), call.range);
  if (type.isDynamic()) {
    Node *count = builder.extent(instance.dimension, call.range);
    divisor.value = builder.call("real", builder.real(), {count}, call.range);
  }
  return arithmetic(ast::BinaryOp::Div, {Operand(sum, call.range), divisor},
                    call.range);
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// dot and sqdist. Two scalars are the one-dimensional case.
Value Elaborator::callDot(Call &call) {
  std::string what = "`" + call.name + "`";
  auto nodes = call.name == "dot" ? toNumbers(what, call.operands)
                                  : toReals(what, call.operands);
  if (!nodes)
    return {};
  Node *a = (*nodes)[0], *b = (*nodes)[1];
  if (a->type.shape != b->type.shape) {
    shapeError(what, "two vectors of the same dimension", call.operands,
               call.operands[1].range);
    return {};
  }
  if (!a->type.isScalar()) {
    Type type = a->type;
    type.shape.clear();
    return builder.call(call.name, type, {a, b}, call.range);
  }
  if (call.name == "dot")
    return builder.call("mul", a->type, {a, b}, call.range);
  return square(builder.call("sub", a->type, {a, b}, call.range), call.range);
}

Value Elaborator::callOuter(Call &call) {
  auto nodes = toNumbers("`outer`", call.operands);
  if (!nodes)
    return {};
  for (Node *node : *nodes)
    if (node->type.shape.size() != 1) {
      shapeError("`outer`", "two vectors", call.operands, call.range);
      return {};
    }
  return einsum("a,b->ab", *nodes, call.range, call.range);
}

Value Elaborator::callCross(Call &call) {
  auto nodes = toReals("`cross`", call.operands);
  if (!nodes)
    return {};
  for (Node *node : *nodes)
    if (node->type.shape != Shape{3}) {
      shapeError("`cross`", "two vectors vec(3)", call.operands, call.range);
      return {};
    }
  auto part = [&](int which, int64_t at) {
    return builder.call("component", builder.real(), {(*nodes)[which]},
                        call.range, {at});
  };
  auto product = [&](int64_t k, int64_t l) {
    return builder.call("mul", builder.real(), {part(0, k), part(1, l)},
                        call.range);
  };
  std::vector<Node *> parts;
  for (int64_t k : {0, 1, 2}) {
    int64_t l = (k + 1) % 3, m = (k + 2) % 3;
    parts.push_back(builder.call("sub", builder.real(),
                                 {product(l, m), product(m, l)}, call.range));
  }
  return builder.call("concat", builder.real({3}), parts, call.range);
}

/// weighted_sqnorm(s, v) and weighted_sqdist(s, u, v) with s a number, the
/// diagonal of a matrix, or a matrix.
Value Elaborator::callWeighted(Call &call) {
  std::string what = "`" + call.name + "`";
  auto nodes = toReals(what, call.operands);
  if (!nodes)
    return {};
  Node *s = (*nodes)[0], *v = (*nodes)[1];
  bool fits = v->type.shape.size() == 1;
  if (nodes->size() == 3)
    fits &= (*nodes)[2]->type.shape == v->type.shape;
  if (fits && !s->type.isScalar()) {
    int64_t n = v->type.shape[0];
    fits = s->type.shape == Shape{n} || s->type.shape == Shape{n, n};
  }
  if (!fits) {
    shapeError(what,
               "a weight that is a scalar, a vector or a square matrix, and "
               "vectors of its dimension",
               call.operands, call.range);
    return {};
  }
  auto binary = [&](const char *callee, Node *a, Node *b) {
    return builder.call(callee, a->type, {a, b}, call.range);
  };
  auto dot = [&](Node *a, Node *b) {
    return builder.call("dot", builder.real(), {a, b}, call.range);
  };
  if (nodes->size() == 3)
    v = binary("sub", v, (*nodes)[2]);
  switch (s->type.shape.size()) {
  case 0:
    return binary("mul", s, dot(v, v));
  case 1:
    return dot(binary("mul", s, v), v);
  default:
    return dot(v, einsum("ab,b->a", {s, v}, call.range, call.range).node);
  }
}

Value Elaborator::matmul(Operands operands, SourceRange range) {
  auto nodes = toNumbers("`@`", operands);
  if (!nodes)
    return {};
  const Shape &a = (*nodes)[0]->type.shape, &b = (*nodes)[1]->type.shape;
  const char *spec = a.size() == 2 && b.size() == 1   ? "ab,b->a"
                     : a.size() == 1 && b.size() == 2 ? "a,ab->b"
                     : a.size() == 2 && b.size() == 2 ? "ab,bc->ac"
                                                      : nullptr;
  if (!spec) {
    auto &report = shapeError("`@`",
                              "a matrix and a vector, a vector and a matrix, "
                              "or two matrices",
                              operands, range);
    if (a.size() == 1 && b.size() == 1)
      report.note("the product of two vectors is dot(u, v) or outer(u, v)");
    return {};
  }
  if (a.back() != b.front()) {
    shapeError("`@`", "as many columns on the left as components on the right",
               operands, operands[1].range);
    return {};
  }
  return einsum(spec, *nodes, range, range);
}

Value Elaborator::callTranspose(Call &call) {
  auto nodes = toNumbers("`transpose`", call.operands);
  if (!nodes)
    return {};
  if ((*nodes)[0]->type.shape.size() != 2) {
    shapeError("`transpose`", "a matrix", call.operands, call.range);
    return {};
  }
  return einsum("ab->ba", *nodes, call.range, call.range);
}

Value Elaborator::callTrace(Call &call) {
  auto nodes = toNumbers("`trace`", call.operands);
  if (!nodes)
    return {};
  const Shape &shape = (*nodes)[0]->type.shape;
  if (shape.size() != 2 || shape[0] != shape[1]) {
    shapeError("`trace`", "a square matrix", call.operands, call.range);
    return {};
  }
  return einsum("aa->", *nodes, call.range, call.range);
}

//===----------------------------------------------------------------------===//
// Einsum
//===----------------------------------------------------------------------===//

Value Elaborator::callEinsum(Call &call) {
  auto *text = call.operands[0].expr->as<ast::StringExpr>();
  if (!text) {
    error(Code::EinsumSpecification, call.operands[0].range,
          "the first argument of `einsum` is its specification, as in "
          "einsum(\"ab,b->a\", A, v)");
    return {};
  }
  SourceRange specRange = call.operands[0].range;
  call.operands.erase(call.operands.begin());
  auto nodes = toNumbers("`einsum`", call.operands);
  if (!nodes)
    return {};
  std::string spec;
  for (char c : text->text)
    if (c != ' ')
      spec += c;
  return einsum(spec, *nodes, call.range, specRange);
}

Value Elaborator::einsum(const std::string &spec, std::vector<Node *> operands,
                         SourceRange range, SourceRange specRange) {
  auto wrong = [&](const std::string &message) -> Value {
    error(Code::EinsumSpecification, specRange, message);
    return {};
  };
  if (!haveFixedSize("a sum of products over axes", operands, range))
    return {};
  size_t arrow = spec.find("->");
  if (arrow == std::string::npos)
    return wrong("the specification has no `->`");
  std::vector<std::string> groups(1);
  for (char c : spec.substr(0, arrow)) {
    if (c == ',')
      groups.emplace_back();
    else if (c >= 'a' && c <= 'z')
      groups.back() += c;
    else
      return wrong(std::string("`") + c +
                   "` is no small letter, comma or arrow");
  }
  if (groups.size() != operands.size())
    return wrong("the specification has " + std::to_string(groups.size()) +
                 " groups of letters for " + std::to_string(operands.size()) +
                 " operands");
  std::array<int64_t, 26> extent{};
  for (size_t k = 0; k < groups.size(); ++k) {
    const Shape &shape = operands[k]->type.shape;
    if (groups[k].size() != shape.size())
      return wrong("`" + groups[k] +
                   "` does not have one letter per dimension "
                   "of " +
                   spell(shape));
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      int64_t &known = extent[groups[k][axis] - 'a'];
      if (known && known != shape[axis])
        return wrong(std::string("`") + groups[k][axis] + "` is " +
                     std::to_string(known) + " and " +
                     std::to_string(shape[axis]));
      known = shape[axis];
    }
  }
  Shape shape;
  std::string result = spec.substr(arrow + 2);
  for (size_t k = 0; k < result.size(); ++k) {
    char c = result[k];
    if (c < 'a' || c > 'z' || !extent[c - 'a'])
      return wrong(std::string("`") + c +
                   "` of the result is no letter of an operand");
    if (result.find(c, k + 1) != std::string::npos)
      return wrong(std::string("`") + c + "` is twice in the result");
    shape.push_back(extent[c - 'a']);
  }
  if (!checkSize(shape, range))
    return {};
  Type type = operands[0]->type;
  type.shape = std::move(shape);
  return builder.call("einsum", type, std::move(operands), range, {}, spec);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Value Elaborator::callReshape(Call &call) {
  Shape shape;
  for (size_t k = 1; k < call.operands.size(); ++k) {
    auto n = evalInteger(*call.operands[k].expr, "a dimension", 1);
    if (!n)
      return {};
    shape.push_back(*n);
  }
  Operands operands = {call.operands[0]};
  auto scalar = commonScalar("`reshape`", operands, Numbers::Complex);
  Node *node = scalar ? toNode(operands[0], *scalar) : nullptr;
  if (!node)
    return {};
  if (!haveFixedSize("`reshape`", {node}, call.range) ||
      !checkSize(shape, call.range))
    return {};
  Type type = node->type;
  type.shape = shape;
  type.target = -1;
  if (type.numElements() != node->type.numElements() || node->type.isScalar()) {
    shapeError("`reshape` to " + spell(shape),
               std::to_string(type.numElements()) + " components", operands,
               call.range);
    return {};
  }
  return builder.call("reshape", type, {node}, call.range);
}

Value Elaborator::callConcat(Call &call) {
  return concatenate(call.operands, call.range);
}

Value Elaborator::callOnehot(Call &call) {
  if (!expectScalarType("`onehot`", call.operands[0], Scalar::Int))
    return {};
  auto size = evalInteger(*call.operands[1].expr, "the size of `onehot`", 1);
  Node *position = toNode(call.operands[0], Scalar::Int);
  if (!size || !position)
    return {};
  if (!position->type.isScalar()) {
    shapeError("`onehot`", "a scalar position", {call.operands[0]}, call.range);
    return {};
  }
  return builder.call("onehot", builder.real({*size}), {position}, call.range);
}
