#!/usr/bin/env python3
# Runs the code blocks of a page of documentation, in order, in one directory.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   ```kop        written to <module>.kop and compiled
#   ```sh         run with kopc on the path
#   ```cpp        compiled, linked with the objects made so far, and run
#
# A block whose first line reads `… no-test` is left out; other languages are
# text. Fails at the first block that fails and names its line.

import argparse
import os
import re
import subprocess
import sys
import tempfile


def blocks(path):
    """Yields (line number, language, words after it, text) of a page."""
    with open(path) as file:
        lines = file.read().split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and line.startswith("```"):
            start, info = number, line[3:].split()
        elif start is not None and line.strip() == "```":
            language = info[0] if info else ""
            yield start, language, info[1:], "\n".join(lines[start : number - 1])
            start = None
    if start is not None:
        sys.exit(f"{path}:{start}: error: a code block without end")


def run(command, directory, environment, **options):
    result = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    return result.returncode == 0, result.stdout


def module_of(text):
    match = re.search(r"^module\s+([\w.]+)\s*;", text, re.M)
    return match[1].split(".")[-1] if match else "snippet"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kopc", required=True)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--include", nargs="+", required=True)
    parser.add_argument("--library", nargs="+", required=True)
    parser.add_argument("--pages", nargs="+", required=True)
    options = parser.parse_args()
    environment = dict(os.environ)
    environment["PATH"] = os.path.dirname(options.kopc) + ":" + environment["PATH"]

    count = 0
    for page in options.pages:
        with tempfile.TemporaryDirectory() as directory:
            for line, language, words, text in blocks(page):
                if "no-test" in words:
                    continue
                if language == "kop":
                    # The name that a later block uses, when one names it.
                    name = module_of(text)
                    for word in words:
                        if word.startswith("file="):
                            name = word[5:].removesuffix(".kop")
                    with open(f"{directory}/{name}.kop", "w") as file:
                        file.write(text + "\n")
                    ok, output = run(
                        [options.kopc, f"{name}.kop", "-o", f"{name}.kop.o"]
                        + ["--header", f"{name}.kop.h", "--cpu=x86-64-v3"],
                        directory,
                        environment,
                    )
                elif language == "sh":
                    ok, output = run(["sh", "-e", "-c", text], directory, environment)
                elif language == "cpp":
                    with open(f"{directory}/snippet.cpp", "w") as file:
                        file.write(text + "\n")
                    objects = sorted(f for f in os.listdir(directory) if f.endswith(".o"))
                    ok, output = run(
                        [options.cxx, "-std=c++17", "-Wall", "-Wextra", "-Wpedantic"]
                        + ["-Werror", "-I.", "snippet.cpp"]
                        + [f"-I{path}" for path in options.include]
                        + objects
                        + options.library
                        + ["-ltbb", "-lpthread", "-ldl"]
                        + ["-o", "snippet"],
                        directory,
                        environment,
                    )
                    if ok:
                        ok, output = run(["./snippet"], directory, environment)
                else:
                    continue
                count += 1
                if not ok:
                    sys.exit(f"{page}:{line}: error: this block fails:\n{output}")
    print(f"{count} blocks run")
    if count == 0:
        sys.exit("error: no block to run")


if __name__ == "__main__":
    main()
