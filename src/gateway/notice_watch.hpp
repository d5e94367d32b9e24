#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "storage/notices.hpp"

namespace tradewind::gateway {

/// What operators are told of.
inline constexpr std::array<std::string_view, 5> kNoticeKinds{"kill", "break", "loss-limit", "dead-source", "fill"};
inline constexpr std::array<std::string_view, 2> kNoticeChannels{"webhook", "email"};

/// Finds in the store what operators want to be told. Nothing of trading takes part in it: it only reads what the
/// services have stored. Where it has come to is kept in the store too, so that a restart tells nothing twice.
class NoticeWatch {
public:
    /// What has happened since the last call that was noted. The very first time in a world only takes note.
    Result<std::vector<storage::Notice>> look(storage::Transaction& tx);
    /// Stores where the last look has come to. In the transaction that stores its notices.
    Status note(storage::Transaction& tx, Timestamp now);
    /// Whether the last look has come further than what is stored.
    [[nodiscard]] bool moved() const { return marks_ != stored_; }

private:
    struct Marks {
        std::string state;                ///< Trading state and its time.
        std::int64_t audit = 0;           ///< Number of the newest row seen.
        Timestamp verdict = Timestamp{};  ///< Time of the newest verdict seen.
        std::string fill;                 ///< Cursor of the newest fill seen.
        bool operator==(const Marks&) const = default;
    };

    Status load(storage::Transaction& tx);
    Status look_at_state(storage::Transaction& tx, std::vector<storage::Notice>& found);
    Status look_at_audit(storage::Transaction& tx, std::vector<storage::Notice>& found);
    Status look_at_verdicts(storage::Transaction& tx, std::vector<storage::Notice>& found);
    Status look_at_sources(storage::Transaction& tx, std::vector<storage::Notice>& found);
    Status look_at_fills(storage::Transaction& tx, std::vector<storage::Notice>& found);

    Marks stored_;
    Marks marks_;
    bool loaded_ = false;
    bool first_ = false;             ///< Nothing was stored: this look only takes note.
    std::set<std::string> sources_;  ///< Outages told by this process.
    std::set<std::string> fresh_;    ///< Those that the last look found.
};

}  // namespace tradewind::gateway
