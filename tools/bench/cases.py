# The table of what tools/bench/run measures: one row per case.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import platform
import sys
from dataclasses import dataclass, replace
from pathlib import Path

MILLION = 1_000_000
# Instruction sets by their names in kop::Exec::cpu.
AVX512, AVX2, BASELINE = "x86-64-v4", "x86-64-v3", "x86-64-v2"


@dataclass(frozen=True)
class Case:
    """A formula, its sizes, the kind of data and the way to run it."""

    formula: str
    d: int = 3
    n: int = 10_000
    m: int = 10_000
    e: int = 1
    k: int = 10
    type: str = "f32"
    isa: str = AVX512
    threads: int = 1
    order: str = "random"
    density: float = 1.0
    # Whether --quick has it, whether a run of all has it, and whether the
    # candidates of Python take part.
    quick: bool = False
    full: bool = True
    peers: bool = True
    # Kop alone, where nothing else would come to an end.
    alone: bool = False

    @property
    def title(self):
        name = self.formula
        if self.formula == "knn":
            name = f"{self.k} nearest"
        parts = [name, f"D={self.d}"]
        if self.e != 1:
            parts.append(f"E={self.e}")
        parts.append(f"N={self.n}" if self.n == self.m else f"N={self.n} M={self.m}")
        parts.append(self.type)
        if self.isa != AVX512:
            parts.append(self.isa)
        if self.threads != 1:
            parts.append(f"{self.threads} threads")
        if self.order != "random":
            parts.append(f"{self.order} order")
        if self.density < 1:
            parts.append(f"{self.density:.0%} of blocks")
        return " ".join(parts)

    def options(self):
        """The case as kop-bench reads it."""
        names = "formula d n m e k type isa threads order density".split()
        options = [f"--{name}={getattr(self, name)}" for name in names]
        return options + ["--candidates=kop"] * self.alone


# Those that nothing else here computes.
OWN = ("matern", "gradient", "gradient-yb", "gradient-all", "second", "collect")
SUMS = ("gaussian", "logsumexp", "softmax", "laplace")
SEARCHES = ("argmin", "knn")
DIMENSIONS = (10, 50, 128, 784)
SIZES = (100, 1000, 10_000, 100_000)


def table():
    """All cases, in the order of the report; the most important ones first."""
    rows = []

    def add(*arguments, **options):
        case = Case(*arguments, **options)
        if not any(case.options() == other.options() for other in rows):
            rows.append(case)

    # Every formula at D = 3.
    for formula in SUMS + SEARCHES:
        add(formula, quick=True)
    add("gaussian", type="f64", quick=True)
    # Derivatives, a smoother kernel, a network per pair.
    for formula in OWN:
        add(formula, quick=formula.startswith("gradient"), peers=False)
    for width in (8, 16):
        add("network", n=4000, m=4000, e=width, quick=width == 8, peers=False)
    # What a call costs.
    for formula in ("gaussian", "argmin"):
        add(formula, n=1, m=1, quick=True, peers=False)
    # Two threads.
    for formula in ("gaussian", "logsumexp", "argmin", "knn"):
        add(formula, threads=2, quick=formula != "knn", peers=formula == "gaussian")
        add(formula, n=100_000, m=100_000, threads=2)
    for d in (50, 128):
        add("argmin", d=d, threads=2)
        add("gaussian", d=d, threads=2)
    # Other instruction sets.
    for isa in (AVX2, BASELINE):
        for formula in SUMS + SEARCHES:
            quick = formula in ("gaussian", "argmin") and isa == AVX2
            add(formula, isa=isa, peers=False, quick=quick)
        for d in (50, 128):
            add("argmin", d=d, n=4000, m=4000, isa=isa, peers=False)
            add("gaussian", d=d, n=4000, m=4000, isa=isa, peers=False)
        add("gaussian", type="f64", isa=isa, peers=False)
    # The worst order of the data: later columns always count more.
    for formula in ("logsumexp", "softmax", "argmin", "knn"):
        add(formula, order="worst", quick=True, peers=False)
    # Vector outputs.
    for e in (3, 16, 100):
        add("gaussian", e=e, quick=e == 16)
    # Few rows and many columns, and the reverse.
    for formula in ("gaussian", "argmin"):
        for few in (1, 16):
            add(formula, n=few, m=MILLION, quick=formula == "gaussian")
            add(formula, n=MILLION, m=few, quick=formula == "gaussian" and few == 16)
    # Many components; --quick with fewer rows, as the loops take seconds.
    for formula in ("gaussian",) + SEARCHES:
        for d in DIMENSIONS:
            n = 10_000 if d < 784 else 4000
            add(formula, d=d, n=n, m=n)
        for d, n in zip(DIMENSIONS, (4000, 2000, 1000, 500)):
            m = n if d == 784 else 4000
            add(formula, d=d, n=n, m=m, quick=True, full=False)
    # Block-sparse.
    for formula in ("gaussian", "argmin"):
        for density in (0.01, 0.1, 0.5):
            add(formula, n=100_000, m=100_000, density=density)
    add("gaussian", n=50_000, m=50_000, density=0.1, quick=True, full=False)
    # From a hundred points to a million.
    for formula in ("gaussian", "logsumexp", "argmin", "knn"):
        for n in SIZES:
            quick = formula == "gaussian" and n <= 1000
            add(formula, n=n, m=n, quick=quick)
    for formula in ("gaussian", "argmin"):
        add(formula, n=MILLION, m=MILLION, peers=False, alone=True)
    # More of f64, and more neighbours.
    for formula in SUMS + SEARCHES:
        add(formula, type="f64")
    for formula in ("gaussian", "argmin"):
        add(formula, d=50, n=4000, m=4000, type="f64")
    add("knn", k=100)
    return rows


def smoke_table():
    """A few cases of no size for a test of this program itself."""
    rows = [Case(f, n=100, m=200) for f in SUMS + SEARCHES + OWN]
    rows.append(Case("network", n=100, m=200, e=8))
    rows.append(Case("gradient-all", n=100, m=200, type="f64"))
    rows.append(Case("gaussian", n=600, m=600, density=0.5))
    rows.append(Case("gaussian", n=100, m=200, type="f64"))
    rows.append(Case("argmin", d=50, n=100, m=200, order="worst"))
    for isa in (AVX2, BASELINE):
        rows.append(Case("gaussian", n=100, m=200, isa=isa))
    rows.append(Case("gaussian", n=100, m=200, threads=2))
    return rows


def instruction_sets():
    """What this machine runs of those above."""
    if platform.machine() not in ("x86_64", "AMD64"):
        sys.exit("tools/bench measures x86-64 only")
    flags = Path("/proc/cpuinfo").read_text().split()
    names = [BASELINE]
    if "avx2" in flags and "fma" in flags:
        names.insert(0, AVX2)
    if all("avx512" + part in flags for part in ("f", "bw", "cd", "dq", "vl")):
        names.insert(0, AVX512)
    return names


def for_this_machine(rows):
    """The cases with the widest instruction set that is there."""
    available = instruction_sets()
    result = []
    for case in rows:
        if case.isa not in available:
            case = replace(case, isa=available[0])
        if case not in result:
            result.append(case)
    return result


# Formulas whose compilation is timed, as items for kopc --export; --quick takes
# the first.
COMPILED = (
    "gaussian_sum(D = 3, E = 1): f32",
    "log_density(D = 3): f32",
    "nearest(d = sqeuclidean, D = 3): f32",
    "gaussian_sum(D = 3, E = 16): f32",
    "gaussian_sum(D = 128, E = 1): f32",
    "soft_mean(D = 3, E = 1): f32",
    "laplace_sum(D = 3, E = 1): f32",
    "nearest(d = sqeuclidean, D = 784): f32",
    "knn(d = sqeuclidean, D = 3, K = 10): f32",
    "knn(d = sqeuclidean, D = 3, K = 100): f32",
)
COMPILED_FOR = ("x86-64-v4", "x86-64-v3", "x86-64-v2", "generic")


def operations(case):
    """Vector operations per pair, by the costs of a processor with two vector
    ports: differences of three components 2 D, norms and products D + 2, an
    exponential 7 (13 in f64), a square root 8 (estimate and one step of
    Newton), everything else 1."""
    square = 2 * case.d if case.d < 8 else case.d + 2
    exponential = 7 if case.type == "f32" else 13
    if case.formula == "gaussian":
        return square + exponential + case.e
    # The maximum, and the sum; the distance begins at what is taken off.
    if case.formula == "logsumexp":
        return square + exponential + 2
    if case.formula == "softmax":
        return square + exponential + 2 + case.e
    if case.formula == "laplace" and case.type == "f32":
        return square + 8 + exponential + case.e
    if case.formula == "matern" and case.type == "f32":
        return square + 8 + exponential + 3 + case.e
    # The factor of a pair, and a sum per component; the value of a column.
    if case.formula == "gradient":
        return square + exponential + 2 + case.d
    if case.formula == "gradient-yb":
        return square + exponential + 3 + case.d
    if case.formula == "gradient-all":
        return 2 * (square + exponential + 2 + case.d) + 1
    # Norms and products; the norm of the row plays no part.
    if case.formula == "argmin":
        return case.d + 1
    if case.formula == "knn":  # minimum, and a test for a group of columns
        return case.d + 1.5
    return None


def bound(case):
    """Cycles per pair that two ports allow, 64 bytes wide, 32 with AVX2. (AVX2
    processors may have a third port for additions: more than this is possible
    there.) None without fused products, or where nothing is known."""
    count = operations(case)
    if count is None or case.isa == BASELINE:
        return None
    lanes = (64 if case.isa == AVX512 else 32) // (4 if case.type == "f32" else 8)
    return count / (2 * lanes) / case.threads
