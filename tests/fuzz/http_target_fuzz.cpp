#include "fuzz.hpp"
#include "net/request_checks.hpp"
#include "net/text.hpp"
#include "net/url.hpp"

using namespace tradewind::net;

// What is let through has a plain path, one of our hosts and one length.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const auto line = [&] {
        const auto one = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        return std::string(one);
    };
    parse_url(rest);
    Request request;
    request.method = line();
    request.target = line();
    while (!rest.empty()) {
        const auto field = line();
        const auto colon = field.find(':');
        if (colon != std::string::npos) request.headers.emplace_back(field.substr(0, colon), field.substr(colon + 1));
    }
    if (check_request(request, 1, {"localhost:1"}, false, 64, 8192)) return 0;
    FUZZ_CHECK(request.path.starts_with('/'));
    FUZZ_CHECK((request.path + "/").find("/../") == std::string::npos);
    FUZZ_CHECK(request.path.find('\0') == std::string::npos);
    FUZZ_CHECK(lower_case(request.header("Host")) == "localhost:1");
    FUZZ_CHECK(request.header("Transfer-Encoding").empty());
    return 0;
}
