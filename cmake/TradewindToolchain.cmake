# Compiler, linker and cache settings that hold for every target.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# mold links in a tenth of the time; bfd stays as the fallback on a machine without it.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 14 warns falsely about coroutine frames and moved-from optionals at -O2.
  add_compile_options(-Wno-maybe-uninitialized -Wno-mismatched-new-delete -Wno-dangling-reference)
endif()

# Equal decisions on every CPU: no fused multiply-add, no fast-math, no -march.
add_compile_options(-ffp-contract=off)

set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")

if(TRADEWIND_SANITIZE)
  add_compile_options(-fsanitize=${TRADEWIND_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRADEWIND_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND TRADEWIND_SANITIZE MATCHES thread)
    # Asio's fences, which the sanitizer doesn't model.
    add_compile_options(-Wno-tsan)
  endif()
endif()
