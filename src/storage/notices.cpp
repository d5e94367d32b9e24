#include "storage/notices.hpp"

#include "storage/rows.hpp"
#include "storage/signals.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kNotices = "SELECT id, kind, time, title, detail FROM notices";
constexpr std::string_view kDeliveries =
    "SELECT notice_id, channel, attempts, next_attempt, delivered_at, error FROM notice_deliveries";

Notice notice_of(const Row& row) {
    Columns columns(row);
    Notice notice;
    notice.id = columns.text();
    notice.kind = columns.text();
    notice.time = columns.time();
    notice.title = columns.text();
    notice.detail = columns.text();
    return notice;
}

NoticeDelivery delivery_of(const Row& row) {
    Columns columns(row);
    NoticeDelivery delivery;
    delivery.notice = columns.text();
    delivery.channel = columns.text();
    delivery.attempts = columns.integer();
    delivery.next_attempt = columns.optional_time();
    delivery.delivered = columns.optional_time();
    delivery.error = columns.text();
    return delivery;
}

Value time_or_null(const std::optional<Timestamp>& time) {
    return time ? to_value(*time) : Value(nullptr);
}

}  // namespace

Result<bool> insert_notice(Transaction& tx, const Notice& notice, const std::vector<std::string>& channels,
                           Timestamp now) {
    const auto known = find_notice(tx, notice.id);
    if (!known) return std::unexpected(known.error());
    if (*known) return false;
    if (Status done = run(tx, "INSERT INTO notices (id, kind, time, title, detail) VALUES ($1, $2, $3, $4, $5)",
                          pack(notice.id, notice.kind, notice.time, notice.title, notice.detail));
        !done)
        return std::unexpected(done.error());
    for (const auto& channel : channels) {
        Status done = run(tx,
                          "INSERT INTO notice_deliveries (notice_id, channel, attempts, next_attempt, error) "
                          "VALUES ($1, $2, 0, $3, '')",
                          pack(notice.id, channel, now));
        if (!done) return std::unexpected(done.error());
    }
    return true;
}

Result<std::optional<Notice>> find_notice(Transaction& tx, std::string_view id) {
    static const std::string sql = std::string(kNotices) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), notice_of);
}

Result<std::vector<Notice>> list_notices(Transaction& tx, const Page& page, std::optional<std::string> kind) {
    PageQuery query(kNotices, "time", "id", page);
    if (kind) query.add("kind = ", *kind);
    return decoded(query.run(tx), notice_of);
}

Result<std::vector<NoticeDelivery>> deliveries_of_notice(Transaction& tx, std::string_view id) {
    static const std::string sql = std::string(kDeliveries) + " WHERE notice_id = $1 ORDER BY channel";
    return read_all(tx, sql, pack(id), delivery_of);
}

Result<std::vector<NoticeDelivery>> due_deliveries(Transaction& tx, Timestamp now, std::size_t limit) {
    static const std::string sql =
        std::string(kDeliveries) +
        " WHERE next_attempt IS NOT NULL AND next_attempt <= $1 ORDER BY next_attempt, notice_id, channel LIMIT $2";
    return read_all(tx, sql, pack(now, static_cast<std::int64_t>(limit)), delivery_of);
}

Status update_delivery(Transaction& tx, const NoticeDelivery& delivery) {
    return run(tx,
               "UPDATE notice_deliveries SET attempts = $3, next_attempt = $4, delivered_at = $5, error = $6 "
               "WHERE notice_id = $1 AND channel = $2",
               pack(delivery.notice, delivery.channel, Value(delivery.attempts), time_or_null(delivery.next_attempt),
                    time_or_null(delivery.delivered), delivery.error));
}

Status set_notice_rule(Transaction& tx, const NoticeRule& rule) {
    return run(tx,
               "INSERT INTO notice_rules (kind, channel, wanted) VALUES ($1, $2, $3) "
               "ON CONFLICT (kind, channel) DO UPDATE SET wanted = excluded.wanted",
               pack(rule.kind, rule.channel, rule.wanted ? 1 : 0));
}

Result<std::vector<NoticeRule>> list_notice_rules(Transaction& tx) {
    return read_all(tx, "SELECT kind, channel, wanted FROM notice_rules ORDER BY kind, channel", {},
                    [](const Row& row) { return NoticeRule{row.text(0), row.text(1), row.integer(2) != 0}; });
}

Result<std::optional<RiskVerdict>> latest_denial(Transaction& tx, std::string_view check, Timestamp from) {
    const auto id = read_one(tx,
                             "SELECT id FROM risk_verdicts WHERE reason = $1 AND time >= $2 "
                             "ORDER BY time DESC, id DESC LIMIT 1",
                             pack(check, from), [](const Row& row) { return row.text(0); });
    if (!id) return std::unexpected(id.error());
    if (!*id) return std::nullopt;
    const auto verdict = VerdictId::parse(**id);
    TRADEWIND_ASSERT(verdict.has_value());
    return find_verdict(tx, *verdict);
}

}  // namespace tradewind::storage
