//===- Boundable.td - Operations with bounds ---------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BOUNDABLE
#define KOP_BOUNDABLE

include "mlir/IR/OpBase.td"

def Kop_BoundableOpInterface : OpInterface<"BoundableOpInterface"> {
  let cppNamespace = "::kop::ir";
  let description = [{
    An operation that bounds its results from bounds of its operands. The walk
    of kop-bounds knows no operation by name. Element-wise operations get it as
    external models, from a table with a row each (ElementwiseBounds.cpp).
  }];
  let methods = [
    InterfaceMethod<"Sets intervals that hold the results for all operands in "
                    "theirs, and what rounding does to both.",
      "void", "bounds", (ins "::kop::ir::Enclosure &":$enclosure)>
  ];
}

#endif // KOP_BOUNDABLE
