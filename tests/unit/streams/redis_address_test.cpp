#include "streams/redis_address.hpp"

#include <catch2/catch_test_macros.hpp>

namespace tradewind::streams::redis {

TEST_CASE("A short address takes the usual port and database") {
    const auto address = parse_address("redis://127.0.0.1");
    REQUIRE(address);
    CHECK(address->host == "127.0.0.1");
    CHECK(address->port == "6379");
    CHECK(address->database == 0);
    CHECK_FALSE(address->tls);
}

TEST_CASE("User, password, port, database and TLS are taken from the address") {
    const auto address = parse_address("rediss://trader:p%40ss%2Fword@redis.example.com:6390/3");
    REQUIRE(address);
    CHECK(address->host == "redis.example.com");
    CHECK(address->port == "6390");
    CHECK(address->user == "trader");
    CHECK(address->password == "p@ss/word");
    CHECK(address->database == 3);
    CHECK(address->tls);
    CHECK(parse_address("redis://[::1]:6379")->host == "::1");
}

TEST_CASE("What is no address is refused without repeating it") {
    for (const auto* url :
         {"", "redis", "http://127.0.0.1", "redis://", "redis://host:0", "redis://host:99999", "redis://host/one",
          "redis://host/-1", "redis://user:hunter2@host/x", "redis://host?db=1"}) {
        const auto address = parse_address(url);
        INFO(url);
        REQUIRE_FALSE(address);
        CHECK(address.error().code == ErrorCode::kInvalidArgument);
        CHECK(address.error().message.find("hunter2") == std::string::npos);
    }
}

}  // namespace tradewind::streams::redis
