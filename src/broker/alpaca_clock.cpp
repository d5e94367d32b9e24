#include "broker/alpaca_clock.hpp"

#include "broker/alpaca_json.hpp"

namespace tradewind::broker {

Result<AlpacaClock> read_clock(AlpacaHttp& trading, const MachineClock& machine) {
    const Timestamp asked = machine.now();
    const auto body = trading.read("/v2/clock");
    const Timestamp answered = machine.now();
    if (!body) return std::unexpected(body.error());
    const auto object = nlohmann::json::parse(*body, nullptr, false);
    AlpacaClock clock;
    if (object.is_object()) clock.now = time_of(object, "timestamp");
    if (clock.now == Timestamp{})
        return fail(ErrorCode::kParse, "Alpaca's answer is no clock", "check alpaca.trading_url");
    const auto open = object.find("is_open");
    clock.is_open = open != object.end() && open->is_boolean() && open->get<bool>();
    clock.next_open = time_of(object, "next_open");
    clock.next_close = time_of(object, "next_close");
    clock.round_trip = answered - asked;
    clock.skew = clock.now - (asked + clock.round_trip / 2);
    return clock;
}

}  // namespace tradewind::broker
