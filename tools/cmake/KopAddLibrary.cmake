# kop_add_library(<name> SOURCES <a.kop>…
#                 [CPU <name>…] [GPU <sm_NN>…] [EXPORT <item>…]
#                 [NAMESPACE <a::b>] [IMPORT_DIRECTORIES <dir>…]
#                 [DEFINITIONS <NAME=VALUE>…] [TUNING <file>]
#                 [OPTIONS <option>…])
#
# A static library of compiled formulas. Whoever links it includes the header
# of each source, "a.kop.h", and gets the runtime, Kop::kop. A change of a
# source, of a file it imports or of the tuning file compiles it again.
#
#   CPU                 instruction sets: x86-64, x86-64-v3, host, … (kopc --cpu)
#   EXPORT              further instances: "gaussian(D = 5): f32"
#   NAMESPACE           C++ namespace instead of the module's
#   IMPORT_DIRECTORIES  where imports are searched, after the source's directory
#   DEFINITIONS         values of constants
#   TUNING              register tiles of single passes, from `kop tune`
#   OPTIONS             anything else kopc understands
#
# kopc is the one of this package or build, unless KOP_KOPC names another (when
# compiling for another machine, say).

set(KOP_KOPC "" CACHE FILEPATH "kopc to use instead of the one of Kop")
mark_as_advanced(KOP_KOPC)

# Depfiles mean the same with every generator.
cmake_policy(PUSH)
cmake_policy(SET CMP0116 NEW)

# The command line for one source, but for its files.
function(_kop_options result)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;TUNING"
    "CPU;GPU;EXPORT;IMPORT_DIRECTORIES;DEFINITIONS;OPTIONS")
  set(options "")
  foreach(kind CPU GPU)
    if(arg_${kind})
      list(JOIN arg_${kind} "," names)
      string(TOLOWER ${kind} option)
      list(APPEND options "--${option}=${names}")
    endif()
  endforeach()
  foreach(item IN LISTS arg_EXPORT)
    list(APPEND options "--export=${item}")
  endforeach()
  foreach(directory IN LISTS arg_IMPORT_DIRECTORIES)
    get_filename_component(directory "${directory}" ABSOLUTE)
    list(APPEND options "-I" "${directory}")
  endforeach()
  foreach(definition IN LISTS arg_DEFINITIONS)
    list(APPEND options "-D" "${definition}")
  endforeach()
  if(arg_NAMESPACE)
    list(APPEND options "--namespace=${arg_NAMESPACE}")
  endif()
  if(arg_TUNING)
    get_filename_component(tuning "${arg_TUNING}" ABSOLUTE)
    list(APPEND options "--tuning=${tuning}")
  endif()
  list(APPEND options ${arg_OPTIONS})
  set(${result} "${options}" PARENT_SCOPE)
endfunction()

function(kop_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;TUNING"
    "SOURCES;CPU;GPU;EXPORT;IMPORT_DIRECTORIES;DEFINITIONS;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "kop_add_library(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "kop_add_library(${name}): no SOURCES")
  endif()
  if(KOP_KOPC)
    set(kopc "${KOP_KOPC}")
    set(kopc_dependency "${KOP_KOPC}")
  else()
    set(kopc "$<TARGET_FILE:Kop::kopc>")
    set(kopc_dependency Kop::kopc)
  endif()
  set(arguments ${ARGN})
  list(REMOVE_ITEM arguments SOURCES ${arg_SOURCES})
  _kop_options(options ${arguments})

  set(directory "${CMAKE_CURRENT_BINARY_DIR}/${name}.kop.dir")
  file(MAKE_DIRECTORY "${directory}")
  set(objects "")
  set(headers "")
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(source "${source}" ABSOLUTE)
    get_filename_component(file "${source}" NAME)
    set(object "${directory}/${file}${CMAKE_CXX_OUTPUT_EXTENSION}")
    set(header "${directory}/${file}.h")
    if(header IN_LIST headers)
      message(FATAL_ERROR
        "kop_add_library(${name}): two sources have the name ${file}")
    endif()
    add_custom_command(OUTPUT "${object}" "${header}"
      COMMAND "${kopc}" "${source}" -o "${object}" --header "${header}"
        -MD -MF "${object}.d" -MT "${object}" ${options}
      DEPENDS "${source}" ${kopc_dependency}
      DEPFILE "${object}.d"
      COMMENT "Compiling formulas ${file}"
      VERBATIM)
    list(APPEND objects "${object}")
    list(APPEND headers "${header}")
  endforeach()
  set_source_files_properties(${objects} PROPERTIES
    EXTERNAL_OBJECT TRUE GENERATED TRUE)

  add_library(${name} STATIC ${objects} ${headers})
  set_target_properties(${name} PROPERTIES
    LINKER_LANGUAGE CXX KOP_OBJECTS "${objects}")
  target_include_directories(${name} INTERFACE "${directory}")
  target_link_libraries(${name} INTERFACE Kop::kop)
endfunction()

cmake_policy(POP)
