/*===- headerC11.c - A generated header compiles as C11 -----------*- C -*-===*\
|*                                                                            *|
|* Part of Kop, under the Apache License v2.0 with LLVM Exceptions.           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "gaussian.kop.h"

const char *kop_test_signature(void) {
  return kop_formula_kernels_gaussian_D3_E1_f32.signature;
}
