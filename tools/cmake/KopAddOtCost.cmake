# kop_add_ot_cost(<name> SOURCE <a.kop> [FUNCTION <f>] DIMS <D>…
#                 [BOUND <None|HalfSquared|PowerDistance>] [LIBRARY <target>])
#
# A cost of optimal transport: compiles what the solvers of Kop::ot need for the
# function `f(u, v, q)` of the source (<name> unless given) in the dimensions D,
# for float and double. Makes the static library <name>, with the header
# "<name>.ot.h", which declares `kop::ot::Cost <name>()`.
#
#   BOUND    how the cost grows with the distance, if it does: with it, large
#            problems are solved from coarse to fine
#   LIBRARY  adds the sources to this target instead of making one
#
# Points of a dimension that is not compiled are padded with zeros to the next.

include(KopAddLibrary)
set(_kop_ot_templates "${CMAKE_CURRENT_LIST_DIR}" CACHE INTERNAL "")

function(kop_add_ot_cost name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SOURCE;FUNCTION;BOUND;LIBRARY"
    "DIMS")
  if(NOT arg_SOURCE OR NOT arg_DIMS OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "kop_add_ot_cost(${name}): needs SOURCE and DIMS, and takes nothing but FUNCTION, BOUND and LIBRARY beside")
  endif()
  set(function "${arg_FUNCTION}")
  if(NOT function)
    set(function "${name}")
  endif()
  set(bound "${arg_BOUND}")
  if(NOT bound)
    set(bound None)
  endif()
  list(JOIN arg_DIMS ", " dimensions)
  get_filename_component(source "${arg_SOURCE}" ABSOLUTE)
  # The name to import is that of the module, or of the file.
  file(READ "${source}" text)
  if(text MATCHES "(^|\n)module +([A-Za-z0-9_.]+)")
    set(import "${CMAKE_MATCH_2}")
  else()
    get_filename_component(import "${source}" NAME_WE)
  endif()
  get_filename_component(import_directory "${source}" DIRECTORY)
  set(namespace "kop_ot_${name}")

  set(directory "${CMAKE_CURRENT_BINARY_DIR}/${name}.ot.dir")
  set(formulas "")
  foreach(type f32 f64)
    set(exports "")
    foreach(D IN LISTS arg_DIMS)
      foreach(formula IN ITEMS softmin softmin_gradient "transport, E = 1"
          "transport, E = 4" linear mean_cost nearest "best, K = 8")
        string(REGEX MATCH "^[a-z_]+" plain "${formula}")
        string(REGEX REPLACE "^[a-z_]+" "" generics "${formula}")
        string(APPEND exports
          "export ${plain}(c = ${function}, D = ${D}${generics}) as ${plain}: ${type} index i64;\n")
      endforeach()
    endforeach()
    set(module "${namespace}")
    configure_file("${_kop_ot_templates}/CostFormulas.kop.in"
      "${directory}/${name}_${type}.kop" @ONLY)
    list(APPEND formulas "${directory}/${name}_${type}.kop")
  endforeach()
  configure_file("${_kop_ot_templates}/CostTable.h.in"
    "${directory}/${name}.ot.h" @ONLY)
  configure_file("${_kop_ot_templates}/CostTable.cpp.in"
    "${directory}/${name}.ot.cpp" @ONLY)

  kop_add_library(${name}_formulas SOURCES ${formulas}
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
