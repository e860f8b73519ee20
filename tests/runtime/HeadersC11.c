/*===- HeadersC11.c - The C headers compile as C11 ----------------*- C -*-===*\
|*                                                                            *|
|* Part of Kop, under the Apache License v2.0 with LLVM Exceptions.           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "kop/abi.h"
#include "kop/run.h"

int kop_test_c11(const kop_formula *formula, const float *x, float *a,
                 int64_t n) {
  kop_exec exec = {0};
  kop_status status;
  kop_view operands[2];
  int64_t extents[2];
  extents[0] = n;
  extents[1] = 3;
  exec.threads = 1;
  operands[0] = kop_make_view(x, KOP_TYPE_F32, 2, extents);
  operands[1] = kop_make_view(a, KOP_TYPE_F32, 1, extents);
  return kop_run(formula, operands, &exec, &status);
}
