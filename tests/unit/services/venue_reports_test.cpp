#include "services/venue_reports.hpp"

#include <catch2/catch_test_macros.hpp>

#include "services/reconciliation.hpp"
#include "services/venue_report_codec.hpp"
#include "trading/order_ids.hpp"

namespace tradewind::services {
namespace {

using matching::VenueReport;
using Kind = VenueReport::Kind;

const Timestamp kNow = *parse_timestamp("2026-01-05T15:00:00Z");
const OrderId kOrder = trading::order_id("sig-test", OrderLeg::kEntry, 0);

broker::TradeUpdate update(std::string event, int filled, int quantity) {
    broker::TradeUpdate made;
    made.event = std::move(event);
    made.time = kNow;
    made.quantity = Decimal::from_int(quantity);
    made.price = Decimal::from_int(quantity > 0 ? 101 : 0);
    made.order.id = "b1";
    made.order.client_order_id = trading::client_order_id(kOrder);
    made.order.filled = Decimal::from_int(filled);
    made.order.average_price = Decimal::from_int(100);
    return made;
}

}  // namespace

TEST_CASE("client ids of ours name their order, others don't") {
    CHECK(order_of_client_id(trading::client_order_id(kOrder)) == kOrder);
    CHECK_FALSE(order_of_client_id("my-own-order"));
    CHECK_FALSE(order_of_client_id("tw-nonsense"));
}

TEST_CASE("a fill event is one fill with its own price") {
    const auto reports = reports_of(update("partial_fill", 7, 4), kNow);
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == Kind::kFill);
    CHECK(reports[0].quantity == Decimal::from_int(4));
    CHECK(reports[0].cumulative_quantity == Decimal::from_int(7));
    CHECK(reports[0].price == Decimal::from_int(101));
    CHECK(reports[0].average_price == Decimal::from_int(100));
}

TEST_CASE("a cancel brings the fills that were missed before it") {
    auto event = update("canceled", 3, 0);
    event.order.status = broker::BrokerStatus::kCanceled;
    const auto reports = reports_of(event, kNow);
    REQUIRE(reports.size() == 3);
    CHECK(reports[1].kind == Kind::kFill);
    CHECK(reports[1].cumulative_quantity == Decimal::from_int(3));
    CHECK(reports[2].kind == Kind::kCanceled);
}

TEST_CASE("reports travel unchanged, and the same news has the same id") {
    const auto report = reports_of(update("fill", 10, 3), kNow)[0];
    const auto first = outgoing_message(report, kNow);
    const auto decoded = decode_report(first.message.body);
    REQUIRE(decoded);
    CHECK(decoded->order == report.order);
    CHECK(decoded->quantity == report.quantity);
    CHECK(decoded->average_price == report.average_price);
    CHECK(decoded->known_at == report.known_at);
    auto again = report;
    again.quantity = Decimal::from_raw(1);
    again.known_at += std::chrono::seconds(5);
    CHECK(outgoing_message(again, kNow).message.id == first.message.id);
    again.cumulative_quantity = Decimal::from_int(9);
    CHECK(outgoing_message(again, kNow).message.id != first.message.id);
}

TEST_CASE("a damaged report names what is wrong") {
    auto body = outgoing_message(reports_of(update("fill", 10, 3), kNow)[0], kNow).message.body;
    body.replace(body.find("\"cumulative_quantity\""), 21, "\"cumulative_quantitx\"");
    CHECK(decode_report(body).error().message.contains("cumulative_quantity"));
    CHECK_FALSE(decode_report("{}"));
    CHECK_FALSE(decode_report("[1"));
}

TEST_CASE("only what the books don't know is news") {
    Order ours;
    ours.status = OrderStatus::kAccepted;
    broker::BrokerOrder there;
    CHECK_FALSE(is_news(there, ours));
    there.filled = Decimal::from_int(1);
    CHECK(is_news(there, ours));
    ours.filled_quantity = there.filled;
    CHECK_FALSE(is_news(there, ours));
    there.status = broker::BrokerStatus::kCanceled;
    CHECK(is_news(there, ours));
    ours.status = OrderStatus::kCanceled;
    CHECK_FALSE(is_news(there, ours));
    there.filled = Decimal::from_int(2);
    CHECK(is_news(there, ours));
}

TEST_CASE("books that agree have no differences; foreign orders don't count") {
    BooksView books;
    books.cash = Decimal::from_int(100);
    books.positions = {{.ticker = *Ticker::parse("AAPL"),
                        .quantity = Decimal::from_int(5),
                        .average_price = {},
                        .last_price = {},
                        .realized_pnl = {},
                        .updated = {}}};
    BrokerView broker;
    broker.account.cash = Decimal::from_int(101);
    broker.positions = {{"AAPL", Decimal::from_int(5), {}}};
    broker.orders.resize(1);
    broker.orders[0].client_order_id = "by-hand";
    CHECK(find_differences(books, broker, Decimal::from_int(1)).empty());
    broker.account.cash = Decimal::from_int(102);
    broker.positions[0].quantity = Decimal::from_int(4);
    broker.orders[0].client_order_id = trading::client_order_id(kOrder);
    const auto found = find_differences(books, broker, Decimal::from_int(1));
    REQUIRE(found.size() == 3);
    CHECK(found[0] == "cash: 100 in our books, 102 at the broker");
    CHECK(found[2] == "position AAPL: 5 in our books, 4 at the broker");
}

}  // namespace tradewind::services
