# kop_add_component(<name> SOURCES <a.cpp>… FORMULAS <a.kop>…
#                   COMPONENTS <name>…)
#
# A library of the standard library: target kop_<name>, to users Kop::<name>
# (CMake) and kop-<name> (pkg-config), with the header <kop/<name>.h> in
# stdlib/include. Its sources include the header of each file of formulas,
# "a.kop.h"; users see neither that nor the formulas. COMPONENTS are those that
# it uses itself.

include(KopAddLibrary)

function(kop_add_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;FORMULAS;COMPONENTS")
  set(target kop_${name})
  add_library(${target} ${arg_SOURCES})
  add_library(Kop::${name} ALIAS ${target})
  target_compile_features(${target} PRIVATE cxx_std_20 PUBLIC cxx_std_17)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:kop_options>
    PUBLIC kop)
  set(requires kop)
  foreach(component IN LISTS arg_COMPONENTS)
    target_link_libraries(${target} PRIVATE kop_${component})
    string(APPEND requires " kop-${component}")
  endforeach()
  set_target_properties(${target} PROPERTIES KOP_PC_REQUIRES "${requires}")
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/stdlib/include>)
  # What components share: "common/Fail.h".
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/stdlib")
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name} OUTPUT_NAME kop-${name} VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  if(arg_FORMULAS)
    kop_add_library(${target}_formulas SOURCES ${arg_FORMULAS})
    get_target_property(objects ${target}_formulas KOP_OBJECTS)
    target_sources(${target} PRIVATE ${objects})
    target_include_directories(${target} PRIVATE
      $<TARGET_PROPERTY:${target}_formulas,INTERFACE_INCLUDE_DIRECTORIES>)
    add_dependencies(${target} ${target}_formulas)
  endif()
  # A project that contains Kop builds what it links.
  if(NOT PROJECT_IS_TOP_LEVEL)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
    if(arg_FORMULAS)
      set_target_properties(${target}_formulas PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  endif()
  set_property(GLOBAL APPEND PROPERTY KOP_COMPONENTS ${name})
endfunction()
