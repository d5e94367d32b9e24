#include "auth/cbor.hpp"
#include "fuzz.hpp"

// Whatever comes, an item takes a byte at least, and never more than there is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto rest = bytes;
    const auto item = tradewind::auth::take_cbor(rest);
    FUZZ_CHECK(!item || rest.size() < bytes.size());
    FUZZ_CHECK(!item || bytes.ends_with(rest));
    return 0;
}
