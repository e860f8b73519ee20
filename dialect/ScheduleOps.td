//===- ScheduleOps.td - Operations of the schedule ---------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SCHEDULE_OPS
#define KOP_SCHEDULE_OPS

include "dialect/FormulaOps.td"

def Kop_KernelOp : Kop_Op<"kernel", [IsolatedFromAbove, Symbol, SingleBlock,
    NoTerminator,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "A scheduled formula: temporaries and passes, in order";
  let description = [{
    The block has one `!kop.array` argument per input, then one per output.
    Its body is `kop.temporary` and `kop.pass` operations only. Attributes are
    those of the formula it came from.
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name, StrArrayAttr:$indices,
    DenseI64ArrayAttr:$extents, StrArrayAttr:$input_names,
    StrArrayAttr:$output_names, TypeAttr:$index_type,
    OptionalAttr<DictionaryAttr>:$description);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def Kop_TemporaryOp : Kop_Op<"temporary", [ParentOneOf<["KernelOp"]>]> {
  let summary = "An array in the workspace of the call, written by one pass";
  let arguments = (ins StrAttr:$sym_name);
  let results = (outs Kop_ArrayType:$array);
  let assemblyFormat = "$sym_name attr-dict `:` qualified(type($array))";
}

def Kop_PassOp : Kop_Op<"pass", [ParentOneOf<["KernelOp"]>,
    RecursiveMemoryEffects]> {
  let summary = "A loop over rows, reducing over columns";
  let description = [{
    For every value of the `batch` indices and every value of index `row` (one
    row where it is absent): the `rows` region computes what depends on the row
    (and yields it); then for every value of `column` the `pair` region, whose
    arguments are the yields of `rows`, yields the arguments of the reductions,
    reduction by reduction (arguments, then the filter where there is one); at
    last the `finish` region, whose arguments are the yields of `rows` and the
    results of the reductions, stores the outputs.

    Without `column` there are no reductions and `pair` is empty: a map.
    Regions read with `kop.read` and write with `kop.store`; a store in `pair`
    writes a dense output.

    `collect` is the only reduction of its pass. What `finish` gets is the
    length of a list, which it stores; the list itself belongs to the array with
    the number of the attribute `collects`, values to the array in front of it.
  }];
  let arguments = (ins
    StrAttr:$sym_name, StrArrayAttr:$batch, OptionalAttr<StrAttr>:$row,
    OptionalAttr<StrAttr>:$column, ArrayAttr:$reductions,
    OptionalAttr<DictionaryAttr>:$cost);
  let regions = (region SizedRegion<1>:$rows, MaxSizedRegion<1>:$pair,
    SizedRegion<1>:$finish);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether it makes a list for every row.
    bool makesLists();
  }];
}

def Kop_YieldOp : Kop_Op<"yield", [Terminator, Pure]> {
  let summary = "Values a region of a pass hands on";
  let arguments = (ins Variadic<Kop_Value>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Kop_StoreOp : Kop_Op<"store"> {
  let summary = "Writes the element of an array at subscripts";
  let arguments = (ins Kop_Value:$value, Kop_ArrayType:$array,
    Variadic<AnySignlessInteger>:$subscripts);
  let assemblyFormat =
    "$value `,` $array `[` ($subscripts^ `:` type($subscripts))? `]` attr-dict `:` type($value) `,` qualified(type($array))";
  let hasVerifier = 1;
}

#endif // KOP_SCHEDULE_OPS
