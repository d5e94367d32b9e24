#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"
#include "storage/database.hpp"

/// What admins do about users, from the dashboard or the command line.
namespace tradewind::gateway {

/// `[{"id","name","role","disabled","created","passkeys","last_used"}]`
Result<std::string> list_users_json(storage::Database& database);
/// The token of a one-time link that makes a user of that name and role; it holds for a day. A secret. kConflict where
/// the name is taken.
Result<std::string> invite_user(storage::Database& database, Timestamp now, std::string_view by, std::string_view name,
                                std::string_view role);
/// The same for a user who lost every passkey.
Result<std::string> recover_user(storage::Database& database, Timestamp now, std::string_view by,
                                 std::string_view name);
/// Ends the user's sessions and keys, withdraws links, and lets nobody in as that user any more. kRefused for the last
/// admin.
Status revoke_user(storage::Database& database, Timestamp now, std::string_view by, std::string_view name);
/// kRefused where no admin would be left.
Status change_user(storage::Database& database, Timestamp now, std::string_view by, std::string_view name,
                   std::string_view role, bool disabled);

}  // namespace tradewind::gateway
