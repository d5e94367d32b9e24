#include "auth/authenticator_data.hpp"

#include <fmt/core.h>

namespace tradewind::auth {

namespace {

constexpr std::string_view kMalformed = "malformed-authenticator-data";
constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kHeaderBytes = 37;
constexpr std::size_t kCredentialHeaderBytes = 18;
constexpr std::size_t kMostIdBytes = 1023;

enum Flag : unsigned {
    kPresent = 0x01,
    kVerified = 0x04,
    kEligible = 0x08,
    kBackedUp = 0x10,
    kAttested = 0x40,
    kExtended = 0x80
};

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::string_view take(std::string_view& rest, std::size_t count) {
    const auto front = rest.substr(0, count);
    rest.remove_prefix(count);
    return front;
}

Verdict<AttestedCredential> take_credential(std::string_view& rest) {
    if (rest.size() < kCredentialHeaderBytes) return refuse(kMalformed, "the credential data ends too early");
    AttestedCredential credential{.aaguid = take(rest, 16), .id = {}, .public_key = {}, .key = {}};
    const std::size_t length = (byte_at(rest, 0) << 8) | byte_at(rest, 1);
    rest.remove_prefix(2);
    if (length == 0 || length > kMostIdBytes || length > rest.size())
        return refuse(kMalformed, "the credential id's length is 0, above 1023, or more than what is left");
    credential.id = take(rest, length);
    const auto before = rest;
    const auto map = take_cbor(rest);
    if (!map) return std::unexpected(map.error());
    credential.public_key = before.substr(0, before.size() - rest.size());
    auto key = read_cose_key(*map);
    if (!key) return std::unexpected(key.error());
    credential.key = std::move(*key);
    return credential;
}

}  // namespace

Verdict<AuthenticatorData> read_authenticator_data(std::string_view bytes) {
    if (bytes.size() < kHeaderBytes || bytes.size() > kMostBytes)
        return refuse(kMalformed, "authenticator data has 37 to 4096 bytes");
    AuthenticatorData data;
    const unsigned flags = byte_at(bytes, 32);
    data.rp_id_hash = bytes.substr(0, 32);
    data.user_present = (flags & kPresent) != 0;
    data.user_verified = (flags & kVerified) != 0;
    data.backup_eligible = (flags & kEligible) != 0;
    data.backed_up = (flags & kBackedUp) != 0;
    for (std::size_t at = 33; at < kHeaderBytes; ++at) data.sign_count = (data.sign_count << 8) | byte_at(bytes, at);
    auto rest = bytes.substr(kHeaderBytes);
    if ((flags & kAttested) != 0) {
        auto credential = take_credential(rest);
        if (!credential) return std::unexpected(credential.error());
        data.credential = std::move(*credential);
    }
    if ((flags & kExtended) != 0) {
        const auto extensions = take_cbor(rest);
        if (!extensions) return std::unexpected(extensions.error());
        if (extensions->type != Cbor::Type::kMap) return refuse(kMalformed, "the extensions are no map");
    }
    if (!rest.empty()) return refuse(kMalformed, "bytes follow the authenticator data");
    return data;
}

std::string uuid_text(std::string_view aaguid) {
    std::string text;
    for (std::size_t i = 0; i < aaguid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", byte_at(aaguid, i));
    }
    return text;
}

}  // namespace tradewind::auth
