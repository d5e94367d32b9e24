#include "fuzz.hpp"
#include "gateway/body.hpp"

using namespace tradewind::gateway;

// What clients say on /ws and in bodies: read or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto message = read_live_message(text);
    FUZZ_CHECK(!message || message->op.size() <= 40);
    read_control_body(text);
    read_backtest_body(text);
    return 0;
}
