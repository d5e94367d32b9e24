# tradewind_allow(MODULE DEP...) records one row of the dependency table.
macro(tradewind_allow module)
  set(TRADEWIND_ALLOWED_${module} "${ARGN}")
endmacro()

find_package(fmt REQUIRED)

# Two precompiled headers, each made once and reused: of std headers and fmt, and of these with nlohmann's JSON for
# targets that link it.
function(tradewind_pch target)
  set(headers <algorithm> <array> <charconv> <chrono> <cstdint> <expected> <filesystem> <fmt/core.h> <functional> <map>
    <memory> <optional> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)
  set(pch tradewind_pch)
  get_target_property(libraries ${target} LINK_LIBRARIES)
  if("nlohmann_json::nlohmann_json" IN_LIST libraries)
    set(pch tradewind_json_pch)
    list(APPEND headers <nlohmann/json.hpp>)
  endif()
  if(NOT TARGET ${pch})
    file(WRITE ${PROJECT_BINARY_DIR}/pch_stub.cpp "")
    add_library(${pch} STATIC ${PROJECT_BINARY_DIR}/pch_stub.cpp)
    target_link_libraries(${pch} PRIVATE fmt::fmt)
    target_precompile_headers(${pch} PRIVATE ${headers})
  endif()
  target_link_libraries(${target} PRIVATE fmt::fmt)
  target_precompile_headers(${target} REUSE_FROM ${pch})
endfunction()

# Gives MODULE an include root of its own, in which it is the only folder: <root>/<module>/*.hpp.
# Seeing another module's header thus takes a link edge to it.
function(tradewind_include_root module out)
  set(root ${PROJECT_BINARY_DIR}/include/${module})
  file(MAKE_DIRECTORY ${root})
  if(NOT EXISTS ${root}/${module})
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/${module} ${root}/${module} SYMBOLIC)
  endif()
  set(${out} ${root} PARENT_SCOPE)
endfunction()

# tradewind_batches(TARGET) compiles small sources several at a time: reading the same headers and instantiating the same
# templates is most of what compiling them takes. They share a name space for what is private to a file.
# tradewind_alone(a.cpp...) leaves out those that take long by themselves.
function(tradewind_batches target)
  if(TRADEWIND_BATCHES)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 5)
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)  # a batch reads sources as if they were headers
  endif()
endfunction()
function(tradewind_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# tradewind_module(NAME SOURCES a.cpp... [LIBS external...] [PRIVATE_LIBS external...])
# A static library tradewind_NAME (alias tradewind::NAME), linked to what the table allows.
function(tradewind_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  if(NOT DEFINED TRADEWIND_ALLOWED_${name})
    message(FATAL_ERROR "Module ${name} has no row in cmake/TradewindDependencies.cmake")
  endif()
  tradewind_include_root(${name} root)
  if(arg_SOURCES)
    add_library(tradewind_${name} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(tradewind_${name} PRIVATE ${arg_PRIVATE_LIBS})
    tradewind_pch(tradewind_${name})
    tradewind_batches(tradewind_${name})
  else()
    add_library(tradewind_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(tradewind::${name} ALIAS tradewind_${name})
  target_include_directories(tradewind_${name} ${scope} ${root})
  target_link_libraries(tradewind_${name} ${scope} ${arg_LIBS})
  foreach(dep IN LISTS TRADEWIND_ALLOWED_${name})
    target_link_libraries(tradewind_${name} ${scope} tradewind::${dep})
  endforeach()
endfunction()

# tradewind_test(NAME SOURCES a_test.cpp... MODULES core... [LIBS ...] [LABELS unit|integration|...] [TIMEOUT s])
# One Catch2 binary; ctest runs it whole, so a suite may share an expensive fixture (a server).
function(tradewind_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;MODULES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  list(TRANSFORM arg_MODULES PREPEND tradewind::)
  target_link_libraries(${name} PRIVATE ${arg_MODULES} ${arg_LIBS} Catch2::Catch2WithMain)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  tradewind_pch(${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  # Unit tests of the pure modules also run under the sanitizers: `ninja pure_tests`, `ctest -L pure`.
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  if(arg_LABELS STREQUAL "unit" AND folder IN_LIST TRADEWIND_PURE_MODULES)
    list(APPEND arg_LABELS pure)
    add_dependencies(pure_tests ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name} --order lex)
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "TRADEWIND_SOURCE_DIR=${PROJECT_SOURCE_DIR};TRADEWIND_BINARY=$<TARGET_FILE:tradewind>")
endfunction()
