"""export-all.py TYPE file.kop...: a program that exports every formula.

Dimensions are 3, K is 4, and functions are bound to one of their kind.
"""

import re
import sys

FUNCTIONS = {"d": "manhattan", "k": "chi_squared_kernel"}


def generics(header):
    inputs, _, bound = header.partition(";")
    names = dict.fromkeys(
        name
        for dimensions in re.findall(r"(?:vec|mat|tensor)\(([^)]*)\)", inputs)
        for name in re.findall(r"[A-Za-z_]\w*", dimensions)
    )
    binds = [f"{name} = 3" for name in names]
    for name in filter(None, (part.strip() for part in bound.split(","))):
        if name.startswith("fn "):
            function = name.split()[1]
            binds.append(f"{function} = {FUNCTIONS[function]}")
        elif name not in names:
            binds.append(f"{name} = 4")
    return binds


for path in sys.argv[2:]:
    with open(path) as file:
        text = re.sub(r"//.*", "", file.read())
    module = re.search(r"\bmodule ([\w.]+);", text)[1]
    print(f"import {module};")
    for name, header in re.findall(r"\bformula (\w+)\((.*?)\)\s*\{", text, re.S):
        binds = ", ".join(generics(header))
        print(f"export {name}{'(' + binds + ')' if binds else ''}: {sys.argv[1]};")
