#include "streams/redis_bus.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "core/id.hpp"
#include "streams/redis_client.hpp"
#include "streams/redis_consumer.hpp"
#include "telemetry/log.hpp"

namespace tradewind::streams {
namespace {

using namespace redis;

/// Messages in one pipeline; a larger batch goes in several.
constexpr std::size_t kPipelined = 512;
constexpr std::string_view kDead = ":dead";

std::unexpected<Error> no_letter(std::string_view stream, std::string_view entry_id) {
    return fail(ErrorCode::kNotFound, fmt::format("no dead letter '{}' on {}", entry_id.substr(0, 40), stream),
                "tradewind dead-letters list shows those there are");
}

bool is_entry_id(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789-") == std::string_view::npos;
}

/// An entry id as a pair that can be compared.
std::pair<std::uint64_t, std::uint64_t> to_number(std::string_view entry_id) {
    std::pair<std::uint64_t, std::uint64_t> number{};
    const auto dash = std::min(entry_id.find('-'), entry_id.size());
    std::from_chars(entry_id.data(), entry_id.data() + dash, number.first);
    if (dash < entry_id.size()) {
        std::from_chars(entry_id.data() + dash + 1, entry_id.data() + entry_id.size(), number.second);
    }
    return number;
}

class RedisBus final : public Bus {
public:
    RedisBus(const Address& address, std::string_view world, BusOptions options)
        : client_(address, world, std::move(options)) {}

    Status connect() {
        auto answer = client_.call({"PING"});
        if (!answer) return std::unexpected(std::move(answer.error()));
        return {};
    }

    Status publish(std::string_view stream, std::span<const OutgoingMessage> messages) override {
        if (auto fits = check_sizes(stream, messages); !fits) return fits;
        const auto key = client_.key(stream);
        for (; !messages.empty(); messages = messages.subspan(std::min(kPipelined, messages.size()))) {
            Pipeline pipeline;
            for (const auto& message : messages.first(std::min(kPipelined, messages.size()))) {
                pipeline.push_back({"XADD", key, "*", "id", message.id, "key", message.key, "body", message.body});
            }
            auto done = client_.call(pipeline);
            if (!done) return std::unexpected(std::move(done.error()));
        }
        return {};
    }

    Result<std::unique_ptr<Consumer>> consumer(std::string_view group, std::string_view consumer_name,
                                               std::span<const std::string> streams) override {
        TRADEWIND_ASSERT(!streams.empty());
        for (const auto& stream : streams) {
            if (auto made = client_.create_group(stream, group); !made) return std::unexpected(made.error());
        }
        return std::make_unique<RedisConsumer>(client_, std::string(group), std::string(consumer_name), streams);
    }

    Result<std::vector<GroupInfo>> groups() override;
    Result<std::vector<DeadLetter>> dead_letters(std::string_view stream, std::size_t max) override;
    Status retry_dead_letter(std::string_view stream, std::string_view entry_id) override;
    Status drop_dead_letter(std::string_view stream, std::string_view entry_id) override;
    Result<std::int64_t> trim(std::int64_t keep) override;
    Result<std::string> incarnation() override;

private:
    Result<std::vector<std::string>> stream_keys();
    Result<std::int64_t> trim_stream(const std::string& key, std::int64_t keep);
    Result<std::string> oldest_needed(const std::string& key);
    Result<std::int64_t> unread_of(const std::string& key, const Reply& group);

    Client client_;
};

/// The streams of this world, dead letters aside.
Result<std::vector<std::string>> RedisBus::stream_keys() {
    std::vector<std::string> keys;
    std::string cursor = "0";
    do {
        auto page = client_.call({"SCAN", cursor, "MATCH", client_.prefix() + "*", "COUNT", "1000", "TYPE", "stream"});
        if (!page) return std::unexpected(std::move(page.error()));
        cursor = page->items.at(0).text;
        for (auto& key : page->items.at(1).items) {
            const bool other_world = client_.prefix().empty() && key.text.starts_with("w:");
            if (!other_world && !key.text.ends_with(kDead)) keys.push_back(std::move(key.text));
        }
    } while (cursor != "0");
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    return keys;
}

/// The server's own lag can be missing or wrong after deletions, so zero is proved by looking.
Result<std::int64_t> RedisBus::unread_of(const std::string& key, const Reply& group) {
    const auto* last = group.field("last-delivered-id");
    auto next = client_.call({"XRANGE", key, "(" + last->text, "+", "COUNT", "1"});
    if (!next) return std::unexpected(std::move(next.error()));
    if (next->items.empty()) return 0;
    const auto* lag = group.field("lag");
    return std::max<std::int64_t>(1, lag == nullptr ? 0 : lag->integer());
}

Result<std::vector<GroupInfo>> RedisBus::groups() {
    auto keys = stream_keys();
    if (!keys) return std::unexpected(std::move(keys.error()));
    std::vector<GroupInfo> infos;
    for (const auto& key : *keys) {
        auto replies = client_.call(Pipeline{{"XINFO", "GROUPS", key}, {"XLEN", key}});
        if (!replies) return std::unexpected(std::move(replies.error()));
        for (const auto& group : replies->front().items) {
            const auto unread = unread_of(key, group);
            if (!unread) return std::unexpected(unread.error());
            infos.push_back({.stream = key.substr(client_.prefix().size()),
                             .group = group.field("name")->text,
                             .pending = group.field("pending")->integer(),
                             .unread = *unread,
                             .length = replies->back().integer()});
        }
    }
    return infos;
}

Result<std::vector<DeadLetter>> RedisBus::dead_letters(std::string_view stream, std::size_t max) {
    auto found =
        client_.call({"XRANGE", client_.key(stream) + std::string(kDead), "-", "+", "COUNT", std::to_string(max)});
    if (!found) return std::unexpected(std::move(found.error()));
    std::vector<DeadLetter> letters;
    for (const auto& item : found->items) {
        const auto& fields = item.items.at(1);
        const auto text = [&](std::string_view name) {
            const auto* value = fields.field(name);
            return value == nullptr ? std::string() : value->text;
        };
        const auto number = [&](std::string_view name) {
            const auto* value = fields.field(name);
            return value == nullptr ? 0 : value->integer();
        };
        letters.push_back({.entry_id = item.items.at(0).text,
                           .stream = std::string(stream),
                           .message_id = text("id"),
                           .body = text("body"),
                           .error = text("error"),
                           .service = text("service"),
                           .deliveries = static_cast<int>(number("deliveries")),
                           .at = timestamp_from_unix_nanos(number("at"))});
    }
    return letters;
}

Status RedisBus::retry_dead_letter(std::string_view stream, std::string_view entry_id) {
    if (!is_entry_id(entry_id)) return no_letter(stream, entry_id);
    const auto key = client_.key(stream);
    const auto dead = key + std::string(kDead);
    auto found = client_.call({"XRANGE", dead, std::string(entry_id), std::string(entry_id)});
    if (!found) return std::unexpected(std::move(found.error()));
    auto entries = to_entries(*found);
    if (entries.empty()) return no_letter(stream, entry_id);
    const auto& entry = entries.front();
    auto done = client_.call(Pipeline{{"MULTI"},
                                      {"XADD", key, "*", "id", entry.message_id, "key", entry.key, "body", entry.body},
                                      {"XDEL", dead, std::string(entry_id)},
                                      {"EXEC"}});
    if (!done) return std::unexpected(std::move(done.error()));
    if (const auto* failed = first_error(done->back().items)) return std::unexpected(to_error(*failed));
    return {};
}

Status RedisBus::drop_dead_letter(std::string_view stream, std::string_view entry_id) {
    if (!is_entry_id(entry_id)) return no_letter(stream, entry_id);
    auto gone = client_.call({"XDEL", client_.key(stream) + std::string(kDead), std::string(entry_id)});
    if (!gone) return std::unexpected(std::move(gone.error()));
    return gone->integer() == 0 ? Status(no_letter(stream, entry_id)) : Status();
}

/// The smallest entry id that some group still needs: its oldest pending one, else its last delivered one. Empty
/// where there is no group.
Result<std::string> RedisBus::oldest_needed(const std::string& key) {
    auto groups = client_.call({"XINFO", "GROUPS", key});
    if (!groups) return std::unexpected(std::move(groups.error()));
    std::string oldest;
    for (const auto& group : groups->items) {
        auto pending = client_.call({"XPENDING", key, group.field("name")->text});
        if (!pending) return std::unexpected(std::move(pending.error()));
        auto needed = group.field("last-delivered-id")->text;
        if (pending->items.at(0).integer() > 0) needed = pending->items.at(1).text;
        if (oldest.empty() || to_number(needed) < to_number(oldest)) oldest = needed;
    }
    return oldest;
}

Result<std::int64_t> RedisBus::trim_stream(const std::string& key, std::int64_t keep) {
    auto bound = oldest_needed(key);
    if (!bound) return std::unexpected(std::move(bound.error()));
    if (bound->empty()) return 0;
    auto length = client_.call({"XLEN", key});
    if (!length) return std::unexpected(std::move(length.error()));
    if (length->integer() <= keep) return 0;
    if (keep > 0) {
        // Ids of the newest entries come with their bodies, so they are paged through.
        std::string last = "+";
        for (std::int64_t left = keep; left > 0;) {
            const auto count = std::min<std::int64_t>(left, 1000);
            auto page = client_.call({"XREVRANGE", key, last, "-", "COUNT", std::to_string(count)});
            if (!page) return std::unexpected(std::move(page.error()));
            if (std::ssize(page->items) < count) return 0;
            const auto& id = page->items.back().items.at(0).text;
            if (to_number(id) < to_number(*bound)) *bound = id;
            last = "(" + id;
            left -= count;
        }
    }
    auto removed = client_.call({"XTRIM", key, "MINID", "=", *bound});
    if (!removed) return std::unexpected(std::move(removed.error()));
    return removed->integer();
}

Result<std::int64_t> RedisBus::trim(std::int64_t keep) {
    auto keys = stream_keys();
    if (!keys) return std::unexpected(std::move(keys.error()));
    std::int64_t total = 0;
    for (const auto& key : *keys) {
        auto removed = trim_stream(key, keep);
        if (!removed) return std::unexpected(std::move(removed.error()));
        total += *removed;
    }
    return total;
}

Result<std::string> RedisBus::incarnation() {
    // The run id changes with the server's process, the key is lost with its data.
    const auto mark = sha256_hex(std::to_string(unix_nanos(client_.options().clock.now()))).substr(0, 16);
    const auto key = client_.key("streams:incarnation");
    auto replies = client_.call(Pipeline{{"INFO", "server"}, {"SET", key, mark, "NX"}, {"GET", key}});
    if (!replies) return std::unexpected(std::move(replies.error()));
    const auto& info = replies->front().text;
    constexpr std::string_view kRunId = "run_id:";
    const auto begin = info.find(kRunId);
    const auto run_id = begin == std::string::npos ? std::string() : info.substr(begin + kRunId.size(), 40);
    return run_id + ":" + replies->back().text;
}

}  // namespace

Result<std::unique_ptr<Bus>> open_redis_bus(const RedisBusOptions& where, BusOptions options) {
    const auto address = parse_address(where.url);
    if (!address) return std::unexpected(address.error());
    auto bus = std::make_unique<RedisBus>(*address, where.world, std::move(options));
    if (auto connected = bus->connect(); !connected) return std::unexpected(std::move(connected.error()));
    return bus;
}

Result<std::vector<std::string>> redis_warnings(const RedisBusOptions& where, const MachineClock& clock) {
    const auto address = parse_address(where.url);
    if (!address) return std::unexpected(address.error());
    Client client(*address, where.world, {.clock = clock});
    auto settings = client.call({"CONFIG", "GET", "appendonly", "appendfsync", "maxmemory-policy"});
    if (!settings) {
        // A managed server may not answer this question.
        if (settings.error().code == ErrorCode::kUnavailable) return std::unexpected(std::move(settings.error()));
        return std::vector<std::string>{};
    }
    std::vector<std::string> warnings;
    const auto want = [&](std::string_view name, std::string_view value, std::string_view why) {
        const auto* found = settings->field(name);
        if (found != nullptr && found->text != value) {
            warnings.push_back(fmt::format("{} is {}: {}; set it to {}", name, found->text, why, value));
        }
    };
    want("appendonly", "yes", "a restart forgets every message");
    want("appendfsync", "always", "a crash forgets the last second or two of messages");
    want("maxmemory-policy", "noeviction", "streams are deleted when memory runs short");
    return warnings;
}

}  // namespace tradewind::streams
