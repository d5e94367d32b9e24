#include "streams/redis_reply.hpp"

#include <array>
#include <charconv>

namespace tradewind::streams::redis {

std::int64_t Reply::integer() const {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

const Reply* Reply::field(std::string_view name) const {
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (items[i].text == name) return &items[i + 1];
    }
    return nullptr;
}

std::vector<Entry> to_entries(Reply& list) {
    std::vector<Entry> entries;
    entries.reserve(list.items.size());
    for (auto& item : list.items) {
        if (item.items.size() != 2) continue;
        auto& entry = entries.emplace_back();
        entry.entry_id = std::move(item.items[0].text);
        auto& fields = item.items[1].items;
        for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
            if (fields[i].text == "id") entry.message_id = std::move(fields[i + 1].text);
            if (fields[i].text == "key") entry.key = std::move(fields[i + 1].text);
            if (fields[i].text == "body") entry.body = std::move(fields[i + 1].text);
        }
    }
    return entries;
}

Error to_error(const Reply& reply) {
    constexpr std::array<std::string_view, 7> kPassing{"LOADING",  "BUSY ",      "READONLY",   "MASTERDOWN",
                                                       "TRYAGAIN", "NOREPLICAS", "CLUSTERDOWN"};
    // A group that was there is gone, told at once or to a reader that was waiting.
    if (reply.is_error("NOGROUP") || reply.is_error("UNBLOCKED")) {
        return {ErrorCode::kNotFound, "redis: " + reply.text, ""};
    }
    constexpr std::array<std::string_view, 3> kAccess{"NOAUTH", "WRONGPASS", "NOPERM"};
    for (const auto code : kPassing) {
        if (reply.is_error(code)) return {ErrorCode::kUnavailable, "redis: " + reply.text, "it usually passes"};
    }
    for (const auto code : kAccess) {
        if (reply.is_error(code)) {
            return {ErrorCode::kRefused, "redis: " + reply.text, "check user and password in streams.url"};
        }
    }
    if (reply.is_error("OOM") || reply.is_error("MISCONF")) {
        return {ErrorCode::kUnavailable, "redis: " + reply.text,
                "the server is out of memory or disk: make room there"};
    }
    return {ErrorCode::kInternal, "redis: " + reply.text, ""};
}

const Reply* first_error(const std::vector<Reply>& replies) {
    for (const auto& reply : replies) {
        if (reply.kind == Reply::Kind::kError) return &reply;
    }
    return nullptr;
}

}  // namespace tradewind::streams::redis
