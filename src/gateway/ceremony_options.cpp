#include "gateway/ceremony_options.hpp"

#include "auth/base64url.hpp"
#include "gateway/json_writer.hpp"

namespace tradewind::gateway {

using net::Request;
using net::Response;
using storage::Transaction;

namespace {

void write_ids(JsonWriter& out, std::string_view name, const std::vector<storage::Credential>& passkeys) {
    out.key(name);
    out.begin_array();
    for (const auto& passkey : passkeys) {
        out.begin_object();
        out.field("type", "public-key");
        out.field("id", passkey.id);
        out.key("transports");
        out.begin_array();
        for (const auto& transport : passkey.transports) out.value(transport);
        out.end_array();
        out.end_object();
    }
    out.end_array();
}

/// PublicKeyCredentialCreationOptionsJSON
std::string creation_options(const Door& door, const Ceremony& ceremony,
                             const std::vector<storage::Credential>& present) {
    JsonWriter out;
    out.begin_object();
    out.raw_field("rp", fmt::format(R"({{"id":"{}","name":"tradewind"}})", door.access.policy().rp_id));
    out.key("user");
    out.begin_object();
    out.field("id", ceremony.handle);
    out.field("name", ceremony.name);
    out.field("displayName", ceremony.name);
    out.end_object();
    out.field("challenge", auth::to_base64url(ceremony.challenge));
    out.raw_field(
        "pubKeyCredParams",
        R"([{"type":"public-key","alg":-7},{"type":"public-key","alg":-8},{"type":"public-key","alg":-257}])");
    out.field("timeout", 300'000);
    write_ids(out, "excludeCredentials", present);
    out.raw_field("authenticatorSelection",
                  R"({"residentKey":"required","requireResidentKey":true,"userVerification":"required"})");
    out.field("attestation", "none");
    out.raw_field("extensions", R"({"credProps":true})");
    out.end_object();
    return out.take();
}

/// PublicKeyCredentialRequestOptionsJSON
std::string request_options(const Door& door, const Ceremony& ceremony,
                            const std::vector<storage::Credential>& allowed) {
    JsonWriter out;
    out.begin_object();
    out.field("challenge", auth::to_base64url(ceremony.challenge));
    out.field("timeout", 300'000);
    out.field("rpId", door.access.policy().rp_id);
    write_ids(out, "allowCredentials", allowed);
    out.field("userVerification", "required");
    out.end_object();
    return out.take();
}

}  // namespace

Response begin_ceremony(Door& door, const Request& request, Ceremony ceremony,
                        const std::vector<storage::Credential>& passkeys) {
    const auto id = door.ceremonies.begin(ceremony, request.remote_address);
    if (!id) {
        auto response = net::problem(429, "too-many-requests", id.error().message, id.error().hint, request.path);
        response.headers.emplace_back("Retry-After", "300");
        return response;
    }
    const bool creates = ceremony.kind == Ceremony::Kind::kSignUp || ceremony.kind == Ceremony::Kind::kAddPasskey;
    auto response = net::json_response(creates ? creation_options(door, ceremony, passkeys)
                                               : request_options(door, ceremony, passkeys));
    response.headers.emplace_back("Set-Cookie", door.access.ceremony_cookie(request, *id));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<std::vector<storage::Credential>> passkeys_of(Door& door, std::string_view user) {
    std::vector<storage::Credential> passkeys;
    const Status done = door.context.database.read([&](Transaction& tx) -> Status {
        auto found = storage::credentials_of_user(tx, user);
        if (!found) return std::unexpected(found.error());
        passkeys = std::move(*found);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return passkeys;
}

}  // namespace tradewind::gateway
