//===- Domain.h - What the values of a formula depend on --------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The domain of a value is the set of indices it depends on. It is not part
// of the type: this analysis infers it, and the verifier of `kop.formula`
// recomputes it after every pass.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT_DOMAIN_H
#define KOP_DIALECT_DOMAIN_H

#include "dialect/Kop.h"

#include "llvm/ADT/DenseMap.h"

namespace kop::ir {

/// A set of indices: bit n stands for entry n of the `indices` of the formula.
using Domain = uint64_t;

/// The most indices that a formula may have.
inline constexpr unsigned maxIndices = 64;

class DomainAnalysis {
public:
  /// Computes the domains of all values in `formula`.
  explicit DomainAnalysis(FormulaOp formula);

  /// The domain of `value`. Values made after the analysis was built are
  /// analysed when asked for.
  Domain of(mlir::Value value);

  /// Forgets a value that is erased or has changed: `of` computes it anew.
  void forget(mlir::Value value) { domains.erase(value); }

  /// The bit of index `name`; 0 for a name that the formula does not declare.
  Domain bit(llvm::StringRef name) const;

  /// The bits of the axes of an array (`"i|j"` counts as both).
  Domain ofAxes(ArrayType type) const;

  /// The names in `domain`, separated by commas, for messages.
  std::string str(Domain domain) const;

private:
  Domain compute(mlir::Operation *op);

  mlir::ArrayAttr indices;
  llvm::DenseMap<mlir::Value, Domain> domains;
};

/// Checks that no output depends on an index which is not one of its axes, and
/// that the operand of a `kop.reindex` does not depend on the new index yet.
mlir::LogicalResult verifyDomains(FormulaOp formula);

} // namespace kop::ir

#endif // KOP_DIALECT_DOMAIN_H
