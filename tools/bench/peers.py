#!/usr/bin/env python3
"""The candidates of Python: KeOps, scikit-learn, PyTorch.

A process of tools/bench/run: reads cases as JSON, one a line, and answers each
with a line: a list of results like those of kop-bench. The data are the same,
made from the seed; results are checked against f64 before they are timed.
"""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import json
import math
import os
import sys
import time
import traceback
from types import SimpleNamespace

import numpy as np

BLOCK = 256  # rows and columns of a block of a block-sparse case
ELEMENTS = 1 << 25  # of a matrix that is held at once: 128 MB of f32


def uniform(seed, stream, count):
    """The numbers of data.cpp: splitmix64 of seed, stream and position."""
    z = np.arange(count, dtype=np.uint64)
    z += np.uint64((seed << 40) + (stream << 36) + 1)
    z *= np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) * 2.0**-24


def make_data(case):
    """The same arrays as Data of data.cpp."""
    c = SimpleNamespace(**case)
    dtype = np.float32 if c.type == "f32" else np.float64
    data = SimpleNamespace(case=c, dtype=dtype)
    data.sigma = float(np.float32(0.25 * math.sqrt(c.d / 3.0)))
    data.x = uniform(c.seed, 1, c.n * c.d).astype(dtype).reshape(c.n, c.d)
    if c.order == "worst":
        y = 1 + 4.0 * np.arange(c.m - 1, -1, -1, dtype=np.float64) / c.m
        data.y = np.repeat(y.astype(dtype)[:, None], c.d, axis=1)
    else:
        data.y = uniform(c.seed, 2, c.m * c.d).astype(dtype).reshape(c.m, c.d)
    data.b = (2 * uniform(c.seed, 3, c.m * c.e) - 1).astype(dtype).reshape(c.m, c.e)
    data.blocks = None
    data.pairs = float(c.n) * c.m
    if c.density < 1:
        rows, columns = -(-c.n // BLOCK), -(-c.m // BLOCK)
        chosen = uniform(c.seed, 4, rows * columns) < c.density
        data.blocks = chosen.reshape(rows, columns)
        heights = np.minimum(BLOCK, c.n - BLOCK * np.arange(rows))
        widths = np.minimum(BLOCK, c.m - BLOCK * np.arange(columns))
        data.pairs = float(heights @ data.blocks @ widths)
    return data


class Wrong(Exception):
    """A result that differs from f64."""


def check(data, result):
    """The largest relative error of some rows, as in reference.cpp."""
    c = data.case
    tolerance = 1e-5 if data.dtype == np.float32 else 1e-12
    count = max(1, min(c.n, 50, int(3e7 / (c.m * (c.d + c.e)))))
    worst = 0.0
    for i in np.unique(np.linspace(0, c.n - 1, count).astype(np.int64)):
        x = data.x[i].astype(np.float64)
        square = np.empty(c.m)
        for begin in range(0, c.m, 1 << 18):  # not all of y in f64 at once
            part = slice(begin, begin + (1 << 18))
            square[part] = ((data.y[part] - x) ** 2).sum(1)
        inside = np.ones(c.m, bool)
        if data.blocks is not None:
            inside = np.repeat(data.blocks[i // BLOCK], BLOCK)[: c.m]
            if not inside.any():
                continue
        if c.formula in ("argmin", "knn"):
            k = c.k if c.formula == "knn" else 1
            found = np.asarray(result[i]).reshape(-1)
            norms = (x**2).sum() + (data.y[found].astype(np.float64) ** 2).sum(1)
            best = np.sort(np.partition(square[inside], k - 1)[:k])
            error = np.abs(square[found] - best) / norms
            if len(found) != k or len(set(found.tolist())) != k:
                raise Wrong(f"row {i}: not {k} columns")
        else:
            b = data.b.astype(np.float64)
            scores = -square / (2 * data.sigma**2)
            top = scores[inside].max() if c.formula in ("logsumexp", "softmax") else 0
            weights = np.exp(
                -np.sqrt(square) / data.sigma if c.formula == "laplace" else scores - top
            )
            weights *= inside
            if c.formula == "logsumexp":
                expected = np.array([top + math.log(weights.sum())])
                scale = 1 + np.abs(expected)
            else:
                expected, scale = weights @ b, weights @ np.abs(b)
                if c.formula == "softmax":
                    expected, scale = expected / weights.sum(), scale / weights.sum()
            error = np.abs(np.asarray(result[i], np.float64).reshape(-1) - expected)
            error = error / scale
        worst = max(worst, float(error.max()))
        if not worst <= tolerance:
            raise Wrong(f"row {i} differs by {worst:.1e}")
    return worst


# Each peer gives a function that computes a case, or None where it has no such
# formula. What a user does once for a data set (tensors, indices) is outside.


def by_rows(data, compute):
    """Blocks of rows, so that the matrix of all pairs is never held at once."""
    step = max(1, ELEMENTS // data.case.m)
    return [compute(begin, begin + step) for begin in range(0, data.case.n, step)]


def torch_candidate(data):
    import torch

    c = data.case
    if data.blocks is not None:
        return None
    x, y, b = (torch.from_numpy(a) for a in (data.x, data.y, data.b))
    scale = -1 / (2 * data.sigma**2)

    def compute(begin, end):
        r = torch.cdist(x[begin:end], y)
        if c.formula == "gaussian":
            return torch.exp(r.square_().mul_(scale)) @ b
        if c.formula == "laplace":
            return torch.exp(r.mul_(-1 / data.sigma)) @ b
        if c.formula == "logsumexp":
            return torch.logsumexp(r.square_().mul_(scale), 1)
        if c.formula == "softmax":
            return torch.softmax(r.square_().mul_(scale), 1) @ b
        if c.formula == "argmin":
            return r.argmin(1)
        return r.topk(c.k, dim=1, largest=False).indices

    return lambda: torch.cat(by_rows(data, compute)).numpy()


def sklearn_candidate(data):
    from sklearn import config_context
    from sklearn.metrics import pairwise, pairwise_distances_argmin
    from sklearn.neighbors import NearestNeighbors

    c = data.case
    if data.blocks is not None:
        return None
    if c.formula == "argmin":
        return lambda: pairwise_distances_argmin(data.x, data.y)
    if c.formula == "knn":
        index = NearestNeighbors(n_neighbors=c.k, algorithm="brute").fit(data.y)
        return lambda: index.kneighbors(data.x, return_distance=False)
    if c.formula == "gaussian":
        gamma = 1 / (2 * data.sigma**2)

        def compute(begin, end):
            return pairwise.rbf_kernel(data.x[begin:end], data.y, gamma) @ data.b

        def run():
            with config_context(assume_finite=True):
                return np.concatenate(by_rows(data, compute))

        return run
    return None


def keops_candidate(data):
    import torch
    from pykeops.torch import LazyTensor

    c = data.case
    x, y, b = (torch.from_numpy(a) for a in (data.x, data.y, data.b))
    x_i, y_j = LazyTensor(x[:, None, :]), LazyTensor(y[None, :, :])
    b_j = LazyTensor(b[None, :, :])
    square = x_i.sqdist(y_j)
    scores = square * (-1 / (2 * data.sigma**2))
    if data.blocks is not None:
        ranges = keops_ranges(data)
        square.ranges = scores.ranges = b_j.ranges = ranges
    where = {"dim": 1, "backend": "CPU"}
    if c.formula == "gaussian":
        matrix = scores.exp()
        if data.blocks is not None:
            matrix.ranges = ranges
            weighted = matrix * b_j
            weighted.ranges = ranges
            return lambda: weighted.sum(**where).numpy()
        return lambda: (matrix * b_j).sum(**where).numpy()
    if c.formula == "laplace":
        matrix = (square.sqrt() * (-1 / data.sigma)).exp()
        return lambda: (matrix * b_j).sum(**where).numpy()
    if c.formula == "logsumexp":
        return lambda: scores.logsumexp(**where).numpy()
    if c.formula == "softmax":
        return lambda: scores.sumsoftmaxweight(b_j, **where).numpy()
    if c.formula == "argmin":
        return lambda: square.argmin(**where).numpy()
    return lambda: square.argKmin(c.k, **where).numpy()


def keops_ranges(data):
    """Block sparsity as KeOps takes it: intervals and their CSR slices, for
    both orientations."""
    import torch

    c = data.case

    def intervals(count, extent):
        begin = BLOCK * np.arange(count)
        return np.stack([begin, np.minimum(begin + BLOCK, extent)], 1)

    def half(blocks, rows, columns):
        slices = np.cumsum(blocks.sum(1))
        return rows, slices, columns[np.nonzero(blocks)[1]]

    rows = intervals(data.blocks.shape[0], c.n)
    columns = intervals(data.blocks.shape[1], c.m)
    arrays = half(data.blocks, rows, columns) + half(data.blocks.T, columns, rows)
    return tuple(torch.from_numpy(np.ascontiguousarray(a, np.int32)) for a in arrays)


PEERS = {"keops": keops_candidate, "sklearn": sklearn_candidate, "torch": torch_candidate}
# A first call of KeOps compiles the formula; its seconds are reported once.
compiled = set()


def prepare(name, case):
    """Loads the peer and, for KeOps, compiles: a call on little data. Returns
    its seconds the first time a formula is seen, else None."""
    k, sparse = case["k"] if case["formula"] == "knn" else 0, case["density"] < 1
    key = (name, case["formula"], case["d"], case["e"], k, case["type"], sparse)
    if key in compiled:
        return None
    compiled.add(key)
    begin = time.perf_counter()
    small = dict(case, n=600, m=600, density=0.5 if sparse else 1.0)
    run = PEERS[name](make_data(small))
    if run:
        run()
    return time.perf_counter() - begin


def predict(name, data, now):
    """Seconds of a call, from some of its rows; None where it is short."""
    c = data.case
    part = max(16, int(2e7 / c.m))
    if part >= c.n or data.blocks is not None:
        return None
    some = SimpleNamespace(**vars(data))
    some.case = SimpleNamespace(**dict(vars(c), n=part))
    some.x = data.x[:part]
    run = PEERS[name](some)
    begin = now()
    run()
    return (now() - begin) * c.n / part


def measure(name, data, repetitions, min_time, limit):
    """The result of a peer for a case, None where it has no such formula."""
    # One thread: its CPU time, more: time on the wall, as in measure.cpp.
    now = time.process_time if data.case.threads == 1 else time.perf_counter
    result = {"name": name}
    try:
        run = PEERS[name](data)
        if run is None:
            return None
        seconds = prepare(name, vars(data.case))
        if seconds is not None and name == "keops":
            result["preparation"] = seconds
        predicted = predict(name, data, now)
        if predicted is not None and predicted > 4 * limit:
            result["status"] = "skipped"
            result["message"] = f"about {predicted:.0f} s a call"
            return result
        begin = now()
        values = run()
        seconds = max(now() - begin, 1e-7)
        result["error"] = check(data, values)
        calls = max(1, math.ceil(min_time / seconds))
        times = []
        for _ in range(min(repetitions, int(limit / (calls * seconds)))):
            begin = now()
            for _ in range(calls):
                run()
            times.append((now() - begin) / calls)
        times = sorted(times or [seconds])
        result.update(
            status="ok",
            seconds=times[len(times) // 2],
            least=times[0],
            repetitions=len(times),
        )
    except Wrong as error:
        result.update(status="wrong", message=str(error))
    except Exception as error:  # a peer may fail in any way: report it
        traceback.print_exc(file=sys.stderr)
        result.update(status="failed", message=f"{type(error).__name__}: {error}"[:200])
    return result


def available():
    """Versions of the peers that can be loaded; None for the others."""
    versions = {}
    for name, module in (("keops", "pykeops"), ("sklearn", "sklearn"), ("torch", "torch")):
        try:
            versions[name] = __import__(module).__version__
        except Exception as error:
            versions[name] = None
            print(f"peers.py: no {module}: {error}", file=sys.stderr)
    if versions["torch"] is None:
        versions["keops"] = None
    return versions


def main():
    # Answers go to the real standard output; libraries print what they like.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    threads = int(os.environ["OMP_NUM_THREADS"])
    versions = available()
    if versions["torch"]:
        import torch

        torch.set_num_threads(threads)
    print(json.dumps(versions), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            prepare(request["prepare"], request["case"])
            print("null", file=answers, flush=True)
            continue
        data = make_data(request["case"])
        results = []
        for name in request["peers"]:
            if versions[name]:
                result = measure(
                    name,
                    data,
                    request["repetitions"],
                    request["min_time"],
                    request["limit"],
                )
                if result:
                    results.append(result)
        print(json.dumps({"pairs": data.pairs, "results": results}), file=answers, flush=True)


if __name__ == "__main__":
    main()
