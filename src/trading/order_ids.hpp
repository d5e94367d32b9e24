#pragma once

#include <string>
#include <string_view>

#include "core/records.hpp"

/// Ids of what execution makes, from content (reliability.md §4): the account is a constant within a world.
namespace tradewind::trading {

/// H("ord", account, source, leg, replace_no). `source`: the signal's id, or what stands in for one (a command and its
/// ticker).
OrderId order_id(std::string_view source, OrderLeg leg, int replace_no);
/// `tw-` and the 26 base32 characters of the id.
std::string client_order_id(OrderId id);
/// H("ver", signal).
VerdictId verdict_id(SignalId signal);
/// H("fil", order, cumulative quantity).
FillId fill_id(OrderId order, Decimal cumulative_quantity);
/// H("led", kind, cause).
LedgerId ledger_id(std::string_view kind, std::string_view cause);

}  // namespace tradewind::trading
