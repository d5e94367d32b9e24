#include "services/venue_report_codec.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace tradewind::services {
namespace {

using matching::VenueReport;
using nlohmann::json;
using Kind = VenueReport::Kind;

struct ReportTag {
    static constexpr std::string_view kPrefix = "vrp-";
};

constexpr std::array<std::string_view, 6> kKinds{"accepted", "rejected", "fill", "canceled", "expired", "unknown"};

std::string_view name_of(Kind kind) {
    return kKinds.at(static_cast<std::size_t>(kind));
}

/// Reads members one by one and remembers the first that is wrong.
class Reader {
public:
    explicit Reader(const json& object) : object_(object) {}
    std::string text(const char* key) {
        const auto found = object_.find(key);
        if (found != object_.end() && found->is_string()) return found->get<std::string>();
        blame(key);
        return {};
    }
    template <class T>
    T value(const char* key, Result<T> (*parse)(std::string_view)) {
        auto parsed = parse(text(key));
        if (!parsed) blame(key);
        return parsed.value_or(T{});
    }
    Decimal decimal(const char* key) { return value<Decimal>(key, &Decimal::parse); }
    Timestamp time(const char* key) { return value<Timestamp>(key, &parse_timestamp); }
    void blame(const char* key) {
        if (fault_.empty()) fault_ = key;
    }
    [[nodiscard]] const std::string& fault() const { return fault_; }

private:
    const json& object_;
    std::string fault_;
};

}  // namespace

Outgoing outgoing_message(const VenueReport& report, Timestamp produced_at) {
    const std::string cumulative = report.cumulative_quantity.to_string();
    const std::string id =
        Id<ReportTag>::from_fields({"venue-report", report.order.to_string(), name_of(report.kind), cumulative})
            .to_string();
    json payload{{"kind", name_of(report.kind)},
                 {"order", report.order.to_string()},
                 {"broker_order_id", report.broker_order_id},
                 {"time", format_timestamp(report.time)},
                 {"known_at", format_timestamp(report.known_at)},
                 {"reason", report.reason},
                 {"quantity", report.quantity.to_string()},
                 {"cumulative_quantity", cumulative},
                 {"price", report.price.to_string()},
                 {"reference_price", report.reference_price.to_string()},
                 {"commission", report.commission.to_string()},
                 {"fees", report.fees.to_string()},
                 {"bar_time", format_timestamp(report.bar_time)}};
    if (report.average_price) payload["average_price"] = report.average_price->to_string();
    const json envelope{{"schema_version", kSchemaVersion},
                        {"id", id},
                        {"produced_at", format_timestamp(produced_at)},
                        {"traceparent", ""},
                        {"type", "venue_report"},
                        {"payload", std::move(payload)}};
    return {std::string(kVenueReports),
            {.id = id, .body = envelope.dump(-1, ' ', false, json::error_handler_t::replace), .key = {}}};
}

Result<VenueReport> decode_report(std::string_view body) {
    const auto envelope = json::parse(body, nullptr, false);
    if (!envelope.is_object() || envelope.value("schema_version", json()) != kSchemaVersion ||
        envelope.value("type", json()) != "venue_report" || !envelope.contains("payload") ||
        !envelope["payload"].is_object()) {
        return fail(ErrorCode::kParse, "no venue report of this version");
    }
    const json& payload = envelope["payload"];
    Reader reader(payload);
    VenueReport report;
    const auto kind = std::ranges::find(kKinds, reader.text("kind"));
    if (kind == kKinds.end()) reader.blame("kind");
    report.kind = static_cast<Kind>(kind - kKinds.begin());
    report.order = reader.value<OrderId>("order", &OrderId::parse);
    if (report.order.empty()) reader.blame("order");
    report.broker_order_id = reader.text("broker_order_id");
    report.time = reader.time("time");
    report.known_at = reader.time("known_at");
    report.reason = reader.text("reason");
    report.quantity = reader.decimal("quantity");
    report.cumulative_quantity = reader.decimal("cumulative_quantity");
    report.price = reader.decimal("price");
    report.reference_price = reader.decimal("reference_price");
    report.commission = reader.decimal("commission");
    report.fees = reader.decimal("fees");
    report.bar_time = reader.time("bar_time");
    if (payload.contains("average_price")) report.average_price = reader.decimal("average_price");
    if (!reader.fault().empty())
        return fail(ErrorCode::kParse, "venue report: '" + reader.fault() + "' is missing or wrong");
    return report;
}

}  // namespace tradewind::services
