#include "auth/authenticator_data.hpp"
#include "fuzz.hpp"

// What is read has a credential with an id, or none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = tradewind::auth::read_authenticator_data({reinterpret_cast<const char*>(data), size});
    FUZZ_CHECK(!read || !read->credential || !read->credential->id.empty());
    return 0;
}
