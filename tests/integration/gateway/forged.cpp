#include "forged.hpp"

#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "core/id.hpp"

namespace tradewind::test {

namespace {

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

}  // namespace

std::string cbor_head(int major, std::uint64_t number) {
    const auto top = static_cast<unsigned>(major) << 5U;
    if (number < 24) return std::string(1, static_cast<char>(top | number));
    const int size = number < 0x100 ? 1 : number < 0x10000 ? 2 : number < 0x100000000 ? 4 : 8;
    std::string head(1, static_cast<char>(top | (size == 1 ? 24U : size == 2 ? 25U : size == 4 ? 26U : 27U)));
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) head += static_cast<char>((number >> shift) & 0xFF);
    return head;
}

std::string cbor_text(std::string_view text) {
    return cbor_head(3, text.size()).append(text);
}
std::string cbor_bytes(std::string_view bytes) {
    return cbor_head(2, bytes.size()).append(bytes);
}
std::string cbor_int(std::int64_t number) {
    return number < 0 ? cbor_head(1, static_cast<std::uint64_t>(-1 - number))
                      : cbor_head(0, static_cast<std::uint64_t>(number));
}

std::string ec_key(int algorithm, int curve, std::string_view x, std::string_view y) {
    return cbor_head(5, 5) + cbor_int(1) + cbor_int(2) + cbor_int(3) + cbor_int(algorithm) + cbor_int(-1) +
           cbor_int(curve) + cbor_int(-2) + cbor_bytes(x) + cbor_int(-3) + cbor_bytes(y);
}

std::string p256_key() {
    return ec_key(-7, 1, from_hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
                  from_hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
}

std::string ed25519_key(std::string_view x) {
    return cbor_head(5, 4) + cbor_int(1) + cbor_int(1) + cbor_int(3) + cbor_int(-8) + cbor_int(-1) + cbor_int(6) +
           cbor_int(-2) + cbor_bytes(x);
}

std::string rsa_key(std::string_view modulus, std::string_view exponent) {
    return cbor_head(5, 4) + cbor_int(1) + cbor_int(3) + cbor_int(3) + cbor_int(-257) + cbor_int(-1) +
           cbor_bytes(modulus) + cbor_int(-2) + cbor_bytes(exponent);
}

std::string Forged::authenticator_data() const {
    const auto hash = sha256(rp_id);
    std::string data(reinterpret_cast<const char*>(hash.data()), hash.size());
    data += static_cast<char>(flags);
    data += std::string(4, '\0');
    if ((flags & 0x40) == 0) return data + tail;
    const auto length = id_length < 0 ? credential_id.size() : static_cast<std::size_t>(id_length);
    data += std::string(16, '\0');
    data += static_cast<char>(length >> 8);
    data += static_cast<char>(length & 0xFF);
    return data + credential_id + key + tail;
}

std::string Forged::attestation_object() const {
    if (!object.empty()) return object;
    return cbor_head(5, 3) + cbor_text("fmt") + cbor_text(format) + cbor_text("attStmt") + statement +
           cbor_text("authData") + cbor_bytes(authenticator_data());
}

std::string Forged::json() const {
    const std::string client = client_data.empty() ? fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}"{}}})",
                                                                 type, challenge, origin, client_extra)
                                                   : client_data;
    const std::string own = auth::to_base64url(credential_id);
    return fmt::format(
        R"({{"id":"{}","rawId":"{}","type":"public-key","clientExtensionResults":{{}},"response":{{"clientDataJSON":"{}","attestationObject":"{}"}}}})",
        id.empty() ? own : id, raw_id.empty() ? own : raw_id, auth::to_base64url(client),
        auth::to_base64url(attestation_object()));
}

}  // namespace tradewind::test
