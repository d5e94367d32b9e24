#include "auth/cose_key.hpp"
#include "fuzz.hpp"

// A key that is read has an algorithm.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto key = tradewind::auth::read_cose_key({reinterpret_cast<const char*>(data), size});
    FUZZ_CHECK(!key || key->algorithm != nullptr);
    return 0;
}
