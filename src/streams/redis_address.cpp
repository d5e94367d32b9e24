#include "streams/redis_address.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

namespace tradewind::streams::redis {
namespace {

std::unexpected<Error> wrong() {
    return fail(ErrorCode::kInvalidArgument, "streams.url is not the address of a Redis server",
                "write it like redis://127.0.0.1:6379 or rediss://user:password@host:6379/0");
}

}  // namespace

Result<Address> parse_address(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return wrong();
    Address address;
    address.tls = parsed->scheme() == "rediss";
    if (!address.tls && parsed->scheme() != "redis") return wrong();
    address.host = parsed->host_address();
    if (address.host.empty() || parsed->has_query() || parsed->has_fragment()) return wrong();
    if (parsed->has_port() && !parsed->port().empty()) {
        if (parsed->port_number() == 0) return wrong();
        address.port = parsed->port();
    }
    address.user = parsed->user();
    address.password = parsed->password();
    std::string path = parsed->path();
    if (path.starts_with('/')) path.erase(0, 1);
    if (!path.empty()) {
        const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), address.database);
        if (error != std::errc{} || end != path.data() + path.size() || address.database < 0) return wrong();
    }
    return address;
}

}  // namespace tradewind::streams::redis
