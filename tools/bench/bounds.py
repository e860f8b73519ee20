#!/usr/bin/env python3
# How far the inner loops of the standard library are from what they must do.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   bounds.py                  all named formulas and metrics, D = 3, f32
#   bounds.py -D 64 --type f64
#   bounds.py --only 'sech|knn' --classes
#   bounds.py --above above.txt      the passes that may, one a line
#
# The bound of a formula is what the cost report of the compiler says a pair
# takes, each operation in the fewest vector micro-operations (COSTS). Beside it
# stands what the generated loop takes. Exits with 1 when one takes more than
# 1.3 times its bound that may not.

import argparse
import os
import re
import sys
import tempfile

import assembly
import counts

LIMIT = 1.3
CPU = "x86-64-v4"

# Vector micro-operations of an operation of the cost report, AVX-512, f32. For
# functions: reduction of the argument + polynomial + reconstruction.
COSTS = {
    "add": 1, "sub": 1, "mul": 1, "fma": 1, "min": 1, "max": 1, "select": 1,
    "absf": 1, "copysign": 1, "integer": 1, "compare": 2,
    "floor": 2, "ceil": 2, "trunc": 2, "roundeven": 2, "round": 4,
    # An estimate of 14 bits (4) and one step of Newton.
    "div": 4 + 4, "sqrt": 4 + 4, "rsqrt": 4 + 4,
    "exp2": 1 + 5 + 1, "exp": 1 + 1 + 5 + 1, "expm1": 5 + 6 + 4,
    "log": 3 + 9 + 4, "log2": 3 + 9 + 4, "log10": 3 + 9 + 4,
    "log1p": 1 + 3 + 9 + 4 + 8, "powf": (3 + 9 + 8) + 1 + (1 + 5 + 1),
    "sin": 6 + 10 + 8, "cos": 6 + 10 + 8, "tan": 6 + 10 + 8 + 10,
    "asin": 16 + 6 + 6, "acos": 16 + 6 + 6,
    "atan": 12 + 9 + 6, "atan2": 14 + 9 + 10,
    "sinh": 10 + 8 + 6, "cosh": 10 + 8 + 2, "tanh": 10 + 6 + 8 + 7,
    "asinh": 25 + 12, "acosh": 25 + 12, "atanh": 25 + 10,
    "erf": 8 + 8 + 8 + 10, "erfc": 40, "cbrt": 20,
}  # fmt: skip

# The same in f64: two steps of Newton, polynomials of about twice the degree.
COSTS_F64 = COSTS | {
    "div": 4 + 7, "sqrt": 4 + 8, "rsqrt": 4 + 8,
    "exp2": 1 + 11 + 1, "exp": 4 + 12 + 2, "expm1": 5 + 13 + 4,
    "log": 6 + 11 + 16, "log2": 6 + 11 + 18, "log10": 6 + 11 + 18,
    "log1p": 10 + 11 + 18, "powf": (8 + 11 + 26) + 2 + (4 + 13 + 2),
    "sin": 8 + 17 + 8, "cos": 8 + 17 + 8, "tan": 8 + 17 + 8 + 14,
    "asin": 20 + 13 + 8, "acos": 20 + 13 + 8,
    "atan": 15 + 21 + 8, "atan2": 17 + 21 + 12,
    "sinh": 20 + 13 + 8, "cosh": 20 + 13, "tanh": 20 + 14 + 11 + 7,
    "asinh": 60, "acosh": 60, "atanh": 60, "erf": 70, "erfc": 70, "cbrt": 40,
}  # fmt: skip

# Metrics with more than two arguments.
PARAMETRIC = {
    "minkowski": ("p", "p"),
    "mahalanobis": ("A: mat(D, D)", "A"),
    "periodic_box": ("sides", "sides"),
}


def program(library, dimension, type, only):
    """A program that exports the formulas of the standard library, and the sum
    over every metric, that match an expression."""
    text = ["module bounds;"]
    exports = []
    for path in ("kernels/sums.kop", "metrics/search.kop"):
        with open(f"{library}/{path}") as file:
            source = re.sub(r"//.*", "", file.read())
        module = re.search(r"module ([\w.]+);", source)[1]
        text.append(f"import {module};")
        for name, header in re.findall(r"formula (\w+)\((.*?)\)\s*\{", source, re.S):
            binds = [
                f"{generic} = {value}"
                for generic, value in (("D", dimension), ("E", 1))
                if re.search(rf"(vec|mat)\([^)]*\b{generic}\b", header)
            ]
            generics = header.partition(";")[2]
            for generic, value in (("fn d", "manhattan"), ("K", 10), ("degree", 3)):
                if re.search(rf"\b{generic}\b", generics):
                    binds.append(f"{generic.removeprefix('fn ')} = {value}")
            if "fn k" in generics:
                binds.append("k = chi_squared_kernel")
            exports.append(f"{name}({', '.join(binds)})")
    with open(f"{library}/metrics/metrics.kop") as file:
        metrics = re.findall(r"^fn (\w+)\((\w+(?:, \w+)*)\)", file.read(), re.M)
    for name, parameters in metrics:
        if name in PARAMETRIC:
            declaration, argument = PARAMETRIC[name]
            text.append(
                f"formula total_{name}(x[i]: vec(D), y[j]: vec(D), {declaration})"
                f" {{ s[i] = sum[j] {name}(x[i], y[j], {argument}); }}"
            )
            exports.append(f"total_{name}(D = {dimension})")
        elif parameters.count(",") == 1:
            size = 2 if name == "haversine" else dimension
            exports.append(f"total_distance(d = {name}, D = {size}) as total_{name}")
    exports = [item for item in exports if re.search(only, item)]
    if not exports:
        sys.exit(f"error: no formula matches '{only}'")
    text.append("import std.metrics;\nimport std.kernels;")
    text.append(f"export {', '.join(exports)}: {type};")
    return "\n".join(text)


def bounds(tiled, costs):
    """The bound of every pass over pairs, in vector micro-operations."""
    kernel, step = None, 0
    for line in tiled.split("\n"):
        if match := re.match(r"\s*kop\.kernel @([\w.]+)", line):
            kernel, step = match[1], 0
        elif re.match(r'\s*kop\.pass "', line):
            if match := re.search(r"pair = \{([^}]*)\}", line):
                cost = {k: int(v) for k, v in re.findall(r"(\w+) = (\d+)", match[1])}
                yield f"{kernel}.{step}.pass", bound(cost, line, costs)
            step += 1


def bound(cost, line, costs):
    # A search looks at a minimum of the group; the rest is rare.
    searches = len(re.findall(r"#kop\.reduction<(?:arg|k)(?:min|max)", line))
    cost["compare"] = cost.get("compare", 0) - searches
    cost["select"] = cost.get("select", 0) - 2 * searches
    total = searches
    for operation, count in cost.items():
        if operation not in ("bytes", "operations"):
            if operation not in costs:
                sys.exit(f"error: no cost for '{operation}' in bounds.py")
            total += count * costs[operation]
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kopc", default="kopc")
    parser.add_argument("-D", dest="dimension", type=int, default=3)
    parser.add_argument("--type", default="f32", choices=("f32", "f64"))
    parser.add_argument("--only", default="", help="expression of formulas")
    parser.add_argument("--above", help="file with passes above the limit")
    parser.add_argument("--classes", action="store_true", help="show each class")
    options = parser.parse_args()
    known = set()
    if options.above:
        with open(options.above) as file:
            known = {l.strip() for l in file if l.strip() and not l.startswith("#")}
    library = os.path.join(os.path.dirname(__file__), "../../stdlib")
    with tempfile.TemporaryDirectory() as directory:
        source = f"{directory}/bounds.kop"
        with open(source, "w") as file:
            file.write(
                program(library, options.dimension, options.type, options.only)
            )
        compiled = counts.compile(options.kopc, source, CPU)
    double = options.type == "f64"
    limits = dict(bounds(compiled[1], COSTS_F64 if double else COSTS))
    lanes = counts.CPUS[CPU] // (64 if double else 32)
    found = []
    for count in counts.countCompiled(*compiled, CPU):
        limit = limits[count.tile.symbol]
        found.append((count.operations / limit, limit, count))
    print(f"{'pass':<46} {'tile':>5} {'bound':>6} {'loop':>8} {'ratio':>6}   cycles per pair")
    for ratio, limit, count in sorted(found, key=lambda f: -f[0]):
        name = counts.name(count, "bounds")
        shape = f"{count.tile.rows}x{count.tile.columns}"
        print(
            f"{name:<46} {shape:>5} {limit:6} {count.operations:8.2f} {ratio:6.2f}"
            f" {limit / 2 / lanes:8.3f} {count.cycles:8.3f}"
        )
        if options.classes:
            print(f"    {counts.describe(count)}")
    names = {counts.name(count, "bounds") for ratio, _, count in found if ratio > LIMIT}
    print(f"{len(names)} of {len(found)} passes take more than {LIMIT} times their bound")
    for name in sorted(names - known):
        print(f"error: {name} is above {LIMIT} times its bound")
    for name in sorted(known - names):
        print(f"note: {name} is no longer above; remove it from {options.above}")
    return 1 if names - known else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError) as error:
        sys.exit(f"error: {error}")
