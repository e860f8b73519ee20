//===- Builder.h - Makes the nodes of an instance ---------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every node is pure, so two nodes that compute the same are one node.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_BUILDER_H
#define KOP_SEMA_BUILDER_H

#include "compiler/sema/Exact.h"
#include "compiler/sema/Typed.h"

#include <unordered_map>

namespace kop::sema {

using Shape = std::vector<int64_t>;

class Builder {
public:
  explicit Builder(Instance &instance) : instance(instance) {}

  Type real(Shape shape = {}) const;
  Type complex(Shape shape = {}) const;
  static Type integer(IndexId target = -1, Shape shape = {});
  static Type boolean(Shape shape = {});

  /// A scalar constant of a scalar type.
  Node *constant(const Exact &value, Scalar scalar, syntax::SourceRange range);
  Node *integerConstant(int64_t value, syntax::SourceRange range);
  Node *read(int input, std::vector<Node *> subscripts,
             syntax::SourceRange range);
  Node *indexName(IndexId index, syntax::SourceRange range);
  Node *extent(IndexId index, syntax::SourceRange range);
  Node *call(std::string callee, Type type, std::vector<Node *> operands,
             syntax::SourceRange range, std::vector<int64_t> integers = {},
             std::string text = {});
  /// The cotangent of an input (integers: its number, and what vjp takes
  /// behind it); depends on the first index of each of its axes.
  Node *cotangent(int input, std::vector<Node *> operands,
                  std::vector<int64_t> integers, syntax::SourceRange range);
  /// The scalar in every component of a shape; the node itself where it has
  /// the shape.
  Node *broadcast(Node *node, const Shape &shape, syntax::SourceRange range);
  Node *reduce(std::string callee, Type type, std::vector<Node *> operands,
               std::vector<IndexId> over, Node *condition,
               syntax::SourceRange range, std::vector<int64_t> integers = {},
               std::optional<Type> secondType = {});
  /// The number of terms, a real, that depend on `terms` and meet `condition`.
  Node *count(Domain terms, std::vector<IndexId> over, Node *condition,
              syntax::SourceRange range);
  /// The values of `over` that meet `condition`: a list for every value of the
  /// other indices in `terms`; a second result holds the values of `term`
  /// there, unless it is null. `name` is that of the output which holds the
  /// list.
  Node *list(Domain terms, IndexId over, Node *term, Node *condition,
             std::string name, syntax::SourceRange range);
  Node *result(Node *pair, int number, Type type, syntax::SourceRange range);
  Node *reindex(Node *node, IndexId from, IndexId to,
                syntax::SourceRange range);
  /// A node that is complete but for its place.
  Node *insert(Node node);

private:
  Node *add(Node node);

  Instance &instance;
  std::unordered_map<std::string, Node *> known;
};

/// Removes nodes that no output needs.
void removeDeadNodes(Instance &instance);

/// "vec(3)", "mat(2, 3)", "a scalar".
std::string spell(const Shape &shape);
/// The same with an element type that is not real: "int", "bool vec(3)".
std::string spell(const Type &type);

} // namespace kop::sema

#endif // KOP_SEMA_BUILDER_H
