#!/usr/bin/env python3
# Applies the patches of a page of documentation to copies of the files that
# they name.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A patch is a block ```diff with the lines `--- a/PATH`, `+++ b/PATH`, `@@` and
# one hunk. It has no line numbers: what it finds must stand in the file once.

import argparse
import re
import sys
from pathlib import Path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--page", required=True)
    parser.add_argument("--source", required=True, help="where the files are")
    parser.add_argument("--output", required=True, help="where the copies go")
    options = parser.parse_args()

    patches = re.findall(
        r"^```diff\n--- a/(\S+)\n\+\+\+ b/\1\n@@\n(.*?)^```$",
        Path(options.page).read_text(),
        re.M | re.S,
    )
    if not patches:
        sys.exit(f"{options.page}: error: no patch to apply")
    for name, hunk in patches:
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        text = (Path(options.source) / name).read_text()
        if text.count(before) != 1:
            sys.exit(
                f"{options.page}: error: what the patch of {name} replaces is "
                f"there {text.count(before)} times:\n{before}"
            )
        copy = Path(options.output) / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text.replace(before, after))


if __name__ == "__main__":
    main()
