#include "net/observability.hpp"

#include "telemetry/health.hpp"
#include "telemetry/meters.hpp"

namespace tradewind::net {

namespace {

Response health_response(const telemetry::HealthReport& report) {
    return json_response(telemetry::to_json(report), report.ok ? 200 : 503);
}

}  // namespace

void add_observability_routes(Router& router, const telemetry::Meters& meters, const telemetry::Health& health) {
    router.get("/metrics", [&meters](const Request&) {
        return Response{200, {{"Content-Type", std::string(telemetry::kPrometheusContentType)}}, meters.render()};
    });
    router.get("/health", [&health](const Request&) { return health_response(health.live()); });
    router.get("/ready", [&health](const Request&) { return health_response(health.ready()); });
}

}  // namespace tradewind::net
