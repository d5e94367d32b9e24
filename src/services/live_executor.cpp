#include "services/live_executor.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <cmath>

#include "net/websocket_client.hpp"
#include "services/founding.hpp"
#include "services/operations.hpp"
#include "services/route.hpp"
#include "services/venue_report_codec.hpp"
#include "services/venue_reports.hpp"
#include "storage/audit.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAccountLease = "account";
constexpr auto kLease = 30s;
constexpr auto kRenewal = 10s;
constexpr auto kSecondLook = 10s;
constexpr auto kTurn = 50ms;
constexpr auto kWait = 200ms;
/// Of machine time: what happened longer ago, an order event should have told.
constexpr Duration kHearsay = 5s;
/// Of the broker's equity: what fees and interest may come to before somebody must look.
const Decimal kCashShare = Decimal::from_raw(Decimal::kScale / 1000);

std::int64_t speed_of(const MarketClock& clock) {
    return std::max<std::int64_t>(std::lround(clock.speed()), 1);
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += (text.empty() ? "" : "; ") + line;
    return text;
}

}  // namespace

LiveExecutor::LiveExecutor(World& world, broker::Broker& broker, broker::AlpacaKeys keys, std::string stream_url,
                           const MarketClock& market)
    : world_(world),
      broker_(broker),
      keys_(std::move(keys)),
      stream_url_(std::move(stream_url)),
      market_(market),
      link_(
          broker, market, [this](const matching::VenueReport& report) { return publish(report); },
          [this](const Order& order) { return may_send(order); }) {}

Result<std::unique_ptr<LiveExecutor>> LiveExecutor::open(World& world, broker::Broker& broker, broker::AlpacaKeys keys,
                                                         std::string stream_url, const MarketClock& market,
                                                         Decimal cash) {
    std::unique_ptr<LiveExecutor> made(new LiveExecutor(world, broker, std::move(keys), std::move(stream_url), market));
    if (Status founded = found_world(world, cash); !founded) return std::unexpected(founded.error());
    std::optional<storage::leases::Lease> lease;
    const Status taken = world.write([&](storage::Transaction& tx) -> Status {
        auto acquired =
            storage::leases::acquire(tx, kAccountLease, kTradeExecutor, world.machine_clock().now(), kLease);
        if (!acquired) return std::unexpected(acquired.error());
        lease = std::move(*acquired);
        return {};
    });
    if (!taken) return std::unexpected(taken.error());
    if (!lease) {
        return fail(ErrorCode::kConflict, "another process trades this account",
                    "one trade-executor owns an account: stop the other");
    }
    made->lease_ = std::move(*lease);
    made->lease_renewed_ = world.machine_clock().now();
    auto handler = std::make_unique<LiveExecutorHandler>(
        world, cash, [link = &made->link_](auto requests, bool maybe_sent) { link->enqueue(requests, maybe_sent); });
    made->handler_ = handler.get();
    auto worker = Worker::create(world, std::string(kTradeExecutor), std::move(handler));
    if (!worker) return std::unexpected(worker.error());
    made->worker_ = std::move(*worker);
    if (Status started = made->worker_->start(); !started) return std::unexpected(started.error());
    made->handler_->after_commit();
    return made;
}

void LiveExecutor::run(Host& host) {
    host.loop(
        std::string(kTradeExecutor),
        [this](const std::stop_token&) -> Status {
            auto stepped = worker_->step(kWait);
            if (!stepped) return std::unexpected(stepped.error());
            handler_->after_commit();
            return {};
        },
        [this] { worker_->interrupt(); });
    host.loop("broker-link", [this](const std::stop_token& stop) {
        const Status tended = tend();
        pause_or_stop(stop, kTurn);
        return tended;
    });
    host.loop("order-events", [this](const std::stop_token& stop) -> Status {
        const Status ended = listen(stop);
        listening_ = false;
        link_.set_open(false);
        // What was refused is refused a second later too, and storms of handshakes are punished.
        if (ended || ended.error().code == ErrorCode::kUnavailable) return ended;
        telemetry::log_failure(telemetry::LogLevel::kError, kTradeExecutor,
                               "order events are refused: no orders go out", ended.error());
        pause_or_stop(stop, 30s);
        return {};
    });
}

// A report that can't be published is made again: the order is looked up, or reconciled, once more.
Status LiveExecutor::publish(const matching::VenueReport& report) {
    const auto outgoing = outgoing_message(report, world_.machine_clock().now());
    const Status sent = world_.bus().publish(outgoing.stream, std::span(&outgoing.message, 1));
    if (!sent) reconcile_now_ = true;
    return sent;
}

Status LiveExecutor::keep_lease() {
    const Timestamp now = world_.machine_clock().now();
    if (now - lease_renewed_ < kRenewal) return {};
    bool ours = false;
    const Status renewed = world_.write([&](storage::Transaction& tx) -> Status {
        auto kept = storage::leases::renew(tx, lease_, now, kLease);
        if (!kept) return std::unexpected(kept.error());
        ours = *kept;
        return {};
    });
    if (!renewed || !ours) {
        link_.set_open(false);
        reconcile_now_ = true;
        return renewed ? fail(ErrorCode::kConflict, "another process has taken the account over", "stop one of them")
                       : renewed;
    }
    lease_renewed_ = now;
    return {};
}

bool LiveExecutor::may_send(const Order& order) {
    bool allowed = false;
    const TradingState most = order.leg == OrderLeg::kEntry ? TradingState::kActive : TradingState::kReduceOnly;
    const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
        const auto lease = storage::leases::find(tx, kAccountLease);
        if (!lease) return std::unexpected(lease.error());
        const auto account = storage::kill_state(tx);
        if (!account) return std::unexpected(account.error());
        const auto symbol = storage::kill_state(tx, "symbol:" + order.ticker.to_string());
        if (!symbol) return std::unexpected(symbol.error());
        allowed = *lease && (*lease)->token == lease_.token && std::max(account->state, symbol->state) <= most;
        return {};
    });
    return read && allowed;
}

Status LiveExecutor::tend() {
    if (Status kept = keep_lease(); !kept) return kept;
    const Timestamp now = world_.machine_clock().now();
    if (listening_ && (reconcile_now_.exchange(false) || now >= next_reconcile_)) {
        auto differences = reconcile();
        if (!differences) {
            reconcile_now_ = true;
            link_.work();
            return std::unexpected(differences.error());
        }
        {
            const std::scoped_lock lock(told_mutex_);
            told_ = joined(*differences);
        }
        agrees_ = differences->empty();
        const Duration interval = world_.settings().trading.reconcile_interval;
        next_reconcile_ =
            now + (differences->empty() && !working_ ? interval : std::min<Duration>(interval, kSecondLook));
        link_.set_open(listening_);
    }
    link_.work();
    return {};
}

void LiveExecutor::look_again() {
    agrees_ = false;
    reconcile_now_ = true;
}

std::string LiveExecutor::disagreement() const {
    if (link_.unresolved() > 0) return fmt::format("{} requests without an answer", link_.unresolved());
    const std::scoped_lock lock(told_mutex_);
    return told_;
}

Result<BooksView> LiveExecutor::read_books(const std::vector<broker::BrokerOrder>& orders) {
    BooksView books;
    const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
        auto working = storage::working_orders(tx);
        if (!working) return std::unexpected(working.error());
        auto positions = storage::list_positions(tx);
        if (!positions) return std::unexpected(positions.error());
        auto cash = storage::cash_balance(tx);
        if (!cash) return std::unexpected(cash.error());
        books.working = std::move(*working);
        books.positions = std::move(*positions);
        books.cash = *cash;
        for (const auto& order : orders) {
            if (!order_of_client_id(order.client_order_id)) continue;
            auto known = storage::find_order_by_client_id(tx, order.client_order_id);
            if (!known) return std::unexpected(known.error());
            if (*known) books.known.push_back(std::move(**known));
        }
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return books;
}

Result<std::vector<std::string>> LiveExecutor::reconcile() {
    Timestamp since = market_.now() - std::chrono::days(1);
    auto before = read_books({});
    if (!before) return std::unexpected(before.error());
    for (const auto& order : before->working) since = std::min(since, order.time - std::chrono::days(1));
    BrokerView view;
    auto orders = broker_.orders_since(since);
    if (!orders) return std::unexpected(orders.error());
    auto positions = broker_.positions();
    if (!positions) return std::unexpected(positions.error());
    auto account = broker_.account();
    if (!account) return std::unexpected(account.error());
    view = {std::move(*orders), std::move(*positions), std::move(*account)};
    working_ = !before->working.empty();
    auto books = read_books(view.orders);
    if (!books) return std::unexpected(books.error());
    if (Status caught_up = catch_up_orders(*books, view); !caught_up) return std::unexpected(caught_up.error());
    const Decimal bound =
        std::max(Decimal::from_int(1), multiply(view.account.equity.abs(), kCashShare, Rounding::kHalfEven));
    auto differences = find_differences(*books, view, bound);
    if (!view.account.may_trade) differences.push_back("account: the broker lets it not trade: " + view.account.status);
    // Fills on their way make a difference that passes; one that stays is real.
    if (!differences.empty() && differences == last_differences_) {
        if (Status raised = raise(differences); !raised) return std::unexpected(raised.error());
    }
    last_differences_ = differences;
    return differences;
}

Status LiveExecutor::catch_up_orders(const BooksView& books, const BrokerView& broker) {
    for (const auto& order : broker.orders) {
        const auto ours = std::ranges::find(books.known, order.client_order_id, &Order::client_order_id);
        if (ours == books.known.end()) continue;
        if (is_terminal(ours->status) && order.status == broker::BrokerStatus::kWorking) {
            telemetry::log_warning(kTradeExecutor, "an order that has ended for us still works: cancelled",
                                   {{"order", ours->id}});
            if (Status asked = broker_.cancel(order.id); !asked) return asked;
        }
        if (!is_news(order, *ours)) continue;
        if (order.updated != Timestamp{} && market_.now() - order.updated > kHearsay * speed_of(market_)) mute_ = true;
        for (const auto& report : reports_of(order, ours->id, market_.now())) {
            if (Status sent = publish(report); !sent) return sent;
        }
    }
    return {};
}

Status LiveExecutor::raise(const std::vector<std::string>& differences) {
    const std::string text = joined(differences);
    telemetry::log_error(
        kTradeExecutor, "our books and the broker's differ: trading is paused",
        {{"differences", text}, {"hint", "compare with the broker's page, then: tradewind controls resume"}});
    ControlCommand pause;
    pause.id = CommandId::from_fields({"reconciliation", text});
    pause.action = ControlAction::kPause;
    pause.by = "reconciliation";
    pause.reason = text;
    pause.requested = market_.now();
    const Status noted = world_.write([&](storage::Transaction& tx) {
        return storage::insert_audit(tx, {.time = pause.requested,
                                          .actor = "reconciliation",
                                          .action = "difference",
                                          .subject = "account",
                                          .detail = text,
                                          .reference = pause.id.to_string()});
    });
    return noted ? publish_command(world_, pause) : noted;
}

Status LiveExecutor::listen(const std::stop_token& stop) {
    net::WebSocketClientOptions options;
    options.url = stream_url_;
    auto socket = net::WebSocketClient::connect(std::move(options));
    if (!socket) return std::unexpected(socket.error());
    broker::TradeUpdatesSession session(keys_);
    mute_ = false;
    if (Status greeted = (*socket)->send(session.hello()); !greeted) return greeted;
    while (!stop.stop_requested()) {
        auto message = (*socket)->receive(kWait);
        if (!message) return std::unexpected(message.error());
        if (mute_.exchange(false)) {
            return fail(ErrorCode::kUnavailable, "order events have gone silent: connecting anew");
        }
        if (!*message) continue;
        auto answer = session.on_message((*message)->payload);
        if (!answer) return std::unexpected(answer.error());
        for (auto& text : answer->send) {
            if (Status sent = (*socket)->send(std::move(text)); !sent) return sent;
        }
        for (const auto& update : answer->updates) {
            for (const auto& report : reports_of(update, market_.now())) {
                if (Status sent = publish(report); !sent) return sent;
            }
        }
        if (session.listening() && !listening_.exchange(true)) reconcile_now_ = true;
    }
    (*socket)->close();
    return {};
}

}  // namespace tradewind::services
