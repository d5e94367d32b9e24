#include "auth/base64url.hpp"
#include "auth/verify_line.hpp"
#include "fuzz.hpp"

using namespace tradewind::auth;

// The bytes as a token of a key, and as a whole line: nothing of it holds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto text = to_base64url(bytes);
    const auto third = text.size() / 3;
    const auto token = text.substr(0, third) + "." + text.substr(third, third) + "." + text.substr(2 * third);
    const std::string line =
        R"({"op":"jwt.verify","alg":"HS256","now":1,"jwk":{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},"token":")";
    FUZZ_CHECK(answer_line(line + token + R"("})").json.find(R"("ok":true)") == std::string::npos);
    answer_line(bytes);
    return 0;
}
