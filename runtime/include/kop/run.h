/*===- kop/run.h - Running formulas, from C -----------------------*- C -*-===*\
|*                                                                            *|
|* Part of Kop, under the Apache License v2.0 with LLVM Exceptions.           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* The entry points of the runtime. Every call checks all its arguments       *|
|* before it writes anything, and reports errors as a code and a message.     *|
|* Nothing here prints, exits, aborts or throws. All functions may be called  *|
|* from any number of threads at once.                                        *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef KOP_RUN_H
#define KOP_RUN_H

#include "kop/abi.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Axes an operand of a call can have: indices and components together. */
#define KOP_MAX_RANK 8

/* Extent of an axis whose one value stands for all values of its index. The
 * stride there must be 0; only inputs may have such axes. */
#define KOP_BROADCAST INT64_MIN

/* Extent of an array of lists which the call makes (KOP_LIST_MADE_...) and for
 * which kop_exec.resize gives the memory, when its size is known. */
#define KOP_RESIZE (INT64_MIN + 1)

/* An argument of a call: an array the caller owns. */
typedef struct kop_view {
  void *data;                    /* first element; inputs are never written */
  int64_t extents[KOP_MAX_RANK]; /* index axes first, then components */
  int64_t strides[KOP_MAX_RANK]; /* in elements; may be negative */
  int32_t rank;
  int32_t type; /* KOP_TYPE_... */
} kop_view;

/* Block sparsity: the columns that each block of rows meets. Rows in no block
 * meet no column; blocks must not share rows; intervals of a block must not
 * overlap unless `allow_overlap` is set (then their pairs count twice). */
typedef struct kop_ranges {
  int64_t n_blocks;
  const int64_t *rows;      /* n_blocks pairs [begin, end) */
  const int64_t *offsets;   /* n_blocks + 1 positions in `intervals` */
  const int64_t *intervals; /* offsets[n_blocks] pairs [begin, end) */
  int32_t allow_overlap;
} kop_ranges;

/* How to run a call. All zeros, as from `kop_exec exec = {0}`, is the default.
 */
typedef struct kop_exec {
  int32_t threads;       /* at most so many; 0: as many as the arena has */
  int32_t deterministic; /* results never depend on threads on a CPU anyway */
  int32_t checked;       /* verify every index(j) argument before running */
  int32_t reserved;      /* zero */

  /* Block sparsity of the passes over (range_row, range_column). Null names
   * mean the rows and columns of the first pass that has both. The transposed
   * ranges serve passes with the two swapped; null: they are computed. */
  const kop_ranges *ranges;
  const kop_ranges *ranges_transposed;
  const char *range_row;
  const char *range_column;

  /* Memory for temporaries, aligned as asked; null: a cache per thread. */
  void *(*allocate)(void *context, size_t bytes, size_t alignment);
  void (*release)(void *context, void *memory, size_t bytes, size_t alignment);
  void *memory_context;

  /* Polled between tasks, from any thread; non-zero ends the call with
   * KOP_ERROR_CANCELLED and leaves the outputs unspecified. */
  int (*cancelled)(void *context);
  void *cancel_context;

  /* Called between tasks, by one thread at a time, with the fraction done. */
  void (*progress)(void *context, double fraction);
  void *progress_context;

  /* Use no instruction set beyond this one ("x86-64-v3"); null: the variable
   * KOP_CPU of the environment, else the best the machine has. */
  const char *cpu;

  /* Gives the memory of `count` elements of the operand with this number, or
   * null, which ends the call. Called from one thread at a time, for offsets
   * before anything runs and for entries when all lists are known. */
  void *(*resize)(void *context, int32_t operand, int64_t count);
  void *resize_context;
} kop_exec;

/* What went wrong. */
enum {
  KOP_OK = 0,
  KOP_ERROR_ARGUMENT = 1, /* a pointer or option is invalid */
  KOP_ERROR_SHAPE = 2,    /* a shape or the agreement of two */
  KOP_ERROR_TYPE = 3,     /* an element type */
  KOP_ERROR_OVERLAP = 4,  /* an output shares memory with another argument */
  KOP_ERROR_SIZE = 5,     /* sizes beyond what the machine can address */
  KOP_ERROR_INDEX = 6,    /* an index(j) value out of range (`checked`) */
  KOP_ERROR_RANGES = 7,   /* block-sparse ranges */
  KOP_ERROR_CPU = 8,      /* no code for this machine or the CPU asked for */
  KOP_ERROR_MEMORY = 9,   /* out of memory */
  KOP_ERROR_CANCELLED = 10,
  KOP_ERROR_VERSION = 11, /* the object needs a newer runtime */
  KOP_ERROR_CAPACITY = 12 /* lists have more entries than there is room for;
                             the offsets are right, the last is their number */
};

typedef struct kop_status {
  int32_t code;
  char message[1020]; /* ends with a zero; empty on success */
} kop_status;

/* Runs `formula` on `operands`: its inputs, then its outputs. `exec` and
 * `status` may be null. Returns the code it writes to `status`. */
int kop_run(const kop_formula *formula, const kop_view *operands,
            const kop_exec *exec, kop_status *status);

/* Runs the first of `n_formulas` instances of one formula that takes operands
 * of these shapes and types. */
int kop_run_overloads(const kop_formula *const *formulas, int32_t n_formulas,
                      const kop_view *operands, const kop_exec *exec,
                      kop_status *status);

/* Calls `body(context, begin, end)` for parts that together are [0, count), in
 * the threads a call would use: at most `threads`, 0 for all of the arena. */
int kop_parallel_for(int64_t count, int32_t threads,
                     void (*body)(void *context, int64_t begin, int64_t end),
                     void *context, kop_status *status);

/* The name of the variant of `formula` that a call would run, or null. */
const char *kop_selected_cpu(const kop_formula *formula, const char *cpu);

/* KOP_CPU_... bits of this machine. */
uint64_t kop_cpu_features(void);

/* A view of contiguous row-major data. */
static inline kop_view kop_make_view(const void *data, int32_t type,
                                     int32_t rank, const int64_t *extents) {
  kop_view view;
  uint64_t stride = 1;
  int32_t axis;
  view.data = (void *)data;
  view.rank = rank;
  view.type = type;
  for (axis = KOP_MAX_RANK - 1; axis >= 0; --axis) {
    view.extents[axis] = axis < rank ? extents[axis] : 1;
    view.strides[axis] = axis < rank ? (int64_t)stride : 0;
    if (axis < rank)
      stride *= extents[axis] > 0 ? (uint64_t)extents[axis] : 1;
  }
  return view;
}

#ifdef __cplusplus
}
#endif

#endif /* KOP_RUN_H */
