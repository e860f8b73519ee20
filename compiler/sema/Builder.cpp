//===- Builder.cpp - Makes the nodes of an instance -----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Builder.h"

#include <unordered_set>

using namespace kop::sema;
using kop::syntax::SourceRange;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Type Builder::real(Shape shape) const {
  Type type;
  type.real = instance.compute;
  type.shape = std::move(shape);
  return type;
}

Type Builder::complex(Shape shape) const {
  Type type = real(std::move(shape));
  type.scalar = Scalar::Complex;
  return type;
}

Type Builder::integer(IndexId target, Shape shape) {
  Type type;
  type.scalar = Scalar::Int;
  type.target = target;
  type.shape = std::move(shape);
  return type;
}

Type Builder::boolean(Shape shape) {
  Type type;
  type.scalar = Scalar::Bool;
  type.shape = std::move(shape);
  return type;
}

std::string kop::sema::spell(const Shape &shape) {
  if (shape.empty())
    return "a scalar";
  std::string text = shape.size() == 1   ? "vec("
                     : shape.size() == 2 ? "mat("
                                         : "tensor(";
  for (size_t k = 0; k < shape.size(); ++k)
    text += (k ? ", " : "") +
            (shape[k] == dynamicDimension ? "*" : std::to_string(shape[k]));
  return text + ")";
}

std::string kop::sema::spell(const Type &type) {
  std::string element = type.scalar == Scalar::Bool      ? "bool"
                        : type.scalar == Scalar::Int     ? "int"
                        : type.scalar == Scalar::Complex ? "complex"
                                                         : "";
  if (type.isScalar())
    return element.empty() ? "a scalar" : element;
  return element.empty() ? spell(type.shape)
                         : element + " " + spell(type.shape);
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// A text that is equal for nodes that compute the same.
static std::string keyOf(const Node &node) {
  std::string key;
  auto number = [&](int64_t value) {
    key += std::to_string(value);
    key += ' ';
  };
  auto type = [&](const Type &type) {
    number(int(type.scalar));
    number(int(type.real));
    number(type.target);
    for (int64_t dimension : type.shape)
      number(dimension);
    key += ';';
  };
  auto pointer = [&](const Node *node) {
    number(reinterpret_cast<intptr_t>(node));
  };
  number(int(node.kind));
  type(node.type);
  if (node.kind == NodeKind::Constant) {
    const Constant &constant = node.constant;
    number(int(constant.kind));
    key += constant.numerator + '/' + constant.denominator;
    number(constant.negative);
    number(constant.truth);
  }
  number(node.operand);
  number(node.index);
  key += node.callee + ';';
  for (const Node *operand : node.operands)
    pointer(operand);
  key += ';';
  for (int64_t integer : node.integers)
    number(integer);
  key += ';' + node.text + ';';
  for (IndexId index : node.over)
    number(index);
  number(node.terms);
  pointer(node.condition);
  return key;
}

Node *Builder::add(Node node) {
  for (const Node *operand : node.operands)
    node.domain |= operand->domain;
  if (node.condition)
    node.domain |= node.condition->domain;
  for (IndexId index : node.over)
    node.domain &= ~(Domain(1) << index);
  return insert(std::move(node));
}

Node *Builder::insert(Node node) {
  auto [place, isNew] = known.emplace(keyOf(node), nullptr);
  if (isNew) {
    instance.nodes.push_back(std::move(node));
    place->second = &instance.nodes.back();
  }
  return place->second;
}

static Node makeNode(NodeKind kind, Type type, SourceRange range) {
  Node node;
  node.kind = kind;
  node.type = std::move(type);
  node.range = range;
  return node;
}

Node *Builder::constant(const Exact &value, Scalar scalar, SourceRange range) {
  Type type = scalar == Scalar::Int    ? integer()
              : scalar == Scalar::Bool ? boolean()
                                       : real();
  Node node = makeNode(NodeKind::Constant, type, range);
  node.constant = value.constant();
  return add(std::move(node));
}

Node *Builder::integerConstant(int64_t value, SourceRange range) {
  return constant(Exact(value), Scalar::Int, range);
}

Node *Builder::read(int input, std::vector<Node *> subscripts,
                    SourceRange range) {
  Type type = instance.inputs[input].type;
  // Arithmetic happens in the format of the instance, whatever is stored.
  type.real = instance.compute;
  if (type.scalar != Scalar::Real && type.scalar != Scalar::Complex)
    type.real = RealFormat::F32;
  Node node = makeNode(NodeKind::Read, type, range);
  node.operand = input;
  node.operands = std::move(subscripts);
  return add(std::move(node));
}

Node *Builder::indexName(IndexId index, SourceRange range) {
  Node node = makeNode(NodeKind::IndexName, integer(index), range);
  node.index = index;
  node.domain = Domain(1) << index;
  return add(std::move(node));
}

Node *Builder::extent(IndexId index, SourceRange range) {
  Node node = makeNode(NodeKind::Extent, integer(), range);
  node.index = index;
  return add(std::move(node));
}

Node *Builder::call(std::string callee, Type type, std::vector<Node *> operands,
                    SourceRange range, std::vector<int64_t> integers,
                    std::string text) {
  Node node = makeNode(NodeKind::Call, std::move(type), range);
  node.callee = std::move(callee);
  node.operands = std::move(operands);
  node.integers = std::move(integers);
  node.text = std::move(text);
  return add(std::move(node));
}

Node *Builder::cotangent(int input, std::vector<Node *> operands,
                         std::vector<int64_t> integers, SourceRange range) {
  integers.insert(integers.begin(), input);
  Type type = instance.inputs[input].type;
  type.real = instance.compute;
  Node *node =
      call("vjp", type, std::move(operands), range, std::move(integers));
  node->domain = 0;
  for (const Input::Axis &axis : instance.inputs[input].axes)
    node->domain |= Domain(1) << axis.index;
  return node;
}

Node *Builder::broadcast(Node *node, const Shape &shape, SourceRange range) {
  if (node->type.shape == shape)
    return node;
  Type type = node->type;
  type.shape = shape;
  return call("broadcast", type, {node}, range);
}

Node *Builder::reduce(std::string callee, Type type,
                      std::vector<Node *> operands, std::vector<IndexId> over,
                      Node *condition, SourceRange range,
                      std::vector<int64_t> integers,
                      std::optional<Type> secondType) {
  Node node = makeNode(NodeKind::Reduce, std::move(type), range);
  node.callee = std::move(callee);
  node.operands = std::move(operands);
  node.over = std::move(over);
  node.condition = condition;
  node.integers = std::move(integers);
  node.secondType = std::move(secondType);
  return add(std::move(node));
}

Node *Builder::count(Domain terms, std::vector<IndexId> over, Node *condition,
                     SourceRange range) {
  Node node = makeNode(NodeKind::Reduce, real(), range);
  node.callee = "count";
  node.over = std::move(over);
  node.terms = node.domain = terms;
  node.condition = condition;
  return add(std::move(node));
}

Node *Builder::list(Domain terms, IndexId over, Node *term, Node *condition,
                    std::string name, SourceRange range) {
  Node node = makeNode(NodeKind::Reduce, integer(over), range);
  node.callee = "collect";
  node.text = std::move(name);
  node.over = {over};
  if (term) {
    node.operands = {term};
    node.secondType = term->type;
    node.secondType->target = -1;
  }
  node.terms = node.domain = terms;
  node.condition = condition;
  return add(std::move(node));
}

Node *Builder::result(Node *pair, int number, Type type, SourceRange range) {
  Node node = makeNode(NodeKind::Result, std::move(type), range);
  node.operands = {pair};
  node.integers = {number};
  return add(std::move(node));
}

Node *Builder::reindex(Node *operand, IndexId from, IndexId to,
                       SourceRange range) {
  Node node = makeNode(NodeKind::Reindex, operand->type, range);
  node.operands = {operand};
  node.integers = {from, to};
  Node *added = add(std::move(node));
  added->domain = (operand->domain & ~(Domain(1) << from)) | (Domain(1) << to);
  return added;
}

void kop::sema::removeDeadNodes(Instance &instance) {
  std::unordered_set<const Node *> live;
  for (const Output &output : instance.outputs)
    live.insert(output.value);
  // Operands come before users, so one walk from the back finds all.
  for (auto node = instance.nodes.rbegin(); node != instance.nodes.rend();
       ++node)
    if (live.count(&*node)) {
      live.insert(node->operands.begin(), node->operands.end());
      live.insert(node->condition);
    }
  std::deque<Node> kept;
  std::unordered_map<const Node *, Node *> moved;
  moved[nullptr] = nullptr;
  for (Node &node : instance.nodes) {
    if (!live.count(&node))
      continue;
    kept.push_back(std::move(node));
    Node &copy = kept.back();
    for (Node *&operand : copy.operands)
      operand = moved.at(operand);
    copy.condition = moved.at(copy.condition);
    moved[&node] = &copy;
  }
  for (Output &output : instance.outputs)
    output.value = moved.at(output.value);
  instance.nodes = std::move(kept);
}
