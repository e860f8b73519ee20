//===- Matrices.cpp - Determinant, inverse, linear systems ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of matrices up to 4 x 4, by minors: without branches, without divisions but
// the last, and with derivatives that are formulas of the same kind. Minors of
// two rows are shared by those of three.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"
#include "compiler/sema/Scalars.h"

#include <bit>
#include <map>

using namespace kop::sema;

namespace {
/// Determinants of parts of a matrix.
class Minors {
public:
  Minors(const Scalars &s, Node *matrix)
      : s(s), matrix(matrix), size(matrix->type.shape[0]) {}

  Node *determinant() { return minor(all(), all()); }

  /// The adjugate: its product with the matrix is the determinant times one.
  Node *adjugate() {
    std::vector<Node *> parts;
    for (int64_t i = 0; i < size; ++i)
      for (int64_t j = 0; j < size; ++j) {
        Node *part = minor(all() & ~(1u << j), all() & ~(1u << i));
        parts.push_back((i + j) % 2 ? s.neg(part) : part);
      }
    return s.tensor(parts, {size, size});
  }

private:
  unsigned all() const { return (1u << size) - 1; }

  /// The determinant of some rows and as many columns, by the first row; of
  /// four, by pairs of rows.
  Node *minor(unsigned rows, unsigned columns) {
    if (rows == 0)
      return s.number(1);
    auto [known, isNew] = minors.try_emplace({rows, columns});
    if (!isNew)
      return known->second;
    Node *result = std::popcount(rows) == 4 ? byPairs(rows, columns)
                                            : byFirstRow(rows, columns);
    return minors[{rows, columns}] = result;
  }

  Node *byFirstRow(unsigned rows, unsigned columns) {
    int64_t row = std::countr_zero(rows);
    unsigned others = rows & (rows - 1);
    Node *sum = nullptr;
    bool odd = false;
    for (int64_t column = 0; column < size; ++column) {
      if (!(columns >> column & 1))
        continue;
      Node *term = s.component(matrix, {row, column});
      if (others)
        term = s.mul(term, minor(others, columns & ~(1u << column)));
      sum = !sum ? term : odd ? s.sub(sum, term) : s.add(sum, term);
      odd = !odd;
    }
    return sum;
  }

  /// Laplace: minors of the first two rows times those of the last two.
  Node *byPairs(unsigned rows, unsigned columns) {
    Node *sum = nullptr;
    for (int64_t a = 0; a < 4; ++a)
      for (int64_t b = a + 1; b < 4; ++b) {
        unsigned pair = 1u << a | 1u << b;
        Node *term =
            s.mul(minor(rows & 3, pair), minor(rows & 12, columns & ~pair));
        bool odd = (a + b) % 2 == 0; // (-1)^(1 + 2 + a + b + 2)
        sum = !sum ? term : odd ? s.sub(sum, term) : s.add(sum, term);
      }
    return sum;
  }

  const Scalars &s;
  Node *matrix;
  int64_t size;
  std::map<std::pair<unsigned, unsigned>, Node *> minors;
};
} // namespace

/// The operands as nodes, the first a square matrix of four rows or fewer.
std::optional<std::vector<Node *>> Elaborator::matrixOperands(Call &call) {
  std::string what = "`" + call.name + "`";
  auto nodes = toReals(what, call.operands);
  if (!nodes)
    return std::nullopt;
  const Shape &shape = (*nodes)[0]->type.shape;
  if (shape.size() != 2 || shape[0] != shape[1] || shape[0] > 4) {
    shapeError(what, "a square matrix of at most four rows", call.operands,
               call.operands[0].range);
    return std::nullopt;
  }
  return nodes;
}

Value Elaborator::callDet(Call &call) {
  auto nodes = matrixOperands(call);
  if (!nodes)
    return {};
  Scalars s(builder, call.range);
  return Minors(s, (*nodes)[0]).determinant();
}

Value Elaborator::callInverse(Call &call) {
  auto nodes = matrixOperands(call);
  if (!nodes)
    return {};
  Scalars s(builder, call.range);
  Minors minors(s, (*nodes)[0]);
  Node *adjugate = minors.adjugate();
  return s.div(adjugate,
               s.broadcast(minors.determinant(), adjugate->type.shape));
}

/// solve(A, b) of a vector or a matrix b.
Value Elaborator::callSolve(Call &call) {
  auto nodes = matrixOperands(call);
  if (!nodes)
    return {};
  Node *matrix = (*nodes)[0], *right = (*nodes)[1];
  const Shape &shape = right->type.shape;
  if (shape.empty() || shape.size() > 2 || shape[0] != matrix->type.shape[0]) {
    shapeError("`solve`", "a right-hand side with as many rows as the matrix",
               call.operands, call.operands[1].range);
    return {};
  }
  Scalars s(builder, call.range);
  Minors minors(s, matrix);
  Value product = einsum(shape.size() == 1 ? "ab,b->a" : "ab,bc->ac",
                         {minors.adjugate(), right}, call.range, call.range);
  return s.div(product.node, s.broadcast(minors.determinant(), shape));
}
