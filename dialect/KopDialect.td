//===- KopDialect.td - The kop dialect, types, attributes --*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DIALECT
#define KOP_DIALECT

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Kop_Dialect : Dialect {
  let name = "kop";
  let cppNamespace = "::kop::ir";
  let summary = "Reductions of formulas F(x_i, y_j), from mathematics to tiles";
  let description = [{
    A formula passes through three forms, each made of `kop` operations around
    upstream `arith`, `math` and `scf`:

    1. `kop.formula`: the mathematics. One block of values; arrays are read at
       indices, reductions are single operations.
    2. `kop.kernel`: the schedule. A list of `kop.pass` steps over rows and
       columns, with temporaries between them.
    3. `kop.tile`: one task of a step, with scalar meaning per lane.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::LLVM::LLVMDialect"
  ];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

class Kop_Type<string name, string typeMnemonic>
    : TypeDef<Kop_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Kop_ArrayType : Kop_Type<"Array", "array"> {
  let summary = "An array with one element per value of its indices";
  let description = [{
    `axes` names one index per axis (`"i|j"` for an array shared by two
    indices); `element` is a scalar, a ranked tensor of static shape, or a
    vector `tensor<?xf32>` of the dimension of the call (`kop.formula`).

    Example: `!kop.array<["i"], tensor<3xf32>>`, `!kop.array<[], f32>`.
  }];
  let parameters = (ins "::mlir::ArrayAttr":$axes, "::mlir::Type":$element);
  let assemblyFormat = "`<` $axes `,` $element `>`";
  let genVerifyDecl = 1;
}

def Kop_ReductionKind : I32EnumAttr<"ReductionKind", "kind of a reduction", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Prod", 1, "prod">,
    I32EnumAttrCase<"Min", 2, "min">,
    I32EnumAttrCase<"Max", 3, "max">,
    I32EnumAttrCase<"ArgMin", 4, "argmin">,
    I32EnumAttrCase<"ArgMax", 5, "argmax">,
    I32EnumAttrCase<"KMin", 6, "kmin">,
    I32EnumAttrCase<"KMax", 7, "kmax">,
    I32EnumAttrCase<"LogSumExp", 8, "logsumexp">,
    I32EnumAttrCase<"SoftMax", 9, "softmax">,
    I32EnumAttrCase<"Var", 10, "var">,
    I32EnumAttrCase<"LogSumExpSigned", 11, "logsumexp_signed">,
    I32EnumAttrCase<"Count", 12, "count">,
    I32EnumAttrCase<"Collect", 13, "collect">
  ]> {
  let cppNamespace = "::kop::ir";
  let genSpecializedAttr = 0;
}
def Kop_ReductionKindAttr
    : EnumAttr<Kop_Dialect, Kop_ReductionKind, "reduction_kind"> {
  let assemblyFormat = "$value";
}

def Kop_ComponentKind : I32EnumAttr<"ComponentKind", "fold over components", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Prod", 1, "prod">,
    I32EnumAttrCase<"Min", 2, "min">,
    I32EnumAttrCase<"Max", 3, "max">,
    I32EnumAttrCase<"ArgMin", 4, "argmin">,
    I32EnumAttrCase<"ArgMax", 5, "argmax">
  ]> {
  let cppNamespace = "::kop::ir";
  let genSpecializedAttr = 0;
}
def Kop_ComponentKindAttr
    : EnumAttr<Kop_Dialect, Kop_ComponentKind, "component_kind"> {
  let assemblyFormat = "$value";
}

def Kop_ReductionAttr : AttrDef<Kop_Dialect, "Reduction"> {
  let mnemonic = "reduction";
  let summary = "A reduction of a pass";
  let description = [{
    Kind, number of arguments it takes from the yield of the pair region, its
    K (0 where there is none), whether a filter (i1) follows the arguments,
    whether scores (logsumexp, softmax) and result are in base 2, and the type
    it accumulates in (the argument's unless `accumulate` of the formula says
    otherwise; `count` and `collect` have none and give their result's). A compensated one keeps
    the rounding errors of its sums and adds them at the end.
  }];
  let parameters = (ins
    "::kop::ir::ReductionKind":$kind, "unsigned":$arguments, "int64_t":$k,
    "bool":$filtered, "bool":$base2, "::mlir::Type":$accumulator,
    DefaultValuedParameter<"bool", "false">:$compensated);
  let assemblyFormat =
    "`<` $kind `,` $arguments `,` $k `,` $filtered `,` $base2 `,` "
    "$accumulator (`,` `compensated` `=` $compensated^)? `>`";
}

#endif // KOP_DIALECT
