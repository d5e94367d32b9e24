#pragma once

#include <string_view>

namespace tradewind::auth {

/// Whether 32 bytes are the one encoding of a point on edwards25519 that is not of low order (1, 2, 4 or 8): with such
/// a key one signature would fit every message. RFC 8032 §5.1.3.
bool is_sound_ed25519_point(std::string_view bytes);

}  // namespace tradewind::auth
