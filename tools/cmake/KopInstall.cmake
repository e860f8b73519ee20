# Everything that installs and exports Kop.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# The names of an installation serve in a build too.
if(TARGET kopc AND NOT TARGET Kop::kopc)
  add_executable(Kop::kopc ALIAS kopc)
endif()

option(KOP_INSTALL "Make the install target" ${PROJECT_IS_TOP_LEVEL})
if(NOT KOP_INSTALL)
  return()
endif()

set(package_directory "${CMAKE_INSTALL_LIBDIR}/cmake/Kop")

install(TARGETS kop EXPORT KopTargets)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/runtime/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
get_property(components GLOBAL PROPERTY KOP_COMPONENTS)
foreach(component IN LISTS components)
  install(TARGETS kop_${component} EXPORT KopTargets)
  install(FILES "${PROJECT_SOURCE_DIR}/stdlib/include/kop/${component}.h"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/kop")
  # Headers beside the main one lie in a directory of its name.
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/stdlib/include/kop/${component}"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/kop" OPTIONAL
    FILES_MATCHING PATTERN "*.h")
endforeach()
if(TARGET kopc)
  # The libraries of LLVM and MLIR lie outside the default path.
  set_target_properties(kopc PROPERTIES INSTALL_RPATH_USE_LINK_PATH TRUE)
  install(TARGETS kopc EXPORT KopTargets)
endif()
if(TARGET kop_tool)
  # It finds a shared libkop and kopc in the installation it is part of.
  file(RELATIVE_PATH library_path
    "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_LIBDIR}")
  set_target_properties(kop_tool PROPERTIES
    INSTALL_RPATH "$ORIGIN/${library_path}")
  install(TARGETS kop_tool)
endif()
install(EXPORT KopTargets NAMESPACE Kop:: DESTINATION "${package_directory}")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/tools/cmake/KopConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/KopConfig.cmake"
  INSTALL_DESTINATION "${package_directory}")
write_basic_package_version_file(
  "${CMAKE_CURRENT_BINARY_DIR}/KopConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/KopConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/KopConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/tools/cmake/KopAddLibrary.cmake"
  "${PROJECT_SOURCE_DIR}/tools/cmake/KopAddOtCost.cmake"
  "${PROJECT_SOURCE_DIR}/tools/cmake/Ot.kop.in"
  "${PROJECT_SOURCE_DIR}/tools/cmake/OtCost.cpp.in"
  "${PROJECT_SOURCE_DIR}/tools/cmake/OtCost.h.in"
  "${PROJECT_SOURCE_DIR}/tools/cmake/OtCostBounds.cpp.in"
  "${PROJECT_SOURCE_DIR}/tools/cmake/OtKernel.cpp.in"
  "${PROJECT_SOURCE_DIR}/tools/cmake/OtKernel.h.in"
  DESTINATION "${package_directory}")

# The prefix of a .pc file is where it lies, so that it can be moved.
file(RELATIVE_PATH KOP_PC_PREFIX
  "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file("${PROJECT_SOURCE_DIR}/tools/cmake/kop.pc.in"
  "${CMAKE_CURRENT_BINARY_DIR}/kop.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/kop.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
foreach(component IN LISTS components)
  get_target_property(KOP_PC_REQUIRES kop_${component} KOP_PC_REQUIRES)
  configure_file("${PROJECT_SOURCE_DIR}/tools/cmake/kop-component.pc.in"
    "${CMAKE_CURRENT_BINARY_DIR}/kop-${component}.pc" @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/kop-${component}.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()
