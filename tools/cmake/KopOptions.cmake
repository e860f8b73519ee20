# Settings shared by every target of Kop.

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

add_library(kop_options INTERFACE)
target_compile_features(kop_options INTERFACE cxx_std_20)
target_compile_options(kop_options INTERFACE -Wall -Wextra)
# GCC 12 sees overlapping copies in std::string that are not there (PR 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND
   CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(kop_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
target_include_directories(kop_options INTERFACE
  "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_BINARY_DIR}")
if(KOP_SANITIZE)
  target_compile_options(kop_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -g)
  target_link_options(kop_options INTERFACE -fsanitize=address,undefined)
endif()
