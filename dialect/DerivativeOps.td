//===- DerivativeOps.td - Derivatives of values ------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DERIVATIVE_OPS
#define KOP_DERIVATIVE_OPS

include "dialect/FormulaOps.td"

def Kop_Variable : AnyTypeOf<[Kop_ArrayType, Kop_Value]>;

def Kop_VjpOp : Kop_PureOp<"vjp", [AttrSizedOperandSegments]> {
  let summary = "The cotangent of a variable";
  let description = [{
    The derivative of the sum of `cotangents` times `of`, over all indices that
    these depend on but those in `fixed`, in the variable `by`.

    `by` is an array of the formula (an argument of its block): the result is
    then its total cotangent, from all places where it is read, and depends on
    the indices of its axes (the first one of an axis "i|j"). Or it is a value,
    which is then taken as independent of everything: the result depends on the
    indices of the value and on those in `fixed`. With the indices of `of` and
    `cotangents` in `fixed`, the result is the derivative at every pair.

    `given` are values that stand for some of `of`, at the positions
    `given_positions`: what a formula has computed before need not be computed
    again.

    Example: the gradient of the sum over j of x_i y_j in x.

    ```mlir
    %ct = kop.vjp (%s : f32) cotangents (%ct_s : f32) by %x fixed [] : !kop.array<["i"], f32> -> f32
    ```
  }];
  let arguments = (ins Variadic<Kop_Value>:$of, Variadic<Kop_Value>:$cotangents,
    Variadic<Kop_Value>:$given, Kop_Variable:$by, StrArrayAttr:$fixed,
    OptionalAttr<DenseI64ArrayAttr>:$given_positions);
  let results = (outs Kop_Value:$result);
  let assemblyFormat = [{
    `(` $of `:` type($of) `)` `cotangents` `(` $cotangents `:` type($cotangents) `)`
    (`given` `(` $given^ `:` type($given) `)` `at` $given_positions)?
    `by` $by `fixed` $fixed attr-dict `:` qualified(type($by)) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Kop_JvpOp : Kop_PureOp<"jvp", [AttrSizedOperandSegments]> {
  let summary = "The tangent of a value";
  let description = [{
    The derivative of `of` when the variables `by` move along `tangents`.
    Variables are arrays of the formula or values, as those of `kop.vjp`; the
    tangent of an array is an array, read where the other one is.
  }];
  let arguments = (ins Kop_Value:$of, Variadic<Kop_Variable>:$by,
    Variadic<Kop_Variable>:$tangents);
  let results = (outs Kop_Value:$result);
  let assemblyFormat = [{
    $of `by` `(` $by `:` qualified(type($by)) `)` `tangents`
    `(` $tangents `:` qualified(type($tangents)) `)` attr-dict `:` type($of) `->` type($result)
  }];
  let hasVerifier = 1;
}

class Kop_FormOp<string mnemonic> : Kop_PureOp<mnemonic> {
  let arguments = (ins Kop_Value:$of, Kop_Value:$by);
  let results = (outs Kop_Value:$result);
  let assemblyFormat =
    "$of `by` $by attr-dict `:` type($of) `,` type($by) `->` type($result)";
  let hasVerifier = 1;
}
def Kop_JacobianOp : Kop_FormOp<"jacobian"> {
  let summary = "All derivatives of the components of a value by a variable";
  let description = [{
    A row per component of `of`, a column per component of `by`, both in
    row-major order. A value is the variable, as for `kop.vjp`.
  }];
}
def Kop_DivergenceOp : Kop_FormOp<"divergence"> {
  let summary = "The trace of the Jacobian of a value of its variable's shape";
}
def Kop_LaplacianOp : Kop_FormOp<"laplacian"> {
  let summary = "The trace of the second derivatives of a scalar";
}

#endif // KOP_DERIVATIVE_OPS
