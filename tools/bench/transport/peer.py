"""One transport problem with one peer: peer.py NAME a.npy b.npy BLUR REACH.

The last column of the files has the weights; a reach of 0 stands for balanced
transport. Prints value (in Kop's convention, the cost |x - y|^2 / 2), seconds of
the second call and megabytes of the process as JSON. Each runs as its
documentation proposes for accurate results on a CPU: GeomLoss with scaling 0.9,
POT and OTT until the error of the marginals is below 1e-3.
"""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import json
import resource
import sys
import time

import numpy as np


def geomloss(a, x, b, y, blur, reach):
    import torch
    from geomloss import SamplesLoss

    epsilon = blur * blur
    # Its value of unbalanced transport counts the entropy against the mean of
    # both masses, not against their product.
    masses = 0
    if reach:
        masses = epsilon * float((a.sum() + b.sum()) / 2 - a.sum() * b.sum())
    a, x, b, y = map(torch.from_numpy, (a, x, b, y))
    backend = "multiscale" if len(x) >= 5000 else "tensorized"
    loss = SamplesLoss("sinkhorn", p=2, blur=blur, reach=reach or None, scaling=0.9,
                       debias=False, backend=backend)
    return lambda: float(loss(a, x, b, y)) - masses


def divergence(p, q):
    """KL(p | q) = sum p log(p / q) - p + q."""
    positive = p > 0
    return (p[positive] * np.log(p[positive] / q[positive])).sum() - p.sum() + q.sum()


def pot(a, x, b, y, blur, reach):
    import ot

    a, x, b, y = (array.astype(np.float64) for array in (a, x, b, y))
    regularisation, penalty = 2 * blur * blur, 2 * reach * reach

    def call():
        cost = ot.dist(x, y)
        if reach:
            plan = ot.unbalanced.sinkhorn_unbalanced(
                a, b, cost, regularisation, penalty, method="sinkhorn_stabilized",
                reg_type="kl", numItermax=10000, stopThr=1e-3)
        else:
            plan = ot.bregman.sinkhorn(
                a / a.sum(), b / b.sum(), cost, regularisation, method="sinkhorn_log",
                numItermax=10000, stopThr=1e-3, warn=False)
        value = (plan * cost).sum()
        value += regularisation * divergence(plan, a[:, None] * b[None, :])
        if reach:
            value += penalty * (divergence(plan.sum(axis=1), a) + divergence(plan.sum(axis=0), b))
        return float(value) / 2

    return call


def ott(a, x, b, y, blur, reach):
    import jax
    import jax.numpy as jnp
    from ott.geometry import pointcloud
    from ott.problems.linear import linear_problem
    from ott.solvers.linear import sinkhorn

    epsilon, rho = blur * blur, reach * reach
    tau = rho / (rho + epsilon) if reach else 1
    # Its plan for weights to the power 1 / tau is that of the others for the
    # weights; its value is that of neither problem, so it is worked out.
    first, second = a ** (1 / tau), b ** (1 / tau)

    def value(out):
        if not reach:
            return out.reg_ot_cost / 2
        plan = out.matrix

        def divergence(p, q):
            return jnp.sum(jnp.where(p > 0, p * jnp.log(p / q), 0)) - p.sum() + q.sum()

        return (jnp.sum(plan * out.geom.cost_matrix) / 2
                + epsilon * divergence(plan, a[:, None] * b[None, :])
                + rho * (divergence(plan.sum(axis=1), a) + divergence(plan.sum(axis=0), b)))

    def solve(first, x, second, y):
        # In batches only where the matrix does not fit: they take much longer.
        batch = 1024 if len(x) > 20000 else None
        geometry = pointcloud.PointCloud(x, y, epsilon=2 * blur * blur, batch_size=batch)
        problem = linear_problem.LinearProblem(geometry, first, second, tau_a=tau, tau_b=tau)
        solver = sinkhorn.Sinkhorn(threshold=1e-3, max_iterations=10000)
        return value(solver(problem))

    compiled = jax.jit(solve)
    arrays = [jnp.asarray(array) for array in (first, x, second, y)]
    return lambda: float(compiled(*arrays).block_until_ready())


def load(path):
    """Weights and points."""
    table = np.load(path)
    return np.ascontiguousarray(table[:, -1]), np.ascontiguousarray(table[:, :-1])


def main():
    name, a, b, blur, reach = sys.argv[1:]
    call = {"geomloss": geomloss, "pot": pot, "ott": ott}[name](
        *load(a), *load(b), float(blur), float(reach))
    call()
    begin = time.perf_counter()
    value = call()
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"value": value, "seconds": seconds, "megabytes": memory}))


main()
