#pragma once

#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>

#include "core/error.hpp"

namespace tradewind::bench {

/// Ends the program with the error's message where there is one.
inline void check(const Status& status) {
    if (status) return;
    fmt::println(stderr, "{}", status.error().message);
    std::exit(1);
}

template <class T>
T check(Result<T> result) {
    check(result ? Status() : Status(std::unexpected(result.error())));
    return std::move(*result);
}

}  // namespace tradewind::bench
