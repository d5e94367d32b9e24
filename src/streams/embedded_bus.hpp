#pragma once

#include <memory>

#include "storage/database.hpp"
#include "streams/bus.hpp"
#include "streams/policy.hpp"

namespace tradewind::streams {

/// The bus of one process, in the tables `bus_*` of its SQLite store (made here). Thread-safe; `database` and the
/// options' clock must outlive it, and it must outlive its consumers. An acknowledgement is written with the next read,
/// or as soon as someone asks for `groups` or `trim`: lost by a kill, it costs a redelivery that the inbox absorbs.
Result<std::unique_ptr<Bus>> open_embedded_bus(storage::Database& database, BusOptions options);

}  // namespace tradewind::streams
