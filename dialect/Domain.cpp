//===- Domain.cpp - What the values of a formula depend on ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Domain.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace kop::ir;

DomainAnalysis::DomainAnalysis(FormulaOp formula)
    : indices(formula.getIndices()) {
  for (Operation &op : formula.getBody().front())
    compute(&op);
}

Domain DomainAnalysis::bit(StringRef name) const {
  for (auto [n, index] : llvm::enumerate(indices))
    if (cast<StringAttr>(index).getValue() == name)
      return Domain(1) << n;
  return 0;
}

Domain DomainAnalysis::ofAxes(ArrayType type) const {
  Domain domain = 0;
  for (Attribute axis : type.getAxes()) {
    auto [first, second] = cast<StringAttr>(axis).getValue().split('|');
    domain |= bit(first) | bit(second);
  }
  return domain;
}

std::string DomainAnalysis::str(Domain domain) const {
  std::string text;
  for (auto [n, index] : llvm::enumerate(indices)) {
    if (!(domain >> n & 1))
      continue;
    if (!text.empty())
      text += ", ";
    text += cast<StringAttr>(index).getValue();
  }
  return text;
}

Domain DomainAnalysis::of(Value value) {
  auto known = domains.find(value);
  if (known != domains.end())
    return known->second;
  Operation *op = value.getDefiningOp();
  return op ? compute(op) : 0;
}

Domain DomainAnalysis::compute(Operation *op) {
  Domain domain = 0;
  for (Value operand : op->getOperands())
    domain |= of(operand);
  TypeSwitch<Operation *>(op)
      .Case([&](IndexOp index) { domain = bit(index.getIndex()); })
      .Case([&](ReduceOp reduce) {
        if (ArrayAttr per = reduce.getPerAttr())
          for (Attribute index : per)
            domain |= bit(cast<StringAttr>(index).getValue());
        for (Attribute index : reduce.getOver())
          domain &= ~bit(cast<StringAttr>(index).getValue());
      })
      .Case([&](VjpOp vjp) {
        domain = of(vjp.getBy());
        if (auto array = dyn_cast<ArrayType>(vjp.getBy().getType()))
          for (Attribute axis : array.getAxes())
            domain |= bit(cast<StringAttr>(axis).getValue().split('|').first);
        for (Attribute index : vjp.getFixed())
          domain |= bit(cast<StringAttr>(index).getValue());
      })
      .Case([&](ReindexOp reindex) {
        if (domain & bit(reindex.getFrom()))
          domain |= bit(reindex.getTo());
        domain &= ~bit(reindex.getFrom());
      });
  for (Value result : op->getResults())
    domains[result] = domain;
  return domain;
}

LogicalResult kop::ir::verifyDomains(FormulaOp formula) {
  DomainAnalysis analysis(formula);
  for (auto reindex : formula.getBody().getOps<ReindexOp>()) {
    if (analysis.of(reindex.getValue()) & analysis.bit(reindex.getTo()))
      return reindex.emitOpError() << "expects a value that does not depend on "
                                   << reindex.getTo() << " yet";
  }
  auto output = cast<OutputOp>(formula.getBody().front().getTerminator());
  for (auto [value, name, type] :
       llvm::zip(output.getValues(), formula.getOutputNames(),
                 formula.getOutputTypes().getAsRange<TypeAttr>())) {
    Domain extra =
        analysis.of(value) & ~analysis.ofAxes(cast<ArrayType>(type.getValue()));
    if (extra)
      return output.emitOpError()
             << "output " << name << " depends on [" << analysis.str(extra)
             << "], which its type " << type.getValue() << " does not name";
  }
  return success();
}
