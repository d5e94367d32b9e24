#include "auth/attestation.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "auth/attestation_formats.hpp"
#include "auth/der.hpp"
#include "auth/signature.hpp"

namespace tradewind::auth {

namespace {

constexpr std::size_t kMostBytes = 16 * 1024;
constexpr std::size_t kMostCertificates = 8;
constexpr const char* kAaguidExtension = "1.3.6.1.4.1.45724.1.1.4";

struct Format {
    std::string_view name;
    std::size_t members;  ///< Of the statement; an unknown one makes it another format.
    Verdict<void> (*verify)(const Cbor&, const Chain&, const Attested&);
};

constexpr Format kWithCertificates[] = {{"packed", 3, verify_packed},
                                        {"fido-u2f", 2, verify_fido_u2f},
                                        {"android-key", 3, verify_android_key},
                                        {"apple", 1, verify_apple},
                                        {"tpm", 6, verify_tpm}};

Verdict<Chain> read_chain(const Cbor& statement) {
    const auto* x5c = statement.find("x5c");
    if (x5c == nullptr || x5c->type != Cbor::Type::kArray || x5c->items.empty() ||
        x5c->items.size() > kMostCertificates)
        return refuse(kBadAttestation, "x5c is no list of one to eight certificates");
    Chain chain;
    for (const auto& item : x5c->items) {
        if (item.type != Cbor::Type::kBytes) return refuse(kBadAttestation, "x5c holds something that is no bytes");
        auto certificate = Certificate::parse(item.bytes);
        if (!certificate) return std::unexpected(certificate.error());
        chain.push_back(std::move(*certificate));
    }
    return chain;
}

Verdict<void> verify_none(const Cbor& statement) {
    if (statement.pairs() == 0) return {};
    return refuse(kBadAttestation, "a statement of format none must be empty");
}

Verdict<void> verify_with_certificates(const Format& format, const Cbor& statement, const Attested& attested,
                                       const Policy& policy) {
    if (statement.pairs() != format.members)
        return refuse(kBadAttestation, fmt::format("a statement of format {} has other members", format.name));
    const auto chain = read_chain(statement);
    if (!chain) return std::unexpected(chain.error());
    if (const auto good = format.verify(statement, *chain, attested); !good) return good;
    return check_chain(*chain, policy.roots);
}

}  // namespace

Verdict<AttestationObject> read_attestation_object(std::string_view bytes) {
    constexpr std::string_view kReason = "malformed-attestation-object";
    if (bytes.size() > kMostBytes) return refuse(kReason, "the attestation object has more than 16 KiB");
    auto map = parse_cbor(bytes);
    if (!map) return std::unexpected(map.error());
    if (map->type != Cbor::Type::kMap || map->pairs() != 3)
        return refuse(kReason, "the attestation object is no map of three members");
    const auto* format = map->find("fmt");
    const auto* statement = map->find("attStmt");
    const auto* data = map->find("authData");
    if (format == nullptr || format->type != Cbor::Type::kText || statement == nullptr ||
        statement->type != Cbor::Type::kMap || data == nullptr || data->type != Cbor::Type::kBytes)
        return refuse(kReason, "fmt, attStmt or authData is missing or of another type");
    return AttestationObject{format->bytes, *statement, data->bytes};
}

Verdict<void> verify_attestation(const AttestationObject& object, const Attested& attested, const Policy& policy) {
    if (std::find(policy.formats.begin(), policy.formats.end(), object.format) == policy.formats.end())
        return refuse("format-not-allowed", "attestation of this format is not accepted");
    if (object.format == "none") return verify_none(object.statement);
    if (object.format == "packed" && object.statement.find("x5c") == nullptr)
        return verify_packed_self(object.statement, attested);
    for (const auto& format : kWithCertificates) {
        if (format.name == object.format) return verify_with_certificates(format, object.statement, attested, policy);
    }
    return refuse("unsupported-format", "attestation of this format can't be verified");
}

Verdict<std::string_view> statement_bytes(const Cbor& statement, std::string_view name) {
    const auto* found = statement.find(name);
    if (found != nullptr && found->type == Cbor::Type::kBytes) return found->bytes;
    return refuse(kBadAttestation, fmt::format("the statement's {} is missing or no bytes", name));
}

Verdict<StatementSignature> read_signature(const Cbor& statement) {
    const auto* alg = statement.find("alg");
    const auto number = alg == nullptr ? std::nullopt : alg->integer();
    if (!number) return refuse(kBadAttestation, "the statement's alg is missing or no integer");
    const auto signature = statement_bytes(statement, "sig");
    if (!signature) return std::unexpected(signature.error());
    const auto* algorithm = find_algorithm(*number);
    if (algorithm == nullptr)
        return refuse("unsupported-algorithm", "the statement is signed by an algorithm that is not supported");
    return StatementSignature{algorithm, *signature};
}

Verdict<void> verify_by_leaf(const Cbor& statement, const Chain& chain, std::string_view message) {
    const auto read = read_signature(statement);
    if (!read) return std::unexpected(read.error());
    const auto key = chain.front().key();
    if (!key) return std::unexpected(key.error());
    const auto good = verify_signature(*read->algorithm, *key, SignatureForm::kDer, message, read->signature);
    if (!good) return refuse(kBadAttestation, "the statement's signature: " + good.error().message);
    return {};
}

Verdict<void> check_aaguid_extension(const Certificate& leaf, const Attested& attested) {
    const auto extension = leaf.extension(kAaguidExtension);
    if (!extension) return std::unexpected(extension.error());
    if (!*extension) return {};
    std::string_view value = (*extension)->value;
    const auto octets = take_der(value);
    if ((*extension)->critical || !octets || !octets->is(kDerOctets) || !value.empty() ||
        octets->content != attested.credential.aaguid)
        return refuse(kBadAttestation, "the certificate is for another model of authenticator");
    return {};
}

}  // namespace tradewind::auth
