//===- BoundsOps.td - Bounds of values ---------------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_BOUNDS_OPS
#define KOP_BOUNDS_OPS

include "dialect/FormulaOps.td"

def Kop_BoundsOp : Kop_PureOp<"bounds",
    [AllTypesMatch<["of", "lower", "upper"]>, SameVariadicOperandSize]> {
  let summary = "An interval that holds a value while arrays vary";
  let description = [{
    Every element of the arrays `by` may be any number from itself up to the
    element of `to` at the same place, each independently of the others. `of`,
    computed exactly, is then between `lower` and `upper`, component by
    component. All numbers are f64.

    Example:

    ```mlir
    %lower, %upper = kop.bounds %d by (%x : !kop.array<["i"], f64>) to (%end : !kop.array<["i"], f64>) : f64
    ```
  }];
  let arguments = (ins Kop_Value:$of, Variadic<Kop_ArrayType>:$by,
    Variadic<Kop_ArrayType>:$to);
  let results = (outs Kop_Value:$lower, Kop_Value:$upper);
  let assemblyFormat = [{
    $of `by` `(` $by `:` qualified(type($by)) `)` `to` `(` $to `:`
    qualified(type($to)) `)` attr-dict `:` type($of)
  }];
  let hasVerifier = 1;
}

#endif // KOP_BOUNDS_OPS
