"""Formulas of Kop from Python: compiles a text, and calls it on NumPy arrays."""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import ctypes
import json
import subprocess
from pathlib import Path

import numpy as np

MAX_RANK = 8
# Element types of kop/abi.h by their names in a manifest.
TYPES = {"f32": (2, np.float32), "f64": (3, np.float64), "i32": (4, np.int32), "i64": (5, np.int64)}


class View(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("extents", ctypes.c_int64 * MAX_RANK),
        ("strides", ctypes.c_int64 * MAX_RANK),
        ("rank", ctypes.c_int32),
        ("type", ctypes.c_int32),
    ]


class Ranges(ctypes.Structure):
    _fields_ = [
        ("n_blocks", ctypes.c_int64),
        ("rows", ctypes.c_void_p),
        ("offsets", ctypes.c_void_p),
        ("intervals", ctypes.c_void_p),
        ("allow_overlap", ctypes.c_int32),
    ]

    def __init__(self, rows, offsets, intervals):
        """Of int64 arrays: (blocks, 2), (blocks + 1), (intervals, 2)."""
        self.arrays = rows, offsets, intervals  # they must outlive this
        super().__init__(len(rows), *(array.ctypes.data for array in self.arrays))


class Exec(ctypes.Structure):
    """The first fields of kop_exec; the others stay zero."""

    _fields_ = [
        ("threads", ctypes.c_int32),
        ("flags", ctypes.c_int32 * 3),
        ("ranges", ctypes.POINTER(Ranges)),
        ("transposed", ctypes.c_void_p),
        ("row", ctypes.c_char_p),
        ("column", ctypes.c_char_p),
        ("rest", ctypes.c_byte * 208),
    ]


class Status(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int32), ("message", ctypes.c_char * 1020)]


class Program:
    """The exported formulas of a text, compiled into `directory`."""

    def __init__(self, text, kopc, runtime, directory, options=()):
        directory = Path(directory)
        source, library = directory / "formulas.kop", directory / "formulas.so"
        source.write_text(text)
        made, manifest = directory / "formulas.o", directory / "formulas.json"
        for arguments in (["-o", made], ["--emit=manifest", "-o", manifest]):
            subprocess.run([kopc, source, "-fPIC", *options, *arguments], check=True)
        whole = ["-Wl,--whole-archive", runtime, "-Wl,--no-whole-archive"]
        subprocess.run(["c++", "-shared", "-o", library, made, *whole, "-ltbb"], check=True)
        self.library = ctypes.CDLL(str(library))
        self.formulas = {}
        for formula in json.loads(manifest.read_text())["formulas"]:
            real = formula["signature"].split(": ")[1].split()[0]  # "name(D = 3): f32"
            self.formulas[formula["name"].split(".")[-1], real] = formula

    def __getitem__(self, key):
        """The function of a (name, type); ranges are blocks of i and columns j."""
        formula = self.formulas[key]
        symbol = ctypes.c_byte.in_dll(self.library, formula["symbol"])
        return lambda *inputs, ranges=None: self.call(
            formula, ctypes.addressof(symbol), inputs, ranges
        )

    def call(self, formula, address, inputs, ranges=None):
        """Runs a formula in one thread; returns the list of its outputs."""
        extents = {index["name"]: index.get("extent", -1) for index in formula["indices"]}
        for operand, array in zip(formula["inputs"], inputs):
            for axis, extent in zip(operand["axes"], array.shape):
                extents[axis] = extent
        outputs = [
            np.empty([extents[axis] for axis in o["axes"]] + o["shape"], TYPES[o["type"]][1])
            for o in formula["outputs"]
        ]
        operands = formula["inputs"] + formula["outputs"]
        views = (View * len(operands))()
        for view, operand, array in zip(views, operands, [*inputs, *outputs]):
            view.data = array.ctypes.data
            view.rank = array.ndim
            view.type = TYPES[operand["type"]][0]
            for axis in range(array.ndim):
                view.extents[axis] = array.shape[axis]
                view.strides[axis] = array.strides[axis] // array.itemsize
        settings, status = Exec(threads=1), Status()
        if ranges:
            settings.ranges = ctypes.pointer(ranges)
            settings.row, settings.column = b"i", b"j"
        run = self.library.kop_run
        if run(ctypes.c_void_p(address), views, ctypes.byref(settings), ctypes.byref(status)):
            raise RuntimeError(status.message.decode())
        return outputs
