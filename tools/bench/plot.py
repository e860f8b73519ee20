#!/usr/bin/env python3
"""Draws results.json of tools/bench/run: nanoseconds per pair against N and
against D, both axes logarithmic. Writes an SVG file beside it."""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

import report  # noqa: E402

STYLES = {
    "kop": ("Kop", "#c0392b", "o", 2.2),
    "hand": ("by hand", "#2c3e50", "x", 1.2),
    "loop-soa": ("C++ loop, SoA", "#7f8c8d", "v", 1.2),
    "loop-rows": ("C++ loop, rows", "#b2babb", "^", 1.2),
    "faiss": ("FAISS flat", "#2980b9", "s", 1.2),
    "keops": ("KeOps", "#27ae60", "D", 1.2),
    "sklearn": ("scikit-learn", "#e67e22", "P", 1.2),
    "torch": ("PyTorch", "#8e44ad", "*", 1.2),
}
FORMULAS = {
    "gaussian": "Gaussian sum",
    "logsumexp": "log-sum-exp",
    "argmin": "nearest",
    "knn": "10 nearest",
}


def series(entries, formula, axis):
    """Points of each candidate: (N or D, ns per pair)."""
    points = {name: [] for name in STYLES}
    for entry in entries:
        case = entry["case"]
        fixed = dict(formula=formula, type="f32", isa="x86-64-v4", threads=1)
        fixed.update(e=1, k=10, order="random", density=1.0)
        if any(case[key] != value for key, value in fixed.items()):
            continue
        if axis == "n" and (case["d"] != 3 or case["n"] != case["m"]):
            continue
        if axis == "d" and not 500 <= case["n"] <= 10_000:
            continue
        if case["n"] * case["m"] == 1:
            continue
        for name in STYLES:
            seconds = report.seconds(entry, name)
            if seconds:
                points[name].append((case[axis], seconds * 1e9 / entry["pairs"]))
    for values in points.values():
        # One point a place: the largest case is the one with least overhead.
        best = {}
        for place, value in values:
            best[place] = min(value, best.get(place, value))
        values[:] = sorted(best.items())
    return points


def main():
    path = Path(sys.argv[1])
    results = json.loads(path.read_text())
    panels = [(f, "n") for f in ("gaussian", "logsumexp", "argmin", "knn")]
    panels += [(f, "d") for f in ("gaussian", "argmin", "knn")]
    drawn = [(p, series(results["cases"], *p)) for p in panels]
    drawn = [d for d in drawn if any(len(v) > 1 for v in d[1].values())]
    if not drawn:
        sys.exit("plot.py: no series to draw")
    columns = min(4, len(drawn))
    rows = -(-len(drawn) // columns)
    plt.rcParams.update({"svg.hashsalt": "kop", "font.size": 8})
    figure, axes = plt.subplots(
        rows, columns, figsize=(3.2 * columns, 3.0 * rows + 0.5), squeeze=False
    )
    handles = {}
    for axis in axes.flat[len(drawn) :]:
        axis.set_visible(False)
    for axis, ((formula, variable), points) in zip(axes.flat, drawn):
        for name, values in points.items():
            if values:
                label, colour, marker, width = STYLES[name]
                handles[label] = axis.plot(
                    *zip(*values), color=colour, marker=marker, lw=width, ms=4
                )[0]
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.set_xlabel("N = M, D = 3" if variable == "n" else "D, N = M up to 10 000")
        axis.set_ylabel("ns per pair")
        axis.set_title(FORMULAS[formula])
        axis.grid(True, which="major", lw=0.3)
    machine = results["machine"]
    figure.suptitle(
        f"f32, one thread, {machine['processor']}, {machine['date'][:10]}: lower is better"
    )
    figure.legend(handles.values(), handles.keys(), loc="lower center", ncols=8)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path.with_name("plot.svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
