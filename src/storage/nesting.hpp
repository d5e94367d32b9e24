#pragma once

#include "core/error.hpp"

namespace tradewind::storage {

/// Marks that this thread is inside a transaction of a store, so that a nested one stops with a word instead of waiting
/// for itself for ever.
class NestingGuard {
public:
    explicit NestingGuard(const void* store) : outer_(current()) {
        TRADEWIND_ASSERT(outer_ != store);
        current() = store;
    }
    ~NestingGuard() { current() = outer_; }
    NestingGuard(const NestingGuard&) = delete;
    NestingGuard& operator=(const NestingGuard&) = delete;

private:
    static const void*& current() {
        thread_local const void* store = nullptr;
        return store;
    }
    const void* outer_;
};

}  // namespace tradewind::storage
