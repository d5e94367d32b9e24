#pragma once

#include <string>
#include <string_view>

namespace tradewind::gateway {

std::string random_bytes(std::size_t count);
/// `bytes` random bytes as base64url.
std::string random_token(std::size_t bytes);
/// Compares hashes in constant time.
bool same_hash(std::string_view a, std::string_view b);

}  // namespace tradewind::gateway
