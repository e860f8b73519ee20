#!/usr/bin/env python3
# Instructions and micro-operations per pair of the inner loops of formulas.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   counts.py core.kop                        prints them for every export
#   counts.py core.kop --export 'gaussian(D = 5): f32' --cpu x86-64-v4 --classes
#   counts.py core.kop --table counts.txt     fails where one has grown by 5 %
#   counts.py core.kop --table counts.txt --update   writes the table
#   counts.py core.kop --spills 2             fails where registers are missing
#
# Counts are of the cheapest way through the loop over groups of columns, in the
# function "pass" of every pass over pairs: rare work (a new minimum, a shift of
# a log-sum-exp) is skipped. They are exact, and the same on every machine.

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import assembly

CPUS = {"x86-64-v4": 512, "x86-64-v3": 256, "x86-64-v2": 128}
TOLERANCE = 0.05


@dataclass
class Tile:
    """The register tile of a pass over pairs, as kop-tile made it."""

    symbol: str
    rows: int  # vectors of rows
    columns: int  # of a group
    bits: int  # of an element
    lengths: set  # of the loops over components


@dataclass
class Count:
    tile: Tile
    pairs: int  # of an iteration
    kinds: dict  # instructions of an iteration by (class, bits)
    stored: int  # vectors that an iteration puts on the stack

    @property
    def spills(self):
        """Vectors put on the stack, per vector of pairs."""
        return self.stored / (self.tile.rows * self.tile.columns)

    @property
    def instructions(self):
        return sum(self.kinds.values()) / self.pairs

    @property
    def operations(self):
        """Vector micro-operations per pair of the same vector."""
        return 2 * self.cycles * self.pairs / (self.tile.rows * self.tile.columns)

    @property
    def cycles(self):
        """Cycles per pair, when two vector ports are all that counts."""
        total = sum(n * assembly.cost(k, b) for (k, b), n in self.kinds.items())
        return total / 2 / self.pairs


def compile(kopc, source, cpu, exports=()):
    """Assembly and tiles of the exports of a file, and of further ones."""
    with tempfile.TemporaryDirectory() as directory:
        command = [kopc, source, f"--cpu={cpu}", "--emit=asm,tiled", "-o", directory]
        if subprocess.run(command + [f"--export={e}" for e in exports]).returncode:
            sys.exit(f"error: {kopc} did not compile {source}")
        texts = []
        for suffix in ("s", "tiled.mlir"):
            with open(f"{directory}/{os.path.basename(source)}.{suffix}") as file:
                texts.append(file.read())
    return texts


def pairPasses(tiled):
    """Symbols of the steps that have rows and columns."""
    found, kernel, step = set(), None, 0
    for line in tiled.split("\n"):
        if match := re.match(r"\s*kop\.kernel @([\w.]+)", line):
            kernel, step = match[1], 0
        elif match := re.match(r'\s*kop\.pass "[^"]*"( row \w+)?( column \w+)?', line):
            if match[1] and match[2]:
                found.add(f"{kernel}.{step}.pass")
            step += 1
    return found


def tiles(tiled):
    """The tiles of all passes over pairs, in order."""
    passes, tile, constants, nest = pairPasses(tiled), None, {}, []
    for line in tiled.split("\n"):
        if match := re.match(r'\s*kop\.tile @([\w.]+) "\w+" step \d+ rows (\d+)', line):
            if tile:
                yield tile
            tile, nest = None, []
            if match[1] in passes:
                bits = int(re.search(r"element = (\d+)", line)[1])
                tile = Tile(match[1], int(match[2]), 1, bits, set())
        elif match := re.match(r"\s*(%\S+) = arith\.constant (\d+) : index", line):
            constants[match[1]] = int(match[2])
        elif tile:
            if line.lstrip().startswith("}") and nest:
                nest.pop()
            loop = re.search(r"scf\.for .* to (%\S+) step (%\S+)", line)
            # Loops over intervals, blocks and groups lie in each other.
            if loop and sum(nest) == 2:
                tile.columns = max(tile.columns, constants.get(loop[2], 1))
            elif loop and loop[1] in constants:
                tile.lengths.add(constants[loop[1]])
            if line.endswith("{"):
                nest.append(bool(loop))
    if tile:
        yield tile


def groupLoop(function, columns):
    """The loop over groups: inside those over rows, intervals and blocks; the
    first one that goes on by so many columns. Others decide behind it what it
    has put off."""
    loops = [l for l in function.loops if l.depth == 3]
    steps = [l for l in loops if columns in function.increments(l)]
    if not steps:
        raise ValueError(f"{function.name}: no loop over groups of {columns} columns")
    return steps[0]


def countCompiled(text, tiled, cpu):
    suffix = cpu.replace("-", "_")
    for tile in tiles(tiled):
        symbol = f"{tile.symbol}_{suffix}"
        function = assembly.Function(text, symbol, tile.lengths)
        loop = groupLoop(function, tile.columns)
        kinds = function.count(loop)
        if ("unknown trips", 0) in kinds:
            raise ValueError(f"{function.name}: a loop of unknown length")
        pairs = tile.rows * tile.columns * CPUS[cpu] // tile.bits
        yield Count(tile, pairs, kinds, function.spills(loop))


def name(count, module):
    """gaussian_D3_f32.1: instance and step."""
    return count.tile.symbol.removeprefix(module + "_").removesuffix(".pass")


def describe(count):
    kinds = {}
    for (kind, _), number in count.kinds.items():
        kinds[kind] = kinds.get(kind, 0) + number
    return ", ".join(f"{n} {k}" for k, n in sorted(kinds.items(), key=lambda e: -e[1]))


def readTable(path):
    table = {}
    with open(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith("#"):
                try:
                    name, cpu, _, instructions, operations, _ = line.split()
                    table[name, cpu] = float(instructions), float(operations)
                except ValueError:
                    sys.exit(
                        f"{path}:{number}: error: expected pass, cpu, tile and three"
                        f" numbers, found '{line.strip()}'"
                    )
    return table


def compare(rows, table, path):
    """Prints what has changed; the number of counts that grew or are missing."""
    failures = shrunk = 0
    for key, (_, *now) in rows.items():
        if key not in table:
            print(f"error: {' '.join(key)} is not in {path}")
            failures += 1
            continue
        for what, old, new in zip(("instructions", "operations"), table[key], now):
            if new > old * (1 + TOLERANCE):
                print(f"error: {' '.join(key)}: {what} per pair {old} -> {new:.4f}")
                failures += 1
            shrunk += new < old * (1 - TOLERANCE)
    for key in table.keys() - rows.keys():
        print(f"error: {' '.join(key)} of {path} was not compiled")
        failures += 1
    if shrunk:
        print(f"note: {shrunk} counts of {path} have shrunk: keep them with --update")
    if failures:
        print("note: when the growth is meant, say why and run with --update")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--kopc", default="kopc")
    parser.add_argument("--cpu", default=",".join(CPUS), help="separated by commas")
    parser.add_argument("--export", action="append", default=[])
    parser.add_argument("--table", help="counts to compare with")
    parser.add_argument("--update", action="store_true", help="write the table")
    parser.add_argument("--classes", action="store_true", help="show each class")
    parser.add_argument(
        "--spills",
        type=float,
        metavar="LIMIT",
        help="most vectors per vector of pairs that may be put on the stack",
    )
    options = parser.parse_args()
    with open(options.source) as file:
        module = re.search(r"^module\s+([\w.]+)", file.read(), re.M)
    prefix = module[1].replace(".", "_") if module else ""
    for cpu in options.cpu.split(","):
        if cpu not in CPUS:
            sys.exit(f"error: --cpu: expected some of {', '.join(CPUS)}, found '{cpu}'")
    rows, failures = {}, 0
    head = f"# {'pass':<28} {'cpu':<10} {'tile':>6} {'instr.':>8} {'micro-op':>8} {'cycles':>8}"
    print(head)
    lines = [head]
    for cpu in options.cpu.split(","):
        compiled = compile(options.kopc, options.source, cpu, options.export)
        for count in countCompiled(*compiled, cpu):
            shape = f"{count.tile.rows}x{count.tile.columns}"
            key = name(count, prefix), cpu
            rows[key] = shape, count.instructions, count.operations
            lines.append(
                f"{key[0]:<30} {cpu:<10} {shape:>6} {count.instructions:8.4f}"
                f" {count.operations:8.3f} {count.cycles:8.4f}"
            )
            print(lines[-1])
            if options.classes:
                print(f"    {describe(count)}, {count.spills:g} spilled")
            if options.spills is not None and count.spills > options.spills:
                print(
                    f"error: {' '.join(key)}: {count.spills:g} vectors per vector of"
                    f" pairs are put on the stack, more than {options.spills:g}"
                )
                failures += 1
    if options.table and options.update:
        with open(options.table, "w") as file:
            text = TABLE_TEXT.format(
                source=os.path.basename(options.source),
                path=options.source,
                table=options.table,
            )
            file.write(text + "\n".join(lines) + "\n")
    elif options.table:
        failures += compare(rows, readTable(options.table), options.table)
    return 1 if failures else 0


TABLE_TEXT = """\
# Inner loops of {source}, per pair: instructions, vector micro-operations per
# vector of pairs, cycles when two vector ports are all that counts. Written by
#   tools/bench/counts.py {path} --table {table} --update
"""


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError) as error:
        sys.exit(f"error: {error}")
