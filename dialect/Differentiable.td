//===- Differentiable.td - Operations with derivatives -----*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIFFERENTIABLE
#define KOP_DIFFERENTIABLE

include "mlir/IR/OpBase.td"

def Kop_DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::kop::ir";
  let description = [{
    An operation with a derivative: both directions of its differential, built
    by the operation itself. The walks of kop-differentiate know no operation by
    name. Operations of upstream dialects get it as external models, from a
    table with a row each (ElementwiseDerivatives.cpp).
  }];
  let methods = [
    InterfaceMethod<"Adds the cotangents of operands that those of the results "
                    "lead to.",
      "void", "vjp", (ins "::kop::ir::Adjoint &":$adjoint)>,
    InterfaceMethod<"Sets the tangents of the results that those of the "
                    "operands lead to.",
      "void", "jvp", (ins "::kop::ir::Tangent &":$tangent)>
  ];
}

#endif // KOP_DIFFERENTIABLE
