"""One transport problem with one peer: peer.py NAME a.npy b.npy BLUR.

Prints value (in Kop's convention, the cost |x - y|^2 / 2), seconds of the second
call and megabytes of the process as JSON. Each runs as its documentation
proposes for accurate results on a CPU: GeomLoss with scaling 0.9, POT and OTT
until the error of the marginals is below 1e-3.
"""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import json
import resource
import sys
import time

import numpy as np


def geomloss(x, y, blur):
    import torch
    from geomloss import SamplesLoss

    x, y = torch.from_numpy(x), torch.from_numpy(y)
    backend = "multiscale" if len(x) >= 5000 else "tensorized"
    loss = SamplesLoss("sinkhorn", p=2, blur=blur, scaling=0.9, debias=False,
                       backend=backend)
    return lambda: float(loss(x, y))


def pot(x, y, blur):
    import ot

    a = np.full(len(x), 1 / len(x))
    b = np.full(len(y), 1 / len(y))
    regularisation = 2 * blur * blur

    def call():
        cost = ot.dist(x.astype(np.float64), y.astype(np.float64))
        plan = ot.bregman.sinkhorn(a, b, cost, regularisation, method="sinkhorn_log",
                                   numItermax=10000, stopThr=1e-3, warn=False)
        mass = plan > 0
        relative = np.log(plan[mass] / (a[:, None] * b[None, :])[mass])
        return float((plan * cost).sum() + regularisation * (plan[mass] * relative).sum()) / 2

    return call


def ott(x, y, blur):
    import jax
    import jax.numpy as jnp
    from ott.geometry import pointcloud
    from ott.problems.linear import linear_problem
    from ott.solvers.linear import sinkhorn

    x, y = jnp.asarray(x), jnp.asarray(y)

    def solve(x, y):
        # In batches only where the matrix does not fit: they take much longer.
        batch = 1024 if len(x) > 20000 else None
        geometry = pointcloud.PointCloud(x, y, epsilon=2 * blur * blur, batch_size=batch)
        problem = linear_problem.LinearProblem(geometry)
        solver = sinkhorn.Sinkhorn(threshold=1e-3, max_iterations=10000)
        return solver(problem).reg_ot_cost

    compiled = jax.jit(solve)
    return lambda: float(compiled(x, y).block_until_ready()) / 2


def main():
    name, a, b, blur = sys.argv[1:]
    call = {"geomloss": geomloss, "pot": pot, "ott": ott}[name](
        np.load(a), np.load(b), float(blur))
    call()
    begin = time.perf_counter()
    value = call()
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"value": value, "seconds": seconds, "megabytes": memory}))


main()
