#include "storage/page.hpp"

#include <charconv>
#include <fmt/core.h>

namespace tradewind::storage {
namespace {

constexpr std::size_t kLargestPage = 1000;

}  // namespace

std::string Cursor::to_string() const {
    return fmt::format("{}.{}", unix_nanos(time), id);
}

Result<Cursor> Cursor::parse(std::string_view text) {
    std::int64_t nanos = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), nanos);
    const auto used = static_cast<std::size_t>(end - text.data());
    constexpr std::size_t kLongestId = 100;
    if (error != std::errc{} || used + 1 >= text.size() || text[used] != '.' || text.size() - used > kLongestId) {
        return fail(ErrorCode::kParse, fmt::format("not a cursor: '{}'", text.substr(0, 40)),
                    "pass back the cursor of the page before");
    }
    return Cursor{timestamp_from_unix_nanos(nanos), std::string(text.substr(used + 1))};
}

PageQuery::PageQuery(std::string_view select, std::string_view time_column, std::string_view id_column,
                     const Page& page)
    : sql_(select),
      order_(fmt::format(" ORDER BY {} DESC, {} DESC LIMIT ", time_column, id_column)),
      limit_(std::min(page.limit, kLargestPage)) {
    if (page.ticker) add("ticker = ", page.ticker->to_string());
    if (page.from) add(fmt::format("{} >= ", time_column), to_value(*page.from));
    if (page.to) add(fmt::format("{} < ", time_column), to_value(*page.to));
    if (page.before) {
        values_.push_back(to_value(page.before->time));
        add(fmt::format("({}, {}) < (${}, ", time_column, id_column, values_.size()), page.before->id, ")");
    }
}

void PageQuery::add(std::string_view before, Value value, std::string_view after) {
    values_.push_back(std::move(value));
    const bool first = sql_.find(" WHERE ") == std::string::npos;
    sql_ += fmt::format("{}{}${}{}", first ? " WHERE " : " AND ", before, values_.size(), after);
}

Result<std::vector<Row>> PageQuery::run(Transaction& tx) {
    values_.push_back(static_cast<std::int64_t>(limit_));
    return tx.query(fmt::format("{}{}${}", sql_, order_, values_.size()), values_);
}

}  // namespace tradewind::storage
