# Finds LLVM and MLIR 22 and gives kop_mlir, what a library on MLIR links.

file(GLOB _kop_llvm_hints /usr/lib/llvm-22 /usr/local/llvm-22 /opt/llvm-22)
find_package(LLVM 22.1 REQUIRED CONFIG HINTS ${_kop_llvm_hints})
find_package(MLIR 22.1 REQUIRED CONFIG HINTS ${_kop_llvm_hints})
list(APPEND CMAKE_MODULE_PATH "${MLIR_CMAKE_DIR}" "${LLVM_CMAKE_DIR}")
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# Only the two shared libraries: component libraries would register twice.
add_library(kop_mlir INTERFACE)
target_link_libraries(kop_mlir INTERFACE kop_options MLIR LLVM)
target_include_directories(kop_mlir SYSTEM INTERFACE
  ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})

# kop_tablegen(TARGET file.td output.h.inc -gen-… …): one generated file.
function(kop_tablegen target td)
  set(LLVM_TARGET_DEFINITIONS "${td}")
  while(ARGN)
    list(POP_FRONT ARGN output options)
    separate_arguments(options)
    mlir_tablegen("${output}" ${options}
      EXTRA_INCLUDES "${PROJECT_SOURCE_DIR}")
  endwhile()
  add_public_tablegen_target(${target})
endfunction()
