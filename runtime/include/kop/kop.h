//===- kop/kop.h - Everything a program includes ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_KOP_H
#define KOP_KOP_H

#include "kop/error.h"
#include "kop/exec.h"
#include "kop/half.h"
#include "kop/parallel.h"
#include "kop/ranges.h"
#include "kop/run.h"
#include "kop/view.h"

#endif // KOP_KOP_H
