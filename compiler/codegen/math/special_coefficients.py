#!/usr/bin/env python3
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Computes the polynomials of the special functions of compiler/codegen/math.

Each interpolates at Chebyshev nodes, with the fewest coefficients that reach
the error asked for: 2^-57 for f64, 2^-33 for f32, which is computed in f64
with shorter polynomials. Needs mpmath:

    python3 special_coefficients.py > SpecialCoefficients.inc
"""

from mpmath import mp, mpf

mp.prec = 220
ERRORS = (("F32", mpf(2) ** -33), ("F64", mpf(2) ** -57))


def interpolate(f, lo, hi, count):
    """Coefficients of the polynomial through f at `count` Chebyshev nodes."""
    middle, half = (lo + hi) / 2, (hi - lo) / 2
    angles = [mp.pi * (k + mpf(1) / 2) / count for k in range(count)]
    values = [f(middle + half * mp.cos(angle)) for angle in angles]
    series = [
        sum(v * mp.cos(n * angle) for v, angle in zip(values, angles)) * 2 / count
        for n in range(count)
    ]
    series[0] /= 2
    # Clenshaw's recurrence on polynomials of x.
    scale, shift = 1 / half, -middle / half

    def times_u(p):
        out = [mpf(0)] * (len(p) + 1)
        for k, c in enumerate(p):
            out[k] += c * shift
            out[k + 1] += c * scale
        return out

    def add(p, q):
        n = max(len(p), len(q))
        return [(p[k] if k < len(p) else 0) + (q[k] if k < len(q) else 0)
                for k in range(n)]

    first, second = [mpf(0)], [mpf(0)]
    for c in reversed(series[1:]):
        first, second = add(add([c], [2 * x for x in times_u(first)]),
                            [-x for x in second]), first
    return add(add([series[0]], times_u(first)), [-x for x in second])[:count]


def polynomial(name, f, lo, hi, comment, loss=1, least=3):
    """`loss`: how much more of an error the place of use tolerates."""
    lo, hi = mpf(lo), mpf(hi)
    points = [lo + (hi - lo) * (k + mpf("0.37")) / 61 for k in range(61)]
    values = [f(x) for x in points]
    for tag, wanted in ERRORS:
        for count in range(least, 80):
            c = interpolate(f, lo, hi, count)
            error = max(abs(mp.polyval(c[::-1], x) / v - 1)
                        for x, v in zip(points, values))
            if error <= wanted * loss:
                break
        print(f"/// {comment}; error 2^{mp.nstr(mp.log(error, 2), 4)}")
        print(f"constexpr double {name}{tag}[] = {{")
        for x in c:
            print(f"    {float(x).hex()},")
        print("};\n")
    rest = c[0] - mpf(float(c[0]))
    print("/// What the first coefficient lacks.")
    print(f"constexpr double {name}Rest = {float(rest).hex()};\n")


def split(name, value, comment):
    high = float(value)
    print(f"/// {comment}, in two parts")
    print(f"constexpr double {name}[] = {{{high.hex()}, "
          f"{float(value - mpf(high)).hex()}}};\n")


def folded(f, middle):
    """f of x as a function of t = (x - middle) / (x + middle)."""
    return lambda t: f(middle * (1 + t) / (1 - t))


def fold(x, middle):
    x = mpf(x)
    return (x - middle) / (x + middle)


def gamma_functions():
    a = mpf("1.5")
    polynomial("lgammaNear",
               folded(lambda x: mp.loggamma(x) / ((x - 1) * (x - 2)), a),
               fold("0.49", a), fold("4.01", a),
               "lgamma(x) / ((x - 1) (x - 2)) in t = (x - 1.5) / (x + 1.5), x from 1/2 to 4")
    c = mp.log(2 * mp.pi) / 2

    def stirling(w):
        x = 1 / mp.sqrt(w)
        return (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - c) * x

    mp.prec = 400
    polynomial("lgammaFar", stirling, mpf(2) ** -70, mpf(1) / 16,
               "x (lgamma(x) - (x - 1/2) log(x) + x - log(2 pi) / 2) in 1 / x^2, x from 4",
               loss=256)
    root = mp.findroot(mp.digamma, mpf("1.4616"))
    split("digammaRoot", root, "The positive root of digamma")
    a = mpf(2)
    polynomial("digammaNear", folded(lambda x: mp.digamma(x) / (x - root), a),
               fold(1, a), fold("4.01", a),
               "digamma(x) / (x - root) in t = (x - 2) / (x + 2), x from 1 to 4")

    def tail(w):
        x = 1 / mp.sqrt(w)
        return (mp.digamma(x) - mp.log(x) + 1 / (2 * x)) * x * x

    polynomial("digammaFar", tail, mpf(2) ** -70, mpf(1) / 16,
               "x^2 (digamma(x) - log(x) + 1 / (2 x)) in 1 / x^2, x from 4", loss=256)
    mp.prec = 220


def modified():
    for n in (0, 1):
        def near(q, n=n):
            x = 2 * mp.sqrt(q)
            return (mp.besseli(n, x) / (x / 2) ** n - 1) / q

        polynomial(f"i{n}Near", near, mpf(2) ** -40, mpf(4),
                   f"(I{n}(x) / (x/2)^{n} - 1) / q in q = x^2 / 4, x to 4")
        def far(u, n=n):
            x = 8 / (u + 1)
            return mp.besseli(n, x) * mp.exp(-x) * mp.sqrt(x)

        polynomial(f"i{n}Far", far, mpf(2) ** -8 - 1, mpf("1.001"),
                   f"sqrt(x) exp(-x) I{n}(x) in 8 / x - 1, x from 4")
        polynomial(f"i{n}Small", near, mpf(2) ** -40, mpf(1) / 4,
                   f"(I{n}(x) / (x/2)^{n} - 1) / q in q = x^2 / 4, x to 1", loss=4)
        polynomial(f"k{n}Far",
                   folded(lambda x, n=n: mp.besselk(n, x) * mp.exp(x) * mp.sqrt(x), mpf(3)),
                   fold(1, 3), fold(3000, 3),
                   f"sqrt(x) exp(x) K{n}(x) in t = (x - 3) / (x + 3), x from 1")

    def k0(z):
        x = mp.sqrt(z)
        return mp.besselk(0, x) + mp.log(x) * mp.besseli(0, x)

    def k1(z):
        x = mp.sqrt(z)
        return (mp.besselk(1, x) - 1 / x - mp.log(x) * mp.besseli(1, x)) / x

    polynomial("k0Near", k0, mpf(2) ** -40, 1, "K0(x) + log(x) I0(x) in x^2, x to 1")
    polynomial("k1Near", k1, mpf(2) ** -40, 1,
               "(K1(x) - 1 / x - log(x) I1(x)) / x in x^2, x to 1")


def orders():
    """What the series of Temme needs of the gamma function."""
    def first(z):
        m = mp.sqrt(z)
        return (mp.rgamma(1 - m) - mp.rgamma(1 + m)) / (2 * m)

    def second(z):
        m = mp.sqrt(z)
        return (mp.rgamma(1 - m) + mp.rgamma(1 + m)) / 2

    polynomial("temmeOdd", first, mpf(2) ** -40, mpf("0.2501"),
               "(1 / gamma(1 - m) - 1 / gamma(1 + m)) / (2 m) in m^2, m to 1/2")
    polynomial("temmeEven", second, mpf(2) ** -40, mpf("0.2501"),
               "(1 / gamma(1 - m) + 1 / gamma(1 + m)) / 2 in m^2, m to 1/2")


def oscillating():
    for n in (0, 1):
        roots = [mp.besseljzero(n, k) for k in (1, 2)]
        for k, root in enumerate(roots):
            split(f"j{n}Root{k + 1}", root**2, f"Root {k + 1} of J{n}, squared")

        def near(s, n=n, roots=roots):
            x = mp.sqrt(s + mpf("12.5"))
            z = x * x
            return mp.besselj(n, x) / x**n / ((z - roots[0] ** 2) * (z - roots[1] ** 2))

        polynomial(f"j{n}Near", near, mpf("-12.499999"), mpf("12.6"),
                   f"J{n}(x) / x^{n} over its first two roots, in x^2 - 12.5, x to 5")

        def small(z, n=n):
            x = mp.sqrt(z)
            return (mp.besselj(n, x) / x**n - mpf(1) / 2**n) / z

        polynomial(f"j{n}Small", small, mpf(2) ** -40, 4,
                   f"(J{n}(x) / x^{n} - 2^-{n}) / x^2 in x^2, x to 2")

        def rotated(u, n=n):
            x = mp.sqrt(50 / (u + 1))
            angle = x - (2 * n + 1) * mp.pi / 4
            j, y = mp.besselj(n, x), mp.bessely(n, x)
            c, s = mp.cos(angle), mp.sin(angle)
            size = mp.sqrt(x)
            return (j * c + y * s) * size, (y * c - j * s) * size * x

        for part, letter in ((0, "P"), (1, "Q")):
            polynomial(f"j{n}{letter}", lambda w, part=part: rotated(w)[part],
                       mpf(2) ** -20 - 1, mpf("1.001"),
                       f"{letter}{' x' if part else ''} of J{n}(x) sqrt(x) = P cos(x - a) - Q sin(x - a), in 50 / x^2 - 1, x from 5",
                       loss=16 if part else 1)


print("""//===- SpecialCoefficients.inc - Polynomials ------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Made by special_coefficients.py. Errors are relative, of the polynomial alone.
//
//===----------------------------------------------------------------------===//
""")
gamma_functions()
modified()
orders()
oscillating()
