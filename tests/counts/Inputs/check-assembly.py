"""What assembly.py reads off loops.s and single instructions."""

import os
import sys

import_directory, path = sys.argv[1:]
sys.path.insert(0, import_directory)
import assembly


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"error: {what}: expected {wanted}, found {found}")


with open(path) as file:
    text = file.read()
function = assembly.Function(text, "rows.pass_x86_64_v4")
loops = {loop.depth: loop for loop in function.loops}
group, components = loops[max(loops) - 1], loops[max(loops)]
expect("length of the loop over components", function.trips(components), 25)
expect("length of the loop over groups", function.trips(group), None)
expect("steps", function.increments(group), {2})
kinds = {kind: n for (kind, _), n in function.count(group).items()}
expect(
    "instructions",
    kinds,
    # 25 times five, and nine around; the division is rare.
    {"load": 25, "fma": 25, "scalar": 75 + 5, "zero": 1, "min": 1, "compare": 1, "mask": 1},
)

for line, kind, bits in [
    ("vaddps\t(%rax){1to16}, %zmm1, %zmm2", "add", 512),
    ("vmovups\t%zmm1, 64(%rsp)", "store", 512),
    ("vmovups\t64(%rsp), %ymm1", "load", 256),
    ("vmovaps\t%zmm1, %zmm2", "move", 512),
    ("vbroadcastss\t%xmm1, %zmm2", "permute", 512),
    ("vxorps\t%xmm1, %xmm1, %xmm1", "zero", 128),
    ("vxorps\t%xmm1, %xmm2, %xmm1", "logic", 128),
    ("vblendmps\t%zmm1, %zmm2, %zmm3 {%k1}", "blend", 512),
    ("vcmpltps\t%zmm1, %zmm2, %k1", "compare", 512),
    ("vrsqrt14ps\t%zmm1, %zmm2", "rsqrt", 512),
    ("sqrtps\t%xmm1, %xmm2", "sqrt", 128),
    ("vreduceps\t$1, %zmm1, %zmm2", "reduce", 512),
    ("vrndscaleps\t$8, %zmm1, %zmm2", "round", 512),
    ("vpaddd\t%ymm1, %ymm2, %ymm3", "integer", 256),
    ("vcvtps2dq\t%ymm1, %ymm2", "convert", 256),
    ("vgatherqps\t(%rax,%zmm1,4), %ymm2 {%k1}", "gather", 512),
    ("kortestw\t%k1, %k0", "mask", 0),
    ("leaq\t8(%rax), %rbx", "scalar", 0),
    ("vnothing\t%zmm1, %zmm2", None, 512),
]:
    mnemonic, _, operands = line.partition("\t")
    operands = assembly.split(operands)
    instruction = assembly.Instruction(mnemonic, operands, line)
    expect(line, (assembly.classify(instruction), instruction.bits), (kind, bits))

for line, wanted in [
    ("vmovups\t%zmm1, 64(%rsp)", True),
    ("vmovups\t%zmm1, 64(%rax)", False),
    ("vfmadd231ps\t-64(%rsp), %ymm1, %ymm2", False),
    ("vmovups\t64(%rsp), %ymm1", False),
    ("movq\t%rax, 8(%rsp)", False),
]:
    mnemonic, _, operands = line.partition("\t")
    instruction = assembly.Instruction(mnemonic, assembly.split(operands), line)
    expect(f"spill in {line}", assembly.spilled(instruction), wanted)
expect("spills of the loop over groups", function.spills(group), 0)

expect("a wide root", assembly.cost("sqrt", 512), 24)
expect("a narrow root", assembly.cost("sqrt", 128), 6)
expect("a comparison into a mask", assembly.cost("compare", 512), 2)
expect("a comparison of 256 bits", assembly.cost("compare", 256), 1)

for name, part in ("missing", "no function"), ("rows.pass_x86_64_v4", "cannot follow"):
    try:
        assembly.Function(text.replace("jl\t.LBB0_4", "jmp\t*%rax"), name)
    except ValueError as error:
        expect(str(error), part in str(error), True)
    else:
        sys.exit(f"error: no complaint about '{part}'")
