#include "storage/news_sources.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectSource =
    "SELECT name, polls, fetched, fresh, duplicates, failed, failures_in_row, last_poll, last_success, last_article, "
    "next_poll, retired, error, hint FROM news_sources";

NewsSourceStatus status_of(const Row& row) {
    Columns columns(row);
    NewsSourceStatus status;
    status.name = columns.text();
    status.polls = columns.integer();
    status.fetched = columns.integer();
    status.fresh = columns.integer();
    status.duplicates = columns.integer();
    status.failed = columns.integer();
    status.failures_in_row = columns.integer();
    status.last_poll = columns.time();
    status.last_success = columns.optional_time();
    status.last_article = columns.optional_time();
    status.next_poll = columns.optional_time();
    status.retired = columns.flag();
    status.error = columns.text();
    status.hint = columns.text();
    return status;
}

Value optional_time(const std::optional<Timestamp>& time) {
    return time ? to_value(*time) : Value(nullptr);
}

}  // namespace

Status set_source_status(Transaction& tx, const NewsSourceStatus& status) {
    return run(
        tx,
        "INSERT INTO news_sources (name, polls, fetched, fresh, duplicates, failed, failures_in_row, last_poll, "
        "last_success, last_article, next_poll, retired, error, hint) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
        "ON CONFLICT (name) DO UPDATE SET polls = excluded.polls, fetched = excluded.fetched, "
        "fresh = excluded.fresh, duplicates = excluded.duplicates, failed = excluded.failed, "
        "failures_in_row = excluded.failures_in_row, last_poll = excluded.last_poll, "
        "last_success = excluded.last_success, last_article = excluded.last_article, "
        "next_poll = excluded.next_poll, retired = excluded.retired, error = excluded.error, "
        "hint = excluded.hint",
        pack(status.name, Value(status.polls), Value(status.fetched), Value(status.fresh), Value(status.duplicates),
             Value(status.failed), Value(status.failures_in_row), status.last_poll, optional_time(status.last_success),
             optional_time(status.last_article), optional_time(status.next_poll),
             Value(std::int64_t{status.retired ? 1 : 0}), status.error, status.hint));
}

Result<std::optional<NewsSourceStatus>> find_source_status(Transaction& tx, std::string_view name) {
    static const std::string sql = std::string(kSelectSource) + " WHERE name = $1";
    return read_one(tx, sql, pack(name), status_of);
}

Result<std::vector<NewsSourceStatus>> list_source_status(Transaction& tx) {
    static const std::string sql = std::string(kSelectSource) + " ORDER BY name";
    return read_all(tx, sql, {}, status_of);
}

}  // namespace tradewind::storage
