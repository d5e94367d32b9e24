#include "virtual_house.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "exchange/order_codec.hpp"
#include "exchange/wire_json.hpp"
#include "services/reconciliation.hpp"
#include "services/venue_reports.hpp"

namespace tradewind::test {
namespace {

using namespace std::chrono_literals;
using exchange::ChaosMode;
using exchange::Json;

constexpr Duration kStep = 100ms;
constexpr Duration kLook = 10s;

exchange::ExchangeOptions market_of(std::uint64_t seed) {
    exchange::ExchangeOptions options;
    options.seed = seed;
    options.start = exchange::default_start();
    options.news = false;
    options.splits = false;
    options.history_sessions = 1;
    return options;
}

trading::DecisionSettings decisions() {
    trading::DecisionSettings settings;
    settings.risk.cooldown = {};
    settings.sizing.method = risk::SizingMethod::kFixedNotional;
    settings.sizing.notional = Decimal::from_int(6000);
    return settings;
}

Duration seconds_of(double seconds) {
    return Duration(static_cast<std::int64_t>(seconds * 1e9));
}

HttpResponse answer(int status, const Json& body) {
    HttpResponse response;
    response.status = status;
    response.body = body.is_null() ? "" : body.dump();
    return response;
}

HttpResponse refused(const exchange::ApiError& error) {
    return answer(error.status, {{"code", error.code}, {"message", error.message}});
}

// Members that clients must be able to do without.
void thin(Json& value) {
    if (value.is_object()) {
        for (const char* name : {"updated_at", "expires_at", "legs", "hwm", "source", "qty_available"})
            value.erase(name);
    }
    if (value.is_structured()) {
        for (auto& inner : value) thin(inner);
    }
}

}  // namespace

VirtualHouse::VirtualHouse(std::uint64_t seed, const std::string& chaos)
    : clock_(exchange::default_start()),
      chaos_(exchange::parse_chaos(chaos).value(), seed),
      exchange_(market_of(seed), *this, [this](const exchange::OrderEvent& event) { tell(event); }),
      http_(
          "https://exchange.test", {"KEY", "SECRET"}, [this](const HttpRequest& request) { return serve(request); },
          machine_, [this](Duration pause) { advance(pause); }),
      engine_(decisions(), Decimal::from_int(100'000)),
      link_(
          broker_, clock_,
          [this](const matching::VenueReport& made) -> Status {
              report(made);
              return {};
          },
          [](const Order&) { return true; }) {
    machine_.now_ = reconnect_ = next_look_ = exchange_.now();
}

void VirtualHouse::advance(Duration time) {
    machine_.now_ += time;
    exchange_.advance_to(machine_.now_);
    chaos_.act(exchange_);
    clock_.advance_to(machine_.now_);
}

void VirtualHouse::run(Duration time) {
    for (const Timestamp end = machine_.now_ + time; machine_.now_ < end;) step();
}

void VirtualHouse::step() {
    advance(kStep);
    for (auto& bar : std::exchange(bars_, {})) {
        made_.clear();
        engine_.on_bar(bar, made_);
        absorb();
    }
    if (!connected_ && machine_.now_ >= reconnect_) connect();
    for (auto held = late_.begin(); connected_ && held != late_.end();) {
        if (held->due > machine_.now_) {
            ++held;
            continue;
        }
        const auto message = std::move(held->message);
        held = late_.erase(held);
        deliver(message);
    }
    if (connected_ && machine_.now_ >= next_look_) reconcile();
    link_.set_open(connected_);
    link_.work();
}

void VirtualHouse::connect() {
    connected_ = true;
    mute_ = false;
    session_.emplace(broker::AlpacaKeys{"KEY", "SECRET"});
    next_look_ = machine_.now_;
}

void VirtualHouse::disconnect() {
    connected_ = false;
    late_.clear();
    overtaken_.reset();
    summed_.reset();
    reconnect_ = machine_.now_ + 1s;
}

// The faults of a socket, as exchange/outlet.hpp and trading_hub.hpp play them.
void VirtualHouse::tell(const exchange::OrderEvent& event) {
    if (!connected_) return;
    exchange::OrderEvent told = event;
    if (summed_ && summed_->order.id == event.order.id && event.quantity) {
        *told.quantity += *summed_->quantity;
        summed_.reset();
    }
    if (event.event == "partial_fill" && chaos_.happens(ChaosMode::kCumulative)) {
        summed_ = told;
        return;
    }
    send(Json{{"stream", "trade_updates"}, {"data", order_event_json(exchange_, told, false)}}.dump());
}

void VirtualHouse::send(std::string message) {
    mute_ = mute_ || chaos_.happens(ChaosMode::kMuteSocket).has_value();
    if (mute_) return;
    if (chaos_.happens(ChaosMode::kCutSocket)) return disconnect();
    if (const auto late = chaos_.happens(ChaosMode::kLate)) {
        late_.push_back({machine_.now_ + seconds_of(*late), std::move(message)});
        return;
    }
    if (!overtaken_ && chaos_.happens(ChaosMode::kReorder)) {
        overtaken_ = std::move(message);
        return;
    }
    const bool twice = chaos_.happens(ChaosMode::kDuplicate).has_value();
    // Nothing arrives in the middle of what caused it.
    for (int i = twice ? 0 : 1; i < 2; ++i) late_.push_back({machine_.now_, message});
    if (overtaken_) late_.push_back({machine_.now_, *std::exchange(overtaken_, std::nullopt)});
}

void VirtualHouse::deliver(const std::string& message) {
    const auto heard = session_->on_message(message);
    if (!heard) return disconnect();
    for (const auto& update : heard->updates) {
        for (const auto& made : services::reports_of(update, machine_.now_)) report(made);
    }
}

void VirtualHouse::reconcile() {
    const auto there = broker_.orders_since(exchange_.started() - 1h);
    if (!there) return;  // Tried again at once.
    next_look_ = machine_.now_ + kLook;
    for (const auto& order : *there) {
        const auto id = services::order_of_client_id(order.client_order_id);
        const auto ours = id ? orders_.find(*id) : orders_.end();
        if (ours == orders_.end() || !services::is_news(order, ours->second)) continue;
        if (order.updated != Timestamp{} && machine_.now_ - order.updated > 5s) disconnect();
        for (const auto& made : services::reports_of(order, *id, machine_.now_)) report(made);
    }
}

void VirtualHouse::report(const matching::VenueReport& made) {
    made_.clear();
    engine_.on_report(made, made_);
    absorb();
}

void VirtualHouse::absorb() {
    for (const auto& order : made_.orders) orders_.insert_or_assign(order.id, order);
    fills_.insert(fills_.end(), made_.fills.begin(), made_.fills.end());
    link_.enqueue(made_.requests, false);
}

void VirtualHouse::signal_all(Direction direction) {
    for (const auto& stock : exchange_.market().stocks()) {
        TradeSignal signal;
        signal.id = SignalId::from_fields({"virtual", std::to_string(++signals_)});
        signal.ticker = stock.asset.ticker;
        signal.time = machine_.now_;
        signal.direction = direction;
        signal.strength = 0.8;
        signal.combined = direction == Direction::kLong ? 0.8 : 0;
        signal.volatility = 0.2;
        signal.reference_price = stock.last;
        made_.clear();
        engine_.on_signal(signal, made_);
        absorb();
    }
}

void VirtualHouse::on_bar(std::uint32_t symbol, exchange::BarKind kind, const exchange::MarketBar& bar) {
    if (kind != exchange::BarKind::kMinute) return;
    Bar made;
    made.ticker = exchange_.market().stocks()[symbol].asset.ticker;
    made.start = bar.start;
    made.end = bar.start + 1min;
    made.open = bar.open;
    made.high = bar.high;
    made.low = bar.low;
    made.close = bar.close;
    made.volume = bar.volume;
    bars_.push_back(std::move(made));
}

Result<HttpResponse> VirtualHouse::serve(const HttpRequest& request) {
    if (chaos_.happens(ChaosMode::kTooMany)) return answer(429, {{"message", "rate limit exceeded"}});
    if (chaos_.happens(ChaosMode::kServerError)) return answer(500, nullptr);
    auto response = dispatch(request);
    if (const auto slow = chaos_.happens(ChaosMode::kSlow)) advance(seconds_of(*slow));
    const bool taken = request.method == "POST" && response.status == 200;
    if (taken && chaos_.happens(ChaosMode::kLostReply)) return fail(ErrorCode::kUnknownOutcome, "cut");
    if (response.status == 200 && chaos_.happens(ChaosMode::kFieldsMissing)) {
        auto body = Json::parse(response.body);
        thin(body);
        response.body = body.dump();
    }
    return response;
}

HttpResponse VirtualHouse::dispatch(const HttpRequest& request) {
    const std::string path = request.url.substr(std::string_view("https://exchange.test").size());
    constexpr std::string_view kByClientId = "/v2/orders:by_client_order_id?client_order_id=";
    if (request.method == "POST") return submit(request.body);
    if (request.method == "DELETE") {
        const auto done = exchange_.desk().cancel(path.substr(path.rfind('/') + 1), machine_.now_);
        return done ? answer(204, nullptr) : refused(done.error());
    }
    if (path.starts_with(kByClientId)) {
        const auto* order = exchange_.desk().find_by_client_id(path.substr(kByClientId.size()));
        return order == nullptr ? answer(404, {{"code", 40410000}}) : answer(200, order_json(exchange_, *order, true));
    }
    return list_orders();
}

HttpResponse VirtualHouse::submit(const std::string& body) {
    const auto decoded = exchange::decode_order_request(body);
    if (!decoded) return refused(decoded.error());
    const auto taken = exchange_.desk().submit(*decoded, machine_.now_);
    return taken ? answer(200, order_json(exchange_, **taken, true)) : refused(taken.error());
}

HttpResponse VirtualHouse::list_orders() {
    Json list = Json::array();
    for (const auto& order : exchange_.desk().orders()) list.push_back(order_json(exchange_, order, false));
    return answer(200, list);
}

std::vector<std::string> VirtualHouse::differences() {
    std::vector<std::string> found;
    const auto& desk = exchange_.desk();
    std::set<std::string> there;
    for (const auto& order : desk.orders()) {
        there.insert(order.client_order_id);
        const auto id = services::order_of_client_id(order.client_order_id);
        const auto ours = id ? orders_.find(*id) : orders_.end();
        if (ours == orders_.end()) {
            found.push_back(order.client_order_id + " is there only");
            continue;
        }
        Decimal told;
        for (const auto& fill : fills_) told += fill.order == *id ? fill.quantity : Decimal();
        const bool ended = is_terminal(ours->second.status) == exchange::is_terminal(order.state);
        if (told != order.filled || ours->second.filled_quantity != order.filled || !ended) {
            found.push_back(fmt::format("{}: {} filled and {} here, fills of {}, {} there", order.client_order_id,
                                        ours->second.filled_quantity.to_string(), to_string(ours->second.status),
                                        told.to_string(), order.filled.to_string()));
        }
    }
    for (const auto& [id, order] : orders_) {
        const bool unsent = order.status == OrderStatus::kRejected || order.status == OrderStatus::kCanceled;
        if (!unsent && !there.contains(order.client_order_id)) found.push_back(order.client_order_id + " is here only");
    }
    std::map<std::string, Decimal> positions;
    for (const auto& position : engine_.positions()) positions[position.ticker.to_string()] = position.quantity;
    for (const auto& [symbol, holding] : desk.account().holdings())
        positions[exchange_.market().stocks()[symbol].asset.ticker.to_string()] -= holding.quantity;
    for (const auto& [symbol, difference] : positions) {
        if (!difference.is_zero()) found.push_back(symbol + " differs by " + difference.to_string());
    }
    const auto cents = [](Decimal amount) { return amount.rounded(2, Rounding::kHalfEven); };
    if (cents(engine_.cash()) != cents(desk.account().cash())) {
        found.push_back(
            fmt::format("cash: {} here, {} there", engine_.cash().to_string(), desk.account().cash().to_string()));
    }
    return found;
}

std::string VirtualHouse::story() const {
    std::string text;
    for (const auto& fill : fills_)
        text += fmt::format("{} {} {} {}\n", fill.order.to_string(), fill.quantity.to_string(), fill.price.to_string(),
                            format_timestamp(fill.time));
    return text;
}

}  // namespace tradewind::test
