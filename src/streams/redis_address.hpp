#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace tradewind::streams::redis {

/// Where a server is and who we are there.
struct Address {
    std::string host;
    std::string port = "6379";
    std::string user;      ///< Empty: the default user.
    std::string password;  ///< Never in a log or an error.
    int database = 0;
    bool tls = false;
};

/// Parses `redis://[user:password@]host[:port][/db]`, or `rediss://…` for TLS. Errors don't repeat the URL, since a
/// password may stand in it.
Result<Address> parse_address(std::string_view url);

}  // namespace tradewind::streams::redis
