#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>

#include "exchange/exchange.hpp"
#include "exchange/order_codec.hpp"

using namespace tradewind;
using namespace tradewind::exchange;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// An exchange with everything that it said, as text.
class Floor final : public MarketListener {
public:
    explicit Floor(std::uint64_t seed = 7, Timestamp start = default_start())
        : exchange(make(seed, start), *this, [this](const OrderEvent& event) { events.push_back(event); }) {}

    void on_trade(std::uint32_t symbol, const Trade& trade) override {
        tape += fmt::format("t {} {} {} {}\n", symbol, format_timestamp(trade.time), trade.price.to_string(),
                            trade.quantity.to_string());
    }
    void on_quote(std::uint32_t symbol, const Quote& quote) override {
        tape += fmt::format("q {} {} {}\n", symbol, quote.bid.to_string(), quote.ask.to_string());
    }
    void on_bar(std::uint32_t symbol, BarKind kind, const MarketBar& bar) override {
        tape += fmt::format("b {} {} {} {} {}\n", symbol, static_cast<int>(kind), format_timestamp(bar.start),
                            bar.close.to_string(), bar.volume);
    }
    void on_halt(std::uint32_t, bool, HaltReason, Timestamp) override {}
    void on_bust(std::uint32_t, const Trade&, Timestamp) override {}
    void on_news(const NewsItem& item) override { tape += item.headline + '\n'; }

    ApiResult<const ClientOrder*> send(std::string_view json) {
        const auto request = decode_order_request(json);
        if (!request) return std::unexpected(request.error());
        return exchange.desk().submit(*request, exchange.now());
    }
    const ClientOrder& must(std::string_view json) {
        const auto order = send(json);
        INFO(json);
        if (!order) FAIL(order.error().message);
        return **order;
    }
    ApiError refused(std::string_view json) {
        const auto order = send(json);
        INFO(json);
        REQUIRE_FALSE(order.has_value());
        return order.error();
    }
    void wait(Duration time) { exchange.advance_to(exchange.now() + time); }
    Stock& stock(std::string_view symbol) { return exchange.market().stocks()[*exchange.market().find(symbol)]; }
    [[nodiscard]] Decimal cash_by_fills() const {
        Decimal cash = exchange.desk().account().initial_cash();
        for (const auto& fill : exchange.desk().activities()) {
            const Decimal amount = multiply(fill.price, fill.quantity, Rounding::kHalfEven);
            cash += fill.side == Side::kBuy ? -amount : amount;
        }
        return cash;
    }

    std::string tape;
    std::vector<OrderEvent> events;
    Exchange exchange;

private:
    static ExchangeOptions make(std::uint64_t seed, Timestamp start) {
        ExchangeOptions options;
        options.seed = seed;
        options.start = start;
        return options;
    }
};

std::string price_text(Decimal price, double factor) {
    return price_of(price.to_double() * factor).to_string();
}

constexpr auto kBuyTen = R"({"symbol":"AURL","qty":"10","side":"buy","type":"market","time_in_force":"day"})";

}  // namespace

TEST_CASE("The same seed and the same actions at the same times give the same tape, byte for byte") {
    const auto play = [](std::uint64_t seed) {
        Floor floor(seed);
        floor.wait(minutes(3));
        floor.must(kBuyTen);
        floor.wait(minutes(2));
        floor.must(R"({"symbol":"BRND","notional":"500","side":"buy","type":"market","time_in_force":"day"})");
        floor.wait(minutes(15));
        std::string text = floor.tape;
        for (const auto& event : floor.events) text += event.event + event.execution_id + event.order.id;
        return text;
    };
    const auto tape = play(7);
    CHECK(tape.size() > 100'000);
    CHECK(tape == play(7));
    CHECK(tape != play(8));
}

TEST_CASE("A market order goes through its states and moves cash by its fills") {
    Floor floor;
    const auto& order = floor.must(kBuyTen);
    CHECK(order.state == OrderState::kPendingNew);
    floor.wait(seconds(2));
    REQUIRE(order.state == OrderState::kFilled);
    REQUIRE(floor.events.size() >= 3);
    CHECK(floor.events[0].event == "pending_new");
    CHECK(floor.events[1].event == "new");
    CHECK(floor.events.back().event == "fill");
    CHECK(floor.events.back().position == Decimal::from_int(10));
    CHECK(floor.exchange.desk().account().cash() == floor.cash_by_fills());
}

TEST_CASE("Orders are refused with Alpaca's status, code and words") {
    Floor floor;
    floor.must(
        R"({"symbol":"AURL","qty":"10","side":"buy","type":"market","time_in_force":"day","client_order_id":"one"})");
    floor.wait(seconds(2));
    struct Case {
        const char* json;
        int status, code;
        const char* text;
    };
    const Case cases[] = {
        {"{", 400, 40010000, "request body format is invalid"},
        {R"({"qty":"1","side":"buy","type":"market","time_in_force":"day"})", 422, 40010001, "symbol is required"},
        {R"({"symbol":"AURL","qty":"1","notional":"5","side":"buy","type":"market","time_in_force":"day"})", 422,
         40010001, "only one of qty or notional is accepted"},
        {R"({"symbol":"AURL","qty":"0","side":"buy","type":"market","time_in_force":"day"})", 422, 40010001,
         "qty must be > 0"},
        {R"({"symbol":"AURL","qty":"1","side":"buy","type":"limit","time_in_force":"day"})", 422, 40010001,
         "limit orders require a limit price"},
        {R"({"symbol":"AURL","qty":"1","side":"buy","type":"market","time_in_force":"day","client_order_id":"one"})",
         422, 40010001, "client_order_id must be unique"},
        {R"({"symbol":"NONE","qty":"1","side":"buy","type":"market","time_in_force":"day"})", 422, 42210000,
         "not found"},
        {R"({"symbol":"AURL","qty":"1","side":"buy","type":"limit","time_in_force":"day","limit_price":"29.123"})", 422,
         42210000, "sub-penny"},
        {R"({"symbol":"AURL","qty":"1","side":"buy","type":"market","time_in_force":"day","extended_hours":true})", 422,
         42210000, "extended hours order must be DAY limit orders"},
        {R"({"symbol":"BRND","qty":"1.5","side":"buy","type":"market","time_in_force":"gtc"})", 422, 42210000,
         "fractional orders must be DAY orders"},
        {R"({"symbol":"AURL","qty":"100000","side":"buy","type":"market","time_in_force":"day"})", 403, 40310000,
         "insufficient buying power"},
        {R"({"symbol":"AURL","qty":"11","side":"sell","type":"market","time_in_force":"day"})", 403, 40310000,
         "insufficient qty available for order (requested: 11, available: 10)"},
        {R"({"symbol":"AURL","qty":"1","side":"buy","type":"market","time_in_force":"opg"})", 403, 40310000,
         "opg orders must be submitted after 7:00pm and before 9:28am"},
        {R"({"symbol":"AURL","qty":"1","side":"buy","type":"trailing_stop","time_in_force":"day"})", 422, 40010001,
         "trail"},
    };
    for (const auto& one : cases) {
        const auto error = floor.refused(one.json);
        CHECK(error.status == one.status);
        CHECK(error.code == one.code);
        CHECK(error.message.contains(one.text));
    }
}

TEST_CASE("An order that could trade with one's own is a wash trade") {
    Floor floor;
    floor.must(kBuyTen);
    floor.wait(seconds(2));
    const auto low = price_text(floor.stock("AURL").last, 0.9);
    floor.must(fmt::format(
        R"({{"symbol":"AURL","qty":"5","side":"buy","type":"limit","time_in_force":"gtc","limit_price":"{}"}})", low));
    floor.wait(seconds(1));
    CHECK(floor.refused(R"({"symbol":"AURL","qty":"5","side":"sell","type":"market","time_in_force":"day"})")
              .message.contains("wash trade"));
    const auto high = price_text(floor.stock("AURL").last, 1.1);
    CHECK(
        floor
            .send(fmt::format(
                R"({{"symbol":"AURL","qty":"5","side":"sell","type":"limit","time_in_force":"gtc","limit_price":"{}"}})",
                high))
            .has_value());
}

TEST_CASE("A bracket's exits wait for the entry, share one claim, and cancel each other") {
    Floor floor;
    const auto last = floor.stock("AURL").last;
    const auto& entry = floor.must(fmt::format(
        R"({{"symbol":"AURL","qty":"4","side":"buy","type":"market","time_in_force":"gtc","order_class":"bracket","take_profit":{{"limit_price":"{}"}},"stop_loss":{{"stop_price":"{}"}}}})",
        price_text(last, 1.3), price_text(last, 0.7)));
    REQUIRE(entry.children.size() == 2);
    const auto& profit = floor.exchange.desk().at(entry.children[0]);
    const auto& stop = floor.exchange.desk().at(entry.children[1]);
    CHECK(profit.state == OrderState::kHeld);
    floor.wait(seconds(2));
    REQUIRE(entry.state == OrderState::kFilled);
    CHECK(profit.state == OrderState::kNew);
    CHECK(stop.state == OrderState::kNew);
    CHECK(floor.exchange.desk().available(entry.symbol).is_zero());
    CHECK(floor.refused(R"({"symbol":"AURL","qty":"4","side":"sell","type":"market","time_in_force":"day"})").status ==
          403);
    // The stop is moved to where the market is.
    const auto moved =
        floor.exchange.desk().replace(stop.id,
                                      {.quantity = {},
                                       .limit_price = {},
                                       .stop_price = price_of(floor.stock("AURL").last.to_double() * 1.05),
                                       .trail = {},
                                       .force = {},
                                       .client_order_id = {}},
                                      floor.exchange.now());
    REQUIRE(moved.has_value());
    floor.wait(minutes(1));
    CHECK((*moved)->state == OrderState::kFilled);
    CHECK(profit.state == OrderState::kCanceled);
    CHECK(floor.exchange.desk().account().holdings().empty());
    CHECK(floor.exchange.desk().account().cash() == floor.cash_by_fills());
}

TEST_CASE("What can't be filled at once is canceled: all of a fok, the rest of an ioc") {
    Floor floor;
    const auto ask = floor.stock("AURL").quote.ask.to_string();
    const auto& all = floor.must(fmt::format(
        R"({{"symbol":"AURL","qty":"1500","side":"buy","type":"limit","time_in_force":"fok","limit_price":"{}"}})",
        ask));
    const auto& some = floor.must(fmt::format(
        R"({{"symbol":"AURL","qty":"2000","side":"buy","type":"limit","time_in_force":"ioc","limit_price":"{}"}})",
        price_text(floor.stock("AURL").last, 1.02)));
    floor.wait(seconds(2));
    CHECK(all.state == OrderState::kCanceled);
    CHECK(all.filled.is_zero());
    CHECK(some.filled.sign() > 0);
    CHECK(is_terminal(some.state));
}

TEST_CASE("A trailing stop follows the market up and sells on the way down") {
    Floor floor;
    floor.must(kBuyTen);
    floor.wait(seconds(2));
    const auto& trail = floor.must(
        R"({"symbol":"AURL","qty":"10","side":"sell","type":"trailing_stop","time_in_force":"gtc","trail_percent":"0.3"})");
    const auto first = *floor.exchange.desk().find(trail.id);
    floor.wait(hours(5));
    REQUIRE(trail.state == OrderState::kFilled);
    CHECK(*trail.high_water >= first.high_water.value_or(Decimal()));
    CHECK(*trail.average_price() < *trail.high_water);
}

TEST_CASE("Auction orders trade at one price; day orders end with the session, gtc orders live on") {
    Floor floor(7, default_start() - hours(2));
    const auto& opening =
        floor.must(R"({"symbol":"AURL","qty":"10","side":"buy","type":"market","time_in_force":"opg"})");
    const auto& queued =
        floor.must(R"({"symbol":"BRND","qty":"3","side":"buy","type":"market","time_in_force":"day"})");
    CHECK(queued.state == OrderState::kAccepted);
    floor.exchange.advance_to(default_start());
    CHECK(opening.state == OrderState::kFilled);
    CHECK(opening.filled_at == default_start() - minutes(5));
    CHECK(queued.state == OrderState::kFilled);
    const auto low = price_text(floor.stock("CNDR").last, 0.8);
    const auto& day = floor.must(fmt::format(
        R"({{"symbol":"CNDR","qty":"1","side":"buy","type":"limit","time_in_force":"day","limit_price":"{}"}})", low));
    const auto& gtc = floor.must(fmt::format(
        R"({{"symbol":"DLPH","qty":"1","side":"buy","type":"limit","time_in_force":"gtc","limit_price":"{}"}})",
        price_text(floor.stock("DLPH").last, 0.8)));
    const auto& closing =
        floor.must(R"({"symbol":"AURL","qty":"10","side":"sell","type":"market","time_in_force":"cls"})");
    floor.wait(hours(8));
    CHECK(day.state == OrderState::kExpired);
    CHECK(gtc.state == OrderState::kNew);
    CHECK(closing.state == OrderState::kFilled);
    CHECK(closing.filled_at == default_start() + hours(6) + minutes(25));
    floor.wait(hours(24));
    CHECK(gtc.state == OrderState::kNew);
    CHECK(floor.exchange.desk().account().cash() == floor.cash_by_fills());
}

TEST_CASE("Random orders for three days leave no share and no cent unaccounted for") {
    Floor floor(21);
    Random random(5);
    const char* kinds[] = {"market", "limit", "stop", "stop_limit", "trailing_stop"};
    const char* forces[] = {"day", "gtc", "ioc", "fok"};
    for (int i = 0; i < 400; ++i) {
        const auto& asset = floor.exchange.market().stocks()[random.below(floor.exchange.market().stocks().size())];
        const std::string kind = kinds[random.below(5)];
        const bool buys = random.uniform() < 0.5;
        std::string json = fmt::format(R"({{"symbol":"{}","qty":"{}","side":"{}","type":"{}","time_in_force":"{}")",
                                       asset.asset.ticker.view(), 1 + random.below(60), buys ? "buy" : "sell", kind,
                                       kind == "market" || kind == "limit" ? forces[random.below(4)] : "day");
        const double near = 1 + (random.uniform() - 0.5) * 0.01;
        if (kind == "limit" || kind == "stop_limit")
            json += fmt::format(R"(,"limit_price":"{}")", price_text(asset.last, near));
        if (kind == "stop" || kind == "stop_limit")
            json += fmt::format(R"(,"stop_price":"{}")", price_text(asset.last, near));
        if (kind == "trailing_stop") json += R"(,"trail_percent":"0.5")";
        (void)floor.send(json + "}");
        floor.wait(seconds(random.below(600)));
        if (i % 50 == 0) floor.exchange.desk().cancel_all(floor.exchange.now());
    }
    const auto& desk = floor.exchange.desk();
    CHECK(desk.activities().size() > 50);
    CHECK(desk.account().cash() == floor.cash_by_fills());
    std::map<std::uint32_t, Decimal> held;
    for (const auto& order : desk.orders()) {
        if (order.quantity) CHECK(order.filled <= *order.quantity);
        held[order.symbol] += order.side == Side::kBuy ? order.filled : -order.filled;
    }
    for (const auto& [symbol, quantity] : held) CHECK(desk.account().held(symbol) == quantity);
}
