#pragma once

#include "storage/database.hpp"

namespace tradewind::storage {

Result<std::unique_ptr<Database>> open_sqlite(const DatabaseOptions& options);

}  // namespace tradewind::storage
