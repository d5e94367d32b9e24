#pragma once

#include <array>
#include <fmt/core.h>
#include <limits>
#include <tuple>

#include "core/id.hpp"
#include "core/ticker.hpp"
#include "storage/database.hpp"

/// Between rows and structs: what the repositories share. A column that can't be read back is a damaged store and a
/// broken invariant.
namespace tradewind::storage {

inline Value to_value(const Ticker& ticker) {
    return ticker.to_string();
}
template <class Tag>
Value to_value(const Id<Tag>& id) {
    return id.to_string();
}
/// An empty id is NULL.
template <class Tag>
Value nullable(const Id<Tag>& id) {
    return id.empty() ? Value(nullptr) : Value(id.to_string());
}
inline Value to_value(Value value) {
    return value;
}
inline Value to_value(const std::string& text) {
    return text;
}
inline Value to_value(const char* text) {
    return std::string(text);
}
inline Value to_value(int number) {
    return std::int64_t{number};
}
inline Value to_value(std::uint32_t number) {
    return std::int64_t{number};
}

/// Parameters of a statement in order.
template <class... Columns>
std::vector<Value> pack(const Columns&... columns) {
    std::vector<Value> values;
    values.reserve(sizeof...(columns));
    (values.push_back(to_value(columns)), ...);
    return values;
}

/// Reads the columns of a row from left to right.
class Columns {
public:
    explicit Columns(const Row& row) : row_(row) {}
    std::string text() { return row_.text(next_++); }
    std::string text_or_empty() { return null() ? std::string() : row_.text(next_ - 1); }
    std::int64_t integer() { return row_.integer(next_++); }
    int small() { return static_cast<int>(integer()); }
    bool flag() { return integer() != 0; }
    double real() { return row_.real(next_++); }
    Decimal decimal() { return row_.decimal(next_++); }
    Timestamp time() { return row_.time(next_++); }
    std::optional<Timestamp> optional_time() { return null() ? std::nullopt : std::optional(row_.time(next_ - 1)); }
    std::optional<Decimal> optional_decimal() { return null() ? std::nullopt : std::optional(row_.decimal(next_ - 1)); }
    std::optional<std::int64_t> optional_integer() {
        return null() ? std::nullopt : std::optional(row_.integer(next_ - 1));
    }
    Ticker ticker() {
        const auto& text = row_.text(next_++);
        if (text.empty()) return {};
        const auto ticker = Ticker::parse(text);
        TRADEWIND_ASSERT(ticker.has_value());
        return *ticker;
    }
    /// NULL and the empty text are the empty id.
    template <class IdType>
    IdType id() {
        const auto id = IdType::parse(text_or_empty());
        TRADEWIND_ASSERT(id.has_value());
        return *id;
    }
    /// An enumeration by its name; `last` is its greatest value, `first` its least.
    template <class Enum>
    Enum name(Enum last, Enum first = Enum{}) {
        const auto& text = row_.text(next_++);
        for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
            if (to_string(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
        }
        broken_invariant("a column holds a name that is none of its kind", __FILE__, __LINE__);
    }

private:
    // Moves on, and says whether the column passed is NULL.
    bool null() { return row_.is_null(next_++); }

    const Row& row_;
    std::size_t next_ = 0;
};

/// Each row decoded.
template <class Decode>
auto decoded(const Result<std::vector<Row>>& rows, Decode decode)
    -> Result<std::vector<decltype(decode(std::declval<const Row&>()))>> {
    if (!rows) return std::unexpected(rows.error());
    std::vector<decltype(decode(std::declval<const Row&>()))> items;
    items.reserve(rows->size());
    for (const auto& row : *rows) items.push_back(decode(row));
    return items;
}

/// The rows of a query, decoded.
template <class Decode>
auto read_all(Transaction& tx, std::string_view sql, std::span<const Value> values, Decode decode) {
    return decoded(tx.query(sql, values), decode);
}

/// The rows of `select` in the order of (time, id), handed out one by one and read in chunks, so that a long history
/// needs little memory. `key` gives a row's position.
template <class Decode, class Key, class Each>
Status read_each(Transaction& tx, std::string_view select, std::string_view time_column, Decode decode, Key key,
                 Each each) {
    constexpr std::int64_t kChunk = 1000;
    const std::string sql =
        fmt::format("{} WHERE ({}, id) > ($1, $2) ORDER BY {}, id LIMIT $3", select, time_column, time_column);
    Value time = std::numeric_limits<std::int64_t>::min();
    Value id = std::string();
    for (;;) {
        auto items = read_all(tx, sql, std::array{time, id, Value(kChunk)}, decode);
        if (!items) return std::unexpected(std::move(items.error()));
        for (const auto& item : *items) {
            if (Status done = each(item); !done) return done;
        }
        if (items->size() < static_cast<std::size_t>(kChunk)) return {};
        std::tie(time, id) = key(items->back());
    }
}

/// The first row of a query, decoded; empty where there is none.
template <class Decode>
auto read_one(Transaction& tx, std::string_view sql, std::span<const Value> values, Decode decode)
    -> Result<std::optional<decltype(decode(std::declval<const Row&>()))>> {
    auto rows = tx.query(sql, values);
    if (!rows) return std::unexpected(std::move(rows.error()));
    if (rows->empty()) return std::nullopt;
    return decode(rows->front());
}

/// A statement whose row count doesn't matter.
inline Status run(Transaction& tx, std::string_view sql, std::span<const Value> values) {
    auto done = tx.execute(sql, values);
    if (!done) return std::unexpected(std::move(done.error()));
    return {};
}

}  // namespace tradewind::storage
