/*===- kop/abi.h - What objects and the runtime share -------------*- C -*-===*\
|*                                                                            *|
|* Part of Kop, under the Apache License v2.0 with LLVM Exceptions.           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Objects made by kopc hold constant descriptors (`kop_formula`) and step    *|
|* functions (`kop_step_function`); nothing runs when a program starts. The   *|
|* runtime reads the descriptors, allocates the workspace, cuts rows and      *|
|* columns into tasks and calls the step functions. Within one major version  *|
|* this file only grows.                                                      *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef KOP_ABI_H
#define KOP_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KOP_ABI_VERSION 6u

/* Element types in memory. Bool is one byte, 0 or 1. */
enum {
  KOP_TYPE_F16 = 0,
  KOP_TYPE_BF16 = 1,
  KOP_TYPE_F32 = 2,
  KOP_TYPE_F64 = 3,
  KOP_TYPE_I32 = 4,
  KOP_TYPE_I64 = 5,
  KOP_TYPE_BOOL = 6
};

/* An array at a call: its first element and its strides in elements, one per
 * index axis, then one per component axis. */
typedef struct kop_array {
  void *data;
  const int64_t *strides;
} kop_array;

/* What a step function sees of a call and of its task. */
typedef struct kop_frame {
  const kop_array *arrays;  /* inputs, outputs, temporaries of the formula */
  const int64_t *extents;   /* number of values of each index of the formula */
  const int64_t *batch;     /* value of each batch index of the step */
  int64_t row_begin;        /* first row of the task */
  int64_t row_end;          /* one past its last row */
  const int64_t *intervals; /* column intervals [begin, end), none empty */
  int64_t n_intervals;
  void *state;          /* partial results of reductions, see kop_step */
  int64_t state_stride; /* rows between two components of the state */
  int64_t n_segments;   /* partial states to merge (finish) */
  void *scratch;        /* as kop_step_code says, aligned to 64 */
  /* If kop_step.group: columns as intervals and places count them (null: as
   * they are), and the places [places[r], places[r + 1]) of every row r. */
  const int64_t *order, *places;
} kop_frame;

/* Runs one task of a step. The caller has set flush-to-zero. */
typedef void (*kop_step_function)(const kop_frame *frame);

/* An index of a formula. */
typedef struct kop_index {
  const char *name;
  int64_t extent; /* known when compiled (K of kmin), or -1 */
} kop_index;

/* An axis of an operand: the index it runs over and, for q[i|j], the other. */
typedef struct kop_axis {
  int32_t index;
  int32_t alternative; /* -1: none */
} kop_axis;

/* A list `nbr[i]: list(j)` is two inputs: `nbr`, the offsets, and behind the
 * inputs of all parameters its entries, an index(j) array. Both have the index
 * of the entries as their axis, but at a call the offsets are one more than
 * there are rows i (their target): row r has the entries [nbr[r], nbr[r + 1]).
 * In a frame they are the row of every entry (KOP_LIST_ROWS), or null where no
 * step asks for it (KOP_LIST_OFFSETS).
 *
 * Lists that a formula makes (`collect`) are two outputs: the offsets, and
 * behind all other outputs the entries, in the same order. The offsets have the
 * indices of their rows as axes, but at a call they are one array of one more
 * than there are rows, row-major; the entries have no axes, and as many
 * elements as the caller has room for. In a frame the first array has the
 * length of every list, and the second one does not occur: temporaries follow
 * the other outputs. Values of a term beside the lists are an output in front
 * of the offsets: at a call, one element per entry, with the components as
 * further axes; it has no axes of indices, and steps do not use it.
 */
enum {
  KOP_LIST_NONE = 0,
  KOP_LIST_OFFSETS = 1,
  KOP_LIST_ROWS = 2,
  KOP_LIST_ENTRIES = 3,
  KOP_LIST_MADE_OFFSETS = 4,
  KOP_LIST_MADE_ENTRIES = 5,
  KOP_LIST_MADE_VALUES = 6
};

/* An input, output or temporary. Its array has one axis per index, then one
 * per component axis; the components of a vector whose dimension the call says
 * are an axis of an index (kop_step.dimension). */
typedef struct kop_operand {
  const char *name;
  const char *documentation; /* may be null */
  const kop_axis *axes;
  const int64_t *shape; /* of the components */
  int32_t n_axes;
  int32_t rank;   /* number of component axes */
  int32_t type;   /* KOP_TYPE_... */
  int32_t target; /* index(j): number of j; otherwise -1 */
  int32_t list;   /* KOP_LIST_... */
} kop_operand;

/* Code of one step for one instruction set. */
typedef struct kop_step_code {
  kop_step_function pass;    /* reduces; or, without column, computes rows */
  kop_step_function columns; /* the same with lanes over columns, or null */
  kop_step_function finish;  /* merges segments, writes rows; null: no state */
  int64_t scratch_bytes;     /* per thread */
  int32_t tile_rows;         /* rows per register tile of `pass` */
  int32_t lanes;             /* lanes of `columns`: segments it writes */
  kop_step_function lists;   /* as pass, every row with columns of its own:
                                kop_frame.places; null without kop_step.group */
  int64_t scratch_per_component; /* more of it: kop_step.dimension */
  int32_t columns_rows;          /* rows up to which `columns` is the faster */
} kop_step_code;

/* One step of a formula: a loop over the rows of one index, for each value of
 * the batch indices, reducing over the columns of another. Steps run in order;
 * each reads what those before it wrote.
 *
 * State of a task: n components, `n_state` and those of kop_step.dimension;
 * component c of local row r (counted from row_begin) of segment s lies at byte
 *   (s * n + c) * 8 * state_stride + r * size(component c).
 * state_stride is at least the rows of the task rounded up to tile_rows, and a
 * multiple of 16. */
typedef struct kop_step {
  const char *name;
  const int32_t *batch; /* numbers of the batch indices */
  int32_t n_batch;
  int32_t row;       /* number of the row index, or -1: one row */
  int32_t column;    /* number of the column index, or -1: none */
  int32_t n_state;   /* components of the state, 0 without reductions */
  double operations; /* arithmetic operations per pair (per row if none) */
  /* Where columns carry labels, and a column takes part in the row of its label
   * only: 1 + number of the array (over the column index), and the number of
   * the component. 0: no labels. The columns are then those of kop_frame.order.
   * Where the array is that of a list, columns are its entries, in their order.
   * `pass` is null then, and for pairs. */
  int32_t group, group_component;
  /* Where columns are the pairs of two indices, the second one; else -1. The
   * labels then lie at the first number times stride 0 of their array plus the
   * second times stride 1, and `order` holds two numbers per column. */
  int32_t column2;
  /* Where vectors have as many components as the call says: 1 + number of the
   * index with that extent (0: nowhere), which is the last axis of all arrays
   * of such vectors. For each component there are n_state_per_component more
   * components of the state and scratch_per_component more bytes of scratch. */
  int32_t dimension, n_state_per_component;
  /* Where the step makes lists: 1 + number of the array with their lengths (0:
   * it makes none). With n = (n_state - 1) / (1 + c) for values of c components
   * beside the lists (0 for none), `pass` takes at most n columns, appends
   * those that a row lists to its state, from component 1 on, their values from
   * component 1 + n on, and leaves their number in component 0. `finish` takes
   * one segment, with the lengths of whole lists in component 0. There is no
   * `columns`, and no other reduction. */
  int32_t collects;
  /* Numbers of the steps that lay columns down for `pass`, and that `columns`
   * does without. Where all that reads what such a step writes is done by
   * `columns`, the step is left out. */
  const int32_t *packs;
  int32_t n_packs;
} kop_step;

/* CPU features a variant needs, as the runtime detects them. */
enum {
  KOP_CPU_X86_V2 = 1u << 0, /* SSE4.2 */
  KOP_CPU_X86_V3 = 1u << 1, /* AVX2, FMA, BMI2 */
  KOP_CPU_X86_V4 = 1u << 2, /* AVX-512 F, BW, CD, DQ, VL */
  KOP_CPU_ANY = 0u          /* the baseline of the architecture */
};

typedef struct kop_cpu_variant {
  const char *name;           /* "x86-64-v4" */
  uint64_t features;          /* all must be present */
  const kop_step_code *steps; /* kop_formula.n_steps of them */
} kop_cpu_variant;

/* One exported formula with every generic bound. Arrays of a frame are numbered
 * inputs first, then outputs, then temporaries. */
typedef struct kop_formula {
  uint32_t abi_version;
  const char *name;      /* "kernels.gaussian" */
  const char *signature; /* "gaussian(D = 3, E = 1): f32" */
  const char *source_hash;
  const kop_index *indices;
  const kop_operand *inputs;
  const kop_operand *outputs;
  const kop_operand *temporaries;
  const kop_step *steps;
  const kop_cpu_variant *cpu; /* best first */
  int32_t n_indices, n_inputs, n_outputs, n_temporaries, n_steps, n_cpu;
} kop_formula;

#ifdef __cplusplus
}
#endif

#endif /* KOP_ABI_H */
