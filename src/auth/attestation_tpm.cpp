#include <openssl/evp.h>

#include <array>

#include "auth/attestation_formats.hpp"

/// WebAuthn §8.3 (tpm). Structures: TPM 2.0 Library, Part 2.
namespace tradewind::auth {

namespace {

constexpr std::uint16_t kRsaType = 0x0001, kEccType = 0x0023, kNull = 0x0010;
constexpr std::uint32_t kGenerated = 0xFF544347;
constexpr std::uint16_t kAttestCertify = 0x8017;
constexpr std::size_t kClockInfoBytes = 17, kFirmwareBytes = 8;
constexpr const char* kAikUsage = "2.23.133.8.3";
constexpr const char* kTpmNames[] = {"2.23.133.2.1", "2.23.133.2.2", "2.23.133.2.3"};

/// Reads big-endian fields; once something is missing, everything after it is zero and `failed`.
class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}
    template <class T>
    T number() {
        T value = 0;
        for (const char c : bytes(sizeof(T))) value = static_cast<T>((value << 8) | static_cast<unsigned char>(c));
        return value;
    }
    std::string_view bytes(std::size_t count) {
        if (count > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return {};
        }
        const auto front = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return front;
    }
    std::string_view sized() { return bytes(number<std::uint16_t>()); }
    [[nodiscard]] bool complete() const { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

const EVP_MD* digest_of(std::uint16_t tpm_algorithm) {
    switch (tpm_algorithm) {
        case 0x000B:
            return EVP_sha256();
        case 0x000C:
            return EVP_sha384();
        case 0x000D:
            return EVP_sha512();
        default:
            return nullptr;
    }
}

const EVP_MD* digest_of(const Algorithm& algorithm) {
    return algorithm.hash == Hash::kSha256   ? EVP_sha256()
           : algorithm.hash == Hash::kSha384 ? EVP_sha384()
                                             : EVP_sha512();
}

std::string hash_with(const EVP_MD* digest, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, digest, nullptr);
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string without_zeros(std::string_view number) {
    const auto first = number.find_first_not_of('\0');
    return std::string(first == std::string_view::npos ? std::string_view() : number.substr(first));
}

void skip_scheme(Fields& fields) {
    if (fields.number<std::uint16_t>() != kNull) fields.number<std::uint16_t>();  // its hash
}

PublicKey read_rsa(Fields& fields) {
    PublicKey key;
    key.type = PublicKey::Type::kRsa;
    fields.number<std::uint16_t>();  // bits
    const auto exponent = fields.number<std::uint32_t>();
    const std::uint32_t e = exponent == 0 ? 65537 : exponent;
    for (int shift = 24; shift >= 0; shift -= 8) key.e += static_cast<char>((e >> shift) & 0xFFU);
    key.e = without_zeros(key.e);
    key.n = without_zeros(fields.sized());
    return key;
}

PublicKey read_point(Fields& fields) {
    PublicKey key;
    const auto curve = fields.number<std::uint16_t>();
    key.curve = curve == 3 ? Curve::kP256 : curve == 4 ? Curve::kP384 : curve == 5 ? Curve::kP521 : Curve::kNone;
    skip_scheme(fields);  // the key derivation
    const auto padded = [&](std::string_view number) {
        const auto size = field_bytes(key.curve);
        return number.size() < size ? std::string(size - number.size(), '\0').append(number) : std::string(number);
    };
    key.x = padded(fields.sized());
    key.y = padded(fields.sized());
    return key;
}

struct PublicArea {
    const EVP_MD* name_digest = nullptr;
    PublicKey key;
};

/// TPMT_PUBLIC
Verdict<PublicArea> read_public_area(std::string_view bytes) {
    Fields fields(bytes);
    PublicArea area;
    const auto type = fields.number<std::uint16_t>();
    area.name_digest = digest_of(fields.number<std::uint16_t>());
    fields.number<std::uint32_t>();                                               // attributes
    fields.sized();                                                               // policy
    if (fields.number<std::uint16_t>() != kNull) fields.number<std::uint32_t>();  // symmetric: bits and mode
    skip_scheme(fields);
    if (type == kRsaType)
        area.key = read_rsa(fields);
    else if (type == kEccType)
        area.key = read_point(fields);
    else
        return refuse(kBadAttestation, "the TPM's key is neither RSA nor ECC");
    if (!fields.complete() || area.name_digest == nullptr)
        return refuse(kBadAttestation, "pubArea is no complete TPMT_PUBLIC, or its name is of an unknown hash");
    return area;
}

/// TPMS_ATTEST of a certified key.
Verdict<void> check_cert_info(std::string_view bytes, std::string_view extra_data, std::string_view name) {
    Fields fields(bytes);
    const auto magic = fields.number<std::uint32_t>();
    const auto type = fields.number<std::uint16_t>();
    fields.sized();  // the signer
    const auto extra = fields.sized();
    fields.bytes(kClockInfoBytes);
    fields.bytes(kFirmwareBytes);
    const auto attested_name = fields.sized();
    fields.sized();  // the qualified name
    if (!fields.complete() || magic != kGenerated || type != kAttestCertify)
        return refuse(kBadAttestation, "certInfo is no statement of a TPM about a key");
    if (extra != extra_data) return refuse(kBadAttestation, "certInfo is about another registration");
    if (attested_name != name) return refuse(kBadAttestation, "certInfo is about another key");
    return {};
}

/// §8.3.1
Verdict<void> check_aik_certificate(const Certificate& leaf) {
    if (leaf.version() == 3 && leaf.has_empty_subject() && leaf.has_directory_name(kTpmNames) &&
        leaf.has_extended_usage(kAikUsage) && leaf.says_no_ca())
        return {};
    return refuse(kBadAttestation, "the certificate is none of a TPM's attestation keys");
}

}  // namespace

Verdict<void> verify_tpm(const Cbor& statement, const Chain& chain, const Attested& attested) {
    const auto* version = statement.find("ver");
    if (version == nullptr || version->type != Cbor::Type::kText || version->bytes != "2.0")
        return refuse(kBadAttestation, "the TPM is not of version 2.0");
    const auto cert_info = statement_bytes(statement, "certInfo");
    const auto pub_area = statement_bytes(statement, "pubArea");
    const auto signature = read_signature(statement);
    if (!cert_info) return std::unexpected(cert_info.error());
    if (!pub_area) return std::unexpected(pub_area.error());
    if (!signature) return std::unexpected(signature.error());
    const auto area = read_public_area(*pub_area);
    if (!area) return std::unexpected(area.error());
    if (area->key != attested.credential.key.key)
        return refuse(kBadAttestation, "pubArea is another key than the credential's");
    if (signature->algorithm->family == Family::kEd25519)
        return refuse(kBadAttestation, "a TPM does not sign by EdDSA");
    const auto extra = hash_with(digest_of(*signature->algorithm), attested.signed_bytes());
    const auto name = std::string(pub_area->substr(2, 2)).append(hash_with(area->name_digest, *pub_area));
    if (const auto good = check_cert_info(*cert_info, extra, name); !good) return good;
    if (const auto good = verify_by_leaf(statement, chain, *cert_info); !good) return good;
    if (const auto good = check_aik_certificate(chain.front()); !good) return good;
    return check_aaguid_extension(chain.front(), attested);
}

}  // namespace tradewind::auth
