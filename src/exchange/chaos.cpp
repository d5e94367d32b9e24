#include "exchange/chaos.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "exchange/exchange.hpp"

namespace tradewind::exchange {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, kChaosModes> kNames{
    "mute_socket",      "cut_socket", "duplicate", "late",         "reorder",
    "cumulative_fills", "lost_reply", "too_many",  "server_error", "slow",
    "fields_missing",   "clock_skew", "halt",      "bust"};
constexpr std::size_t kMostRules = 200;

template <std::size_t... I>
std::array<Random, kChaosModes> make_randoms(std::uint64_t seed, std::index_sequence<I...>) {
    return {Random(mix(seed, 0xc4a05 + I))...};
}

Result<Duration> duration_of(const json& rule, const char* key, Duration otherwise) {
    const auto found = rule.find(key);
    if (found == rule.end()) return otherwise;
    if (found->is_number()) return parse_duration(found->dump());
    if (!found->is_string())
        return fail(ErrorCode::kParse, fmt::format("'{}' is no duration", key), "say \"90s\" or 90");
    return parse_duration(found->get<std::string>());
}

Result<ChaosRule> rule_of(const json& item) {
    if (!item.is_object() || !item.contains("mode") || !item["mode"].is_string()) {
        return fail(ErrorCode::kParse, "a rule of chaos has no mode", "see docs/exchange.md for the modes");
    }
    ChaosRule rule;
    const auto name = item["mode"].get<std::string>();
    const auto mode = parse_chaos_mode(name);
    if (!mode)
        return fail(ErrorCode::kParse, fmt::format("there is no mode of chaos '{}'", name),
                    "see docs/exchange.md for the modes");
    rule.mode = *mode;
    for (const auto& [key, target] : {std::pair("probability", &rule.probability), std::pair("amount", &rule.amount)}) {
        if (!item.contains(key)) continue;
        if (!item[key].is_number()) return fail(ErrorCode::kParse, fmt::format("'{}' is no number", key));
        *target = item[key].get<double>();
    }
    if (item.contains("times") && item["times"].is_number_integer()) rule.times = item["times"].get<std::int64_t>();
    if (item.contains("symbol") && item["symbol"].is_string()) rule.symbol = item["symbol"].get<std::string>();
    const auto after = duration_of(item, "after", Duration{});
    const auto length = duration_of(item, "for", Duration::max());
    if (!after) return std::unexpected(after.error());
    if (!length) return std::unexpected(length.error());
    rule.after = *after;
    rule.length = *length;
    return rule;
}

}  // namespace

std::string_view to_string(ChaosMode mode) noexcept {
    return kNames[static_cast<std::size_t>(mode)];
}

std::optional<ChaosMode> parse_chaos_mode(std::string_view text) noexcept {
    for (std::size_t i = 0; i < kChaosModes; ++i) {
        if (kNames[i] == text) return static_cast<ChaosMode>(i);
    }
    return std::nullopt;
}

Result<ChaosPlan> parse_chaos(std::string_view text) {
    const auto object = json::parse(text, nullptr, false);
    if (!object.is_object())
        return fail(ErrorCode::kParse, "the plan of chaos is no JSON object",
                    R"(e.g. {"rules":[{"mode":"slow","amount":2}]})");
    ChaosPlan plan;
    if (object.contains("seed") && object["seed"].is_number_unsigned()) plan.seed = object["seed"].get<std::uint64_t>();
    const auto rules = object.value("rules", json::array());
    if (!rules.is_array() || rules.size() > kMostRules)
        return fail(ErrorCode::kParse, "'rules' is no list, or a very long one");
    for (const auto& item : rules) {
        auto rule = rule_of(item);
        if (!rule) return std::unexpected(rule.error());
        plan.rules.push_back(std::move(*rule));
    }
    return plan;
}

Chaos::Chaos(ChaosPlan plan, std::uint64_t seed)
    : seed_(seed),
      plan_(std::move(plan)),
      random_(make_randoms(plan_.seed != 0 ? plan_.seed : seed, std::make_index_sequence<kChaosModes>())) {}

void Chaos::replace(ChaosPlan plan) {
    const std::lock_guard lock(mutex_);
    plan_ = std::move(plan);
    random_ = make_randoms(plan_.seed != 0 ? plan_.seed : seed_, std::make_index_sequence<kChaosModes>());
    since_ = now_;
}

bool Chaos::has(ChaosMode mode) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(plan_.rules, [&](const ChaosRule& rule) { return rule.mode == mode; });
}

std::optional<double> Chaos::happens(ChaosMode mode) {
    const std::lock_guard lock(mutex_);
    for (auto& rule : plan_.rules) {
        if (rule.mode != mode || rule.times == 0) continue;
        const Duration passed = now_ - since_;
        if (passed < rule.after || passed - rule.after > rule.length) continue;
        if (random_[static_cast<std::size_t>(mode)].uniform() >= rule.probability) continue;
        if (rule.times > 0) --rule.times;
        ++count_[static_cast<std::size_t>(mode)];
        return rule.amount;
    }
    return std::nullopt;
}

void Chaos::act(Exchange& exchange) {
    const std::lock_guard lock(mutex_);
    now_ = exchange.now();
    if (since_ == Timestamp{}) since_ = exchange.started();
    for (auto& rule : plan_.rules) {
        const bool halts = rule.mode == ChaosMode::kHalt;
        if ((!halts && rule.mode != ChaosMode::kBust) || rule.times == 0 || now_ - since_ < rule.after) continue;
        rule.times = 0;  // these happen once
        ++count_[static_cast<std::size_t>(rule.mode)];
        auto& market = exchange.market();
        const auto symbol = rule.symbol.empty() ? std::optional<std::uint32_t>(0) : market.find(rule.symbol);
        if (!symbol || market.stocks().empty()) continue;
        if (halts) {
            const double seconds = rule.amount > 0 ? std::min(rule.amount, 86'400.0) : 300;
            market.halt(*symbol, HaltReason::kOrdered, now_ + Duration(static_cast<std::int64_t>(seconds * 1e9)), now_);
        } else {
            market.bust_last_trade(*symbol, now_);
        }
    }
}

std::string Chaos::describe() const {
    const std::lock_guard lock(mutex_);
    json counts = json::object();
    for (std::size_t i = 0; i < kChaosModes; ++i) {
        if (count_[i] > 0) counts[std::string(kNames[i])] = count_[i];
    }
    json rules = json::array();
    for (const auto& rule : plan_.rules)
        rules.push_back({{"mode", to_string(rule.mode)},
                         {"probability", rule.probability},
                         {"amount", rule.amount},
                         {"times", rule.times}});
    return json{{"rules", rules}, {"happened", counts}}.dump();
}

}  // namespace tradewind::exchange
