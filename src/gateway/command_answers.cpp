#include "gateway/command_answers.hpp"

#include <thread>

#include "gateway/reading.hpp"
#include "storage/audit.hpp"

namespace tradewind::gateway {

namespace {
constexpr auto kAnswerPatience = std::chrono::seconds(10);
constexpr auto kAnswerPause = std::chrono::milliseconds(20);
}  // namespace

Result<std::optional<AuditEntry>> find_answer(const Context& context, std::string_view id) {
    using Found = std::optional<AuditEntry>;
    return read<Found>(context.database, [&](storage::Transaction& tx) -> Result<Found> {
        auto entries = storage::audit_by_reference(tx, id);
        if (!entries) return std::unexpected(std::move(entries.error()));
        if (entries->empty()) return std::nullopt;
        return std::move(entries->front());
    });
}

Result<std::optional<AuditEntry>> wait_for_answer(const Context& context, const std::string& id) {
    const Duration deadline = context.clock.monotonic() + kAnswerPatience;
    while (true) {
        auto answer = find_answer(context, id);
        if (!answer || *answer || context.clock.monotonic() >= deadline) return answer;
        std::this_thread::sleep_for(kAnswerPause);
    }
}

bool was_refused(const AuditEntry& answer) {
    return answer.detail.starts_with("refused");
}

}  // namespace tradewind::gateway
