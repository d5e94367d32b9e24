#include "services/market_data_service.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "broker/alpaca_bars.hpp"
#include "broker/stream_sessions.hpp"
#include "market/session_calendar.hpp"
#include "net/websocket_client.hpp"
#include "services/codec.hpp"
#include "services/route.hpp"
#include "storage/bars.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 30> kLiquidStocks{
    "AAPL", "AMD",  "AMZN", "AVGO", "BAC",  "COST", "CSCO", "DIS", "GOOGL", "HD",  "INTC", "JNJ", "JPM", "KO",  "MA",
    "META", "MSFT", "NFLX", "NKE",  "NVDA", "ORCL", "PEP",  "PFE", "QQQ",   "SPY", "TSLA", "UNH", "V",   "WMT", "XOM"};
/// Enough minutes of sessions for every indicator, over a long weekend.
constexpr auto kWarmUp = std::chrono::days(5);
constexpr std::size_t kBatch = 1000;
/// An open market with this many tickers is never silent for so long, unless the connection is.
constexpr auto kMute = 3min;
constexpr Duration kSlowest = 10s;

}  // namespace

std::vector<Ticker> market_universe(const World& world) {
    std::vector<Ticker> tickers = world.decisions().universe;
    if (tickers.empty()) {
        for (const auto symbol : kLiquidStocks) tickers.push_back(*Ticker::parse(symbol));
    }
    if (std::erase_if(tickers, [](const Ticker& ticker) { return ticker.is_crypto(); }) > 0) {
        telemetry::log_warning(kMarketData, "coins are not streamed: only stocks are");
    }
    return tickers;
}

MarketData::MarketData(World& world, broker::AlpacaHttp& data, broker::AlpacaKeys keys, const MarketClock& market)
    : world_(world), data_(data), keys_(std::move(keys)), market_(market), tickers_(market_universe(world)) {}

Status MarketData::restore() {
    const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
        for (const auto& ticker : tickers_) {
            auto latest = storage::latest_bar_start(tx, ticker, Timeframe::k1m);
            if (!latest) return std::unexpected(latest.error());
            if (*latest) last_start_[ticker] = **latest;
        }
        return {};
    });
    return read ? world_.publish_leftovers() : read;
}

Status MarketData::catch_up() {
    const Timestamp now = market_.now();
    Timestamp from = now;
    for (const auto& ticker : tickers_) {
        const auto last = last_start_.find(ticker);
        from = std::min(from, std::max(last == last_start_.end() ? Timestamp{} : last->second, now - kWarmUp));
    }
    // Free plans see nothing of the consolidated feed's last quarter of an hour.
    const std::string& feed = world_.settings().alpaca.feed;
    const Timestamp to = feed == "delayed_sip" ? now - 16min : now;
    auto bars = broker::fetch_bars(data_, tickers_, Timeframe::k1m, from, to, feed == "delayed_sip" ? "sip" : feed);
    if (!bars) return std::unexpected(bars.error());
    return take(std::move(*bars));
}

Status MarketData::take(std::vector<Bar> bars) {
    if (leftovers_) {
        if (Status published = world_.publish_leftovers(); !published) return published;
        leftovers_ = false;
    }
    std::map<Ticker, Timestamp> last = last_start_;
    std::erase_if(bars, [&](const Bar& bar) {
        const auto known = last.find(bar.ticker);
        if (known != last.end() && bar.start <= known->second) return true;
        last[bar.ticker] = bar.start;
        return false;
    });
    for (std::size_t first = 0; first < bars.size(); first += kBatch) {
        const auto batch = std::span(bars).subspan(first, std::min(kBatch, bars.size() - first));
        if (Status stored = store(batch); !stored) return stored;
        for (const auto& bar : batch) last_start_[bar.ticker] = bar.start;
    }
    return {};
}

// Late, lost, or a minute without a trade: only history can tell.
bool MarketData::leaves_gap(const Bar& bar) const {
    const auto last = last_start_.find(bar.ticker);
    return last != last_start_.end() && bar.start > last->second + 1min &&
           market::SessionCalendar::of(bar.ticker).is_open(last->second + 1min);
}

Status MarketData::take_live(std::vector<Bar> bars) {
    std::vector<Ticker> behind;
    Timestamp from = Timestamp::max();
    Timestamp to = Timestamp::min();
    for (const auto& bar : bars) {
        if (!leaves_gap(bar)) continue;
        behind.push_back(bar.ticker);
        from = std::min(from, last_start_[bar.ticker] + 1min);
        to = std::max(to, bar.end);
    }
    if (!behind.empty()) {
        const auto& feed = world_.settings().alpaca.feed;
        auto missed = broker::fetch_bars(data_, behind, Timeframe::k1m, from, to, feed);
        if (!missed) return std::unexpected(missed.error());
        bars.insert(bars.begin(), std::make_move_iterator(missed->begin()), std::make_move_iterator(missed->end()));
        std::ranges::stable_sort(bars, {}, &Bar::end);
    }
    return take(std::move(bars));
}

Status MarketData::store(std::span<const Bar> bars) {
    const Timestamp now = world_.machine_clock().now();
    std::vector<Outgoing> outgoing;
    for (const auto& bar : bars) outgoing.push_back(outgoing_message(bar, now));
    const Status stored = world_.write([&](storage::Transaction& tx) -> Status {
        if (Status inserted = storage::insert_bars(tx, bars, market_.now()); !inserted) return inserted;
        return world_.enqueue(tx, outgoing, now);
    });
    if (!stored) return stored;
    if (Status published = world_.publish(outgoing); !published) {
        leftovers_ = true;
        telemetry::log_failure(telemetry::LogLevel::kWarning, kMarketData, "bars wait to be published",
                               published.error());
    }
    return {};
}

Status MarketData::correct(std::vector<Bar> bars) {
    if (bars.empty()) return {};
    return world_.write([&](storage::Transaction& tx) { return storage::insert_bars(tx, bars, market_.now()); });
}

Status MarketData::stream(const std::stop_token& stop) {
    const auto& settings = world_.settings().alpaca;
    net::WebSocketClientOptions options;
    options.url = settings.stream_url + "/v2/" + settings.feed;
    auto socket = net::WebSocketClient::connect(std::move(options));
    if (!socket) return std::unexpected(socket.error());
    broker::BarStreamSession session(keys_, tickers_, broker::bar_source(settings.feed));
    // Where market time is fast, machines still take their time.
    const Duration mute = std::max<Duration>(kMute, kSlowest * std::lround(market_.speed()));
    bool caught_up = false;
    Timestamp heard = market_.now();
    while (!stop.stop_requested()) {
        auto message = (*socket)->receive(1s);
        if (!message) return std::unexpected(message.error());
        if (*message) {
            auto answer = session.on_message((*message)->payload);
            if (!answer) return std::unexpected(answer.error());
            for (auto& text : answer->send) {
                if (Status sent = (*socket)->send(std::move(text)); !sent) return sent;
            }
            for (const auto& bar : answer->bars) world_.market_time().heard(bar.end);
            heard = market_.now();
            // What was missed comes before what is new.
            if (session.subscribed() && !caught_up) {
                if (Status filled = catch_up(); !filled) return filled;
                caught_up = true;
                heard = market_.now();
            }
            if (Status taken = take_live(std::move(answer->bars)); !taken) return taken;
            if (Status corrected = correct(std::move(answer->corrections)); !corrected) return corrected;
        }
        const auto& calendar = market::SessionCalendar::nyse();
        const bool loud = calendar.is_open(market_.now()) && calendar.is_open(market_.now() - mute);
        if (loud && market_.now() - heard > mute) {
            return fail(ErrorCode::kUnavailable, "the data stream has gone silent in an open market");
        }
    }
    (*socket)->close();
    return {};
}

}  // namespace tradewind::services
