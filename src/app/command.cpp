#include "app/command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>
#include <string_view>

#include "app/commands.hpp"
#include "app/output.hpp"

namespace tradewind::app {
namespace {

bool wants_json(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    return std::ranges::any_of(arguments, [](std::string_view argument) { return argument == "--json"; });
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App root{"tradewind: headlines and prices in, explained orders out"};
    root.require_subcommand(1);
    int status = kDone;
    for (const auto add : kCommandFamilies) add(root, status);
    try {
        root.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return root.exit(success);
    } catch (const CLI::ParseError& error) {
        if (wants_json(argc, argv)) return report({ErrorCode::kInvalidArgument, error.what(), "see --help"}, true);
        root.exit(error);
        return kWrongUsage;
    }
    return status;
}

}  // namespace tradewind::app
