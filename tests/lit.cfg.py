# The lit suite of Kop: every .kop, .mlir and .test file with RUN lines.

import os
import re
import shutil

import lit.formats

config.name = "kop"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".kop", ".mlir", ".test"]
# Programs of users that other tests build hold formulas without RUN lines.
config.excludes = ["Inputs", "consumer", "user", "CMakeLists.txt", "lit.cfg.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.kop_build_dir, "tests")

# The tools of this build come first, then those of LLVM.
config.environment["PATH"] = os.pathsep.join(
    [config.kop_bin_dir, config.llvm_tools_dir, os.environ.get("PATH", "")]
)
for name in ("HOME", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "CCACHE_DIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]


def tool(name, path, arguments=""):
    """Replaces the word `name` in RUN lines by the tool at `path`."""
    config.substitutions.append(
        (rf"(?<![\w./%-]){re.escape(name)}(?![\w./=-])", f"{path}{arguments}")
    )


for name in ("kopc", "kop-opt", "kop-sema-test", "kop-syntax-test"):
    tool(name, os.path.join(config.kop_bin_dir, name))
for name in ("FileCheck", "not", "split-file", "count"):
    tool(name, os.path.join(config.llvm_tools_dir, name))

config.substitutions += [
    ("%source_dir", config.kop_source_dir),
    ("%build_dir", config.kop_build_dir),
    ("%stdlib", os.path.join(config.kop_source_dir, "stdlib")),
    ("%include", os.path.join(config.kop_source_dir, "runtime", "include")),
    ("%llvm_tools", config.llvm_tools_dir),
    ("%cxx", config.cxx),
    ("%cc", config.cc),
    ("%cmake", config.cmake),
]

# Features a test may ask for with REQUIRES.
if shutil.which("ptxas"):
    config.available_features.add("ptxas")
if config.sanitize:
    config.available_features.add("sanitize")
try:
    with open("/proc/cpuinfo") as file:
        flags = set(re.search(r"^flags\s*:(.*)$", file.read(), re.M)[1].split())
except (OSError, TypeError):
    flags = set()
if {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= flags:
    config.available_features.add("avx512")
if {"avx2", "fma"} <= flags:
    config.available_features.add("avx2")
