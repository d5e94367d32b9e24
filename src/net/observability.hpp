#pragma once

#include "net/router.hpp"

namespace tradewind::telemetry {
class Health;
class Meters;
}  // namespace tradewind::telemetry

namespace tradewind::net {

/// `/metrics` in Prometheus text, `/health` and `/ready` as JSON with status 200 or 503. Both must outlive the router.
void add_observability_routes(Router& router, const telemetry::Meters& meters, const telemetry::Health& health);

}  // namespace tradewind::net
