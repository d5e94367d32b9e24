#include "auth/verify_line.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "support/soft_authenticator.hpp"

using namespace tradewind::auth;
using tradewind::testing::SoftAuthenticator;

namespace {

// RFC 7515, appendix A.1 (its exp is 1300819380)
const std::string kKey =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
const std::string kToken =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

std::string token_case(std::string_view more) {
    return answer_line(
               fmt::format(R"({{"id":1,"op":"jwt.verify","alg":"HS256","jwk":{},"token":"{}"{}}})", kKey, kToken, more))
        .json;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a token is believed within its times, by its key, from its issuer") {
    CHECK(token_case(R"(,"now":1300819379)") ==
          R"({"id":1,"ok":true,"claims":{"iss":"joe","exp":1300819380,"http://example.com/is_root":true}})");
    CHECK(holds(token_case(R"(,"now":1300819380)"), R"("ok":false,"reason":"expired")"));
    CHECK(holds(token_case(R"(,"now":1300819380,"leeway":1)"), R"("ok":true)"));
    CHECK(holds(token_case(R"(,"now":1,"issuer":"joe")"), R"("ok":true)"));
    CHECK(holds(token_case(R"(,"now":1,"issuer":"jim")"), R"("reason":"issuer-mismatch")"));
    CHECK(holds(token_case(R"(,"now":1,"audience":"joe")"), R"("reason":"audience-mismatch")"));
    CHECK(holds(token_case(""), R"("reason":"no-time")"));
}

TEST_CASE("a registration through a line gives the credential") {
    const SoftAuthenticator passkey;
    SoftAuthenticator::Ceremony ceremony;
    ceremony.challenge = to_base64url("0123456789abcdef");
    const auto line = [&](std::string_view origin) {
        return answer_line(
                   fmt::format(
                       R"({{"id":"a","op":"webauthn.register","policy":{{"rp_id":"example.org","origins":["{}"]}},"challenge":"{}","response":{}}})",
                       origin, ceremony.challenge, passkey.attest(ceremony)))
            .json;
    };
    CHECK(
        line("https://example.org") ==
        fmt::format(
            R"({{"id":"a","ok":true,"credential":{{"id":"{}","public_key":"{}","alg":-7,"sign_count":0,"aaguid":"00000000-0000-0000-0000-000000000000","uv":true,"be":false,"bs":false,"format":"none"}}}})",
            to_base64url(passkey.credential_id()), to_base64url(passkey.cose_key())));
    CHECK(holds(line("https://example.net"), R"("id":"a","ok":false,"reason":"origin-mismatch")"));
}

TEST_CASE("what can't be read is an error, what is not believed an answer") {
    CHECK_FALSE(answer_line("{").readable);
    CHECK_FALSE(answer_line("[]").readable);
    CHECK(answer_line(R"({"id":7,"op":"guess"})").json.starts_with(R"({"id":7,"error":{"code":)"));
    CHECK_FALSE(answer_line(R"({"id":7})").readable);
    CHECK(answer_line(R"({"id":7,"op":"jwt.verify"})").readable);
    CHECK(holds(answer_line(R"({"id":7,"op":"jwt.verify"})").json, R"({"id":7,"ok":false,"reason":)"));
    const auto twice = answer_line(R"({"id":7,"op":"jwt.verify","token":"a","token":"b"})");
    CHECK(twice.readable);
    CHECK(holds(twice.json, R"({"id":7,"ok":false,"reason":"duplicate-member")"));
    const auto deep = answer_line(R"({"id":7,"op":"jwt.verify","jwk":)" + std::string(100'000, '[') +
                                  std::string(100'000, ']') + "}");
    CHECK(holds(deep.json, R"({"id":7,"ok":false,"reason":"malformed-json")"));
}
