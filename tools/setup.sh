# What quickstart and check share: installs packages and makes build/.
# Source it from the root of the repository.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# The one list of Debian packages that the build and the tests need.
kop_packages=(
  # the build
  cmake ninja-build g++ git ca-certificates pkg-config ccache
  # the compiler
  llvm-22-dev libmlir-22-dev mlir-22-tools antlr4 libantlr4-runtime-dev
  libgmp-dev
  # the tool kop
  libcli11-dev
  # the runtime and its users
  libtbb-dev libeigen3-dev
  # the standard library
  libspectra-dev
  # tests and benchmarks
  llvm-22-tools lld-22 clang-format-22 python3 libgtest-dev libgmock-dev
  libbenchmark-dev
)

kop_step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# Installs what is missing of the list, as root or through sudo.
kop_install() {
  local package missing=() as_root=()
  for package in "${kop_packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  kop_step "Installing ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    echo "error: this needs Debian 12 or what corresponds to: ${missing[*]}" >&2
    return 1
  fi
  if ((EUID != 0)); then
    command -v sudo >/dev/null || {
      echo "error: install as root: apt-get install ${missing[*]}" >&2
      return 1
    }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# kop_build DIRECTORY [cmake options] -- [targets]: configures and builds.
kop_build() {
  local directory=$1 options=()
  shift
  while (($#)) && [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift || true
  if command -v ccache >/dev/null; then
    options+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache
      -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake -G Ninja -S . -B "$directory" "${options[@]}" >"$directory.log" 2>&1 || {
    cat "$directory.log" >&2
    return 1
  }
  rm -f "$directory.log"
  # Half a gigabyte per job is what a file on MLIR takes; leave room.
  local jobs memory
  jobs=$(nproc)
  memory=$(awk '/MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  ((memory < 1)) && memory=1
  ((jobs > memory)) && jobs=$memory
  NINJA_STATUS='[%f/%t %es] ' ninja -C "$directory" -j "$jobs" "$@"
}

# The configuration of build/, the same for quickstart and check.
kop_options=(-DKOP_BUILD_TESTS=ON -DKOP_BUILD_EXAMPLES=ON -DKOP_BUILD_BENCHMARKS=ON)
