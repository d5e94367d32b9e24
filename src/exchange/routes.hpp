#pragma once

#include "exchange/wire_core.hpp"
#include "net/router.hpp"

/// The exchange's HTTP paths, by family. `core` must outlive the router.
namespace tradewind::exchange {

void add_order_routes(net::Router& router, WireCore& core);
void add_account_routes(net::Router& router, WireCore& core);
void add_watchlist_routes(net::Router& router, WireCore& core);
void add_data_routes(net::Router& router, WireCore& core);
void add_news_routes(net::Router& router, WireCore& core);
void add_stream_routes(net::Router& router, WireCore& core);
void add_admin_routes(net::Router& router, WireCore& core);

/// Query helpers that several families use.
std::vector<std::string> split_list(std::string_view text);
/// RFC 3339, or a date, which is its midnight in New York.
std::optional<Timestamp> read_time(std::string_view text);
/// A whole number within bounds, or `otherwise` where missing; nothing where unreadable or out of bounds.
std::optional<std::size_t> read_count(const net::Request& request, std::string_view name, std::size_t otherwise,
                                      std::size_t most);

}  // namespace tradewind::exchange
