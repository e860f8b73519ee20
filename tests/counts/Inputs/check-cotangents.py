#!/usr/bin/env python3
# What several cotangents cost beside one, by the table of gradients.kop.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import sys
from pathlib import Path


def main():
    cycles = {}
    for line in Path(sys.argv[1]).read_text().splitlines():
        if line.startswith("of_"):
            name = line.split("_f32")[0]
            cycles[name] = cycles.get(name, 0) + float(line.split()[-1])
    one = cycles["of_x"]
    limits = {"of_x": 0.65 / one, "of_y_b": 1.1, "of_x_y_b": 2.2}
    for name, limit in limits.items():
        if cycles[name] > limit * one:
            return f"{name}: {cycles[name]} cycles a pair, more than {limit:.2f} times {one}"
    return 0


if __name__ == "__main__":
    sys.exit(main())
