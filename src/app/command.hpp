#pragma once

namespace tradewind::app {

/// Parses the command line, runs one command, returns the process's exit status: 0 done, 1 the work could not be
/// done, 2 wrong usage.
int run_command_line(int argc, char** argv);

}  // namespace tradewind::app
