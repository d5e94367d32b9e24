#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/records.hpp"
#include "gateway/context.hpp"

/// What the executor answered to what was asked of it over a stream.
namespace tradewind::gateway {

Result<std::optional<AuditEntry>> find_answer(const Context& context, std::string_view id);
/// The answer, or nothing once ten seconds are over.
Result<std::optional<AuditEntry>> wait_for_answer(const Context& context, const std::string& id);
bool was_refused(const AuditEntry& answer);

}  // namespace tradewind::gateway
