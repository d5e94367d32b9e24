#pragma once

#include <filesystem>
#include <optional>

#include "core/error.hpp"
#include "core/time.hpp"
#include "services/run.hpp"
#include "services/world.hpp"
#include "storage/database.hpp"

namespace tradewind::services {

/// Writes what a world's store knows as a recording (commands.md, "A recording"): bars with vwap and trade count,
/// splits and dividends as factors, articles with their time of receipt; in `live/` what only a recording of a live day
/// has: when each bar and revision became known, each score with its usable-from, the operators' commands, and the
/// settings. Bars and articles in [from, to) only, where given. The folder is made; files of the same names are
/// replaced.
Status write_recording(storage::Database& database, const std::filesystem::path& folder,
                       const std::string& settings_text, std::optional<Timestamp> from = {},
                       std::optional<Timestamp> to = {});

/// Records what a run saw where options.record_to asks for it: all of the world, or what is in [options.from,
/// options.to).
Status record_run(World& world, const RunOptions& options);

}  // namespace tradewind::services
