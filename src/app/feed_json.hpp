#pragma once

#include <nlohmann/json.hpp>

#include "news/feed.hpp"

namespace tradewind::app {

/// A feed as `feeds parse` prints it, without its `file`; what is not known is null.
nlohmann::ordered_json feed_json(const news::Feed& feed);

}  // namespace tradewind::app
