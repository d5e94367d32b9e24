#pragma once

#include <string>
#include <string_view>

#include "core/time.hpp"

namespace tradewind::streams {

/// The streams whose order matters per ticker: news:scored, market:bars, signals:generated. Partitioned alike, so that
/// whoever owns partition i of one has the same tickers in the others.
bool is_partitioned(std::string_view stream);

/// FNV-1a, 64 bits, of the key's bytes, modulo `partitions`. Part of the format: it says where a message lies.
int partition_of(std::string_view key, int partitions);

/// `market:bars:3`.
std::string partition_name(std::string_view stream, int partition);

}  // namespace tradewind::streams
