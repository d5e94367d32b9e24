#pragma once

#include "core/records.hpp"
#include "storage/page.hpp"

/// What operators are told, and by which channels it went out.
namespace tradewind::storage {

struct Notice {
    std::string id{};    ///< Of what it is about: the same event is told once.
    std::string kind{};  ///< kill | break | loss-limit | dead-source | fill
    Timestamp time{};
    std::string title{};
    std::string detail{};
};

/// One notice on its way through one channel. Under way while `next_attempt` is set.
struct NoticeDelivery {
    std::string notice{};
    std::string channel{};  ///< webhook | email
    std::int64_t attempts = 0;
    std::optional<Timestamp> next_attempt{};
    std::optional<Timestamp> delivered{};
    std::string error{};  ///< Of the last attempt; empty where it went well.
};

struct NoticeRule {
    std::string kind{};
    std::string channel{};
    bool wanted = true;
};

/// Stores the notice, with a delivery due now for each channel. False, and nothing changed, where it is there already.
Result<bool> insert_notice(Transaction& tx, const Notice& notice, const std::vector<std::string>& channels,
                           Timestamp now);
Result<std::optional<Notice>> find_notice(Transaction& tx, std::string_view id);
Result<std::vector<Notice>> list_notices(Transaction& tx, const Page& page, std::optional<std::string> kind = {});
/// By channel.
Result<std::vector<NoticeDelivery>> deliveries_of_notice(Transaction& tx, std::string_view id);
/// Those whose next attempt has come, the oldest first.
Result<std::vector<NoticeDelivery>> due_deliveries(Transaction& tx, Timestamp now, std::size_t limit);
Status update_delivery(Transaction& tx, const NoticeDelivery& delivery);

Status set_notice_rule(Transaction& tx, const NoticeRule& rule);
/// Those that were ever set.
Result<std::vector<NoticeRule>> list_notice_rules(Transaction& tx);

/// The newest verdict that a check of this name failed, in [from, …).
Result<std::optional<RiskVerdict>> latest_denial(Transaction& tx, std::string_view check, Timestamp from);

}  // namespace tradewind::storage
