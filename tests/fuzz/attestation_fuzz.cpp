#include "auth/attestation.hpp"
#include "auth/authenticator_data.hpp"
#include "auth/ceremony.hpp"
#include "fuzz.hpp"

using namespace tradewind::auth;

// Without a root nothing that carries certificates is believed, whatever they say; and no registration holds for a
// challenge that nobody signed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Policy policy{.rp_id = "example.org", .origins = {"https://example.org"}};
    policy.formats = {"none", "packed", "tpm", "android-key", "fido-u2f", "apple"};
    const auto half = size / 2;
    const RegistrationResponse response{"id", std::string(bytes.substr(0, half)), std::string(bytes.substr(half))};
    FUZZ_CHECK(!verify_registration(policy, "0123456789abcdef", response));
    const auto object = read_attestation_object(bytes);
    if (!object) return 0;
    const auto read = read_authenticator_data(object->authenticator_data);
    if (!read || !read->credential) return 0;
    const std::string hash(32, 'h');
    const Attested attested{object->authenticator_data, *read, *read->credential, hash};
    FUZZ_CHECK(!verify_attestation(*object, attested, policy) || object->statement.find("x5c") == nullptr);
    return 0;
}
