#pragma once

#include "storage/database.hpp"

/// How each source of news is doing. Times are the machine's, but for that of the newest article.
namespace tradewind::storage {

struct NewsSourceStatus {
    std::string name{};
    std::int64_t polls = 0;
    std::int64_t fetched = 0;     ///< Items that polls brought, known ones included.
    std::int64_t fresh = 0;       ///< Of those, published on news:raw.
    std::int64_t duplicates = 0;  ///< Known to the source, or told by another one before.
    std::int64_t failed = 0;      ///< Polls.
    std::int64_t failures_in_row = 0;
    Timestamp last_poll{};
    std::optional<Timestamp> last_success{};
    std::optional<Timestamp> last_article{};  ///< Publishing time of the newest.
    std::optional<Timestamp> next_poll{};     ///< Nothing where it will not be asked again.
    bool retired = false;
    std::string error{};  ///< Of the last poll; empty where it went well.
    std::string hint{};
};

Status set_source_status(Transaction& tx, const NewsSourceStatus& status);
Result<std::optional<NewsSourceStatus>> find_source_status(Transaction& tx, std::string_view name);
/// By name.
Result<std::vector<NewsSourceStatus>> list_source_status(Transaction& tx);

}  // namespace tradewind::storage
