//===- Scalars.h - Arithmetic on scalar nodes -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For operations that are written out, node by node.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_SCALARS_H
#define KOP_SEMA_SCALARS_H

#include "compiler/sema/Builder.h"

namespace kop::sema {

/// Makes nodes for one call in the source.
class Scalars {
public:
  Scalars(Builder &builder, syntax::SourceRange range)
      : builder(builder), range(range) {}

  Node *number(const Exact &value) const {
    return builder.constant(value, Scalar::Real, range);
  }
  /// An element-wise row of the table of builtins on operands of one shape.
  Node *call(const char *callee, std::vector<Node *> operands) const {
    Type type = operands[0]->type;
    return builder.call(callee, type, std::move(operands), range);
  }
  Node *add(Node *a, Node *b) const { return call("add", {a, b}); }
  Node *sub(Node *a, Node *b) const { return call("sub", {a, b}); }
  Node *mul(Node *a, Node *b) const { return call("mul", {a, b}); }
  Node *div(Node *a, Node *b) const { return call("div", {a, b}); }
  Node *neg(Node *a) const { return call("neg", {a}); }
  Node *component(Node *tensor, std::vector<int64_t> position) const {
    return builder.call("component", builder.real(), {tensor}, range,
                        std::move(position));
  }
  /// Components `first` to `first + count - 1` along the first axis.
  Node *slice(Node *tensor, int64_t first, int64_t count) const {
    Shape shape = tensor->type.shape;
    shape[0] = count;
    return builder.call("slice", builder.real(shape), {tensor}, range, {first});
  }
  Node *broadcast(Node *scalar, const Shape &shape) const {
    return builder.broadcast(scalar, shape, range);
  }
  /// Scalars as a tensor, row-major.
  Node *tensor(std::vector<Node *> components, const Shape &shape) const {
    Shape flat = {int64_t(components.size())};
    Node *vector = builder.call("concat", builder.real(flat),
                                std::move(components), range);
    return reshape(vector, shape);
  }
  Node *reshape(Node *tensor, const Shape &shape) const {
    if (tensor->type.shape == shape)
      return tensor;
    return builder.call("reshape", builder.real(shape), {tensor}, range);
  }

private:
  Builder &builder;
  syntax::SourceRange range;
};

} // namespace kop::sema

#endif // KOP_SEMA_SCALARS_H
