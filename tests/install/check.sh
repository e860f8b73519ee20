#!/usr/bin/env bash
# Builds and runs the consumer project in one way, changes a file it imports,
# and builds again:
#   check.sh package|subdirectory|makefile SOURCE BUILD KOPC WORK CXX
set -euo pipefail

way=$1 source=$2 build=$3 kopc=$4 work=$5
export CXX=$6
here=$source/tests/install

fail() {
  echo "check.sh: $*" >&2
  exit 1
}

rm -rf "$work"
mkdir -p "$work"
cp -r "$here/consumer" "$here/makefile" "$work"
cd "$work"

if [ "$way" != subdirectory ]; then
  cmake --install "$build" --prefix "$work/prefix" >install.log ||
    { cat install.log; fail "installation failed"; }
  # Nothing of the package may point back into the build.
  if grep -rlF "$build" prefix/lib/cmake prefix/lib/*/cmake \
    prefix/lib/pkgconfig prefix/lib/*/pkgconfig 2>/dev/null; then
    fail "the package names the build directory"
  fi
  # Only formulas that can be imported.
  [ -e prefix/share/kop/stdlib/ot/ot.kop ] || fail "std.ot is not installed"
  [ ! -e prefix/share/kop/stdlib/ot/grid.kop ] || fail "grid.kop is private"
  # The tool finds the compiler beside it.
  (cd consumer && "$work/prefix/bin/kop" tune weights.kop -I imported \
    --cpu=host --n=64 --m=64 --time=0.001) >tune.log 2>&1 ||
    { cat tune.log; fail "kop tune failed"; }
fi

# expect OUTPUT PROGRAM
expect() {
  local output
  output=$("$2")
  [ "$output" = "$1" ] || fail "expected '$1', the program printed '$output'"
}

# Runs a build ($@) and checks what rebuilds: nothing without a change, the
# formulas after a change of the file they import.
check_builds() {
  local program=$1
  shift
  "$@" >build.log 2>&1 || { cat build.log; fail "build failed"; }
  expect "30 66 6 12" "$program"

  local before
  before=$(stat -c %Y.%y "$program")
  "$@" >build.log 2>&1 || { cat build.log; fail "second build failed"; }
  [ "$before" = "$(stat -c %Y.%y "$program")" ] ||
    { cat build.log; fail "a build without changes linked again"; }

  sleep 1.1 # Time stamps may have seconds only.
  printf 'module factor;\nfn scale(v) = 3 * v;\n' >consumer/imported/factor.kop
  "$@" >build.log 2>&1 || { cat build.log; fail "build after a change failed"; }
  expect "45 99 9 18" "$program"
}

case $way in
package)
  for generator in Ninja "Unix Makefiles"; do
    cp "$here/consumer/imported/factor.kop" consumer/imported/
    rm -rf build
    cmake -G "$generator" -S consumer -B build \
      -DCMAKE_PREFIX_PATH="$work/prefix" >configure.log 2>&1 ||
      { cat configure.log; fail "configuration failed ($generator)"; }
    check_builds build/consumer cmake --build build
  done
  ;;
subdirectory)
  # The compiler is taken as it is: building it again takes minutes.
  cmake -G Ninja -S consumer -B build -DKOP_SOURCE_DIRECTORY="$source" \
    -DKOP_BUILD_COMPILER=OFF -DKOP_KOPC="$kopc" >configure.log 2>&1 ||
    { cat configure.log; fail "configuration failed"; }
  program=build/consumer
  [ -d build/bin ] && program=build/bin/consumer
  check_builds "$program" cmake --build build
  ;;
makefile)
  PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name kop.pc)")
  export PKG_CONFIG_PATH
  # Edit the copy, not the sources.
  check_builds makefile/consumer make -C makefile SOURCES=../consumer CXX="$CXX"
  ;;
*)
  fail "unknown way '$way'"
  ;;
esac
rm -rf "$work"
