#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ticker.hpp"
#include "storage/database.hpp"

namespace tradewind::storage {

/// Where a page ended: the next one goes on before it. Newest first, so "before" is older.
struct Cursor {
    Timestamp time{};
    std::string id{};

    [[nodiscard]] std::string to_string() const;
    /// What to_string() printed; kParse else.
    static Result<Cursor> parse(std::string_view text);
};

/// Which rows a list wants, newest first.
struct Page {
    std::optional<Ticker> ticker{};
    std::optional<Timestamp> from{};  ///< This time or later.
    std::optional<Timestamp> to{};    ///< Before this time.
    std::optional<Cursor> before{};
    std::size_t limit = 50;  ///< At most 1000.
};

/// Builds the SELECT of a page: one text per combination of filters, so that the statement is prepared once and each
/// uses its index.
class PageQuery {
public:
    /// `select`: `SELECT … FROM …`, without WHERE.
    PageQuery(std::string_view select, std::string_view time_column, std::string_view id_column, const Page& page);
    /// One more condition, around the value's placeholder: `add("status = ", value)`.
    void add(std::string_view before, Value value, std::string_view after = {});
    Result<std::vector<Row>> run(Transaction& tx);

private:
    std::string sql_{};
    std::string order_{};
    std::vector<Value> values_{};
    std::size_t limit_{};
};

}  // namespace tradewind::storage
