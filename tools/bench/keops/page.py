"""The table of docs/KeOps.md, from the results of tools/bench/keops/run."""
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import re
from pathlib import Path

BEGIN = "<!-- table: tools/bench/keops/run --page -->"
END = "<!-- end of the table -->"


def code(text):
    """Text as code in a cell of a table: bars would end the cell."""
    return "`" + text.replace("|", "\\|") + "`"


def error(result, key):
    if key in result:
        value = result[key]
        return "**NaN**" if value != value else f"{value:.1e}"
    return "**fails**"


def table(results):
    """One line per formula: both texts, errors and times in f32 and f64."""
    rows = {}
    for row, name, result in results:
        rows.setdefault(row.name, (row, {}))[1][name] = result
    lines = [
        "| formula in KeOps and in Kop | error, f32: Kop, KeOps | error, f64: Kop, KeOps | ms, f32: Kop, KeOps | times, f32 and f64 |",
        "|---|---|---|---|---|",
    ]
    for row, found in rows.values():
        f32, f64 = found["f32"], found["f64"]
        times = [
            f"{r['keops_time'] / r['kop_time']:.1f}" if "keops" in r else "–" for r in (f32, f64)
        ]
        keops_time = f"{1e3 * f32['keops_time']:.1f}" if "keops" in f32 else "–"
        lines.append(
            f"| {code(row.keops)} {row.reduction}<br>{code(row.kop)} "
            f"| {error(f32, 'kop')}, {error(f32, 'keops')} "
            f"| {error(f64, 'kop')}, {error(f64, 'keops')} "
            f"| {1e3 * f32['kop_time']:.2f}, {keops_time} | {', '.join(times)} |"
        )
    return "\n".join(lines)


def update(path, results):
    """Replaces the table in a page."""
    text = Path(path).read_text()
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    fresh = f"{BEGIN}\n{table(results)}\n{END}"
    text, count = re.subn(pattern, lambda _: fresh, text, flags=re.S)
    if count != 1:
        raise SystemExit(f"{path}: the place of the table is not found")
    Path(path).write_text(text)
