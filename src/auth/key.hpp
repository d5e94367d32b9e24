#pragma once

#include <memory>
#include <string>

#include "auth/algorithm.hpp"
#include "auth/refusal.hpp"

using EVP_PKEY = struct evp_pkey_st;

namespace tradewind::auth {

struct KeyDeleter {
    void operator()(EVP_PKEY* key) const noexcept;
};
using NativeKey = std::unique_ptr<EVP_PKEY, KeyDeleter>;

/// A key to verify with, in numbers: coordinates of the curve's size, RSA numbers without leading zeros.
struct PublicKey {
    enum class Type : std::uint8_t { kEc, kOkp, kRsa, kSecret };

    Type type = Type::kEc;
    Curve curve = Curve::kNone;
    std::string x, y;    ///< kEc: both; kOkp: x.
    std::string n, e;    ///< kRsa, big-endian.
    std::string secret;  ///< kSecret: HMAC's.

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// Whether the key is of the algorithm's type, curve and size, and sound: the point is on the curve and of full order,
/// RSA is odd, has 2048–4096 bits and 3 ≤ e < 2^32, an HMAC secret is at least as long as the hash.
Verdict<void> check_key(const PublicKey& key, const Algorithm& algorithm);

/// For OpenSSL; the key must have been checked.
Verdict<NativeKey> native_key(const PublicKey& key);
/// A certificate's key in numbers.
Verdict<PublicKey> key_of(const EVP_PKEY& key);

}  // namespace tradewind::auth
