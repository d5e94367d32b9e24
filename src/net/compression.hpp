#pragma once

#include <string>
#include <string_view>

#include "net/message.hpp"

namespace tradewind::net {

/// `bytes` in gzip's format.
std::string gzip(std::string_view bytes);

/// The answer compressed, where the client takes gzip and it is text of a size that gains by it. What the door says is
/// left alone: its answers may hold secrets beside what the client sent, and their length would tell of them.
Response compressed(const Request& request, Response response);

}  // namespace tradewind::net
