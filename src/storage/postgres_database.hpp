#pragma once

#include "storage/database.hpp"

namespace tradewind::storage {

Result<std::unique_ptr<Database>> open_postgres(const DatabaseOptions& options);

}  // namespace tradewind::storage
