# Assembly of x86-64 as text: blocks, loops, and what an iteration costs.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import re
from collections import Counter
from dataclasses import dataclass, field

END = -1  # the number of no block: a loop begins again
LANE_BITS = {"xmm": 128, "ymm": 256, "zmm": 512}

# Micro-operations of one vector instruction with 512 bits, in units of half a
# cycle: two ports take vectors, so that 1 means two such instructions a cycle.
COSTS = {
    "add": 1, "sub": 1, "mul": 1, "fma": 1, "min": 1, "max": 1, "blend": 1,
    "logic": 1, "shift": 1, "integer": 1, "convert": 1, "reduce": 1,
    "scalef": 1, "getexp": 1, "getmant": 1, "fixup": 1, "compare": 2,
    "permute": 2, "mask": 1, "round": 2, "rsqrt": 4, "sqrt": 24, "div": 24,
    "gather": 24,
    # Not on the vector ports: addresses, branches, loads, stores, and moves
    # between registers, which renaming does.
    "scalar": 0, "load": 0, "store": 0, "move": 0, "zero": 0,
}  # fmt: skip

# The first expression that matches the mnemonic (without the v of AVX) decides.
CLASSES = [
    (r"fn?m(add|sub)|fmaddsub", "fma"),
    (r"p?min(ps|pd|ss|sd|[su][bwdq])", "min"),
    (r"p?max(ps|pd|ss|sd|[su][bwdq])", "max"),
    (r"(add|addsub)(ps|pd|ss|sd)", "add"),
    (r"sub(ps|pd|ss|sd)", "sub"),
    (r"mul(ps|pd|ss|sd)", "mul"),
    (r"div(ps|pd|ss|sd)", "div"),
    (r"sqrt(ps|pd|ss|sd)", "sqrt"),
    (r"(rsqrt|rcp)(14|28)?(ps|pd|ss|sd)", "rsqrt"),
    (r"reduce", "reduce"),
    (r"scalef", "scalef"),
    (r"getexp", "getexp"),
    (r"getmant", "getmant"),
    (r"fixupimm|range(ps|pd|ss|sd)|fpclass", "fixup"),
    (r"(rndscale|round)(ps|pd|ss|sd)", "round"),
    (r"u?comis[sd]|cmp\w*(ps|pd|ss|sd)|pcmp|ptestn?m|ptest|test(ps|pd)", "compare"),
    (r"blend|pblend", "blend"),
    (r"p?(and|andn|or|xor)(ps|pd|[dq])?$|pternlog", "logic"),
    (r"ps[lr][la]", "shift"),
    (r"p(add|sub|mul|abs|sign|madd|avg)|pmull", "integer"),
    (r"pmovm2[bwdq]|pmov[bwdq]2m", "mask"),
    (r"cvt|pmov[sz]x|pmov[qdw][bwd]", "convert"),
    (r"p?gather|p?scatter", "gather"),
    (r"(p?shuf|unpck|punpck|p?perm|p?insr|insert|extract|p?extr|movh?l|movs[hl]dup"
     r"|movddup|p?align|pack[su]|pslldq|psrldq|expand|compress|movmsk|pmovmsk|movlh|movhl)",
     "permute"),
]  # fmt: skip
CLASSES = [(re.compile(pattern), name) for pattern, name in CLASSES]


@dataclass
class Instruction:
    mnemonic: str
    operands: list
    text: str

    @property
    def vector(self):
        return any(re.search(r"%[xyz]mm|%k[0-7]", o) for o in self.operands)

    @property
    def bits(self):
        return max(
            (LANE_BITS[r] for r in re.findall(r"%([xyz]mm)", self.text)), default=0
        )


def spilled(instruction):
    """Whether a vector goes to the stack: a register was missing. Reading what
    lies there since before the loop costs what any operand in memory does."""
    return classify(instruction) == "store" and "(%rsp)" in instruction.operands[-1]


def classify(instruction):
    """The class of COSTS of an instruction; None for one that is not known."""
    i = instruction
    if not i.vector:
        return "scalar"
    name = i.mnemonic[1:] if i.mnemonic.startswith("v") else i.mnemonic
    memory = [o for o in i.operands if "(" in o]
    if re.match(r"p?maskmov", name):
        return "store" if "(" in i.operands[-1] else "load"
    registers = set(re.findall(r"%[xyz]mm\d+", i.text))
    if re.match(r"(p?xor|pandn)", name) and len(registers) == 1 and not memory:
        return "zero"
    if re.match(r"k(mov|or|and|not|xor|xnor|unpck|shift|test|add)", name):
        if name.startswith("kmov") and memory:
            return "load"
        return "mask"
    if re.match(r"p?broadcast", name) or re.match(
        r"(mov([aun]|nt)|movdq|movap|movup|movs[sd]$|mov[dq]$|movh?l?p[sd]$|lddqu)", name
    ):
        if memory:
            if "(" in i.operands[-1] or re.match(r"movnt", name):
                return "store"
            return "load"
        return "permute" if "broadcast" in name or name in ("movd", "movq") else "move"
    if name in ("movddup", "movsldup", "movshdup") and memory:
        return "load"
    for pattern, kind in CLASSES:
        if pattern.match(name):
            return kind
    return None


def cost(kind, bits):
    """Cost of an instruction: what is slow goes by width, and what only one port
    does with 512 bits, two do with fewer."""
    if kind in ("sqrt", "div", "gather") and bits < 512:
        return COSTS[kind] * max(bits, 128) // 512
    if kind in ("compare", "permute") and 0 < bits < 512:
        return 1
    return COSTS[kind]


@dataclass
class Block:
    instructions: list = field(default_factory=list)
    next: list = field(default_factory=list)  # numbers of blocks


@dataclass
class Loop:
    header: int
    blocks: set
    parent: "Loop | None" = None
    children: list = field(default_factory=list)

    @property
    def depth(self):
        return 0 if self.parent is None else self.parent.depth + 1


class Function:
    """Blocks and natural loops of one function. `lengths` are those of loops in
    its source, for loops whose counter the text does not show well."""

    def __init__(self, text, name, lengths=()):
        self.lengths = lengths
        lines = iter(text.split("\n"))
        for line in lines:
            if line.startswith(name + ":"):
                break
        else:
            raise ValueError(f"no function {name} in the assembly")
        self.name, self.blocks, labels, jumps = name, [Block()], {}, []
        for line in lines:
            line = line.split("#")[0].strip()
            if line.startswith(".Lfunc_end"):
                break
            if match := re.match(r"([.\w$]+):", line):
                if self.blocks[-1].instructions:
                    self.blocks.append(Block())
                labels[match[1]] = len(self.blocks) - 1
            elif line and not line.startswith("."):
                mnemonic, _, rest = line.partition("\t")
                instruction = Instruction(mnemonic, split(rest), line)
                self.blocks[-1].instructions.append(instruction)
                if mnemonic.startswith("j") or mnemonic.startswith("ret"):
                    jumps.append((len(self.blocks) - 1, instruction))
                    self.blocks.append(Block())
        last = {number: jump for number, jump in jumps}
        for number, block in enumerate(self.blocks):
            jump = last.get(number)
            if jump and jump.mnemonic.startswith("j"):
                if jump.operands[0] not in labels:
                    raise ValueError(f"{name}: cannot follow '{jump.text}'")
                block.next.append(labels[jump.operands[0]])
            ends = jump and not (jump.mnemonic[0] == "j" and jump.mnemonic != "jmp")
            if not ends and number + 1 < len(self.blocks):
                block.next.append(number + 1)
        self.findLoops()

    def findLoops(self):
        count = len(self.blocks)
        previous = [[] for _ in range(count)]
        for number, block in enumerate(self.blocks):
            for target in block.next:
                previous[target].append(number)
        reached, todo = {0}, [0]
        while todo:
            for target in self.blocks[todo.pop()].next:
                if target not in reached:
                    reached.add(target)
                    todo.append(target)
        dominators = {n: set(reached) for n in reached}
        dominators[0] = {0}
        changed = True
        while changed:
            changed = False
            for n in sorted(reached - {0}):
                sets = [dominators[p] for p in previous[n] if p in reached]
                new = set.intersection(*sets) | {n}
                if new != dominators[n]:
                    dominators[n], changed = new, True
        loops = {}
        for n in reached:
            for header in self.blocks[n].next:
                if header in dominators[n]:
                    body, todo = loops.setdefault(header, {header}), [n]
                    while todo:
                        block = todo.pop()
                        if block not in body:
                            body.add(block)
                            todo += [p for p in previous[block] if p in reached]
        self.loops = [Loop(header, body) for header, body in loops.items()]
        for loop in self.loops:
            around = [l for l in self.loops if l is not loop and loop.blocks < l.blocks]
            loop.parent = min(around, key=lambda l: len(l.blocks), default=None)
            if loop.parent:
                loop.parent.children.append(loop)

    def latch(self, loop):
        """The last block of a loop, in the order of the text, that repeats it."""
        return max(n for n in loop.blocks if loop.header in self.blocks[n].next)

    def trips(self, loop):
        """How often a loop with constant bounds runs; None for other loops."""
        steps, limits = Counter(), []
        for number in loop.blocks:
            for i in self.blocks[number].instructions:
                if match := re.match(r"(add|sub|inc|dec)[lq]?$", i.mnemonic):
                    register = i.operands[-1]
                    value = immediate(i.operands[0]) if len(i.operands) > 1 else 1
                    if value is not None:
                        negative = match[1] in ("sub", "dec")
                        steps[wide(register)] += -value if negative else value
        end = self.blocks[self.latch(loop)].instructions
        limit, register = None, None
        for i in reversed(end[:-1]):
            if i.mnemonic.startswith("cmp"):
                limit, register = immediate(i.operands[0]), wide(i.operands[-1])
                break
            if re.match(r"(add|sub|inc|dec)", i.mnemonic):
                limit, register = 0, wide(i.operands[-1])
                break
        if limit is None:
            return None
        start = self.valueBefore(loop.header, register)
        if start is not None and (limit - start) * steps[register] > 0:
            return -((start - limit) // steps[register])
        return limit if limit in self.lengths else None

    def valueBefore(self, block, register):
        """The constant in a register in front of a block, as the text has it."""
        for number in range(block - 1, -1, -1):
            for i in reversed(self.blocks[number].instructions):
                if not i.operands or wide(i.operands[-1]) != register:
                    continue
                if i.mnemonic.startswith("xor") and i.operands[0] == i.operands[-1]:
                    return 0
                if i.mnemonic.startswith("mov"):
                    return immediate(i.operands[0])
                if not re.match(r"(cmp|test|push)", i.mnemonic):
                    return None
        return None

    def path(self, loop):
        """Blocks of the cheapest way through a loop, and inner loops on it with
        their trips: what runs when rare work is skipped."""
        inner = {n: c for c in loop.children for n in c.blocks}
        best, done = {loop.header: (0, [])}, set()
        while True:
            open_nodes = [n for n in best if n not in done]
            if not open_nodes:
                raise ValueError(f"{self.name}: a loop without a way through")
            node = min(open_nodes, key=lambda n: best[n][0])
            if node == END:
                return best[node][1]
            done.add(node)
            price, steps = best[node]
            if node in inner:
                child = inner[node]
                trips = self.trips(child)
                # A loop of unknown length is rare work, or an error later.
                price += self.length(child) * (trips or 10**6)
                steps = steps + [(child, trips)]
                exits = {t for n in child.blocks for t in self.blocks[n].next}
                targets = exits - child.blocks
            else:
                price += len(self.blocks[node].instructions)
                steps = steps + [(node, 1)]
                targets = set(self.blocks[node].next)
            for target in targets & loop.blocks:
                if target == loop.header:
                    target = END
                if target not in best or price < best[target][0]:
                    best[target] = (price, steps)

    def length(self, loop):
        """Instructions of one iteration."""
        total = 0
        for step, trips in self.path(loop):
            inner = isinstance(step, Loop)
            one = self.length(step) if inner else len(self.blocks[step].instructions)
            total += one * (trips or 10**6)
        return total

    def count(self, loop):
        """Instructions of one iteration, by (class, bits)."""
        total = Counter()
        for step, trips in self.path(loop):
            if isinstance(step, Loop):
                if trips is None:
                    trips = 1
                    total["unknown trips", 0] += 1
                for key, number in self.count(step).items():
                    total[key] += number * trips
            else:
                for i in self.blocks[step].instructions:
                    kind = classify(i)
                    if kind is None:
                        raise ValueError(f"{self.name}: no class for '{i.text}'")
                    total[kind, i.bits] += 1
        return total

    def spills(self, loop):
        """Vectors that one iteration stores on the stack."""
        total = 0
        for step, trips in self.path(loop):
            if isinstance(step, Loop):
                total += self.spills(step) * (trips or 1)
            else:
                total += sum(map(spilled, self.blocks[step].instructions))
        return total

    def increments(self, loop):
        """What is added to registers in a loop, outside of inner loops."""
        inner = {n for c in loop.children for n in c.blocks}
        found = set()
        for number in loop.blocks - inner:
            for i in self.blocks[number].instructions:
                if re.match(r"(add|sub)[lq]?$", i.mnemonic):
                    if (value := immediate(i.operands[0])) is not None:
                        found.add(abs(value))
                elif re.match(r"(inc|dec)[lq]?$", i.mnemonic):
                    found.add(1)
                elif re.match(r"lea[lq]?$", i.mnemonic):
                    if match := re.match(r"(-?\d+)\(%\w+\)$", i.operands[0]):
                        found.add(abs(int(match[1])))
        return found


def split(operands):
    """Operands at their commas, which addresses have inside as well."""
    return [o.strip() for o in re.findall(r"(?:[^,(]|\([^)]*\))+", operands)]


def immediate(operand):
    match = re.match(r"\$(-?\d+)$", operand)
    return int(match[1]) if match else None


def wide(register):
    """The name of the 64-bit register a name is part of."""
    if match := re.match(r"%(r\d+)[dwb]?$", register):
        return "%" + match[1]
    if match := re.match(r"%[er]?([abcd]x|[sd]i|[sb]p)$", register):
        return "%r" + match[1]
    return register
