//===- FormulaOps.td - Operations of the mathematics -------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_FORMULA_OPS
#define KOP_FORMULA_OPS

include "dialect/Boundable.td"
include "dialect/Differentiable.td"
include "dialect/KopDialect.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Kop_Op<string mnemonic, list<Trait> traits = []>
    : Op<Kop_Dialect, mnemonic, traits>;
class Kop_PureOp<string mnemonic, list<Trait> traits = []>
    : Kop_Op<mnemonic, !listconcat([Pure], traits)>;
defvar Kop_Differentiable =
  DeclareOpInterfaceMethods<Kop_DifferentiableOpInterface>;
defvar Kop_Boundable = DeclareOpInterfaceMethods<Kop_BoundableOpInterface>;

def Kop_Scalar : AnyTypeOf<[AnyFloat, AnySignlessInteger]>;
def Kop_FixedTensor : StaticShapeTensorOf<[AnyFloat, AnySignlessInteger]>;
/// Or a vector of the dimension that is known only at the call.
def Kop_Tensor : AnyTypeOf<[Kop_FixedTensor,
                            1DTensorOf<[AnyFloat, AnySignlessInteger]>],
                           "", "::mlir::TensorType">;
def Kop_FixedValue : AnyTypeOf<[Kop_Scalar, Kop_FixedTensor]>;
def Kop_Value : AnyTypeOf<[Kop_Scalar, Kop_Tensor]>;

def Kop_FormulaOp : Kop_Op<"formula", [IsolatedFromAbove, Symbol,
    SingleBlock,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "A formula: arrays in, arrays out, one block of values";
  let description = [{
    The block has one argument of type `!kop.array` per input. `indices` names
    all indices, with their extents where they are known at compile time.
    `output_types` are array types whose axes are the kept indices of each
    output. `index_type` (i32 or i64) is the type of integers. `accumulate` is
    absent, a float type, or the string "kahan". `description` holds names and
    documentation for the header and the descriptor; passes do not read it.

    A dimension that is known only at the call is an index: no value depends on
    it, its extent is the number of components of all values of type
    `tensor<?x…>`. The discardable attribute `dimension` has its name.

    Example:

    ```mlir
    kop.formula @near indices [i, j] (%x: !kop.array<["i"], tensor<3xf32>>,
                                      %y: !kop.array<["j"], tensor<3xf32>>)
        -> (d: !kop.array<["i"], f32>) index i32 {
      %i = kop.index "i" : i32
      %j = kop.index "j" : i32
      %x_i = kop.read %x[%i : i32] : !kop.array<["i"], tensor<3xf32>> -> tensor<3xf32>
      %y_j = kop.read %y[%j : i32] : !kop.array<["j"], tensor<3xf32>> -> tensor<3xf32>
      %0 = kop.sqdist %x_i, %y_j : tensor<3xf32> -> f32
      %1 = kop.reduce min over ["j"] (%0 : f32) -> f32
      kop.output %1 : f32
    }
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name, StrArrayAttr:$indices,
    DenseI64ArrayAttr:$extents, StrArrayAttr:$input_names,
    StrArrayAttr:$output_names, TypeArrayAttr:$output_types,
    TypeAttr:$index_type, OptionalAttr<AnyAttr>:$accumulate,
    OptionalAttr<DictionaryAttr>:$description);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def Kop_OutputOp : Kop_Op<"output", [Terminator, Pure,
    ParentOneOf<["FormulaOp"]>]> {
  let summary = "The values of a formula's outputs, in order";
  let arguments = (ins Variadic<Kop_Value>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Kop_IndexOp : Kop_PureOp<"index",
    [DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "The current value of an index, an integer";
  let arguments = (ins StrAttr:$index);
  let results = (outs AnySignlessInteger:$result);
  let assemblyFormat = "$index attr-dict `:` type($result)";
}

def Kop_ExtentOp : Kop_PureOp<"extent",
    [DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "The number of values of an index, an integer";
  let arguments = (ins StrAttr:$index);
  let results = (outs AnySignlessInteger:$result);
  let assemblyFormat = "$index attr-dict `:` type($result)";
}

def Kop_ReadOp : Kop_PureOp<"read",
    [DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "The element of an array at subscripts";
  let description = [{
    One integer per axis. A subscript that is a `kop.index` of that axis is a
    plain read; any other is a gather. A gather by -1 yields zero (dropping a
    term is the business of the filter that lowering puts on the reduction).
  }];
  let arguments = (ins Kop_ArrayType:$array, Variadic<AnySignlessInteger>:$subscripts);
  let results = (outs Kop_Value:$result);
  let assemblyFormat =
    "$array `[` ($subscripts^ `:` type($subscripts))? `]` attr-dict `:` qualified(type($array)) `->` type($result)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether every subscript is the `kop.index` of its axis.
    bool isDirect();
  }];
}

def Kop_ReduceOp : Kop_Op<"reduce", [Pure, AttrSizedOperandSegments,
    Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "A reduction over one index or several";
  let description = [{
    `sum prod min max var`: one argument, one result of its type.
    `argmin argmax`: one argument, integer result(s) of its shape.
    `kmin kmax`: one argument and `k`; results are values and integers of its
    shape behind a first axis of K.
    Integers are compared like reals: the greatest and the least integer of
    their width stand for +inf and -inf.
    `logsumexp`: score [, weight]; result is the scalar, or the shape of the weight.
    `logsumexp_signed`: score, weight; results log of the absolute value and sign.
    `softmax`: score, value; result has the shape of the value.
    `count`: no argument; the number of terms that depend on the indices
    `per`, a float, so that it does not overflow. Ranges of a call take pairs
    away from it as they do from a sum over the same indices.
    `collect`: the list of the values of one index for which the condition holds,
    ascending, for every value of the indices `per`; the first result, an integer,
    is their number. The second, where there is an argument, stands for its values
    at the entries. Only outputs use results, and list and values go there. The
    discardable attribute `list` names the output of the list: two stay two.
    Terms whose `condition` is false do not take part.
    `base2` (logsumexp, softmax): scores are in base 2, and so is the result
    of logsumexp: log2 of the sum of weight * exp2(score).
    Empty reductions, ties, NaN: docs/Semantics.md.
  }];
  let arguments = (ins
    Kop_ReductionKindAttr:$kind, StrArrayAttr:$over,
    Variadic<Kop_Value>:$args, Optional<I1>:$condition,
    OptionalAttr<I64Attr>:$k, UnitAttr:$base2, OptionalAttr<StrArrayAttr>:$per);
  let results = (outs Variadic<Kop_Value>:$results);
  let builders = [
    OpBuilder<(ins "::mlir::TypeRange":$results, "::kop::ir::ReductionKind":$kind,
        "::mlir::ArrayAttr":$over, "::mlir::ValueRange":$args,
        "::mlir::Value":$condition, "::mlir::IntegerAttr":$k,
        CArg<"bool", "false">:$base2), [{
      build($_builder, $_state, results, kind, over, args, condition, k, base2,
            /*per=*/nullptr);
    }]>];
  let assemblyFormat = [{
    `` $kind `over` $over (`per` $per^)? (`(` $args^ `:` type($args) `)`)?
    (`where` $condition^)? (`k` `=` $k^)? (`base2` $base2^)? attr-dict `->`
    type($results)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Kop_ReindexOp : Kop_PureOp<"reindex", [SameOperandsAndResultType,
    Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "A value kept at index `from`, read at index `to`";
  let arguments = (ins Kop_Value:$value, StrAttr:$from, StrAttr:$to);
  let results = (outs Kop_Value:$result);
  let assemblyFormat = "$value $from `to` $to attr-dict `:` type($value)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Kop_BroadcastOp : Kop_PureOp<"broadcast", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "A tensor whose components all equal a scalar";
  let arguments = (ins Kop_Scalar:$value);
  let results = (outs Kop_Tensor:$result);
  let assemblyFormat = "$value attr-dict `:` type($value) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Kop_ComponentsOp : Kop_PureOp<"components", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "Fold of all components of a tensor to a scalar";
  let description = [{
    NaN is ignored by min, max, argmin, argmax; the first component wins ties.
    argmin and argmax give the row-major component number, an integer, and -1
    where no component is below +inf (above -inf).
  }];
  let arguments = (ins Kop_ComponentKindAttr:$kind, Kop_Tensor:$value);
  let results = (outs Kop_Scalar:$result);
  let assemblyFormat = "`` $kind $value attr-dict `:` type($value) `->` type($result)";
  let hasVerifier = 1;
}

class Kop_PairOp<string mnemonic> : Kop_PureOp<mnemonic, [SameTypeOperands,
    Kop_Differentiable,
    Kop_Boundable]> {
  let arguments = (ins Kop_Tensor:$lhs, Kop_Tensor:$rhs);
  let results = (outs AnyFloat:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)";
  let hasVerifier = 1;
}
def Kop_DotOp : Kop_PairOp<"dot"> {
  let summary = "Sum of products of components";
}
def Kop_SqDistOp : Kop_PairOp<"sqdist"> {
  let summary = "Sum of squares of differences of components";
}

def Kop_ExpansionOp : Kop_PureOp<"expansion",
    [AllTypesMatch<["distance", "rowNorm", "columnNorm", "result"]>,
     AllTypesMatch<["row", "column"]>]> {
  let summary = "A squared distance, with what computes it by one product";
  let description = [{
    The value is `distance`, |x - y|². The other operands say how to get it with
    half of the operations: with a centre c, `row` is -2 (x - c), `column` is
    y - c, `row_norm` is |x - c|² and `column_norm` is |y - c|², so that

      |x - y|² = row_norm + column_norm + dot(row, column),

    with an error that grows with the norms instead of with the distance.

    With `limit`, a score: the sum may stand for the distance where
    |weight| (row_norm + column_norm) does not exceed the limit (a weight of 1
    where there is none). Without, a filter: both norms are less than the true
    ones by at least what they contribute to the error, and -inf where they
    overflow, so that the sum does not exceed the distance; a column whose sum
    exceeds the distance of another one cannot be the nearest.
  }];
  let arguments = (ins AnyFloat:$distance, Kop_Tensor:$row,
    Kop_Tensor:$column, AnyFloat:$rowNorm, AnyFloat:$columnNorm,
    Optional<AnyFloat>:$weight, OptionalAttr<F64Attr>:$limit);
  let results = (outs AnyFloat:$result);
  let assemblyFormat = [{
    $distance `by` $row `,` $column `norms` $rowNorm `,` $columnNorm
    (`weight` $weight^ `:` type($weight))? (`limit` $limit^)?
    attr-dict `:` type($row) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Kop_EinsumOp : Kop_PureOp<"einsum", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "Sum of products over named component axes";
  let description = [{
    `specification` is "ab,b->a": one letter per axis of each operand, then of
    the result; letters absent from the result are summed. A scalar operand or
    result has no letters. Covers `@`, outer, transpose, trace, tensordot.
  }];
  let arguments = (ins StrAttr:$specification, Variadic<Kop_FixedValue>:$operands_);
  let results = (outs Kop_FixedValue:$result);
  let assemblyFormat =
    "$specification $operands_ attr-dict `:` functional-type($operands_, $result)";
  let hasVerifier = 1;
}

def Kop_ConcatOp : Kop_PureOp<"concat", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "Scalars and vectors, one after the other, as one vector";
  let arguments = (ins Variadic<Kop_FixedValue>:$parts);
  let results = (outs Kop_FixedTensor:$result);
  let assemblyFormat = "$parts attr-dict `:` type($parts) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Kop_SliceOp : Kop_PureOp<"slice", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "A range of components along the first axis";
  let arguments = (ins Kop_FixedTensor:$value, I64Attr:$offset);
  let results = (outs Kop_FixedTensor:$result);
  let assemblyFormat = "$value `[` $offset `]` attr-dict `:` type($value) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Kop_ComponentOp : Kop_PureOp<"component", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "One component at constant positions, one per axis";
  let arguments = (ins Kop_FixedTensor:$value, DenseI64ArrayAttr:$position);
  let results = (outs Kop_Scalar:$result);
  let assemblyFormat = "$value $position attr-dict `:` type($value) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Kop_LookupOp : Kop_PureOp<"lookup", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "Part of a tensor at run-time integers for its first axes";
  let description = [{
    A component when there is an integer for every axis. Out of range is a
    precondition of the call.
  }];
  let arguments = (ins Kop_FixedTensor:$value, Variadic<AnySignlessInteger>:$position);
  let results = (outs Kop_FixedValue:$result);
  let assemblyFormat =
    "$value `[` $position `:` type($position) `]` attr-dict `:` type($value) `->` type($result)";
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Kop_OneHotOp : Kop_PureOp<"onehot"> {
  let summary = "Vector that is 1 at an integer position and 0 elsewhere";
  let arguments = (ins AnySignlessInteger:$position);
  let results = (outs Kop_FixedTensor:$result);
  let assemblyFormat = "$position attr-dict `:` type($position) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Kop_ReshapeOp : Kop_PureOp<"reshape", [Kop_Differentiable,
    Kop_Boundable]> {
  let summary = "The same components in row-major order with another shape";
  let arguments = (ins Kop_FixedTensor:$value);
  let results = (outs Kop_FixedTensor:$result);
  let assemblyFormat = "$value attr-dict `:` type($value) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

#endif // KOP_FORMULA_OPS
