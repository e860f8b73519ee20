//===- Typed.h - Typed instances of formulas --------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The typed AST: what semantic analysis hands to lowering. One `Instance` is
// one exported formula with every generic bound: dimensions are numbers,
// `fn`s and `let`s are inlined into a directed acyclic graph of `Node`s, every
// node has a type and a domain. Lowering translates it node by node and
// rejects nothing but what a version of the compiler does not lower.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_TYPED_H
#define KOP_SEMA_TYPED_H

#include "compiler/syntax/Source.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace kop::sema {

/// Number of an index of a formula, a position in `Instance::indices`.
using IndexId = int;

/// The element type of a value. `Real` has a width in `Type::real`. No Complex
/// value is left in an instance: it becomes a pair of reals (ComplexPairs.h).
enum class Scalar { Bool, Int, Real, Complex };

/// Floating-point formats of arguments and results.
enum class RealFormat { F16, BF16, F32, F64 };

/// A dimension that is known only at the call (`D = *`).
inline constexpr int64_t dynamicDimension = -1;

/// Type of a value: an element type and a shape (empty for a scalar).
struct Type {
  Scalar scalar = Scalar::Real;
  /// For Real and Complex. Arithmetic inside a formula happens in the
  /// instance's compute format; other formats appear on operands only.
  RealFormat real = RealFormat::F32;
  /// For Int: the index whose rows it addresses (`index(j)`), or -1.
  IndexId target = -1;
  std::vector<int64_t> shape;

  bool isScalar() const { return shape.empty(); }
  /// Whether the number of components is known only at the call.
  bool isDynamic() const {
    return shape.size() == 1 && shape[0] == dynamicDimension;
  }
  int64_t numElements() const {
    int64_t n = 1;
    for (int64_t d : shape)
      n *= d;
    return n;
  }
};

/// A set of indices a value depends on, as bits `1 << IndexId`.
using Domain = uint64_t;

/// An exact rational constant or one of the symbolic ones.
struct Constant {
  enum class Kind { Rational, Pi, Infinity, NaN, Bool };
  Kind kind = Kind::Rational;
  /// Decimal numerator and denominator of any length ("-3", "10"); lowering
  /// rounds the quotient once, correctly, to the type where it is used.
  std::string numerator = "0", denominator = "1";
  bool negative = false; // For Infinity and Pi.
  bool truth = false;    // For Bool.
};

/// What a node computes. Everything that is a function of values only is
/// `Call`, named by the row of the builtin table in `Builtins.def`.
enum class NodeKind {
  Constant,  ///< `constant`
  Read,      ///< row of `operand`; operands are the subscripts (Int scalars)
  IndexName, ///< the integer `i`; `index`
  Extent,    ///< the number of values of `index`
  Call,      ///< `callee` applied to operands with `integers` as attributes
  Reduce,    ///< `callee` reduces operands over `over`; `count`: none
  /// Result number `integers[0]` of the two-valued operand. Both results of
  /// kmin and kmax have a first axis of K components; `dist[i, k]` is the Call
  /// `lookup` of such a Result at the IndexName `k`, also as the value of an
  /// output.
  Result,
  Reindex, ///< operand's value at another index: integers = {from, to}
};

/// A value of an instance. Shared uses point to the same node.
struct Node {
  NodeKind kind = NodeKind::Constant;
  syntax::SourceRange range;
  Type type;
  Domain domain = 0;

  Constant constant;            // Constant
  int operand = -1;             // Read: number of the input
  IndexId index = -1;           // IndexName, Extent
  std::string callee;           // Call, Reduce
  std::vector<Node *> operands; // Read, Call, Reduce, Result, Reindex
  /// Call: integer attributes of the builtin (bounds of a slice, a shape, a
  /// component number; listed in Builtins.def). Reduce: K of kmin, kmax.
  std::vector<int64_t> integers;
  /// Call einsum: the specification. Reduce collect: the output it is.
  std::string text;
  std::vector<IndexId> over; // Reduce
  Domain terms = 0;          // Reduce count, collect: what terms depend on
  Node *condition = nullptr; // Reduce: filter; null for none
  /// Reduce: type of the second result of a two-valued reduction.
  std::optional<Type> secondType;
};

struct IndexInfo {
  std::string name;
  syntax::SourceRange range;
  /// Extent known at compile time (`k` of `kmin[j; K]`), or -1.
  int64_t extent = -1;
};

/// An input as declared.
struct Input {
  std::string name, documentation;
  syntax::SourceRange range;
  /// Indices in order of declaration. For `q[i|j]` the axis is the pair.
  struct Axis {
    IndexId index;
    IndexId alternative = -1;
  };
  std::vector<Axis> axes;
  Type type;
  /// Complex numbers: the last axis of `type` holds both parts of each.
  bool isComplex = false;
  /// Of a list `nbr[i]: list(j)`: the row i of every entry, in ascending order
  /// (a call gives offsets instead), or its column j.
  enum class List { None, Rows, Columns };
  List list = List::None;
};

struct Output {
  std::string name, documentation;
  syntax::SourceRange range;
  std::vector<IndexId> axes;
  Type type;
  bool isComplex = false; ///< As of inputs.
  /// The lists of a `collect`, of numbers of the type's target; the value is
  /// their length.
  bool isList = false;
  /// The values beside the lists of the next output, one per entry; `type` is
  /// that of one of them.
  bool isListed = false;
  Node *value = nullptr;
};

/// One exported formula, all generics bound. Moves keep nodes in place.
struct Instance {
  Instance() = default;
  Instance(Instance &&) = default;
  Instance &operator=(Instance &&) = default;
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;

  std::string module;  ///< "a.b"; empty when the file has no module line
  std::string name;    ///< name in C++: the `as` name or the formula's
  std::string formula; ///< name of the formula in the source
  /// The formula with a body that this is or derives from, "a.b.gaussian", and
  /// what was done to it: "vjp(gaussian; x, y)"; empty when nothing was.
  std::string root, derivation;
  std::string documentation;
  syntax::SourceRange range;
  /// Bound generics as written, for messages and manifests: "D = 3".
  std::vector<std::pair<std::string, std::string>> bindings;
  /// The format of arithmetic, and that of operands unless one has its own.
  RealFormat compute = RealFormat::F32, storage = RealFormat::F32;
  enum class Accumulate { Default, F64, F32, Kahan };
  Accumulate accumulate = Accumulate::Default;
  int indexBits = 32;
  std::vector<IndexInfo> indices;
  /// The index whose extent is the dimension known only at the call, or -1; no
  /// value depends on it.
  IndexId dimension = -1;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  /// Owns the nodes; operands come before users.
  std::deque<Node> nodes;
};

} // namespace kop::sema

#endif // KOP_SEMA_TYPED_H
