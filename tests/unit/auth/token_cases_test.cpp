#include <openssl/hmac.h>

#include <fmt/core.h>
#include <catch2/catch_test_macros.hpp>

#include "auth/base64url.hpp"
#include "auth/verify_line.hpp"

using namespace tradewind::auth;

// Tokens that must not be believed, by the numbers under which docs/security.md lists them (J).

namespace {

const std::string kSecret(32, 'k');
constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"at+jwt"})";
constexpr std::string_view kClaims = R"({"iss":"door","aud":"api","sub":"anna","iat":1000,"exp":1600})";

std::string mac(std::string_view text, const std::string& key = kSecret) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &size);
    return {reinterpret_cast<const char*>(digest), size};
}

std::string token(std::string_view header = kHeader, std::string_view claims = kClaims,
                  const std::string& key = kSecret) {
    const std::string text = to_base64url(header) + "." + to_base64url(claims);
    return text + "." + to_base64url(mac(text, key));
}

/// The reason why it is not believed; empty where it is.
std::string verdict(std::string_view text, std::uint64_t now = 1200, std::string_view algorithm = "HS256") {
    const auto answer =
        answer_line(
            fmt::format(
                R"({{"id":1,"op":"jwt.verify","alg":"{}","jwk":{{"kty":"oct","k":"{}"}},"token":"{}","now":{},"issuer":"door","audience":"api"}})",
                algorithm, to_base64url(kSecret), text, now))
            .json;
    if (answer.find(R"("ok":true)") != std::string::npos) return "";
    const auto begin = answer.find(R"("reason":")");
    if (begin == std::string::npos) return answer;
    return answer.substr(begin + 10, answer.find('"', begin + 10) - begin - 10);
}

}  // namespace

TEST_CASE("J01 J02 J03: the algorithm is the one that was asked for") {
    CHECK(verdict(token()).empty());
    for (const auto* name : {"none", "None", "NONE"}) {
        const std::string text =
            to_base64url(fmt::format(R"({{"alg":"{}"}})", name)) + "." + to_base64url(kClaims) + ".";
        CHECK_FALSE(verdict(text).empty());
        CHECK(verdict(token(fmt::format(R"({{"alg":"{}"}})", name))) == "algorithm-mismatch");
    }
    CHECK(verdict(token(kHeader, kClaims, "-----BEGIN PUBLIC KEY-----")) == "bad-signature");
    for (const auto* header :
         {R"({"alg":"HS384"})", R"({"alg":"EdDSA"})", R"({"alg":"hs256"})", R"({"typ":"at+jwt"})", R"({"alg":1})"}) {
        CAPTURE(header);
        CHECK(verdict(token(header)) == "algorithm-mismatch");
    }
    CHECK_FALSE(verdict(token(), 1200, "EdDSA").empty());
}

TEST_CASE("J04 J05: no key is taken from the token, and kid is no path") {
    CHECK(verdict(token(R"({"alg":"HS256","kid":7})")) == "malformed-token");
    for (const auto* member : {R"("jwk":{})", R"("jku":"https://evil.example")", R"("x5u":"a")", R"("x5c":[])",
                               R"("crit":["exp"])", R"("b64":false)", R"("zip":"DEF")"}) {
        CAPTURE(member);
        CHECK(verdict(token(fmt::format(R"({{"alg":"HS256",{}}})", member))) == "header-member");
    }
}

TEST_CASE("J07 J09: times are whole numbers that hold now, issuer and audience ours") {
    CHECK(verdict(token(), 1600) == "expired");
    CHECK(verdict(token(), 999) == "not-yet-valid");
    for (const auto* exp : {R"("1600")", "1600.5", "-1", "1e400", "1180591620717411303424", "null"}) {
        CAPTURE(exp);
        const auto claims = fmt::format(R"({{"iss":"door","aud":"api","exp":{}}})", exp);
        const auto why = verdict(token(kHeader, claims));
        CHECK((why == "malformed-claim" || why == "malformed-token"));
    }
    CHECK(verdict(token(kHeader, R"({"iss":"other","aud":"api","exp":1600})")) == "issuer-mismatch");
    CHECK(verdict(token(kHeader, R"({"iss":"door","aud":"other","exp":1600})")) == "audience-mismatch");
    CHECK(verdict(token(kHeader, R"({"iss":"door","exp":1600})")) == "audience-mismatch");
}

TEST_CASE("J10 J11 J12: one spelling, whole and unchanged") {
    const auto good = token();
    const auto first = good.find('.');
    const auto last = good.rfind('.');
    auto changed = good;
    changed[first + 3] = changed[first + 3] == 'A' ? 'B' : 'A';
    CHECK(verdict(changed) == "bad-signature");
    CHECK_FALSE(verdict(good.substr(0, good.size() - 2)).empty());
    CHECK_FALSE(verdict(good + "AA").empty());
    for (const auto* extra : {"=", " ", "?"}) {
        for (const std::size_t at : {first, last, good.size()}) {
            auto text = good;
            text.insert(at, extra);
            CAPTURE(extra, at);
            CHECK(verdict(text) == "malformed-token");
        }
    }
    auto trailing = good;  // 32 bytes leave two unused bits in the last letter
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    trailing.back() = kLetters[kLetters.find(trailing.back()) ^ 1U];
    CHECK(verdict(trailing) == "malformed-token");
    for (const auto& text : {good.substr(0, last), good + ".x", std::string("{}"), std::string()})
        CHECK(verdict(text) == "malformed-token");
}

TEST_CASE("J16: no member twice") {
    CHECK_FALSE(verdict(token(R"({"alg":"HS256","alg":"HS256"})")).empty());
    CHECK(verdict(token(kHeader, R"({"iss":"door","aud":"api","sub":"a","sub":"b","exp":1600})")) == "malformed-token");
}
