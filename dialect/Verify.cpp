//===- Verify.cpp - Checks that operations share --------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Verify.h"
#include "dialect/Domain.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace kop::ir;

static StringRef text(Attribute attribute) {
  return cast<StringAttr>(attribute).getValue();
}

static bool declares(ArrayAttr indices, StringRef name) {
  return llvm::any_of(indices,
                      [&](Attribute index) { return text(index) == name; });
}

/// "[i, j]" for a message.
static std::string list(ArrayAttr names) {
  std::string text = "[";
  llvm::raw_string_ostream out(text);
  llvm::interleaveComma(names, out,
                        [&](Attribute name) { out << ::text(name); });
  return text + "]";
}

LogicalResult verify::lists(Operation *op, Block &body, size_t inputs) {
  Attribute attribute = op->getAttr("lists");
  if (!attribute)
    return success();
  auto numbers = dyn_cast<DenseI64ArrayAttr>(attribute);
  if (!numbers)
    return op->emitOpError("expects `lists` to be numbers of inputs, found ")
           << attribute;
  for (int64_t number : numbers.asArrayRef()) {
    if (number < 0 || uint64_t(number) >= inputs)
      return op->emitOpError("expects `lists` to number its ")
             << inputs << " inputs, found " << number;
    Type type = body.getArgument(number).getType();
    auto array = cast<ArrayType>(type);
    if (array.getAxes().size() != 1 || !isa<IntegerType>(array.getElement()))
      return op->emitOpError("expects the rows of a list to be integers over "
                             "one index, found ")
             << type;
  }
  return success();
}

LogicalResult verify::indexList(Operation *op, ArrayAttr indices,
                                ArrayRef<int64_t> extents) {
  llvm::StringSet<> names;
  for (Attribute index : indices)
    if (text(index).empty() || !names.insert(text(index)).second)
      return op->emitOpError("expects distinct names of indices, found ")
             << index << " in " << list(indices);
  if (indices.size() > maxIndices)
    return op->emitOpError("has ")
           << indices.size() << " indices, the most are " << maxIndices;
  if (extents.size() != indices.size())
    return op->emitOpError("expects one extent per index, found ")
           << extents.size() << " for " << list(indices);
  for (auto [index, extent] : llvm::zip(indices, extents))
    if (extent < -1)
      return op->emitOpError("expects an extent of at least 0, or -1 for an "
                             "unknown one, found ")
             << extent << " for index " << index;
  return success();
}

LogicalResult verify::indexType(Operation *op, Type type) {
  if (type.isSignlessInteger(32) || type.isSignlessInteger(64))
    return success();
  return op->emitOpError("expects integers of type i32 or i64, found ") << type;
}

LogicalResult verify::operandNames(Operation *op, ArrayAttr names,
                                   size_t operands, StringRef what) {
  if (names.size() != operands)
    return op->emitOpError("expects one name per ")
           << what << ", found " << names.size() << " for " << operands;
  llvm::StringSet<> seen;
  for (Attribute name : names)
    if (!seen.insert(text(name)).second)
      return op->emitOpError("has two ") << what << "s named " << name;
  return success();
}

LogicalResult verify::axes(Operation *op, ArrayType type, ArrayAttr indices,
                           StringRef what, bool shared) {
  if (isDynamic(type.getElement())) {
    Operation *owner = op->hasAttr(dimensionAttribute) ? op : op->getParentOp();
    auto dimension = owner->getAttrOfType<StringAttr>(dimensionAttribute);
    if (!dimension || !declares(indices, dimension.getValue()))
      return op->emitOpError()
             << what << " has the element " << type.getElement()
             << "; expects the attribute `dimension` to "
                "name one of the indices "
             << list(indices);
  }
  for (Attribute axis : type.getAxes()) {
    auto [first, second] = text(axis).split('|');
    if (!second.empty() && !shared)
      return op->emitOpError() << what << " has the shared axis " << axis
                               << "; only inputs may have one";
    for (StringRef name : {first, second})
      if (!name.empty() && !declares(indices, name))
        return op->emitOpError() << what << " has the axis " << axis
                                 << ", but the indices are " << list(indices);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Uses of indices
//===----------------------------------------------------------------------===//

/// The names of indices in the attributes of an operation.
static SmallVector<StringRef> namedIndices(Operation *op) {
  SmallVector<StringRef> names;
  auto addAll = [&](ArrayAttr list) {
    for (Attribute name : list)
      names.push_back(text(name));
  };
  TypeSwitch<Operation *>(op)
      .Case<IndexOp, ExtentOp>([&](auto o) { names.push_back(o.getIndex()); })
      .Case([&](ReindexOp o) { names.assign({o.getFrom(), o.getTo()}); })
      .Case([&](VjpOp o) { addAll(o.getFixed()); })
      .Case([&](ReduceOp o) {
        addAll(o.getOver());
        if (ArrayAttr per = o.getPerAttr())
          addAll(per);
      })
      .Case([&](PassOp o) {
        addAll(o.getBatch());
        for (std::optional<StringRef> name : {o.getRow(), o.getColumn()})
          if (name)
            names.push_back(*name);
      });
  return names;
}

/// The integers of an operation that count along indices.
static SmallVector<Type> indexIntegers(Operation *op) {
  return TypeSwitch<Operation *, SmallVector<Type>>(op)
      .Case<IndexOp, ExtentOp>(
          [](auto o) -> SmallVector<Type> { return {o.getResult().getType()}; })
      .Case<ReadOp, StoreOp>([](auto o) {
        return SmallVector<Type>(o.getSubscripts().getTypes());
      })
      .Default(SmallVector<Type>());
}

LogicalResult verify::indexUses(Region &region, ArrayAttr indices,
                                Type indexType) {
  WalkResult result = region.walk([&](Operation *op) -> WalkResult {
    for (StringRef name : namedIndices(op))
      if (!declares(indices, name))
        return op->emitOpError("names index \"")
               << name << "\", but the indices are " << list(indices);
    for (Type type : indexIntegers(op))
      if (type != indexType)
        return op->emitOpError("expects integers of type ")
               << indexType << ", found " << type;
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult verify::access(Operation *op, ArrayType array,
                             ValueRange subscripts, Type value) {
  if (subscripts.size() != array.getAxes().size())
    return op->emitOpError("expects one subscript per axis of ")
           << array << ", found " << subscripts.size();
  if (value != array.getElement())
    return op->emitOpError("expects a value of type ")
           << array.getElement() << ", the element of the array, found "
           << value;
  return success();
}
