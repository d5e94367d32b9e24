#pragma once

namespace CLI {
class App;
}

namespace tradewind::app {

/// Exit statuses that scripts can use.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

/// Adds a family of subcommands to `root`; a command's callback leaves its exit status in `status`.
using AddCommands = void (*)(CLI::App& root, int& status);

void add_auth_commands(CLI::App& root, int& status);       // auth
void add_backtest_commands(CLI::App& root, int& status);   // backtest
void add_config_commands(CLI::App& root, int& status);     // config
void add_data_commands(CLI::App& root, int& status);       // fetch-bars
void add_exchange_commands(CLI::App& root, int& status);   // exchange
void add_import_commands(CLI::App& root, int& status);     // import bars, news, factors
void add_import_symbols(CLI::App& root, int& status);      // import symbols
void add_model_commands(CLI::App& root, int& status);      // model
void add_news_commands(CLI::App& root, int& status);       // feeds, news
void add_numbers_commands(CLI::App& root, int& status);    // calendar, indicators, metrics
void add_operate_commands(CLI::App& root, int& status);    // controls, dead-letters, explain, summary, doctor, migrate
void add_optimize_commands(CLI::App& root, int& status);   // optimize
void add_run_commands(CLI::App& root, int& status);        // run, service, replay, demo
void add_sentiment_commands(CLI::App& root, int& status);  // sentiment, tickers
void add_user_commands(CLI::App& root, int& status);       // users
void add_version_command(CLI::App& root, int& status);     // version

inline constexpr AddCommands kCommandFamilies[] = {
    add_auth_commands,
    add_backtest_commands,
    add_config_commands,
    add_data_commands,
    add_exchange_commands,
    add_import_commands,
    add_import_symbols,
    add_model_commands,
    add_news_commands,
    add_numbers_commands,
    add_operate_commands,
    add_optimize_commands,
    add_run_commands,
    add_sentiment_commands,
    add_user_commands,
    add_version_command,
};

}  // namespace tradewind::app
