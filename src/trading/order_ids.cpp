#include "trading/order_ids.hpp"

namespace tradewind::trading {
namespace {

constexpr std::string_view kAccount = "account";

}  // namespace

OrderId order_id(std::string_view source, OrderLeg leg, int replace_no) {
    return OrderId::from_fields({"ord", kAccount, source, to_string(leg), std::to_string(replace_no)});
}

std::string client_order_id(OrderId id) {
    return "tw-" + id.to_string().substr(OrderTag::kPrefix.size());
}

VerdictId verdict_id(SignalId signal) {
    return VerdictId::from_fields({"ver", signal.to_string()});
}

FillId fill_id(OrderId order, Decimal cumulative_quantity) {
    return FillId::from_fields({"fil", order.to_string(), cumulative_quantity.to_string()});
}

LedgerId ledger_id(std::string_view kind, std::string_view cause) {
    return LedgerId::from_fields({"led", kind, cause});
}

}  // namespace tradewind::trading
