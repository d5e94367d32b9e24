#pragma once

#include "core/error.hpp"

namespace tradewind::app {

/// Prints an error on stderr: with `json` as `{"error":{"code","message","hint"}}` on one line, else as text with the
/// hint below. Returns the exit status that fits: kWrongUsage for kInvalidArgument, else kFailed.
int report(const Error& error, bool json);

}  // namespace tradewind::app
