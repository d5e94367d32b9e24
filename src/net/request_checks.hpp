#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/message.hpp"

namespace tradewind::net {

/// What must hold of a request's header before anything acts on it: one Host of ours, no ambiguous framing, no doubled
/// security header, a plain target. Fills `request`'s path and query. A response refuses it; the connection then
/// closes.
std::optional<Response> check_request(Request& request, int http_minor, const std::vector<std::string>& hosts,
                                      bool any_host, std::size_t max_fields, std::size_t max_target);

}  // namespace tradewind::net
