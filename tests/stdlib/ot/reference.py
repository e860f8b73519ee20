#!/usr/bin/env python3
"""Computes the numbers of Tables.h in 250 digits (needs mpmath).

Potentials by Newton's method on the dual, from alternating updates; values as
kop/ot.h defines them; gradients by the envelope theorem.
"""
from mpmath import mp, mpf, exp, log, matrix, lu_solve, sqrt, inf, nstr

mp.dps = 250
X = [("0", "0"), ("0.6", "0.1"), ("0.2", "0.7"), ("0.9", "0.8"), ("0.4", "0.3")]
Y = [("0.5", "0.9"), ("1", "0.4"), ("0.1", "0.2"), ("0.8", "0")]
X = [[mpf(u) for u in p] for p in X]
Y = [[mpf(u) for u in p] for p in Y]
EASY = (["0.11", "0.23", "0.29", "0.17", "0.20"], ["0.31", "0.19", "0.13", "0.37"])
HARD = (["0.1", "0.2", "0.3", "0.2", "0.2"], ["0.3", "0.2", "0.1", "0.4"])
CASES = [
    ("wide", EASY, 2, "0.25", None, "1"),
    ("narrow", EASY, 2, "0.01", None, "1"),
    ("narrowest", EASY, 2, "0.0025", None, "1"),
    ("distance", EASY, 1, "0.1", None, "1"),
    ("narrow distance", EASY, 1, "0.02", None, "1"),
    ("unbalanced", EASY, 2, "0.01", "0.25", "1"),
    ("other masses", EASY, 2, "0.01", "0.25", "1.5"),
    ("hard wide", HARD, 2, "0.25", None, "1"),
    ("hard", HARD, 2, "0.01", None, "1"),
    ("hardest", HARD, 2, "0.0025", None, "1"),
    ("hard distance", HARD, 1, "0.1", None, "1"),
    ("hard narrow distance", HARD, 1, "0.02", None, "1"),
]


def cost(u, v, p):
    square = sum((s - t) ** 2 for s, t in zip(u, v))
    return square / 2 if p == 2 else sqrt(square)


def slope(u, v, p):
    if p == 2:
        return [s - t for s, t in zip(u, v)]
    length = cost(u, v, 1)
    return [(s - t) / length if length else mpf(0) for s, t in zip(u, v)]


def potentials(a, b, C, eps, rho):
    """f and g with P_ij = a_i b_j exp((f_i + g_j - C_ij) / eps)."""
    n, m = len(a), len(b)
    damp = 1 if rho is None else rho / (rho + eps)

    def update(weights, other, costs):
        return [-damp * eps * log(sum(w * exp((h - c) / eps)
                for w, h, c in zip(weights, other, row))) for row in costs]

    Ct = [[C[i][j] for i in range(n)] for j in range(m)]
    f, g = [mpf(0)] * n, [mpf(0)] * m
    for _ in range(100):
        f = update(b, g, C)
        g = update(a, f, Ct)
    for _ in range(1000):
        P = [[a[i] * b[j] * exp((f[i] + g[j] - C[i][j]) / eps)
              for j in range(m)] for i in range(n)]
        rows = [sum(row) for row in P]
        columns = [sum(P[i][j] for i in range(n)) for j in range(m)]
        want = [(1 if rho is None else exp(-v / rho)) for v in f + g]
        weights = a + b
        rhs = matrix([w * t - s for w, t, s in zip(weights, want, rows + columns)])
        A = matrix(n + m, n + m)
        for k in range(n + m):
            A[k, k] = (rows + columns)[k] / eps
            if rho is not None:
                A[k, k] += weights[k] * want[k] / rho
        for i in range(n):
            for j in range(m):
                A[i, n + j] = A[n + j, i] = P[i][j] / eps
        if rho is None:  # a constant may move from f to g
            for k in range(n):
                for l in range(n):
                    A[k, l] += 1
        step = lu_solve(A, rhs)
        farthest = max(abs(v) for v in step)
        length = min(mpf(1), 5 * eps / farthest)
        f = [v + length * step[k] for k, v in enumerate(f)]
        g = [v + length * step[n + k] for k, v in enumerate(g)]
        if length == 1 and farthest < mpf(10) ** -40:
            return f, g
    raise SystemExit("no convergence")


def solve(x, a, y, b, p, eps, rho):
    C = [[cost(u, v, p) for v in y] for u in x]
    f, g = potentials(a, b, C, eps, rho)
    P = [[a[i] * b[j] * exp((f[i] + g[j] - C[i][j]) / eps)
          for j in range(len(b))] for i in range(len(a))]
    mass = sum(map(sum, P))
    PC = sum(P[i][j] * C[i][j] for i in range(len(a)) for j in range(len(b)))
    KL = sum(P[i][j] * (f[i] + g[j] - C[i][j]) / eps
             for i in range(len(a)) for j in range(len(b))) - mass + sum(a) * sum(b)
    value = PC + eps * KL
    if rho is not None:
        for weights, marginal in ((a, [sum(row) for row in P]),
                                  (b, [sum(col) for col in zip(*P)])):
            value += rho * sum(r * log(r / w) - r + w
                               for r, w in zip(marginal, weights))
    gradX = [[sum(P[i][j] * slope(x[i], y[j], p)[k] for j in range(len(b)))
              for k in range(2)] for i in range(len(a))]
    ratio = [sum(row) / w for row, w in zip(P, a)]
    dual = [v if rho is None else rho * (1 - exp(-v / rho)) for v in f]
    gradA = [d - eps * (r - sum(b)) for d, r in zip(dual, ratio)]
    return value, PC, KL, gradX, gradA


def show(values):
    return "{" + ", ".join(nstr(v, 15) for v in values) + "}"


for name, (a, b), p, eps, rho, massB in CASES:
    a = [mpf(w) for w in a]
    b = [mpf(w) * mpf(massB) for w in b]
    eps, rho = mpf(eps), None if rho is None else mpf(rho)
    OT, PC, KL, gradX, gradA = solve(X, a, Y, b, p, eps, rho)
    AA, _, _, selfX, selfA = solve(X, a, X, a, p, eps, rho)
    BB = solve(Y, b, Y, b, p, eps, rho)[0]
    difference = sum(a) - sum(b)
    S = OT - AA / 2 - BB / 2 + eps / 2 * difference ** 2
    # Both arguments of OT(a, a) / 2 move: the halves add up.
    grad = [[u - v for u, v in zip(r, s)] for r, s in zip(gradX, selfX)]
    weights = [u - v + eps * difference for u, v in zip(gradA, selfA)]
    if rho is None:
        mean = sum(u * v for u, v in zip(a, weights))
        weights = [v - mean for v in weights]
    print(f'    {{"{name}", {"hard" if name.startswith("hard") else "easy"}, {p}, '
          f'{nstr(eps, 6)}, {"inf" if rho is None else nstr(rho, 6)}, {massB},')
    print("     " + ", ".join(nstr(v, 15) for v in (OT, PC, KL, AA, BB, S)) + ",")
    print("     " + show([r[0] for r in grad]) + ",")
    print("     " + show([r[1] for r in grad]) + ",")
    print("     " + show(weights) + "},")


def hausdorff(a, b, eps):
    """<a - b, f_b - f_a> / 2 with self potentials, extended by soft minima."""
    def own(x, w):
        C = [[cost(u, v, 2) for v in x] for u in x]
        f, g = potentials(w, w, C, eps, None)
        return [(u + v) / 2 for u, v in zip(f, g)]

    def extend(x, y, w, f):
        return [-eps * log(sum(s * exp((h - cost(u, v, 2)) / eps)
                for v, s, h in zip(y, w, f))) for u in x]

    fa, fb = own(X, a), own(Y, b)
    onA = [u - v for u, v in zip(extend(X, Y, b, fb), fa)]
    onB = [u - v for u, v in zip(extend(Y, X, a, fa), fb)]
    return (sum(u * v for u, v in zip(a, onA)) +
            sum(u * v for u, v in zip(b, onB))) / 2


def kernel_norm(a, b, k):
    points, weights = X + Y, a + [-w for w in b]
    return sum(u * v * k(cost(p, q, 1)) for p, u in zip(points, weights)
               for q, v in zip(points, weights)) / 2


a, b = ([mpf(w) for w in weights] for weights in EASY)
for eps in ("0.25", "0.01"):
    print("Hausdorff", eps, nstr(hausdorff(a, b, mpf(eps)), 15))
print("energy", nstr(kernel_norm(a, b, lambda d: -d), 15))
for s in ("0.5", "0.1"):
    print("Gaussian", s, nstr(kernel_norm(a, b, lambda d: exp(-d * d / (2 * mpf(s) ** 2))), 15))
    print("Laplacian", s, nstr(kernel_norm(a, b, lambda d: exp(-d / mpf(s))), 15))
