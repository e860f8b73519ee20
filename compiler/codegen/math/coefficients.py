#!/usr/bin/env python3
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Computes the polynomials of compiler/codegen/math.

Each is a weighted minimax fit (Remez exchange on a grid) in the powers that
are free, with the coefficients rounded one after the other to the type they
are used in and the rest fitted again. Needs mpmath:

    python3 coefficients.py > Coefficients.inc
"""

import struct
import sys

from mpmath import mp, mpf

mp.prec = 200
LN2 = mp.log(2)


def round_to(value, bits):
    """The nearest f32 or f64 (bits = 32, 64)."""
    if bits == 64:
        return mpf(float(value))
    # Rounding twice does not matter here: the rest is fitted again.
    return mpf(struct.unpack("f", struct.pack("f", float(value)))[0])


def remez(f, weight, lo, hi, powers, count=600):
    """Coefficients c of sum c[k] x^powers[k] and the weighted error."""
    n = len(powers)
    grid = [
        lo + (hi - lo) * (1 - mp.cos(mp.pi * k / count)) / 2
        for k in range(1, count)
    ]
    grid = [x for x in grid if x != 0]
    count = len(grid)
    values = [f(x) for x in grid]
    weights = [abs(weight(x)) for x in grid]
    table = [[x**p for p in powers] for x in grid]
    chosen = [
        min(count - 1, int(count * (1 - mp.cos(mp.pi * (k + 0.5) / (n + 1))) / 2))
        for k in range(n + 1)
    ]
    best = None
    for _ in range(40):
        matrix = mp.matrix(n + 1, n + 1)
        right = mp.matrix(n + 1, 1)
        for row, at in enumerate(chosen):
            for k in range(n):
                matrix[row, k] = table[at][k] * weights[at]
            matrix[row, n] = (-1) ** row
            right[row] = values[at] * weights[at]
        solution = mp.lu_solve(matrix, right)
        c = [solution[k] for k in range(n)]
        level = abs(solution[n])
        error = [
            (sum(a * b for a, b in zip(c, row)) - v) * w
            for row, v, w in zip(table, values, weights)
        ]
        largest = max(abs(e) for e in error)
        if best is None or largest < best[1]:
            best = (c, largest)
        if largest <= level * mpf("1.0005"):
            break
        # One extremum of each run of equal signs; then drop from the ends.
        extrema = []
        for k, e in enumerate(error):
            if extrema and (error[extrema[-1]] > 0) == (e > 0):
                if abs(e) > abs(error[extrema[-1]]):
                    extrema[-1] = k
            else:
                extrema.append(k)
        while len(extrema) > n + 1:
            if len(extrema) == n + 2:
                drop = 0 if abs(error[extrema[0]]) < abs(error[extrema[-1]]) else -1
                extrema.pop(drop)
            else:
                k = min(range(len(extrema)), key=lambda k: abs(error[extrema[k]]))
                inside = 0 < k < len(extrema) - 1
                extrema.pop(k)
                if inside:
                    # Neighbours now share a sign: keep the larger.
                    a, b = extrema[k - 1], extrema[k]
                    extrema.remove(a if abs(error[a]) < abs(error[b]) else b)
        if len(extrema) < n + 1:
            break
        chosen = extrema
    return best


def fit(f, weight, lo, hi, powers, bits, fixed=()):
    """Rounded coefficients of fixed + free powers, by rising power."""
    fixed = dict(fixed)
    free = [p for p in powers if p not in fixed]
    while free:
        known = dict(fixed)
        # Divided by the lowest free power, so that zero in the interval is no
        # common root of the powers.
        first = free[0]
        rest = lambda x: (
            f(x) - sum(c * x**p for p, c in known.items())) / x**first
        c, _ = remez(rest, lambda x: weight(x) * x**first, mpf(lo), mpf(hi),
                     [p - first for p in free])
        fixed[free[0]] = round_to(c[0], bits)
        free = free[1:]
    grid = [mpf(lo) + (mpf(hi) - mpf(lo)) * k / 997 for k in range(998)]
    error = max(
        abs((sum(c * x**p for p, c in fixed.items()) - f(x)) * weight(x))
        for x in grid
        if x != 0
    )
    return [fixed[p] for p in sorted(fixed)], error


def emit(name, coefficients, error, comment):
    print(f"/// {comment}; error {mp.nstr(error, 3)} = 2^{mp.nstr(mp.log(error, 2), 4)}")
    print(f"constexpr double {name}[] = {{")
    for c in coefficients:
        print(f"    {float(c).hex()},")
    print("};\n")


def polynomial(name, f, weight, lo, hi, powers, bits, fixed=(), comment=""):
    c, error = fit(f, weight, lo, hi, list(powers), bits, fixed)
    emit(name, c, error, comment)


def squares(g):
    """A function of x as a function of z = x^2 (z > 0)."""
    return lambda z: g(mp.sqrt(z))


def tables():
    one = mpf(1)
    for tag, bits in (("F32", 32), ("F64", 64)):
        f32 = bits == 32
        tiny = mpf(2) ** -60
        # exp2
        exp2 = lambda x: mpf(2) ** x
        inverse = lambda x: mpf(2) ** -x
        # The constant 1 is exact, so that 2^0 is.
        slope = lambda x: (exp2(x) - 1) / x
        weight = lambda x: x * inverse(x)
        polynomial(f"exp2Floor{tag}", slope, weight, 0, 1,
                   range(5 if f32 else 11), bits, (),
                   "(2^x - 1) / x on [0, 1], powers 0, 1, …")
        polynomial(f"exp2Near{tag}", slope, weight, -0.5, 0.5,
                   range(5 if f32 else 11), bits, (),
                   "(2^x - 1) / x on [-1/2, 1/2], powers 0, 1, …")
        if f32:
            polynomial("exp2PreciseF32", slope, weight, -0.5, 0.5,
                       range(6), bits, (),
                       "(2^x - 1) / x on [-1/2, 1/2], powers 0, 1, …")
            # 1 + x p(x), of even degree, is positive everywhere.
            polynomial("exp2PositiveF32", slope, weight, 0, 1,
                       range(6), bits, (),
                       "(2^x - 1) / x on [0, 1], powers 0, 1, …")
        # e^x = 1 + x + x^2 P(x)
        bound = LN2 / 2 * mpf("1.001")
        polynomial(f"exp{tag}", lambda x: (mp.expm1(x) - x) / x**2,
                   lambda x: x**2 / mp.expm1(x), -bound, bound,
                   range(6 if f32 else 12), bits, {0: mpf("0.5")},
                   "(e^x - 1 - x) / x^2 on [-ln 2 / 2, ln 2 / 2], powers 0, 1, …")
        # log, of mantissas in [sqrt 1/2, sqrt 2) or in [3/4, 3/2)
        lo, hi = mp.sqrt(mpf("0.5")) - 1, mpf("0.5")
        if f32:
            polynomial("logF32",
                       lambda x: (mp.log1p(x) - x + x**2 / 2) / x**3,
                       lambda x: x**3 / mp.log1p(x), lo - mpf("1e-5"),
                       hi + mpf("1e-5"), range(9), bits, (),
                       "(log(1 + x) - x + x^2 / 2) / x^3 on [sqrt 1/2 - 1, 1/2], powers 0, 1, …")
        else:
            smax = (hi / (2 + hi)) ** 2 * mpf("1.001")
            g = squares(lambda s: (2 * mp.atanh(s) - 2 * s) / s**3)
            polynomial("logF64", g, lambda z: z, tiny, smax, range(8), bits, (),
                       "(2 atanh(s) - 2 s) / s^3 in z = s^2 on [0, 0.04], powers 0, 1, …")
        # sin, cos
        quarter = (mp.pi / 4) ** 2 * mpf("1.002")
        polynomial(f"sin{tag}", squares(lambda x: (mp.sin(x) - x) / x**3),
                   lambda z: z, tiny, quarter, range(4 if f32 else 7), bits, (),
                   "(sin x - x) / x^3 in z = x^2 on [0, (pi/4)^2], powers 0, 1, …")
        polynomial(f"cos{tag}",
                   squares(lambda x: (mp.cos(x) - 1 + x**2 / 2) / x**4),
                   lambda z: z**2, tiny, quarter, range(4 if f32 else 7), bits,
                   (),
                   "(cos x - 1 + x^2 / 2) / x^4 in z = x^2 on [0, (pi/4)^2], powers 0, 1, …")
        # atan
        polynomial(f"atan{tag}", squares(lambda x: (mp.atan(x) - x) / x**3),
                   lambda z: z / (mp.atan(mp.sqrt(z)) / mp.sqrt(z)), tiny, 1,
                   range(9 if f32 else 21), bits, (),
                   "(atan x - x) / x^3 in z = x^2 on [0, 1], powers 0, 1, …")
        # asin
        polynomial(f"asin{tag}", squares(lambda x: (mp.asin(x) - x) / x**3),
                   lambda z: z, tiny, mpf("0.2501"), range(6 if f32 else 13),
                   bits, (),
                   "(asin x - x) / x^3 in z = x^2 on [0, 1/4], powers 0, 1, …")
        # sinh
        polynomial(f"sinh{tag}", squares(lambda x: (mp.sinh(x) - x) / x**3),
                   lambda z: z, tiny, 1, range(4 if f32 else 8), bits, (),
                   "(sinh x - x) / x^3 in z = x^2 on [0, 1], powers 0, 1, …")
        # erf
        polynomial(f"erf{tag}", squares(lambda x: mp.erf(x) / x - 1),
                   lambda z: mp.sqrt(z) / mp.erf(mp.sqrt(z)), tiny, 1,
                   range(8 if f32 else 15), bits, (),
                   "erf(x) / x - 1 in z = x^2 on [0, 1], powers 0, 1, …")
        # erfc(x) = exp(-x^2) P(t) / (1 + 2 x), t = (x - 2) / (x + 2)
        def scaled(t):
            x = 2 * (1 + t) / (1 - t)
            if x > 60:
                # Asymptotic series: exp(x^2) erfc(x).
                s = sum((-1) ** k * mp.fac2(2 * k - 1) / (2 * x * x) ** k
                        for k in range(12))
                e = s / (x * mp.sqrt(mp.pi))
            else:
                e = mp.exp(x * x) * mp.erfc(x)
            return (1 + 2 * x) * e
        end = (mpf(11) - 2) / 13 if f32 else (mpf(28) - 2) / 30
        begin = (mpf("0.4") - 2) / mpf("2.4")
        middle = scaled(mpf(0))
        if not f32:
            print("/// What the first coefficient of erfcF64 lacks.")
            print(f"constexpr double erfcRestF64 = {float(middle - mpf(float(middle))).hex()};\n")
        polynomial(f"erfc{tag}", scaled, lambda t: 1 / scaled(t), begin, end,
                   range(11 if f32 else 30), bits, () if f32 else {0: middle},
                   "(1 + 2 x) exp(x^2) erfc(x) in t = (x - 2) / (x + 2), x from 0.4, powers 0, 1, …")
    smax = ((mp.sqrt(mpf(2)) - 1) / (mp.sqrt(mpf(2)) + 1)) ** 2 * mpf("1.001")
    polynomial("atanhTailF64",
               squares(lambda s: (2 * mp.atanh(s) - 2 * s - 2 * s**3 / 3) / s**5),
               lambda z: z**2, mpf(2) ** -60, smax, range(8), 64, (),
               "(2 atanh s - 2 s - 2/3 s^3) / s^5 in z = s^2 on [0, 0.0295], powers 0, 1, …")
    polynomial("tanhF32", squares(lambda x: (mp.tanh(x) - x) / x**3),
               lambda z: z / (mp.tanh(mp.sqrt(z)) / mp.sqrt(z)), mpf(2) ** -60,
               mpf("0.3970"), range(6), 32, (),
               "(tanh x - x) / x^3 in z = x^2 on [0, 0.63^2], powers 0, 1, …")
    polynomial("tanhF64", squares(lambda x: (mp.tanh(x) - x) / x**3),
               lambda z: z / (mp.tanh(mp.sqrt(z)) / mp.sqrt(z)), mpf(2) ** -60,
               mpf("0.3030"), range(13), 64, (),
               "(tanh x - x) / x^3 in z = x^2 on [0, 0.55^2], powers 0, 1, …")


def log2_table():
    """The parts of [1, 2) that log2 of f32 looks up: reciprocals of 6 bits, so
    that m / c - 1 is exact, and log2 c in two parts."""
    inverses = []
    for k in range(32):
        lo, hi = 1 + mpf(k) / 32, 1 + mpf(k + 1) / 32
        inverses.append(min(
            (mpf(n) / 64 for n in range(32, 65)),
            key=lambda r: max(abs(lo * r - 1), abs(hi * r - 1)) if k else abs(r - 1)))
    logs = [-mp.log(r, 2) for r in inverses]
    # Multiples of 2^-16: the sum with an exponent is exact.
    high = [mp.nint(x * 65536) / 65536 for x in logs]
    low = [round_to(x - h, 32) for x, h in zip(logs, high)]
    for name, values, comment in (
            ("log2InverseF32", inverses, "1 / c for the 32 parts of [1, 2)"),
            ("log2HighF32", high, "log2 c to 16 bits"),
            ("log2LowF32", low, "What they lack")):
        print(f"/// {comment}")
        print(f"constexpr double {name}[] = {{")
        for value in values:
            print(f"    {float(value).hex()},")
        print("};\n")
    ends = [(1 + mpf(k + e) / 32) * r - 1 for k, r in enumerate(inverses) for e in (0, 1)]
    inverseLn2 = 1 / LN2
    polynomial("log2TailF32",
               lambda x: (mp.log1p(x) / x - 1) / x / LN2,
               lambda x: x * x / (mp.log1p(x) / LN2), min(ends), max(ends),
               range(4), 32, (),
               "(log2(1 + x) / x - 1 / ln 2) / x near 0, powers 0, 1, …")


def words():
    """2/pi as 64-bit words after a word of zeros, for reductions of angles."""
    digits = 64 * 20
    mp.prec = digits + 200
    value = int(mp.floor((2 / mp.pi) * mpf(2) ** digits))
    mp.prec = 200
    print("/// 2/pi, most significant word first, after 64 bits of zeros.")
    print("constexpr uint64_t twoOverPi[] = {\n    0x0,")
    for k in range(20):
        print(f"    0x{(value >> (64 * (19 - k))) & (2**64 - 1):016x},")
    print("};\n")


def split(name, value, bits, parts, comment):
    """A constant as a sum of parts of `bits` bits; the last is rounded."""
    c = []
    for k in range(parts):
        if k + 1 == parts:
            part = mpf(float(value))
        else:
            e = int(mp.floor(mp.log(abs(value), 2))) + 1 - bits
            part = mp.floor(value / mpf(2) ** e) * mpf(2) ** e
        c.append(part)
        value -= part
    print(f"/// {comment}")
    print(f"constexpr double {name}[] = {{")
    for part in c:
        print(f"    {float(part).hex()},")
    print("};\n")


def main():
    print("""//===- Coefficients.inc - Polynomials of the math library ------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Made by coefficients.py. Errors are relative, of the polynomial alone.
//
//===----------------------------------------------------------------------===//
""")
    tables()
    log2_table()
    split("halfPiF32", mp.pi / 2, 24, 3, "pi/2 in parts of 24 bits")
    split("halfPiF64", mp.pi / 2, 53, 3, "pi/2 in parts of 53 bits")
    split("halfPiShort", mp.pi / 2, 33, 4, "pi/2 in parts of 33 bits")
    words()


if __name__ == "__main__":
    sys.exit(main())
