#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/key.hpp"

using X509 = struct x509_st;

namespace tradewind::auth {

struct CertificateDeleter {
    void operator()(X509* certificate) const noexcept;
};

/// An X.509 certificate of an attestation statement.
class Certificate {
public:
    /// DER with nothing after it.
    static Verdict<Certificate> parse(std::string_view der);

    [[nodiscard]] int version() const;  ///< 1, 2 or 3.
    [[nodiscard]] Verdict<PublicKey> key() const;
    /// The values of a subject's attribute, e.g. "OU".
    [[nodiscard]] std::vector<std::string> subject(const char* attribute) const;
    [[nodiscard]] bool has_empty_subject() const;
    /// Says by basicConstraints that it is no CA.
    [[nodiscard]] bool says_no_ca() const;
    [[nodiscard]] bool has_extended_usage(const char* oid) const;
    /// Whether a directory name among its alternative names has all of these attributes.
    [[nodiscard]] bool has_directory_name(std::span<const char* const> oids) const;

    struct Extension {
        std::string value;  ///< The DER inside extnValue.
        bool critical = false;
    };
    /// Nothing where it is missing; a refusal where it stands twice.
    [[nodiscard]] Verdict<std::optional<Extension>> extension(const char* oid) const;

    [[nodiscard]] X509* native() const { return certificate_.get(); }

private:
    explicit Certificate(X509* certificate) : certificate_(certificate) {}
    std::unique_ptr<X509, CertificateDeleter> certificate_;
};

/// Whether `chain[0]` leads over the others to one of `roots`, or is one. Without a clock: validity times are not
/// looked at. Certificates that come with the statement are never trusted themselves.
Verdict<void> check_chain(std::span<const Certificate> chain, std::span<const std::string> roots);

}  // namespace tradewind::auth
