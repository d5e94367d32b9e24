#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "auth/base64url.hpp"
#include "auth/ceremony.hpp"
#include "support/soft_authenticator.hpp"

using namespace tradewind::auth;
using tradewind::testing::SoftAuthenticator;

namespace {

const std::string kChallenge(32, 'c');
const std::string kHandle(32, 'u');

Policy policy() {
    return {.rp_id = "example.org", .origins = {"https://example.org"}};
}

SoftAuthenticator::Ceremony ceremony() {
    SoftAuthenticator::Ceremony made;
    made.challenge = to_base64url(kChallenge);
    made.user_handle = to_base64url(kHandle);
    return made;
}

std::string reason_of(const auto& verdict) {
    return verdict ? "" : std::string(verdict.error().reason);
}

std::string registration(const SoftAuthenticator& passkey, const SoftAuthenticator::Ceremony& made,
                         const Policy& rules = policy()) {
    const auto response = read_registration_response(passkey.attest(made));
    return response ? reason_of(verify_registration(rules, kChallenge, *response)) : reason_of(response);
}

StoredCredential stored(const SoftAuthenticator& passkey) {
    return {.id = passkey.credential_id(),
            .public_key = passkey.cose_key(),
            .sign_count = 0,
            .user_handle = kHandle,
            .backup_eligible = std::nullopt};
}

std::string assertion(const SoftAuthenticator& passkey, const SoftAuthenticator::Ceremony& made,
                      const StoredCredential& credential) {
    const auto response = read_authentication_response(passkey.sign(made));
    return response ? reason_of(verify_authentication(policy(), kChallenge, credential, *response))
                    : reason_of(response);
}

}  // namespace

TEST_CASE("a registration says what to store") {
    const SoftAuthenticator passkey;
    auto made = ceremony();
    made.flags = 0x1D;
    made.sign_count = 7;
    const auto response = read_registration_response(passkey.attest(made));
    REQUIRE(response);
    const auto registered = verify_registration(policy(), kChallenge, *response);
    REQUIRE(registered);
    CHECK(registered->id == passkey.credential_id());
    CHECK(registered->public_key == passkey.cose_key());
    CHECK(registered->algorithm == -7);
    CHECK(registered->sign_count == 7);
    CHECK(registered->aaguid == "00000000-0000-0000-0000-000000000000");
    CHECK(registered->user_verified);
    CHECK(registered->backup_eligible);
    CHECK(registered->backed_up);
    CHECK(registered->format == "none");
}

TEST_CASE("a registration is refused for the one thing that is wrong with it") {
    const SoftAuthenticator passkey;
    struct Wrong {
        std::string reason;
        std::function<void(SoftAuthenticator::Ceremony&)> change;
    };
    const Wrong wrongs[] = {
        {"", [](auto&) {}},
        {"type-mismatch", [](auto& c) { c.type = "webauthn.get"; }},
        {"challenge-mismatch", [](auto& c) { c.challenge = to_base64url(std::string(32, 'x')); }},
        {"malformed-client-data", [](auto& c) { c.challenge += "="; }},
        {"origin-mismatch", [](auto& c) { c.origin = "https://example.org:8443"; }},
        {"origin-mismatch", [](auto& c) { c.origin = "https://example.org/"; }},
        {"malformed-client-data", [](auto& c) { c.client_extra = R"(,"crossOrigin":true)"; }},  // twice
        {"top-origin-mismatch", [](auto& c) { c.client_extra = R"(,"topOrigin":"https://example.org")"; }},
        {"malformed-client-data", [](auto& c) { c.client_extra = R"(,"topOrigin":1)"; }},
        {"rp-id-mismatch", [](auto& c) { c.rp_id = "example.net"; }},
        {"user-not-present", [](auto& c) { c.flags = 0x04; }},
        {"user-not-verified", [](auto& c) { c.flags = 0x01; }},
        {"backup-flags", [](auto& c) { c.flags = 0x15; }},
        {"malformed-cbor", [](auto& c) { c.flags = 0x85; }},
        {"malformed-authenticator-data", [](auto& c) { c.tail = "\xA0"; }},
    };
    for (const auto& wrong : wrongs) {
        auto made = ceremony();
        wrong.change(made);
        CHECK(registration(passkey, made) == wrong.reason);
    }
}

TEST_CASE("only what the policy offers and accepts is registered") {
    const SoftAuthenticator passkey;
    auto rules = policy();
    rules.algs = {-8, -257};
    CHECK(registration(passkey, ceremony(), rules) == "algorithm-not-offered");
    rules = policy();
    rules.formats = {"packed"};
    CHECK(registration(passkey, ceremony(), rules) == "format-not-allowed");
}

TEST_CASE("authenticator data cut anywhere is refused") {
    const SoftAuthenticator passkey;
    const auto response = read_registration_response(passkey.attest(ceremony()));
    REQUIRE(response);
    for (std::size_t size = 0; size < response->attestation_object.size(); ++size) {
        auto cut = *response;
        cut.attestation_object.resize(size);
        CHECK_FALSE(verify_registration(policy(), kChallenge, cut));
    }
}

TEST_CASE("an assertion is refused for the one thing that is wrong with it") {
    const SoftAuthenticator passkey;
    struct Wrong {
        std::string reason;
        std::function<void(SoftAuthenticator::Ceremony&)> change;
    };
    const Wrong wrongs[] = {
        {"", [](auto&) {}},
        {"type-mismatch", [](auto& c) { c.type = "webauthn.create"; }},
        {"challenge-mismatch", [](auto& c) { c.challenge = to_base64url(std::string(32, 'x')); }},
        {"origin-mismatch", [](auto& c) { c.origin = "https://evil.example"; }},
        {"rp-id-mismatch", [](auto& c) { c.rp_id = "evil.example"; }},
        {"user-not-present", [](auto& c) { c.flags = 0x04; }},
        {"user-not-verified", [](auto& c) { c.flags = 0x01; }},
        {"backup-flags", [](auto& c) { c.flags = 0x15; }},
        {"malformed-authenticator-data", [](auto& c) { c.tail = "x"; }},
        {"user-handle-mismatch", [](auto& c) { c.user_handle.clear(); }},
        {"user-handle-mismatch", [](auto& c) { c.user_handle = to_base64url("another"); }},
    };
    for (const auto& wrong : wrongs) {
        auto made = ceremony();
        wrong.change(made);
        CHECK(assertion(passkey, made, stored(passkey)) == wrong.reason);
    }
    const SoftAuthenticator other;
    auto swapped = stored(passkey);
    swapped.public_key = other.cose_key();
    CHECK(assertion(passkey, ceremony(), swapped) == "bad-signature");
    CHECK(assertion(other, ceremony(), stored(passkey)) == "unknown-credential");
}

TEST_CASE("a counter must grow, but for passkeys that have none or are synced") {
    const SoftAuthenticator passkey;
    const auto count = [&](std::uint32_t before, std::uint32_t now, bool synced) -> std::string {
        auto made = ceremony();
        made.sign_count = now;
        made.flags = synced ? 0x0D : 0x05;
        auto credential = stored(passkey);
        credential.sign_count = before;
        const auto response = read_authentication_response(passkey.sign(made));
        const auto done = verify_authentication(policy(), kChallenge, credential, *response);
        return done ? std::to_string(done->sign_count) + (done->counter_stuck ? " stuck" : "") : reason_of(done);
    };
    CHECK(count(0, 0, false) == "0");
    CHECK(count(0, 0, true) == "0");
    CHECK(count(0, 3, false) == "3");
    CHECK(count(3, 4, false) == "4");
    CHECK(count(3, 3, false) == "counter");
    CHECK(count(3, 2, false) == "counter");
    CHECK(count(3, 0, false) == "counter");
    CHECK(count(3, 2, true) == "3 stuck");
    CHECK(count(3, 3, true) == "3 stuck");
    CHECK(count(4294967294, 4294967295, false) == "4294967295");
}

TEST_CASE("eligibility for backup does not change") {
    const SoftAuthenticator passkey;
    auto credential = stored(passkey);
    credential.backup_eligible = false;
    auto made = ceremony();
    made.flags = 0x0D;
    CHECK(assertion(passkey, made, credential) == "backup-flags");
    credential.backup_eligible = true;
    CHECK(assertion(passkey, made, credential).empty());
}
