#pragma once

#include "exchange/server.hpp"
#include "services/run.hpp"

namespace tradewind::services {

/// What a run without keys trades on: an invented market that leaves out its nights, with a journal beside the store of
/// `options.world`, so that both come back together.
exchange::ServeOptions own_exchange_options(const RunOptions& options);

/// The settings by which anybody would trade on a served exchange of that speed, with its own news: nothing in the
/// services knows more of it.
config::Settings settings_at(const exchange::ServedExchange& there, double speed, config::Settings settings);

}  // namespace tradewind::services
