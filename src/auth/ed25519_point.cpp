#include "auth/ed25519_point.hpp"

#include <openssl/bn.h>

#include <algorithm>
#include <memory>
#include <string>

namespace tradewind::auth {

namespace {

struct NumberDeleter {
    void operator()(BIGNUM* number) const noexcept { BN_free(number); }
};
struct ContextDeleter {
    void operator()(BN_CTX* context) const noexcept { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, NumberDeleter>;

Number from_hex(const char* text) {
    BIGNUM* raw = nullptr;
    BN_hex2bn(&raw, text);
    return Number(raw);
}

/// y of the points of order 8; those of order 1, 2 and 4 have y = 1, −1 and 0.
constexpr const char* kOrderEight[] = {"7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7",
                                       "05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826"};

/// x² = (y² − 1) / (d y² + 1) must be a square, which numerator · denominator then is too.
bool is_on_curve(const BIGNUM* y, const BIGNUM* p, BN_CTX* context) {
    const Number d = from_hex("52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3");
    const Number square(BN_new()), above(BN_new()), below(BN_new());
    BN_mod_sqr(square.get(), y, p, context);
    BN_mod_sub(above.get(), square.get(), BN_value_one(), p, context);
    BN_mod_mul(below.get(), d.get(), square.get(), p, context);
    BN_mod_add(below.get(), below.get(), BN_value_one(), p, context);
    BN_mod_mul(above.get(), above.get(), below.get(), p, context);
    return BN_kronecker(above.get(), p, context) == 1;
}

}  // namespace

bool is_sound_ed25519_point(std::string_view bytes) {
    if (bytes.size() != 32) return false;
    std::string big_endian(bytes.rbegin(), bytes.rend());
    big_endian[0] = static_cast<char>(big_endian[0] & 0x7F);  // the top bit is x's sign
    const Number y(BN_bin2bn(reinterpret_cast<const unsigned char*>(big_endian.data()), 32, nullptr));
    const Number p = from_hex("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED");
    const Number minus_one = from_hex("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEC");
    if (BN_cmp(y.get(), minus_one.get()) >= 0 || BN_is_zero(y.get()) || BN_is_one(y.get())) return false;
    const bool order_eight = std::any_of(std::begin(kOrderEight), std::end(kOrderEight),
                                         [&](const char* low) { return BN_cmp(y.get(), from_hex(low).get()) == 0; });
    const std::unique_ptr<BN_CTX, ContextDeleter> context(BN_CTX_new());
    return !order_eight && is_on_curve(y.get(), p.get(), context.get());
}

}  // namespace tradewind::auth
