#include "services/broker_link.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fake_broker.hpp"
#include "trading/order_ids.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;
using matching::VenueReport;
using matching::VenueRequest;
using Kind = VenueReport::Kind;
using Fault = FakeBroker::Fault;

/// A link on a broker in memory, with a clock that the test moves.
struct Desk {
    FakeBroker broker;
    ManualMarketClock clock{*parse_timestamp("2026-01-05T15:00:00Z")};
    std::vector<VenueReport> reports;
    bool allowed = true;
    std::unique_ptr<BrokerLink> link = make();

    std::unique_ptr<BrokerLink> make() {
        const auto take = [this](const VenueReport& report) -> Status {
            reports.push_back(report);
            return {};
        };
        auto made = std::make_unique<BrokerLink>(broker, clock, take, [this](const Order&) { return allowed; });
        made->set_open(true);
        return made;
    }
    VenueRequest request(VenueRequest::Kind kind = VenueRequest::Kind::kSubmit, OrderLeg leg = OrderLeg::kEntry) const {
        VenueRequest made;
        made.kind = kind;
        made.order.ticker = *Ticker::parse("AAPL");
        made.order.quantity = Decimal::from_int(10);
        made.order.leg = leg;
        made.order.id = trading::order_id("sig-test", leg, 0);
        made.order.client_order_id = trading::client_order_id(made.order.id);
        made.order.time = made.time = *parse_timestamp("2026-01-05T15:00:00Z");
        return made;
    }
    void submit(const VenueRequest& made, bool maybe_sent = false) { link->enqueue(std::span(&made, 1), maybe_sent); }
    void work_for(Duration time) {
        const Timestamp end = clock.now() + time;
        for (link->work(); clock.now() < end; link->work()) clock.advance_to(clock.now() + 1s);
    }
    std::vector<Kind> kinds() const {
        std::vector<Kind> made;
        for (const auto& report : reports) made.push_back(report.kind);
        return made;
    }
};

}  // namespace

TEST_CASE("an order is sent once and its acceptance reported") {
    Desk desk;
    desk.submit(desk.request());
    desk.submit(desk.request());
    desk.work_for(5s);
    CHECK(desk.broker.submits == 1);
    CHECK(desk.kinds() == std::vector{Kind::kAccepted});
    CHECK(desk.reports[0].broker_order_id == "b1");
    CHECK(desk.link->unresolved() == 0);
}

TEST_CASE("an order whose answer is lost after it was taken is looked up, not sent again") {
    Desk desk;
    desk.broker.next_submits = {Fault::kLostAfter};
    desk.broker.blind = 2;
    desk.submit(desk.request());
    desk.work_for(60s);
    CHECK(desk.broker.submits == 1);
    CHECK(desk.kinds() == std::vector{Kind::kUnknown, Kind::kAccepted});
}

TEST_CASE("an order that never arrived goes out again after ten seconds of denials, under its id") {
    Desk desk;
    desk.broker.next_submits = {Fault::kLostBefore};
    desk.submit(desk.request());
    desk.work_for(9s);
    CHECK(desk.broker.submits == 1);
    desk.work_for(20s);
    CHECK(desk.broker.submits == 2);
    CHECK(desk.broker.orders.size() == 1);
    CHECK(desk.kinds() == std::vector{Kind::kUnknown, Kind::kAccepted});
}

TEST_CASE("no answer is no denial") {
    Desk desk;
    desk.broker.next_submits = {Fault::kLostAfter};
    desk.submit(desk.request());
    desk.work_for(1s);
    desk.broker.down = true;
    desk.work_for(120s);
    CHECK(desk.broker.submits == 1);
    CHECK(desk.link->unresolved() == 1);
    desk.broker.down = false;
    desk.work_for(5s);
    CHECK(desk.kinds() == std::vector{Kind::kUnknown, Kind::kAccepted});
}

TEST_CASE("a refusal of the first try is final; of a later one only where the order isn't there") {
    Desk desk;
    SECTION("first") {
        desk.broker.next_submits = {Fault::kRefused};
        desk.submit(desk.request());
        desk.work_for(1s);
        CHECK(desk.kinds() == std::vector{Kind::kRejected});
    }
    SECTION("later, and the first one was taken after all") {
        desk.broker.next_submits = {Fault::kLostAfter, Fault::kRefused};
        desk.broker.blind = 100;
        desk.submit(desk.request());
        // The list shows the order that look-ups by id deny.
        desk.work_for(30s);
        CHECK(desk.broker.submits == 1);
        CHECK(desk.kinds() == std::vector{Kind::kUnknown, Kind::kAccepted});
    }
}

TEST_CASE("a rate limit delays an order and changes nothing else") {
    Desk desk;
    desk.broker.next_submits = {Fault::kLimit};
    desk.submit(desk.request());
    desk.work_for(5s);
    CHECK(desk.broker.submits == 2);
    CHECK(desk.kinds() == std::vector{Kind::kAccepted});
}

TEST_CASE("after a restart an order is looked up before anything is sent") {
    Desk desk;
    desk.broker.next_submits = {Fault::kLostAfter};
    desk.submit(desk.request());
    desk.link->work();
    desk.reports.clear();
    desk.link = desk.make();
    desk.submit(desk.request(), true);
    desk.work_for(5s);
    CHECK(desk.broker.submits == 1);
    CHECK(desk.kinds() == std::vector{Kind::kAccepted});
}

TEST_CASE("orders wait while the link is closed; old entries are then refused, exits are not") {
    Desk desk;
    desk.link->set_open(false);
    desk.submit(desk.request());
    desk.submit(desk.request(VenueRequest::Kind::kSubmit, OrderLeg::kExit));
    desk.work_for(200s);
    CHECK(desk.broker.submits == 0);
    CHECK(desk.kinds() == std::vector{Kind::kRejected});
    desk.link->set_open(true);
    desk.work_for(1s);
    CHECK(desk.broker.submits == 1);
}

TEST_CASE("what was forbidden since an order was decided keeps it here; a cancel then ends it unsent") {
    Desk desk;
    desk.allowed = false;
    desk.submit(desk.request());
    desk.work_for(5s);
    CHECK(desk.broker.submits == 0);
    CHECK(desk.reports.empty());
    SECTION("allowed again, it goes out") {
        desk.allowed = true;
        desk.work_for(5s);
        CHECK(desk.kinds() == std::vector{Kind::kAccepted});
    }
    SECTION("killed, it never does") {
        desk.submit(desk.request(VenueRequest::Kind::kCancel));
        desk.work_for(5s);
        CHECK(desk.broker.submits == 0);
        CHECK(desk.kinds() == std::vector{Kind::kCanceled});
    }
}

TEST_CASE("a cancel before the order was sent ends it here; after, at the broker") {
    Desk desk;
    SECTION("before") {
        desk.link->set_open(false);
        desk.submit(desk.request());
        desk.submit(desk.request(VenueRequest::Kind::kCancel));
        desk.work_for(3s);
        CHECK(desk.broker.submits == 0);
        CHECK(desk.kinds() == std::vector{Kind::kCanceled});
    }
    SECTION("after, and the order fills first") {
        desk.broker.on_cancel = [](broker::BrokerOrder& order) {
            order.status = broker::BrokerStatus::kFilled;
            order.filled = order.quantity;
            order.average_price = Decimal::from_int(100);
        };
        desk.submit(desk.request());
        desk.work_for(1s);
        desk.submit(desk.request(VenueRequest::Kind::kCancel));
        desk.work_for(5s);
        REQUIRE(desk.kinds() == std::vector{Kind::kAccepted, Kind::kAccepted, Kind::kFill});
        CHECK(desk.reports.back().cumulative_quantity == Decimal::from_int(10));
    }
    CHECK(desk.link->unresolved() == 0);
}

}  // namespace tradewind::services
