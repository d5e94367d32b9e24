
#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;

Response put_chaos(WireCore& core, const Request& request) {
    auto plan = parse_chaos(request.body);
    if (!plan) return refusal(422, 40010001, plan.error().message);
    core.chaos().replace(std::move(*plan));
    return net::json_response(core.chaos().describe());
}

Response state(WireCore& core) {
    return core.run([&](Exchange& exchange) {
        return json_answer({{"clock", format_timestamp(exchange.now())},
                            {"symbols", exchange.market().stocks().size()},
                            {"book_events", exchange.market().events()},
                            {"orders", exchange.desk().orders().size()},
                            {"fills", exchange.desk().activities().size()},
                            {"cash", exchange.desk().account().cash().to_string()},
                            {"data_clients", core.data().clients()}});
    });
}

}  // namespace

void add_admin_routes(net::Router& router, WireCore& core) {
    router.get("/admin/chaos", [&core](const Request&) { return net::json_response(core.chaos().describe()); });
    router.add("PUT", "/admin/chaos", [&core](const Request& request) { return put_chaos(core, request); });
    router.post("/admin/chaos", [&core](const Request& request) { return put_chaos(core, request); });
    router.add("DELETE", "/admin/chaos", [&core](const Request&) {
        core.chaos().replace({});
        return Response{204, {}, {}};
    });
    router.get("/admin/state", [&core](const Request&) { return state(core); });
}

}  // namespace tradewind::exchange
