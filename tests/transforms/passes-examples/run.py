"""Runs the examples in the descriptions of passes.

usage: run.py Passes.td FOLDER KOP-OPT FILECHECK

An example stands between ```mlir and ``` in the description of a pass and has
lines `// RUN:` with kop-opt, FileCheck and %s, as a test of lit has. It becomes
FOLDER/<pass>.mlir. A pass with a description but no example is an error.
"""

import pathlib
import re
import subprocess
import sys
import textwrap


def examples(source):
    """Yields the name of every described pass and its example."""
    for definition in re.split(r"^def ", source, flags=re.M)[1:]:
        name = re.search(r'Pass<"([^"]+)"', definition)[1]
        if "let description" not in definition:
            continue
        blocks = re.findall(r"^ *```mlir\n(.*?)^ *```$", definition, re.M | re.S)
        runs = [block for block in blocks if "// RUN:" in block]
        if not runs:
            sys.exit(f"the pass {name} has no example that runs")
        yield from ((name, textwrap.dedent(block)) for block in runs)


def main():
    table, folder, opt, filecheck = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for name, text in examples(pathlib.Path(table).read_text()):
        file = folder / f"{name}.mlir"
        file.write_text(text)
        for command in re.findall(r"// RUN: (.*)", text):
            command = command.replace("kop-opt", opt, 1)
            command = command.replace("FileCheck", filecheck)
            command = "set -o pipefail; " + command.replace("%s", str(file))
            if subprocess.run(["bash", "-c", command]).returncode:
                failed.append(name)
    if failed:
        sys.exit("examples that failed: " + ", ".join(failed))


main()
