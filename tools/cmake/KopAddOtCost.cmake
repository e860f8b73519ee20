# kop_add_ot_cost(<name> SOURCE <a.kop> [FUNCTION <f>] DIMS <D>…
#                 [BOUND <Formula|HalfSquared|PowerDistance|None>]
#                 [LIBRARY <target>])
#
# A cost of optimal transport: compiles what the solvers of Kop::ot need for the
# function `f(u, v, q)` of the source (<name> unless given) in the dimensions D,
# for float and double. Makes the static library <name>, with the header
# "<name>.ot.h", which declares `kop::ot::Cost <name>()`.
#
#   BOUND    how the cost of two boxes is bounded, which lets large problems go
#            from coarse to fine: by the interval arithmetic of its formula, or
#            as a function that grows with the distance; None compiles no bound
#   LIBRARY  adds the sources to this target instead of making one
#
# kop_add_ot_kernel(<name> SOURCE <a.kop> [FUNCTION <f>] DIMS <D>…
#                   [LIBRARY <target>])
#
# The same for a kernel, of which `kop::ot::Kernel <name>()` is made.
#
# `*` among the dimensions stands for all others. Without it, points of a
# dimension that is not compiled are padded with zeros to the next.

include("${CMAKE_CURRENT_LIST_DIR}/KopAddLibrary.cmake")
set(_kop_ot_templates "${CMAKE_CURRENT_LIST_DIR}" CACHE INTERNAL "")

# Writes the files of one cost or kernel, from OtCost.{h,cpp}.in or
# OtKernel.{h,cpp}.in, and adds them to a target. `formulas` are those of
# stdlib/ot/ot.kop, each with its generics and accumulator.
function(_kop_add_ot name template formulas)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "SOURCE;FUNCTION;BOUND;LIBRARY"
    "DIMS")
  if(NOT arg_SOURCE OR NOT arg_DIMS OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${name}: needs SOURCE and DIMS, and does not know `${arg_UNPARSED_ARGUMENTS}`")
  endif()
  set(function "${arg_FUNCTION}")
  if(NOT function)
    set(function "${name}")
  endif()
  set(bound "${arg_BOUND}")
  if(NOT bound)
    set(bound Formula)
  endif()
  set(bounds "static const ot::CostBounds bounds = nullptr;\n")
  if(bound STREQUAL Formula AND template STREQUAL OtCost)
    list(APPEND formulas_f64 "cost_bounds||")
    file(READ "${_kop_ot_templates}/OtCostBounds.cpp.in" bounds)
  endif()
  list(JOIN arg_DIMS ", " dimensions)
  string(REPLACE "*" "kop::ot::anyDimension" dimensions "${dimensions}")
  set(namespace "kop_ot_${name}")
  get_filename_component(source "${arg_SOURCE}" ABSOLUTE)
  get_filename_component(import_directory "${source}" DIRECTORY)
  file(READ "${source}" text)
  if(NOT text MATCHES "(^|\n)module +([A-Za-z0-9_.]+)")
    message(FATAL_ERROR "${name}: ${source} has no line `module …;`")
  endif()
  set(import "${CMAKE_MATCH_2}")

  set(directory "${CMAKE_CURRENT_BINARY_DIR}/${name}.ot.dir")
  set(sources "")
  foreach(type f32 f64)
    set(exports "")
    foreach(D IN LISTS arg_DIMS)
      foreach(formula IN LISTS formulas formulas_${type})
        string(REPLACE "|" ";" parts "${formula}")
        list(GET parts 0 plain)
        list(GET parts 1 generics)
        list(GET parts 2 accumulator)
        string(APPEND exports
          "export ${plain}(c = ${function}, D = ${D}${generics}) as ${plain}: ${type}${accumulator} index i64;\n")
      endforeach()
    endforeach()
    configure_file("${_kop_ot_templates}/Ot.kop.in"
      "${directory}/${name}_${type}.kop" @ONLY)
    list(APPEND sources "${directory}/${name}_${type}.kop")
  endforeach()
  foreach(extension h cpp)
    configure_file("${_kop_ot_templates}/${template}.${extension}.in"
      "${directory}/${name}.ot.${extension}" @ONLY)
  endforeach()

  kop_add_library(${name}_formulas SOURCES ${sources}
    IMPORT_DIRECTORIES "${import_directory}")
  set(target "${arg_LIBRARY}")
  if(NOT target)
    set(target "${name}")
    add_library(${name} STATIC)
    target_include_directories(${name} PUBLIC "${directory}")
    target_link_libraries(${name} PUBLIC Kop::ot)
  else()
    target_include_directories(${target} PRIVATE "${directory}")
  endif()
  get_target_property(objects ${name}_formulas KOP_OBJECTS)
  target_sources(${target} PRIVATE "${directory}/${name}.ot.cpp" ${objects})
  target_include_directories(${target} PRIVATE
    $<TARGET_PROPERTY:${name}_formulas,INTERFACE_INCLUDE_DIRECTORIES>)
  add_dependencies(${target} ${name}_formulas)
  # Built with the target that holds them.
  set_target_properties(${name}_formulas PROPERTIES EXCLUDE_FROM_ALL ON)
endfunction()

function(kop_add_ot_cost name)
  # Sums of costs that nearly cancel are wanted to all digits.
  set(formulas "softmin||" "softmin_gradient||" "transport|, E = 1|"
    "transport|, E = 4|" "linear||" "motion||" "mean_cost|| accumulate f64" "greatest_cost||"
    "nearest||"
    "best|, K = 8|" "heavy||" "exponents||")
  _kop_add_ot(${name} OtCost "${formulas}" ${ARGN})
endfunction()

function(kop_add_ot_kernel name)
  _kop_add_ot(${name} OtKernel "kernel_sum|| accumulate f64" ${ARGN})
endfunction()
