#include "app/command.hpp"

#include <CLI/CLI.hpp>

#include "app/commands.hpp"

namespace tradewind::app {

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
        root.exit(error);
        return kWrongUsage;
    }
    return status;
}

}  // namespace tradewind::app
