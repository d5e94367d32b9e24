#include "services/venue_reports.hpp"

#include <string>

namespace tradewind::services {
namespace {

using broker::BrokerStatus;
using matching::VenueReport;
using Kind = VenueReport::Kind;

constexpr std::string_view kOurs = "tw-";

VenueReport report_of(const broker::BrokerOrder& order, OrderId id, Kind kind, Timestamp time, Timestamp now) {
    VenueReport report;
    report.kind = kind;
    report.order = id;
    report.broker_order_id = order.id;
    report.time = time == Timestamp{} ? now : std::min(time, now);
    report.known_at = now;
    report.bar_time = report.time;
    return report;
}

VenueReport fill_of(const broker::BrokerOrder& order, OrderId id, Timestamp time, Timestamp now) {
    VenueReport fill = report_of(order, id, Kind::kFill, time, now);
    fill.quantity = Decimal::from_raw(1);
    fill.cumulative_quantity = order.filled;
    fill.price = order.average_price.value_or(Decimal());
    fill.average_price = order.average_price;
    return fill;
}

std::optional<Kind> end_of(BrokerStatus status) {
    switch (status) {
        case BrokerStatus::kCanceled:
            return Kind::kCanceled;
        case BrokerStatus::kExpired:
            return Kind::kExpired;
        case BrokerStatus::kRejected:
            return Kind::kRejected;
        case BrokerStatus::kWorking:
        case BrokerStatus::kFilled:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<OrderId> order_of_client_id(std::string_view client_order_id) {
    if (!client_order_id.starts_with(kOurs)) return std::nullopt;
    const auto id = OrderId::parse(std::string(OrderTag::kPrefix) + std::string(client_order_id.substr(kOurs.size())));
    return id && !id->empty() ? std::optional(*id) : std::nullopt;
}

std::vector<VenueReport> reports_of(const broker::BrokerOrder& order, OrderId id, Timestamp now) {
    std::vector<VenueReport> reports;
    const auto end = end_of(order.status);
    if (end != Kind::kRejected) reports.push_back(report_of(order, id, Kind::kAccepted, order.submitted, now));
    if (order.filled.sign() > 0 && order.average_price) reports.push_back(fill_of(order, id, order.updated, now));
    if (end) {
        reports.push_back(report_of(order, id, *end, order.updated, now));
        reports.back().reason = "the broker says: " + order.raw_status;
    }
    return reports;
}

std::vector<VenueReport> reports_of(const broker::TradeUpdate& update, Timestamp now) {
    const auto id = order_of_client_id(update.order.client_order_id);
    if (!id) return {};
    const bool fill = update.event == "fill" || update.event == "partial_fill";
    if (!fill || update.quantity.sign() <= 0 || update.price.sign() <= 0) return reports_of(update.order, *id, now);
    VenueReport report = fill_of(update.order, *id, update.time, now);
    report.quantity = std::min(update.quantity, update.order.filled);
    report.price = update.price;
    return {std::move(report)};
}

}  // namespace tradewind::services
