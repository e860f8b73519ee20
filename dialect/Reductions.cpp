//===- Reductions.cpp - What reductions take and yield --------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Verify.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace kop::ir;
using verify::ReductionShape;
using EmitError = llvm::function_ref<InFlightDiagnostic()>;

//===----------------------------------------------------------------------===//
// Rules of one kind each
//===----------------------------------------------------------------------===//

static bool isReal(Type type) {
  return isa<FloatType>(getElementTypeOrSelf(type));
}

/// The type with the shape of `type` and elements of type `element`.
static Type withElement(Type type, Type element) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.clone(element);
  return element;
}

static LogicalResult expectResult(const ReductionShape &shape, unsigned number,
                                  Type expected, EmitError emitError) {
  if (shape.results[number] == expected)
    return success();
  return emitError() << "`" << stringifyReductionKind(shape.kind)
                     << "` expects a result of type " << expected << ", found "
                     << shape.results[number];
}

static LogicalResult expectReal(const ReductionShape &shape, unsigned number,
                                EmitError emitError) {
  if (isReal(shape.args[number]))
    return success();
  return emitError() << "`" << stringifyReductionKind(shape.kind)
                     << "` expects an argument of floating-point type, found "
                     << shape.args[number];
}

/// sum, prod, min, max: the result is like the argument.
static LogicalResult checkFold(const ReductionShape &shape,
                               EmitError emitError) {
  if (getElementTypeOrSelf(shape.args[0]).isInteger(1))
    return emitError() << "`" << stringifyReductionKind(shape.kind)
                       << "` expects numbers, found " << shape.args[0];
  return expectResult(shape, 0, shape.args[0], emitError);
}

static LogicalResult checkVar(const ReductionShape &shape,
                              EmitError emitError) {
  if (failed(expectReal(shape, 0, emitError)))
    return failure();
  return expectResult(shape, 0, shape.args[0], emitError);
}

/// argmin, argmax: an integer per component.
static LogicalResult checkArgument(const ReductionShape &shape,
                                   EmitError emitError) {
  Type element = getElementTypeOrSelf(shape.results[0]);
  if (!element.isSignlessInteger(32) && !element.isSignlessInteger(64))
    return emitError() << "`" << stringifyReductionKind(shape.kind)
                       << "` expects a result of i32 or i64, found "
                       << shape.results[0];
  return expectResult(shape, 0, withElement(shape.args[0], element), emitError);
}

/// kmin, kmax: K values and K integers per component; the axis of K is first.
static LogicalResult checkBest(const ReductionShape &shape,
                               EmitError emitError) {
  SmallVector<int64_t> sizes{shape.k};
  if (auto tensor = dyn_cast<RankedTensorType>(shape.args[0]))
    llvm::append_range(sizes, tensor.getShape());
  Type values =
      RankedTensorType::get(sizes, getElementTypeOrSelf(shape.args[0]));
  if (failed(expectResult(shape, 0, values, emitError)))
    return failure();
  Type element = getElementTypeOrSelf(shape.results[1]);
  if (!element.isSignlessInteger(32) && !element.isSignlessInteger(64))
    return emitError() << "`" << stringifyReductionKind(shape.kind)
                       << "` expects positions of i32 or i64, found "
                       << shape.results[1];
  return expectResult(shape, 1, RankedTensorType::get(sizes, element),
                      emitError);
}

/// count: a float, since products of extents exceed integers.
static LogicalResult checkCount(const ReductionShape &shape,
                                EmitError emitError) {
  if (isa<FloatType>(shape.results[0]))
    return success();
  return emitError() << "`count` expects a result of floating-point type, "
                        "found "
                     << shape.results[0];
}

/// collect: the length of a list, of the type of the numbers in it, and the
/// values of a term.
static LogicalResult checkCollect(const ReductionShape &shape,
                                  EmitError emitError) {
  if (!shape.results[0].isSignlessInteger(32) &&
      !shape.results[0].isSignlessInteger(64))
    return emitError() << "`collect` expects a result of i32 or i64, found "
                       << shape.results[0];
  if (shape.results.size() > 1 && shape.args.empty())
    return emitError() << "`collect` without a term expects 1 result, found "
                       << shape.results.size();
  if (shape.results.size() > 1)
    return expectResult(shape, 1, shape.args[0], emitError);
  return success();
}

/// logsumexp, logsumexp_signed, softmax: a score, then a weight or value whose
/// shape all results have.
static LogicalResult checkWeighted(const ReductionShape &shape,
                                   EmitError emitError) {
  StringRef name = stringifyReductionKind(shape.kind);
  for (unsigned n = 0; n < shape.args.size(); ++n)
    if (failed(expectReal(shape, n, emitError)))
      return failure();
  if (isa<ShapedType>(shape.args[0]))
    return emitError() << "`" << name << "` expects a scalar score, found "
                       << shape.args[0];
  if (getElementTypeOrSelf(shape.args.back()) != shape.args[0])
    return emitError() << "`" << name
                       << "` expects arguments of one element type, found "
                       << shape.args[0] << " and " << shape.args.back();
  for (unsigned n = 0; n < shape.results.size(); ++n)
    if (failed(expectResult(shape, n, shape.args.back(), emitError)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

namespace {
struct Row {
  ReductionKind kind;
  unsigned minArgs, maxArgs, results;
  bool takesK;
  LogicalResult (*check)(const ReductionShape &, EmitError);
};

constexpr Row rows[] = {
    {ReductionKind::Sum, 1, 1, 1, false, checkFold},
    {ReductionKind::Prod, 1, 1, 1, false, checkFold},
    {ReductionKind::Min, 1, 1, 1, false, checkFold},
    {ReductionKind::Max, 1, 1, 1, false, checkFold},
    {ReductionKind::ArgMin, 1, 1, 1, false, checkArgument},
    {ReductionKind::ArgMax, 1, 1, 1, false, checkArgument},
    {ReductionKind::KMin, 1, 1, 2, true, checkBest},
    {ReductionKind::KMax, 1, 1, 2, true, checkBest},
    {ReductionKind::LogSumExp, 1, 2, 1, false, checkWeighted},
    {ReductionKind::LogSumExpSigned, 2, 2, 2, false, checkWeighted},
    {ReductionKind::SoftMax, 2, 2, 1, false, checkWeighted},
    {ReductionKind::Var, 1, 1, 1, false, checkVar},
    {ReductionKind::Count, 0, 0, 1, false, checkCount},
    {ReductionKind::Collect, 0, 1, 1, false, checkCollect},
};
} // namespace

static const Row &rowOf(ReductionKind kind) {
  return *llvm::find_if(rows, [&](const Row &row) { return row.kind == kind; });
}

unsigned verify::numResults(ReductionKind kind) { return rowOf(kind).results; }

LogicalResult verify::reduction(const ReductionShape &shape,
                                EmitError emitError) {
  const Row &row = rowOf(shape.kind);
  StringRef name = stringifyReductionKind(shape.kind);
  if (shape.args.size() < row.minArgs || shape.args.size() > row.maxArgs) {
    InFlightDiagnostic error = emitError();
    error << "`" << name << "` expects " << row.minArgs;
    if (row.maxArgs != row.minArgs)
      error << " or " << row.maxArgs;
    return error << " arguments, found " << shape.args.size();
  }
  // The values beside a list are no result of its pass.
  bool hasValues = shape.kind == ReductionKind::Collect &&
                   shape.results.size() == row.results + 1;
  if (shape.results.size() != row.results && !hasValues)
    return emitError() << "`" << name << "` expects " << row.results
                       << " results, found " << shape.results.size();
  if (row.takesK && shape.k < 1)
    return emitError() << "`" << name << "` expects k = 1 or more";
  if (!row.takesK && shape.k)
    return emitError() << "`" << name << "` takes no k";
  return row.check(shape, emitError);
}

//===----------------------------------------------------------------------===//
// kop.reduce
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  auto emitError = [&] { return emitOpError(); };
  if (getOver().empty())
    return emitOpError("expects at least one index to reduce over");
  llvm::StringSet<> names;
  for (Attribute index : getOver())
    if (!names.insert(cast<StringAttr>(index).getValue()).second)
      return emitOpError("reduces twice over index ") << index;
  bool positions = llvm::is_contained(
      {ReductionKind::ArgMin, ReductionKind::ArgMax, ReductionKind::KMin,
       ReductionKind::KMax, ReductionKind::Collect},
      getKind());
  if (positions && getOver().size() != 1)
    return emitOpError() << "`" << stringifyReductionKind(getKind())
                         << "` expects one index, found " << getOver().size();
  bool collects = getKind() == ReductionKind::Collect;
  for (Operation *user : getOperation()->getUsers())
    if (collects && !isa<OutputOp>(user))
      return emitOpError("`collect` gives a list, which only an output can "
                         "hold; it is used by '")
             << user->getName() << "'";
  if (getPer() && !collects && getKind() != ReductionKind::Count)
    return emitOpError() << "`" << stringifyReductionKind(getKind())
                         << "` depends on what its arguments do, `per` means "
                            "nothing";
  bool scores = llvm::is_contained({ReductionKind::LogSumExp,
                                    ReductionKind::LogSumExpSigned,
                                    ReductionKind::SoftMax},
                                   getKind());
  if (getBase2() && !scores)
    return emitOpError() << "`" << stringifyReductionKind(getKind())
                         << "` has no scores, base2 means nothing";
  if (getK() && *getK() < 1)
    return emitOpError("expects k = 1 or more, found ") << *getK();
  return verify::reduction({getKind(), llvm::to_vector(getArgs().getTypes()),
                            llvm::to_vector(getResultTypes()),
                            int64_t(getK().value_or(0))},
                           emitError);
}
