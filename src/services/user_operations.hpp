#pragma once

#include <string>
#include <vector>

#include "services/world.hpp"

namespace tradewind::services {

/// `users list|invite NAME ROLE BY|revoke NAME BY|recover NAME BY` and `audit check`; others are none of its business.
bool is_user_request(const std::vector<std::string>& words);
/// JSON: the users, `{"name","role","link"}` with a one-time link, `{"name","revoked"}`, or the audit log's state.
Result<std::string> operate_users(World& world, const std::vector<std::string>& words);

}  // namespace tradewind::services
