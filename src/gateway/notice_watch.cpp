#include "gateway/notice_watch.hpp"

#include <fmt/core.h>
#include <charconv>

#include "core/id.hpp"
#include "storage/audit.hpp"
#include "storage/news_sources.hpp"
#include "storage/orders.hpp"
#include "storage/signals.hpp"
#include "storage/world_facts.hpp"

namespace tradewind::gateway {

namespace {

using storage::Notice;
using storage::Transaction;

constexpr std::string_view kFact = "notices.marks";
constexpr std::int64_t kFailuresOfDeath = 5;
constexpr std::size_t kLook = 100;
constexpr std::size_t kOneByOne = 10;  ///< More fills than that at one look make one notice.

std::string id_of(std::initializer_list<std::string_view> fields) {
    const auto digest = hash_fields(fields);
    return "not-" + base32_lower({reinterpret_cast<const char*>(digest.data()), 16});
}

storage::Cursor place_of(const TradeExecution& fill) {
    return {fill.time, fill.id.to_string()};
}

bool is_after(const storage::Cursor& a, const storage::Cursor& b) {
    return std::tie(a.time, a.id) > std::tie(b.time, b.id);
}

std::string told(const TradeExecution& fill) {
    return fmt::format("{} {} {} at {}", fill.side == Side::kBuy ? "Bought" : "Sold", fill.quantity.to_string(),
                       fill.ticker.view(), fill.price.to_string());
}

}  // namespace

Result<std::vector<Notice>> NoticeWatch::look(Transaction& tx) {
    if (Status loaded = load(tx); !loaded) return std::unexpected(loaded.error());
    marks_ = stored_;
    std::vector<Notice> found;
    Status done = look_at_state(tx, found);
    if (done) done = look_at_audit(tx, found);
    if (done) done = look_at_verdicts(tx, found);
    if (done) done = look_at_fills(tx, found);
    if (first_) found.clear();
    if (done) done = look_at_sources(tx, found);
    if (!done) return std::unexpected(done.error());
    return found;
}

Status NoticeWatch::note(Transaction& tx, Timestamp now) {
    sources_.insert(fresh_.begin(), fresh_.end());
    return storage::set_fact(
        tx, kFact, fmt::format("{}|{}|{}|{}", marks_.audit, id_field(marks_.verdict), marks_.fill, marks_.state), now);
}

Status NoticeWatch::load(Transaction& tx) {
    const auto fact = storage::find_fact(tx, kFact);
    if (!fact) return std::unexpected(fact.error());
    loaded_ = true;
    first_ = !*fact;
    stored_ = {};
    if (!*fact) return {};
    std::array<std::string_view, 4> parts;
    std::string_view rest = **fact;
    for (auto& part : parts) {
        const auto end = &part == &parts.back() ? std::string_view::npos : rest.find('|');
        part = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    std::int64_t verdict = 0;
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), stored_.audit);
    std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), verdict);
    stored_.verdict = timestamp_from_unix_nanos(verdict);
    stored_.fill = parts[2];
    stored_.state = parts[3];
    return {};
}

Status NoticeWatch::look_at_state(Transaction& tx, std::vector<Notice>& found) {
    const auto state = storage::kill_state(tx);
    if (!state) return std::unexpected(state.error());
    marks_.state = fmt::format("{}@{}", to_string(state->state), id_field(state->since));
    if (marks_.state == stored_.state) return {};
    const bool was_killed = stored_.state.starts_with(to_string(TradingState::kKilled));
    const bool is_killed = state->state == TradingState::kKilled;
    if (!was_killed && !is_killed) return {};
    found.push_back({.id = id_of({"kill", marks_.state}),
                     .kind = "kill",
                     .time = state->since,
                     .title = fmt::format("{} by {}", is_killed ? "Kill switch thrown" : "Kill switch released",
                                          state->by.empty() ? "tradewind" : state->by),
                     .detail = state->reason});
    return {};
}

Status NoticeWatch::look_at_audit(Transaction& tx, std::vector<Notice>& found) {
    const auto rows = storage::page_audit(tx, 0, kLook);
    if (!rows) return std::unexpected(rows.error());
    marks_.audit = rows->empty() ? 0 : rows->front().number;
    for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
        const auto& [number, entry] = *row;
        if (number <= stored_.audit || entry.actor != "reconciliation" || entry.action != "difference") continue;
        found.push_back({.id = id_of({"break", std::to_string(number)}),
                         .kind = "break",
                         .time = entry.time,
                         .title = "Our books and the broker's differ: trading is paused",
                         .detail = entry.detail});
    }
    return {};
}

/// Once a day of the market's clock: every signal after the first is denied for the same reason.
Status NoticeWatch::look_at_verdicts(Transaction& tx, std::vector<Notice>& found) {
    const auto newest = storage::list_verdicts(tx, {.limit = 1});
    if (!newest) return std::unexpected(newest.error());
    marks_.verdict = newest->empty() ? Timestamp{} : newest->front().time;
    if (marks_.verdict == stored_.verdict || first_) return {};
    const auto denied = storage::latest_denial(tx, "daily_loss_limit", stored_.verdict);
    if (!denied) return std::unexpected(denied.error());
    if (!*denied) return {};
    const std::string day = format_timestamp((*denied)->time).substr(0, 10);
    found.push_back({.id = id_of({"loss-limit", day}),
                     .kind = "loss-limit",
                     .time = (*denied)->time,
                     .title = "The daily loss limit stops new positions",
                     .detail = (*denied)->checks.empty() ? "" : (*denied)->checks.back().detail});
    return {};
}

Status NoticeWatch::look_at_sources(Transaction& tx, std::vector<Notice>& found) {
    fresh_.clear();
    const auto sources = storage::list_source_status(tx);
    if (!sources) return std::unexpected(sources.error());
    for (const auto& source : *sources) {
        if (!source.retired && source.failures_in_row < kFailuresOfDeath) continue;
        auto id = id_of({"dead-source", source.name, id_field(source.last_success.value_or(Timestamp{}))});
        if (sources_.contains(id)) continue;
        fresh_.insert(id);
        found.push_back({.id = std::move(id),
                         .kind = "dead-source",
                         .time = source.last_poll,
                         .title = fmt::format("{} gives no news any more", source.name),
                         .detail = fmt::format("{} polls in a row failed: {}", source.failures_in_row, source.error)});
    }
    return {};
}

Status NoticeWatch::look_at_fills(Transaction& tx, std::vector<Notice>& found) {
    const auto fills = storage::list_trades(tx, {.limit = kLook});
    if (!fills) return std::unexpected(fills.error());
    if (fills->empty()) return {};
    marks_.fill = place_of(fills->front()).to_string();
    const auto seen = storage::Cursor::parse(stored_.fill);
    std::vector<TradeExecution> fresh;
    for (const auto& fill : *fills) {
        if (!seen || is_after(place_of(fill), *seen)) fresh.push_back(fill);
    }
    if (fresh.size() > kOneByOne) {
        found.push_back({.id = id_of({"fills", marks_.fill}),
                         .kind = "fill",
                         .time = fresh.front().time,
                         .title = fmt::format("{}{} fills", fresh.size(), fresh.size() == kLook ? " or more" : ""),
                         .detail = "the latest: " + told(fresh.front())});
        return {};
    }
    for (auto fill = fresh.rbegin(); fill != fresh.rend(); ++fill) {
        found.push_back({.id = id_of({"fill", fill->id.to_string()}),
                         .kind = "fill",
                         .time = fill->time,
                         .title = told(*fill),
                         .detail = fmt::format("order {}, {} leg, position now {}", fill->order.to_string(),
                                               to_string(fill->leg), fill->position.to_string())});
    }
    return {};
}

}  // namespace tradewind::gateway
