//===- Functions.td - Functions that math lacks ------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions of reals, component by component: on scalars and tensors in
// formulas, on vectors in tiles. Functions.def says what follows from each.
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
class Kop_UnaryFunction<string name, string text> : Kop_Function<name, text> {
  let arguments = (ins FloatLike:$x);
  let assemblyFormat = "$x attr-dict `:` type($result)";
}
class Kop_BinaryFunction<string name, string text> : Kop_Function<name, text> {
  let arguments = (ins FloatLike:$order, FloatLike:$x);
  let assemblyFormat = "$order `,` $x attr-dict `:` type($result)";
}

def Kop_LGammaOp : Kop_UnaryFunction<"lgamma",
    "Logarithm of the absolute value of the gamma function">;
def Kop_DigammaOp : Kop_UnaryFunction<"digamma", "Derivative of lgamma">;
def Kop_PolygammaOp : Kop_BinaryFunction<"polygamma",
    "Derivative of digamma; the order is a constant, 1 to 8">;
def Kop_BesselJ0Op : Kop_UnaryFunction<"bessel_j0", "Bessel function J0">;
def Kop_BesselJ1Op : Kop_UnaryFunction<"bessel_j1", "Bessel function J1">;
def Kop_BesselI0Op : Kop_UnaryFunction<"bessel_i0",
    "Modified Bessel function I0">;
def Kop_BesselI1Op : Kop_UnaryFunction<"bessel_i1",
    "Modified Bessel function I1">;
def Kop_BesselK0Op : Kop_UnaryFunction<"bessel_k0",
    "Modified Bessel function K0">;
def Kop_BesselK1Op : Kop_UnaryFunction<"bessel_k1",
    "Modified Bessel function K1">;
def Kop_ScaledBesselKOp : Kop_BinaryFunction<"scaled_bessel_k",
    "x^order times the modified Bessel function K of that order">;

#endif // KOP_FUNCTIONS
