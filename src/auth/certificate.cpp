#include "auth/certificate.hpp"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace tradewind::auth {

namespace {

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* value) const noexcept {
        Free(value);
    }
};
using ObjectId = std::unique_ptr<ASN1_OBJECT, Freeing<ASN1_OBJECT_free>>;
using Store = std::unique_ptr<X509_STORE, Freeing<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freeing<X509_STORE_CTX_free>>;

void free_stack(STACK_OF(X509) * stack) {
    sk_X509_free(stack);
}
void free_usages(EXTENDED_KEY_USAGE* usages) {
    sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free);
}

bool has_attribute(const X509_NAME* name, const char* oid) {
    const ObjectId object(OBJ_txt2obj(oid, 1));
    return X509_NAME_get_index_by_OBJ(name, object.get(), -1) >= 0;
}

}  // namespace

void CertificateDeleter::operator()(X509* certificate) const noexcept {
    X509_free(certificate);
}

Verdict<Certificate> Certificate::parse(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = at + der.size();
    Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    if (!certificate.certificate_ || at != end) return refuse("malformed-certificate", "x5c holds no certificate");
    return certificate;
}

int Certificate::version() const {
    return static_cast<int>(X509_get_version(native())) + 1;
}

Verdict<PublicKey> Certificate::key() const {
    const auto* key = X509_get0_pubkey(native());
    ERR_clear_error();
    if (key == nullptr) return refuse("malformed-certificate", "a certificate's key can't be read");
    return key_of(*key);
}

std::vector<std::string> Certificate::subject(const char* attribute) const {
    const auto* name = X509_get_subject_name(native());
    const int nid = OBJ_txt2nid(attribute);
    std::vector<std::string> values;
    for (int at = X509_NAME_get_index_by_NID(name, nid, -1); at >= 0; at = X509_NAME_get_index_by_NID(name, nid, at)) {
        const auto* data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
        values.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(data)),
                            static_cast<std::size_t>(ASN1_STRING_length(data)));
    }
    return values;
}

bool Certificate::has_empty_subject() const {
    return X509_NAME_entry_count(X509_get_subject_name(native())) == 0;
}

bool Certificate::says_no_ca() const {
    const auto flags = X509_get_extension_flags(native());
    return (flags & EXFLAG_BCONS) != 0 && (flags & (EXFLAG_CA | EXFLAG_INVALID)) == 0;
}

bool Certificate::has_extended_usage(const char* oid) const {
    auto* raw = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(native(), NID_ext_key_usage, nullptr, nullptr));
    const std::unique_ptr<EXTENDED_KEY_USAGE, Freeing<free_usages>> usages(raw);
    const ObjectId wanted(OBJ_txt2obj(oid, 1));
    for (int i = 0; raw != nullptr && i < sk_ASN1_OBJECT_num(raw); ++i)
        if (OBJ_cmp(sk_ASN1_OBJECT_value(raw, i), wanted.get()) == 0) return true;
    return false;
}

bool Certificate::has_directory_name(std::span<const char* const> oids) const {
    auto* raw = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(native(), NID_subject_alt_name, nullptr, nullptr));
    const std::unique_ptr<GENERAL_NAMES, Freeing<GENERAL_NAMES_free>> names(raw);
    for (int i = 0; raw != nullptr && i < sk_GENERAL_NAME_num(raw); ++i) {
        const auto* name = sk_GENERAL_NAME_value(raw, i);
        if (name->type == GEN_DIRNAME && std::all_of(oids.begin(), oids.end(), [&](const char* oid) {
                return has_attribute(name->d.directoryName, oid);
            }))
            return true;
    }
    return false;
}

Verdict<std::optional<Certificate::Extension>> Certificate::extension(const char* oid) const {
    const ObjectId object(OBJ_txt2obj(oid, 1));
    const int at = X509_get_ext_by_OBJ(native(), object.get(), -1);
    if (at < 0) return std::nullopt;
    if (X509_get_ext_by_OBJ(native(), object.get(), at) >= 0)
        return refuse("malformed-certificate", "an extension stands twice in a certificate");
    auto* found = X509_get_ext(native(), at);
    const auto* data = X509_EXTENSION_get_data(found);
    return Extension{{reinterpret_cast<const char*>(ASN1_STRING_get0_data(data)),
                      static_cast<std::size_t>(ASN1_STRING_length(data))},
                     X509_EXTENSION_get_critical(found) == 1};
}

Verdict<void> check_chain(std::span<const Certificate> chain, std::span<const std::string> roots) {
    if (roots.empty())
        return refuse("attestation-untrusted", "the statement has certificates, and no roots are trusted for them");
    const Store store(X509_STORE_new());
    for (const auto& der : roots) {
        const auto root = Certificate::parse(der);
        if (!root) return std::unexpected(root.error());
        X509_STORE_add_cert(store.get(), root->native());
    }
    X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
    const std::unique_ptr<STACK_OF(X509), Freeing<free_stack>> others(sk_X509_new_null());
    for (const auto& certificate : chain.subspan(1)) sk_X509_push(others.get(), certificate.native());
    const StoreContext context(X509_STORE_CTX_new());
    const bool trusted = X509_STORE_CTX_init(context.get(), store.get(), chain.front().native(), others.get()) == 1 &&
                         X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!trusted) return refuse("attestation-untrusted", "the certificates do not chain to a trusted root");
    return {};
}

}  // namespace tradewind::auth
