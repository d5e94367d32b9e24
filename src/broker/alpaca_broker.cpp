#include "broker/alpaca_broker.hpp"

#include <fmt/core.h>
#include <unordered_set>

#include "broker/alpaca_codec.hpp"

namespace tradewind::broker {
namespace {

constexpr std::size_t kOrdersPerPage = 500;
constexpr int kMostOrderPages = 200;

std::unexpected<Error> unknown_outcome(std::string message) {
    return fail(ErrorCode::kUnknownOutcome, std::move(message), "it is looked up by its client id");
}

}  // namespace

Result<BrokerOrder> AlpacaBroker::submit(const Order& order) {
    return settle(trading_.send("POST", "/v2/orders", encode_order(order)), order.client_order_id);
}

Result<BrokerOrder> AlpacaBroker::replace(const std::string& broker_order_id, const ReplaceTerms& terms) {
    return settle(trading_.send("PATCH", "/v2/orders/" + url_encode(broker_order_id), encode_terms(terms)),
                  terms.client_order_id);
}

Result<BrokerOrder> AlpacaBroker::settle(const Result<HttpResponse>& response, const std::string& client_order_id) {
    if (response) {
        auto taken = decode_order(response->body);
        return taken ? taken : unknown_outcome("the order was answered, but not readably");
    }
    if (response.error().code != ErrorCode::kConflict) return std::unexpected(response.error());
    // It is there already, from a try whose answer was lost.
    auto there = find_order(client_order_id);
    if (!there) return unknown_outcome("the order is there already and can't be read: " + there.error().message);
    if (!*there) return unknown_outcome("the order is there already, but not visible yet");
    return std::move(**there);
}

Status AlpacaBroker::cancel(const std::string& broker_order_id) {
    auto response = trading_.send("DELETE", "/v2/orders/" + url_encode(broker_order_id), {});
    return response ? Status{} : std::unexpected(response.error());
}

Result<std::optional<BrokerOrder>> AlpacaBroker::find_order(const std::string& client_order_id) {
    auto body = trading_.read("/v2/orders:by_client_order_id?client_order_id=" + url_encode(client_order_id));
    if (!body) {
        if (body.error().code == ErrorCode::kNotFound) return std::optional<BrokerOrder>();
        return std::unexpected(body.error());
    }
    auto order = decode_order(*body);
    if (!order) return std::unexpected(order.error());
    return std::optional(std::move(*order));
}

// Pages by time of submission. Orders of one instant may straddle a page, so each begins a little before the last
// one's end and what was seen is left out.
Result<std::vector<BrokerOrder>> AlpacaBroker::orders_since(Timestamp since) {
    std::vector<BrokerOrder> all;
    std::unordered_set<std::string> seen;
    for (int page = 0; page < kMostOrderPages; ++page) {
        auto body = trading_.read(fmt::format("/v2/orders?status=all&direction=asc&limit={}&after={}", kOrdersPerPage,
                                              url_encode(format_timestamp(since))));
        if (!body) return std::unexpected(body.error());
        auto orders = decode_orders(*body);
        if (!orders) return std::unexpected(orders.error());
        const bool last = orders->size() < kOrdersPerPage;
        std::size_t fresh = 0;
        for (auto& order : *orders) {
            since = std::max(since, order.submitted - std::chrono::nanoseconds(1));
            if (!seen.insert(order.id).second) continue;
            ++fresh;
            all.push_back(std::move(order));
        }
        if (last || fresh == 0) return all;
    }
    return fail(ErrorCode::kLimit, "too many orders to read them all");
}

Result<std::vector<BrokerPosition>> AlpacaBroker::positions() {
    auto body = trading_.read("/v2/positions");
    return body ? decode_positions(*body) : std::unexpected(body.error());
}

Result<BrokerAccount> AlpacaBroker::account() {
    auto body = trading_.read("/v2/account");
    return body ? decode_account(*body) : std::unexpected(body.error());
}

}  // namespace tradewind::broker
