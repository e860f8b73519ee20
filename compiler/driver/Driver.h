//===- Driver.h - A run of kopc ---------------------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DRIVER_DRIVER_H
#define KOP_DRIVER_DRIVER_H

namespace kop::driver {

/// Everything kopc does; the result is its exit code (`ExitCode`).
int main(int argc, char **argv);

} // namespace kop::driver

#endif // KOP_DRIVER_DRIVER_H
