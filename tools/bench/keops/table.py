"""The formulas that tools/bench/keops/run computes with KeOps and with Kop.

A row holds one formula three times: in KeOps, in Kop, and in NumPy on all pairs
at once, where `i` arrays have shape (N, 1, D), `j` arrays (1, M, D) and
parameters (D); D = 1 is left out. The last is evaluated in long double and is
what the two others are compared with.
"""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Row:
    group: str
    name: str
    variables: str  # "x=i3 b=j1 g=p1 z=i2c": index and components, c: complex
    keops: str
    kop: str  # the body, or "vjp(row; x)"
    oracle: object  # function of arrays, giving (N, M, …) or the result
    reduction: str = "Sum"  # of KeOps
    axis: int = 1  # 1: over j
    options: dict = field(default_factory=dict)  # of KeOps' Genred
    low: float = 0.0  # of the random numbers
    high: float = 1.0
    batches: int = 0  # leading axis of all i and j arrays
    first: tuple = ()  # (variable, value): what its first number is
    # Blocks of rows and columns, as ends; pairs of blocks that meet. Others take no
    # part.
    blocks: tuple = ()

    def mask(self, n, m):
        """Which pairs of n rows and m columns take part, (n, m)."""
        row_ends, column_ends, keep = self.blocks
        row = np.searchsorted(row_ends, np.arange(n), side="right")
        column = np.searchsorted(column_ends, np.arange(m), side="right")
        return np.asarray(keep)[row[:, None], column[None, :]]

    @property
    def arrays(self):
        """(name, index, components, whether complex) of every variable."""
        pairs = (v.split("=") for v in self.variables.split())
        return [(name, kind[0], int(kind[1:].rstrip("c")), kind.endswith("c"))
                for name, kind in pairs]


def sq(v):
    return (v * v).sum(-1)


def norm(v):
    return np.sqrt(sq(v))


def over(k, b):
    """The sum over j of k(i, j) b(j), for b with or without components."""
    return (k * b if b.ndim == 2 else k[..., None] * b).sum(1)


def lse(s, w=1.0):
    top = s.max(1, keepdims=True)
    return np.log((w * np.exp(s - top)).sum(1)) + top[:, 0]


def soft(s, v):
    p = np.exp(s - s.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    return over(p, v)


def kernel(group, name, keops, kop, oracle, variables="x=i3 y=j3 b=j1 g=p1", **more):
    """A kernel times b, summed."""
    row = Row(
        group,
        name,
        variables,
        f"({keops})*b",
        f"a[i] = sum[j] {kop} * b[j];",
        lambda v: over(oracle(v), v.b),
        **more,
    )
    return row


D2_KEOPS, D2 = "SqDist(x,y)", "sqdist(x[i], y[j])"
R_KEOPS, R = "Norm2(x-y)", "norm(x[i] - y[j])"

KERNELS = [
    kernel("kernels", "gaussian", f"Exp(-g*{D2_KEOPS})", f"exp(-g * {D2})",
           lambda v: np.exp(-v.g * sq(v.x - v.y))),
    kernel("kernels", "laplacian", f"Exp(-g*{R_KEOPS})", f"exp(-g * {R})",
           lambda v: np.exp(-v.g * norm(v.x - v.y))),
    kernel("kernels", "energy", f"-{R_KEOPS}", f"(-{R})",
           lambda v: -norm(v.x - v.y), variables="x=i3 y=j3 b=j1"),
    kernel("kernels", "inverse_multiquadric", f"Rsqrt(g+{D2_KEOPS})",
           f"rsqrt(g + {D2})", lambda v: 1 / np.sqrt(v.g + sq(v.x - v.y)), low=0.1),
    kernel("kernels", "cauchy", f"Inv(IntCst(1)+g*{D2_KEOPS})", f"inv(1 + g * {D2})",
           lambda v: 1 / (1 + v.g * sq(v.x - v.y))),
    kernel("kernels", "rational_quadratic", f"Powf(IntCst(1)+{D2_KEOPS},-g)",
           f"(1 + {D2})^(-g)", lambda v: (1 + sq(v.x - v.y)) ** -v.g),
    kernel("kernels", "matern32", f"(IntCst(1)+g*{R_KEOPS})*Exp(-g*{R_KEOPS})",
           f"(1 + g * {R}) * exp(-g * {R})",
           lambda v: (1 + v.g * norm(v.x - v.y)) * np.exp(-v.g * norm(v.x - v.y))),
    kernel("kernels", "matern52",
           f"(IntCst(1)+g*{R_KEOPS}+g*g*{D2_KEOPS}/IntCst(3))*Exp(-g*{R_KEOPS})",
           f"(1 + g * {R} + g^2 * {D2} / 3) * exp(-g * {R})",
           lambda v: (1 + v.g * norm(v.x - v.y) + v.g**2 * sq(v.x - v.y) / 3)
           * np.exp(-v.g * norm(v.x - v.y))),
    kernel("kernels", "linear", "(x|y)", "dot(x[i], y[j])",
           lambda v: (v.x * v.y).sum(-1), variables="x=i3 y=j3 b=j1"),
    kernel("kernels", "polynomial", "Pow(IntCst(1)+(x|y),3)", "(1 + dot(x[i], y[j]))^3",
           lambda v: (1 + (v.x * v.y).sum(-1)) ** 3, variables="x=i3 y=j3 b=j1"),
    kernel("kernels", "cosine", "(Normalize(x)|Normalize(y))",
           "dot(normalize(x[i]), normalize(y[j]))",
           lambda v: (v.x * v.y).sum(-1) / (norm(v.x) * norm(v.y)),
           variables="x=i3 y=j3 b=j1"),
    kernel("kernels", "arc_cosine", "Acos((Normalize(x)|Normalize(y))/IntCst(2))",
           "acos(dot(normalize(x[i]), normalize(y[j])) / 2)",
           lambda v: np.arccos((v.x * v.y).sum(-1) / (norm(v.x) * norm(v.y)) / 2),
           variables="x=i3 y=j3 b=j1"),
    kernel("kernels", "periodic", "Exp(-g*Sum(Square(Sin(x-y))))",
           "exp(-g * sum(square(sin(x[i] - y[j]))))",
           lambda v: np.exp(-v.g * sq(np.sin(v.x - v.y)))),
    kernel("kernels", "manhattan", "Exp(-g*Sum(Abs(x-y)))", "exp(-g * norm1(x[i] - y[j]))",
           lambda v: np.exp(-v.g * np.abs(v.x - v.y).sum(-1))),
    kernel("kernels", "diagonal_metric", "Exp(-WeightedSqDist(s,x,y))",
           "exp(-weighted_sqdist(s, x[i], y[j]))",
           lambda v: np.exp(-(v.s * (v.x - v.y) ** 2).sum(-1)),
           variables="x=i3 y=j3 b=j1 s=p3"),
    kernel("kernels", "full_metric", "Exp(-WeightedSqDist(s,x,y))",
           "exp(-weighted_sqdist(reshape(s, 3, 3), x[i], y[j]))",
           lambda v: np.exp(-np.einsum("ijk,kl,ijl->ij", v.x - v.y, v.s.reshape(3, 3), v.x - v.y)),
           variables="x=i3 y=j3 b=j1 s=p9"),
    kernel("kernels", "two_scales", f"Exp(-{D2_KEOPS})+Exp(-g*{D2_KEOPS})",
           f"(exp(-{D2}) + exp(-g * {D2}))",
           lambda v: np.exp(-sq(v.x - v.y)) + np.exp(-v.g * sq(v.x - v.y))),
    kernel("kernels", "thin_plate", f"XLogX({D2_KEOPS})", f"xlogx({D2})",
           lambda v: sq(v.x - v.y) * np.log(np.maximum(sq(v.x - v.y), np.finfo(v.x.dtype).tiny)),
           variables="x=i3 y=j3 b=j1"),
    kernel("kernels", "hyperbolic", f"{D2_KEOPS}/(Elem(x,0)*Elem(y,0))",
           f"{D2} / (x[i][0] * y[j][0])",
           lambda v: sq(v.x - v.y) / (v.x[..., 0] * v.y[..., 0]),
           variables="x=i3 y=j3 b=j1", low=0.5),
    kernel("kernels", "vectors", f"Exp(-g*{D2_KEOPS})", f"exp(-g * {D2})",
           lambda v: np.exp(-v.g * sq(v.x - v.y)), variables="x=i3 y=j3 b=j10 g=p1"),
    kernel("kernels", "wide", f"Exp(-g*{D2_KEOPS})", f"exp(-g * {D2})",
           lambda v: np.exp(-v.g * sq(v.x - v.y)), variables="x=i50 y=j50 b=j1 g=p1",
           high=0.3),
]

FUNCTIONS = [
    kernel("functions", name, f"{keops}({arg_keops})", f"{kop}({arg})", oracle,
           variables="x=i1 y=j1 b=j1", low=low, high=high)
    for name, keops, kop, arg_keops, arg, oracle, low, high in [
        ("sine", "Sin", "sin", "x+y", "x[i] + y[j]", lambda v: np.sin(v.x + v.y), -3, 3),
        ("cosine_of", "Cos", "cos", "x+y", "x[i] + y[j]", lambda v: np.cos(v.x + v.y), -3, 3),
        ("arc_sine", "Asin", "asin", "x*y", "x[i] * y[j]", lambda v: np.arcsin(v.x * v.y), -0.9, 0.9),
        ("arc_tangent", "Atan", "atan", "x+y", "x[i] + y[j]", lambda v: np.arctan(v.x + v.y), -3, 3),
        ("logarithm", "Log", "log", "x+y", "x[i] + y[j]", lambda v: np.log(v.x + v.y), 0.1, 9),
        ("root", "Sqrt", "sqrt", "x+y", "x[i] + y[j]", lambda v: np.sqrt(v.x + v.y), 0, 9),
        ("rectifier", "ReLU", "relu", "x+y", "x[i] + y[j]", lambda v: np.maximum(v.x + v.y, 0), -1, 1),
        ("step_of", "Step", "step", "x+y", "x[i] + y[j]", lambda v: (v.x + v.y >= 0) * 1.0, -1, 1),
        ("sign_of", "Sign", "sign", "x+y", "x[i] + y[j]", lambda v: np.sign(v.x + v.y), -1, 1),
        ("floor_of", "Floor", "floor", "x+y", "x[i] + y[j]", lambda v: np.floor(v.x + v.y), -9, 9),
        ("sinxdivx_of", "SinXDivX", "sinxdivx", "x+y", "x[i] + y[j]",
         lambda v: np.sin(v.x + v.y) / (v.x + v.y), 0.1, 3),
    ]
] + [
    kernel("functions", "arc_tangent2", "Atan2(x,y)", "atan2(x[i], y[j])",
           lambda v: np.arctan2(v.x, v.y), variables="x=i1 y=j1 b=j1", low=-1),
    kernel("functions", "clamp_of", "Clamp(x+y,-IntCst(1),IntCst(1))", "clamp(x[i] + y[j], -1, 1)",
           lambda v: np.clip(v.x + v.y, -1, 1), variables="x=i1 y=j1 b=j1", low=-1),
    kernel("functions", "modulo", "Mod(x+y,IntCst(2),-IntCst(1))", "mod(x[i] + y[j], 2, -1)",
           lambda v: v.x + v.y - 2 * np.floor((v.x + v.y + 1) / 2),
           variables="x=i1 y=j1 b=j1", low=-9, high=9),
    kernel("functions", "if_else", "IfElse(x-y,x,y)", "select(x[i] - y[j] >= 0, x[i], y[j])",
           lambda v: np.maximum(v.x, v.y), variables="x=i1 y=j1 b=j1"),
]

REDUCTIONS = [
    Row("reductions", "logsumexp_of", "x=i3 y=j3", f"-{D2_KEOPS}",
        f"a[i] = logsumexp[j](-{D2});", lambda v: lse(-sq(v.x - v.y)), "LogSumExp"),
    Row("reductions", "logsumexp_weighted", "x=i3 y=j3 b=j1", f"-{D2_KEOPS}",
        f"a[i] = logsumexp[j](-{D2}, b[j]);", lambda v: lse(-sq(v.x - v.y), v.b), "LogSumExp",
        options={"formula2": "b"}, low=0.1),
    Row("reductions", "softmax_of", "x=i3 y=j3 b=j3", f"-{D2_KEOPS}",
        f"a[i] = softmax[j](-{D2}; b[j]);", lambda v: soft(-sq(v.x - v.y), v.b),
        "SumSoftMaxWeight", options={"formula2": "b"}),
    Row("reductions", "attention", "x=i16 y=j16 b=j16", "(x|y)/IntCst(4)",
        "a[i] = softmax[j](dot(x[i], y[j]) / 4; b[j]);",
        lambda v: soft((v.x * v.y).sum(-1) / 4, v.b), "SumSoftMaxWeight",
        options={"formula2": "b"}),
    Row("reductions", "minimum", "x=i3 y=j3", D2_KEOPS, f"a[i] = min[j] {D2};",
        lambda v: sq(v.x - v.y).min(1), "Min"),
    Row("reductions", "maximum", "x=i3 y=j3", D2_KEOPS, f"a[i] = max[j] {D2};",
        lambda v: sq(v.x - v.y).max(1), "Max"),
    Row("reductions", "arg_minimum", "x=i3 y=j3", D2_KEOPS, f"a[i] = argmin[j] {D2};",
        lambda v: sq(v.x - v.y).argmin(1), "ArgMin"),
    Row("reductions", "arg_maximum", "x=i3 y=j3", D2_KEOPS, f"a[i] = argmax[j] {D2};",
        lambda v: sq(v.x - v.y).argmax(1), "ArgMax"),
    Row("reductions", "nearest_ten", "x=i3 y=j3", D2_KEOPS,
        f"d[i, k], n[i, k] = kmin[j; 10] {D2};",
        lambda v: np.sort(sq(v.x - v.y), 1)[:, :10], "KMin", options={"opt_arg": 10}),
    Row("reductions", "legendre", "x=i3 y=j3 b=j1", "(x|y)-b",
        "a[i] = max[j] (dot(x[i], y[j]) - b[j]);",
        lambda v: ((v.x * v.y).sum(-1) - v.b).max(1), "Max"),
    Row("reductions", "over_rows", "x=i3 y=j3 b=i1 g=p1", f"Exp(-g*{D2_KEOPS})*b",
        f"a[j] = sum[i] exp(-g * {D2}) * b[i];",
        lambda v: (np.exp(-v.g * sq(v.x - v.y)) * v.b).sum(0), axis=0),
]


def gradient(name, of, by, keops, oracle, **more):
    """KeOps' Grad with the cotangent e, and Kop's vjp."""
    base = {row.name: row for row in KERNELS + FUNCTIONS + REDUCTIONS}[of]
    more.setdefault("variables", base.variables + " e=i1")
    row = Row("gradients", name, more.pop("variables"), keops, f"vjp({of}; {by})", oracle, **more)
    return row


GAUSS = f"Exp(-g*{D2_KEOPS})*b"


def gauss(v):
    return np.exp(-v.g * sq(v.x - v.y)) * v.b


GRADIENTS = [
    gradient("gaussian_x", "gaussian", "x", f"Grad({GAUSS},x,e)",
             lambda v: ((-2 * v.g * v.e * gauss(v))[..., None] * (v.x - v.y)).sum(1)),
    gradient("gaussian_y", "gaussian", "y", f"Grad({GAUSS},y,e)",
             lambda v: ((2 * v.g * v.e * gauss(v))[..., None] * (v.x - v.y)).sum(0), axis=0),
    gradient("gaussian_b", "gaussian", "b", f"Grad({GAUSS},b,e)",
             lambda v: (v.e * np.exp(-v.g * sq(v.x - v.y))).sum(0), axis=0),
    gradient("laplacian_x", "laplacian", "x", f"Grad(Exp(-g*{R_KEOPS})*b,x,e)",
             lambda v: ((-v.g * v.e * v.b * np.exp(-v.g * norm(v.x - v.y)) / norm(v.x - v.y))[..., None]
                        * (v.x - v.y)).sum(1)),
    gradient("energy_x", "energy", "x", f"Grad((-{R_KEOPS})*b,x,e)",
             lambda v: ((-v.e * v.b / norm(v.x - v.y))[..., None] * (v.x - v.y)).sum(1)),
    gradient("cauchy_x", "cauchy", "x", f"Grad((Inv(IntCst(1)+g*{D2_KEOPS}))*b,x,e)",
             lambda v: ((-2 * v.g * v.e * v.b / (1 + v.g * sq(v.x - v.y)) ** 2)[..., None]
                        * (v.x - v.y)).sum(1)),
    gradient("matern32_x", "matern32", "x",
             f"Grad((IntCst(1)+g*{R_KEOPS})*Exp(-g*{R_KEOPS})*b,x,e)",
             lambda v: ((-(v.g**2) * v.e * v.b * np.exp(-v.g * norm(v.x - v.y)))[..., None]
                        * (v.x - v.y)).sum(1)),
    gradient("polynomial_x", "polynomial", "x", "Grad(Pow(IntCst(1)+(x|y),3)*b,x,e)",
             lambda v: ((3 * v.e * v.b * (1 + (v.x * v.y).sum(-1)) ** 2)[..., None] * v.y).sum(1)),
    gradient("vectors_x", "vectors", "x", f"Grad(Exp(-g*{D2_KEOPS})*b,x,e)",
             lambda v: ((-2 * v.g * (v.b * v.e).sum(-1) * np.exp(-v.g * sq(v.x - v.y)))[..., None]
                        * (v.x - v.y)).sum(1), variables="x=i3 y=j3 b=j10 g=p1 e=i10"),
]


def hessian(v):
    """The derivative of the gradient of `gaussian` in x, towards f, dotted with e."""
    k = np.exp(-v.g * sq(v.x - v.y)) * v.b * v.e
    along = (v.f * (v.x - v.y)).sum(-1)
    return (k[..., None] * (4 * v.g**2 * along[..., None] * (v.x - v.y) - 2 * v.g * v.f)).sum(1)


SECOND = [
    Row("derivatives", "laplace_operator", "x=i3 y=j3 g=p1", f"Laplacian(Exp(-g*{D2_KEOPS}),x)",
        f"a[i] = sum[j] laplacian(exp(-g * {D2}), x[i]);",
        lambda v: ((4 * v.g**2 * sq(v.x - v.y) - 6 * v.g) * np.exp(-v.g * sq(v.x - v.y))).sum(1)),
    Row("derivatives", "divergence", "x=i3 y=j3 g=p1", f"Divergence(Exp(-g*{D2_KEOPS})*(x-y),x)",
        f"a[i] = sum[j] div(exp(-g * {D2}) * (x[i] - y[j]), x[i]);",
        lambda v: ((3 - 2 * v.g * sq(v.x - v.y)) * np.exp(-v.g * sq(v.x - v.y))).sum(1)),
    Row("derivatives", "gaussian_xx", "x=i3 y=j3 b=j1 g=p1 e=i1 f=i3",
        f"Grad(Grad({GAUSS},x,e),x,f)", "vjp(gaussian_x; x)", hessian),
    Row("derivatives", "gaussian_xb", "x=i3 y=j3 b=j1 g=p1 e=i1 f=i3",
        f"Grad(Grad({GAUSS},x,e),b,f)", "vjp(gaussian_x; b)",
        lambda v: (-2 * v.g * v.e * np.exp(-v.g * sq(v.x - v.y)) * (v.f * (v.x - v.y)).sum(-1)).sum(0),
        axis=0),
]

TENSORS = [
    Row("tensors", "outer_product", "x=i3 y=j3", "TensorProd(x,y)",
        "a[i] = sum[j] outer(x[i], y[j]);",
        lambda v: (v.x[..., :, None] * v.y[..., None, :]).sum(1).reshape(len(v.x), -1)),
    Row("tensors", "covariance", "x=i3 y=j3", f"Exp(-{D2_KEOPS})*TensorProd(y,y)",
        f"a[i] = sum[j] exp(-{D2}) * outer(y[j], y[j]);",
        lambda v: (np.exp(-sq(v.x - v.y))[..., None, None] * v.y[..., :, None] * v.y[..., None, :])
        .sum(1).reshape(len(v.x), -1)),
    Row("tensors", "matrix_vector", "A=i9 y=j3", "MatVecMult(A,y)",
        "a[i] = sum[j] reshape(A[i], 3, 3) @ y[j];",
        lambda v: np.einsum("ikl,jl->ik", v.A[:, 0].reshape(-1, 3, 3), v.y[0])),
    Row("tensors", "vector_matrix", "x=i3 A=j9", "VecMatMult(x,A)",
        "a[i] = sum[j] x[i] @ reshape(A[j], 3, 3);",
        lambda v: np.einsum("ik,jkl->il", v.x[:, 0], v.A[0].reshape(-1, 3, 3))),
    Row("tensors", "contraction", "x=i6 y=j6",
        "TensorDot(x,y,Ind(2,3),Ind(2,3),Ind(0),Ind(0))",
        'a[i] = sum[j] einsum("ab,ac->bc", reshape(x[i], 2, 3), reshape(y[j], 2, 3));',
        lambda v: np.einsum("iab,jac->ibc", v.x[:, 0].reshape(-1, 2, 3), v.y[0].reshape(-1, 2, 3))
        .reshape(len(v.x), -1)),
    Row("tensors", "kronecker", "x=i4 y=j4", "Kron(x,y,Ind(2,2),Ind(2,2))",
        'a[i] = sum[j] einsum("ab,cd->acbd", reshape(x[i], 2, 2), reshape(y[j], 2, 2));',
        lambda v: np.einsum("iab,jcd->iacbd", v.x[:, 0].reshape(-1, 2, 2), v.y[0].reshape(-1, 2, 2))
        .reshape(len(v.x), -1)),
    Row("tensors", "parts", "x=i3 y=j3", "Concat(Extract(x,0,2),Elem(y,2))",
        "a[i] = sum[j] [x[i][0:2], y[j][2]];",
        lambda v: np.concatenate([v.x[..., :2] + 0 * v.y[..., :2], v.y[..., 2:] + 0 * v.x[..., 2:]], -1).sum(1)),
]

COMPLEX = [
    Row("complex", "fourier", "x=i3 y=j3", "ComplexExp1j((x|y))",
        "a[i] = sum[j] cis(dot(x[i], y[j]));",
        lambda v: np.stack([np.cos((v.x * v.y).sum(-1)).sum(1), np.sin((v.x * v.y).sum(-1)).sum(1)], -1),
        low=-9, high=9),
    Row("complex", "product", "z=i2c w=j2c", "ComplexMult(z,w)", "a[i] = sum[j] z[i] * w[j];",
        lambda v: np.stack([(v.z[..., 0] * v.w[..., 0] - v.z[..., 1] * v.w[..., 1]).sum(1),
                            (v.z[..., 0] * v.w[..., 1] + v.z[..., 1] * v.w[..., 0]).sum(1)], -1)),
    Row("complex", "modulus", "z=i2c w=j2c", "ComplexAbs(ComplexMult(z,w))",
        "a[i] = sum[j] cabs(z[i] * w[j]);", lambda v: (norm(v.z) * norm(v.w)).sum(1)),
]

BATCHES = [
    Row("batches", "gaussian_batches", "x=i3 y=j3 b=j1", f"Exp(-{D2_KEOPS})*b",
        "a[s, i] = sum[j] exp(-sqdist(x[s, i], y[s, j])) * b[s, j];",
        lambda v: over(np.exp(-sq(v.x - v.y)), v.b), batches=5),
    Row("batches", "logsumexp_batches", "x=i3 y=j3", f"-{D2_KEOPS}",
        "a[s, i] = logsumexp[j](-sqdist(x[s, i], y[s, j]));", lambda v: lse(-sq(v.x - v.y)),
        "LogSumExp", batches=5),
]

# 2000 rows in four blocks, 2100 columns in three. KeOps wants every block to meet one.
BLOCKS = ((300, 900, 1500, 2000), (700, 1500, 2100),
          ((1, 0, 1), (0, 1, 0), (0, 0, 1), (1, 1, 0)))

RANGES = [
    Row("ranges", "gaussian_blocks", "x=i3 y=j3 b=j1", f"Exp(-{D2_KEOPS})*b",
        f"a[i] = sum[j] exp(-{D2}) * b[j];", lambda v: over(v.mask * np.exp(-sq(v.x - v.y)), v.b),
        blocks=BLOCKS),
    Row("ranges", "gaussian_blocks_b", "x=i3 y=j3 b=j1 e=i1", f"Grad(Exp(-{D2_KEOPS})*b,b,e)",
        "vjp(gaussian_blocks; b)", lambda v: (v.mask * v.e * np.exp(-sq(v.x - v.y))).sum(0),
        axis=0, blocks=BLOCKS),
]

EDGES = [
    Row("edges", "constant", "x=i1 y=j1", "(x+y)*RatCst(1,3)", "a[i] = sum[j] (x[i] + y[j]) / 3;",
        lambda v: ((v.x + v.y) / 3).sum(1)),
    Row("edges", "first_infinite", "x=i3 y=j3 b=j1", f"b-{D2_KEOPS}",
        f"a[i] = logsumexp[j](b[j] - {D2});", lambda v: lse(v.b - sq(v.x - v.y)), "LogSumExp",
        first=("b", -np.inf)),
    Row("edges", "branch", "x=i3 y=j3 s=p1", "Sum(IfElse(x-y,x*s,y))",
        "a[i] = sum[j] sum(select(x[i] - y[j] >= 0, x[i] * s, y[j]));",
        lambda v: np.where(v.x >= v.y, v.x * v.s, v.y).sum((1, 2))),
    Row("edges", "branch_s", "x=i3 y=j3 s=p1 e=i1", "Grad(Sum(IfElse(x-y,x*s,y)),s,e)",
        "vjp(branch; s)", lambda v: (np.where(v.x >= v.y, v.x, 0).sum(-1) * v.e).sum()[None]),
    Row("edges", "norm_at_zero", "x=i3 y=j3 b=j1 e=i1", f"Grad((-{R_KEOPS})*b,x,e)",
        "vjp(energy; x)",
        lambda v: ((-v.e * v.b / np.where(norm(v.x - v.y) > 0, norm(v.x - v.y), 1))[..., None]
                   * (v.x - v.y)).sum(1), first=("x y", 0.5)),
]

ROWS = KERNELS + FUNCTIONS + REDUCTIONS + GRADIENTS + SECOND + TENSORS + COMPLEX + BATCHES + RANGES + EDGES
