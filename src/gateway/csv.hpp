#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/message.hpp"

namespace tradewind::gateway {

/// Whether the client wants a table: `format=csv`, or an Accept that names text/csv.
bool wants_csv(const net::Request& request);

/// RFC 4180: a line of names, and a line for each item of the list in `json` (its `items`, `points`, `bars`,
/// `strategies` or `settings`). What an item holds of lists and objects stands in its column as JSON. Texts that a
/// spreadsheet would take for a formula begin with an apostrophe. Nothing where `json` holds no list.
std::optional<std::string> csv_of(std::string_view json);

/// `?…` of the request with the cursor of the next page, where the list in `json` has one; else empty.
std::string next_query(const net::Request& request, std::string_view json);

}  // namespace tradewind::gateway
