//===- TileOps.td - Operations of a tile -------------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_TILE_OPS
#define KOP_TILE_OPS

include "dialect/ScheduleOps.td"
include "mlir/Dialect/LLVMIR/LLVMOpBase.td"

def Kop_TileOp : Kop_Op<"tile", [IsolatedFromAbove, Symbol, SingleBlock,
    NoTerminator]> {
  let summary = "One register tile of a step, with scalar meaning per lane";
  let description = [{
    The body computes `rows` rows per lane: lane l owns the rows
    first + l, first + lanes + l, … where `first` is the block argument
    (an `index`). Where `lanes_over_columns` is set, lanes share the rows
    first … first + rows - 1 and own columns instead. The skeleton around it
    (row loop on a CPU, grid on a GPU) belongs to the target.

    The discardable attribute `collects` is that of a pass which makes lists:
    the pass takes as many columns as its state has room for in a row.

    The discardable attribute `element` holds the bits of the hot element type,
    from which a target takes its number of lanes; `few_rows`, of a tile with
    lanes over columns, for how many halves of a vector of rows it is faster
    than lanes over rows.

    `step` is the number of the step in its kernel, `role` is "pass", "lists",
    "columns", "rest" or "finish". A tile "columns" of several rows names in the
    discardable attribute `rest` the tile of one row that does those left over;
    both become one function. `scratch` the bytes of scratch per lane of which
    the addresses are formed by `kop.frame "scratch"`. The discardable attribute
    `scratch_per_component` holds the bytes that follow for each component of
    the dimension of the call.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$role, I64Attr:$step,
    I64Attr:$rows, UnitAttr:$lanes_over_columns, I64Attr:$scratch);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat =
    "$sym_name $role `step` $step `rows` $rows `scratch` $scratch attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

def Kop_FrameOp : Kop_PureOp<"frame"> {
  let summary = "A field of the call's frame (kop_frame in abi.h), uniform";
  let description = [{
    `field` is one of: "data" [array] (a pointer), "stride" [array, axis],
    "extent" [index], "batch" [position], "row_begin", "row_end",
    "intervals" (a pointer), "n_intervals", "state" (a pointer),
    "state_stride", "n_segments", "scratch" (a pointer), "order" (a pointer: the
    columns of a pass with the attribute `groups`, as its intervals count them),
    "places" (a pointer: those of every row in such a pass).
    Pointers are `!llvm.ptr`, everything else is `index`.
  }];
  let arguments = (ins StrAttr:$field, DenseI64ArrayAttr:$position);
  let results = (outs AnyTypeOf<[Index, LLVM_AnyPointer]>:$result);
  let assemblyFormat = "$field $position attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Kop_LaneOp : Kop_PureOp<"lane"> {
  let summary = "The number of this lane: 0 to lanes - 1; varying";
  let results = (outs Index:$result);
  let assemblyFormat = "attr-dict";
}

def Kop_LanesOp : Kop_PureOp<"lanes"> {
  let summary = "The number of lanes; uniform, a constant of the target";
  let results = (outs Index:$result);
  let assemblyFormat = "attr-dict";
}

def Kop_AnyOp : Kop_PureOp<"any"> {
  let summary = "Whether a condition holds in any lane; uniform";
  let arguments = (ins I1:$condition);
  let results = (outs I1:$result);
  let assemblyFormat = "$condition attr-dict";
}

def Kop_LaneLoadOp : Kop_Op<"lane_load", [MemoryEffects<[MemRead]>]> {
  let summary = "Loads an element at an offset (in elements) from a pointer";
  let description = [{
    A lane whose `mask` is false does not touch memory and gets zero. Lowering
    to vectors follows the offset: uniform (one load, broadcast), lane-contiguous
    (a vector load), at a stride (a vector load where it is one, else a gather),
    or any other (a gather). i1 is stored as a byte.
    `invariant` says that nothing writes this memory while the tile runs.
  }];
  let arguments = (ins LLVM_AnyPointer:$base, Index:$offset, Optional<I1>:$mask,
    UnitAttr:$invariant);
  let results = (outs Kop_Scalar:$result);
  let assemblyFormat =
    "$base `[` $offset `]` (`mask` $mask^)? attr-dict `:` type($base) `->` type($result)";
}

def Kop_LaneRecordOp : Kop_Op<"lane_record", [MemoryEffects<[MemRead]>]> {
  let summary = "Loads the elements of a record, one behind the other";
  let description = [{
    The offset (in elements) is that of the first element. Records of lanes lie
    one behind the other: the offset of lane l is that of lane 0 plus l times
    the number of results, so that vectors are loaded whole and transposed.
  }];
  let arguments = (ins LLVM_AnyPointer:$base, Index:$offset);
  let results = (outs Variadic<Kop_Scalar>:$elements);
  let assemblyFormat =
    "$base `[` $offset `]` attr-dict `:` type($base) `->` type($elements)";
}

def Kop_LaneStoreOp : Kop_Op<"lane_store", [MemoryEffects<[MemWrite]>]> {
  let summary = "Stores an element at an offset (in elements) from a pointer";
  let arguments = (ins Kop_Scalar:$value, LLVM_AnyPointer:$base, Index:$offset,
    Optional<I1>:$mask);
  let assemblyFormat =
    "$value `,` $base `[` $offset `]` (`mask` $mask^)? attr-dict `:` type($value) `,` type($base)";
}

#endif // KOP_TILE_OPS
