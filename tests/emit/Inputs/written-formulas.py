#!/usr/bin/env python3
# The formulas that a header of mathematics.kop writes out, as a file in Kop.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import re
import sys
from pathlib import Path

PARAMETERS = {
    "gaussian_vjp": "x[i]: vec(3), y[j]: vec(3), b[j]: vec(1), sigma, ct_a[i]: vec(1)",
    "nearest_vjp": "x[i]: vec(2), y[j]: vec(2), ct_a[i]",
    "force": "x[i]: vec(3), y[j]: vec(3), b[j]",
}


def main():
    header = Path(sys.argv[1]).read_text()
    written = r"/// For (\w+).*, this is\n/// \\code\n((?:/// .*;\n)*)/// \\endcode"
    print("module written;")
    for name, body in re.findall(written, header):
        print(f"formula {name}({PARAMETERS[name]}) {{\n{body.replace('/// ', '')}}}")
        print(f"export {name};")


if __name__ == "__main__":
    main()
