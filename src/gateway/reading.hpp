#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/json_writer.hpp"
#include "net/message.hpp"
#include "storage/page.hpp"

/// What the routes that only read have in common.
namespace tradewind::gateway {

/// `limit`, `cursor`, `symbol`, `from`, `to` of a list; kInvalidArgument names what was found and what is expected.
Result<storage::Page> read_page(const net::Request& request);

struct TimeRange {
    Timestamp from = Timestamp::min();
    Timestamp to = Timestamp::max();
};
Result<TimeRange> read_range(const net::Request& request);
/// A whole number in [low, high].
Result<std::size_t> read_count(const net::Request& request, std::string_view name, std::size_t low, std::size_t high,
                               std::size_t fallback);
Result<std::optional<Ticker>> read_symbol(const net::Request& request);

/// Runs `work` on a read-only snapshot and hands out its value.
template <class T>
Result<T> read(storage::Database& database, const std::function<Result<T>(storage::Transaction&)>& work) {
    std::optional<T> value;
    const Status done = database.read([&](storage::Transaction& tx) -> Status {
        auto made = work(tx);
        if (!made) return std::unexpected(std::move(made.error()));
        value = std::move(*made);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return std::move(*value);
}

/// 200 with the JSON and its ETag, 304 where the client has it already, or the error as a problem.
net::Response answer(const net::Request& request, Result<std::string> json);

/// `{"items":[…],"next":…}`. `cursor` gives an item's place; a full page has a next one.
template <class T, class Write, class Place>
std::string list_json(const std::vector<T>& items, std::size_t limit, Write write, Place place) {
    JsonWriter out;
    out.begin_object();
    out.key("items");
    out.begin_array();
    for (const auto& item : items) write(out, item);
    out.end_array();
    out.key("next");
    if (items.size() < limit || items.empty())
        out.null();
    else
        out.value(place(items.back()).to_string());
    out.end_object();
    return out.take();
}

}  // namespace tradewind::gateway
