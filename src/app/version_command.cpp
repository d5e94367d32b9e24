#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/version.hpp"

namespace tradewind::app {

void add_version_command(CLI::App& root, int& status) {
    auto* command = root.add_subcommand("version", "Print version, commit and build type");
    auto* json = command->add_flag("--json", "Print one JSON object");
    command->footer("Example: tradewind version --json");
    command->callback([json, &status] {
        if (json->count() > 0) {
            const nlohmann::ordered_json out{{"version", kVersion}, {"commit", kCommit}, {"build", kBuild}};
            fmt::println("{}", out.dump());
        } else {
            fmt::println("tradewind {} ({}, {})", kVersion, kCommit, kBuild);
        }
        status = kDone;
    });
}

}  // namespace tradewind::app
