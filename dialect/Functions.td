//===- Functions.td - Functions that math lacks ------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions of reals, component by component: on scalars and tensors in
// formulas, on vectors in tiles. CMake makes their definitions
// (FunctionOps.td) of the rows of Functions.def.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_FUNCTIONS
#define KOP_FUNCTIONS

include "dialect/KopDialect.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonTypeConstraints.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Kop_Function<string name, string text> : Op<Kop_Dialect, name,
    !listconcat([Pure, SameOperandsAndResultType],
                ElementwiseMappable.traits)> {
  let summary = text;
  let results = (outs FloatLike:$result);
}
// By the number of operands.
class Kop_Function1<string name, string text> : Kop_Function<name, text> {
  let arguments = (ins FloatLike:$x);
  let assemblyFormat = "$x attr-dict `:` type($result)";
}
class Kop_Function2<string name, string text> : Kop_Function<name, text> {
  let arguments = (ins FloatLike:$order, FloatLike:$x);
  let assemblyFormat = "$order `,` $x attr-dict `:` type($result)";
}

include "FunctionOps.td"

#endif // KOP_FUNCTIONS
