#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace tradewind::streams::redis {

/// A server's answer to one command, as a tree. Of a map the keys and values take turns in `items`.
struct Reply {
    enum class Kind : std::uint8_t { kNull, kText, kAggregate, kError };
    Kind kind = Kind::kNull;
    std::string text;  ///< Of text, numbers and errors.
    std::vector<Reply> items;

    [[nodiscard]] bool is_error(std::string_view code) const { return kind == Kind::kError && text.starts_with(code); }
    [[nodiscard]] std::int64_t integer() const;
    /// The value after `name` in a map or a list of pairs; null where it isn't there.
    [[nodiscard]] const Reply* field(std::string_view name) const;
};

using Command = std::vector<std::string>;
using Pipeline = std::vector<Command>;

/// An entry of a stream.
struct Entry {
    std::string entry_id;
    std::string message_id;
    std::string key;
    std::string body;
};

/// The `[id, [field, value…]]` pairs that XRANGE, XCLAIM and XREADGROUP answer with. Entries without a text (deleted,
/// but still pending) come with an empty message id.
std::vector<Entry> to_entries(Reply& list);

/// What an error answer means for us: kUnavailable gets better by itself, kNotFound is a group that is gone.
Error to_error(const Reply& reply);
/// The first error among the answers, or null.
const Reply* first_error(const std::vector<Reply>& replies);

}  // namespace tradewind::streams::redis
