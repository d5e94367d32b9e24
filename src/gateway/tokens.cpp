#include "gateway/tokens.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "auth/base64url.hpp"
#include "core/error.hpp"

namespace tradewind::gateway {

std::string random_bytes(std::size_t count) {
    std::string random(count, '\0');
    TRADEWIND_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(count)) == 1);
    return random;
}

std::string random_token(std::size_t bytes) {
    return auth::to_base64url(random_bytes(bytes));
}

bool same_hash(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tradewind::gateway
