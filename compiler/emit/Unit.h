//===- Unit.h - What object and header of a file say ------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The exported formulas of one file as descriptor, header and manifest show
// them: the structs of kop/abi.h with owned strings and vectors. The typed
// instances give the interface, the scheduled kernels the temporaries and
// steps, the code generator the functions.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_EMIT_UNIT_H
#define KOP_EMIT_UNIT_H

#include "compiler/sema/Typed.h"
#include "runtime/include/kop/abi.h"

#include <string>
#include <vector>

namespace kop::emit {

struct Index {
  std::string name;
  int64_t extent = -1;
};

struct Operand {
  std::string name, documentation;
  std::vector<kop_axis> axes;
  std::vector<int64_t> shape;
  int32_t type = KOP_TYPE_F32;
  int32_t target = -1;
  int32_t list = KOP_LIST_NONE;
  /// Complex numbers, whose parts are on the last axis.
  bool isComplex = false;
  /// A vector whose dimension the call says: the last axis is that index.
  bool isDynamic = false;

  /// One value for the call.
  bool isScalar() const {
    return axes.empty() && components().empty() && !isListed();
  }
  /// Where the entries of a list begin, for every row.
  bool isOffsets() const {
    return list == KOP_LIST_OFFSETS || list == KOP_LIST_ROWS;
  }
  /// Where the lists begin that the formula makes.
  bool isLists() const { return list == KOP_LIST_MADE_OFFSETS; }
  /// The values beside such lists.
  bool isListed() const { return list == KOP_LIST_MADE_VALUES; }
  /// Extents of the components as the source declares them.
  std::vector<int64_t> components() const {
    return {shape.begin(), shape.end() - isComplex};
  }
};

struct Step {
  std::string name;
  std::vector<int32_t> batch;
  int32_t row = -1, column = -1, states = 0;
  double operations = 0;
  /// Labels of the columns: 1 + number of the array (0: none), a component.
  int32_t group = 0, groupComponent = 0;
  /// Where columns are pairs, their second index.
  int32_t column2 = -1;
  /// The dimension of the call: 1 + number of its index (0: none), components
  /// of the state for each of its components.
  int32_t dimension = 0, statesPerComponent = 0;
  /// Where it makes lists: 1 + number of their array (0: none).
  int32_t collects = 0;
  /// Steps that pack the columns for `pass`, and that `columns` does without.
  std::vector<int32_t> packs;
};

/// Functions of one step for one instruction set, by name in the LLVM module;
/// empty for none.
struct StepCode {
  std::string pass, lists, columns, finish;
  int64_t scratchBytes = 0, scratchPerComponent = 0;
  int32_t tileRows = 1, lanes = 1;
  /// Rows up to which `columns` is the faster.
  int32_t columnsRows = 0;
};

struct Variant {
  std::string name;
  uint64_t features = 0;
  std::vector<StepCode> steps;
};

struct Formula {
  std::string name;          ///< "gaussian"
  std::string qualifiedName; ///< "kernels.gaussian"
  std::string signature;     ///< "gaussian(D = 3, E = 1): f32"
  std::string symbol;        ///< "kop_formula_kernels_gaussian_D3_E1_f32"
  /// The formula this is or derives from, and how: "kernels.gaussian",
  /// "vjp(gaussian; x, y)"; no derivation: it is that formula.
  std::string root, derivation;
  /// Whether it gives the bounds of that formula, not a derivative.
  bool isBounds() const { return derivation.rfind("bounds(", 0) == 0; }
  /// Its derivatives written out, in Kop: one line per `let` and output; empty
  /// where it has none, or where they are too long to be read.
  std::string mathematics;
  std::string documentation;
  std::vector<std::pair<std::string, std::string>> bindings;
  std::vector<Index> indices;
  std::vector<Operand> inputs, outputs, temporaries;
  std::vector<Step> steps;
  std::vector<Variant> variants; ///< best first
};

struct Unit {
  std::string sourceName; ///< "gaussian.kop", without directories
  std::string sourceHash;
  std::string documentation;          ///< of the module
  std::vector<std::string> nameSpace; ///< {"a", "b"} for a::b
  std::vector<Formula> formulas;

  /// `kop_source_gaussian_kop_<hash>`: every object defines it and every
  /// header refers to it, so that a stale object does not link.
  std::string sourceSymbol() const;
};

/// The interface of an instance: everything but temporaries, steps, variants.
Formula describeInterface(const sema::Instance &instance);

/// `text` as part of a C identifier: other characters become `_`.
std::string toIdentifier(std::string_view text);

/// "x[i]: vec(3) f32", for comments and manifests.
std::string describe(const Operand &operand, const std::vector<Index> &indices);

/// "f32" for KOP_TYPE_F32.
const char *typeName(int32_t type);

} // namespace kop::emit

#endif // KOP_EMIT_UNIT_H
