#!/usr/bin/env python3
"""Runs tools/bench/run on tiny cases and looks at what it wrote: every
candidate of C++ is there and agrees with f64. No times are looked at.

    smoke_test.py KOP-BENCH DIRECTORY
"""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

import cases  # noqa: E402


def expected(case, faiss):
    """The candidates that a case must have."""
    names = {"kop"}
    if case.formula == "gaussian" and case.e == 1:
        names.add("open")
    if case.formula == "collect":
        names |= {"values", "count"}
    if case.formula == "network" or case.formula in cases.OWN:
        return names
    if case.threads == 1 and case.density == 1:
        names |= {"loop-soa", "loop-rows"}
        if case.formula not in ("softmax", "laplace") and case.isa != cases.BASELINE:
            names.add("hand")
    if faiss and case.formula in ("argmin", "knn"):
        names.add("faiss")
    return names


def main():
    program, directory = sys.argv[1:]
    command = [sys.executable, HERE / "run", "--smoke", "--peers=none"]
    command += ["--program", program, "--output", directory]
    done = subprocess.run(command, capture_output=True, text=True)
    print(done.stdout, done.stderr, sep="\n")
    if done.returncode:
        return f"run ended with {done.returncode}"
    results = json.loads((Path(directory) / "results.json").read_text())
    entries = results["cases"]
    faiss = any(r["name"] == "faiss" for entry in entries for r in entry["results"])
    table = cases.for_this_machine(cases.smoke_table())
    if len(entries) != len(table):
        return f"{len(entries)} cases, not {len(table)}"
    for case, entry in zip(table, entries):
        for result in entry["results"]:
            if result["status"] != "ok":
                return f"{case.title}, {result['name']}: {result}"
            if not result["seconds"] > 0 or not result["error"] >= 0:
                return f"{case.title}, {result['name']}: no figures: {result}"
        names = {result["name"] for result in entry["results"]}
        missing = expected(case, faiss) - names
        if missing:
            return f"{case.title}: no {', '.join(sorted(missing))}"
        if case.title not in done.stdout and case.n * case.m > 1:
            return f"{case.title}: not in the table"
    return 0


if __name__ == "__main__":
    sys.exit(main())
