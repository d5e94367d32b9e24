#pragma once

#include <filesystem>

namespace tradewind::test {

/// Writes a recording of an invented morning with enough news and movement to trade on: minute bars of four tickers,
/// news as JSONL. The same bytes each time.
void write_recorded_day(const std::filesystem::path& folder);

}  // namespace tradewind::test
