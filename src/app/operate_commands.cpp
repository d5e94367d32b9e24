#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "services/doctor.hpp"
#include "services/operations.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

/// What every operator's command takes.
struct OperatorOptions {
    SettingsOptions settings;
    std::string world = "live";
    bool json = false;

    void add_to(CLI::App& command) {
        settings.add_to(command);
        command.add_option("--world", world, "The world to look at or change")->capture_default_str();
        command.add_flag("--json", json, "Print JSON");
    }
    [[nodiscard]] Result<std::string> ask(const std::vector<std::string>& words) const {
        const auto loaded = config::load(settings.load_options());
        if (!loaded) return std::unexpected(loaded.error());
        return services::operate_anywhere(loaded->settings, world, words);
    }
};

void print_for_people(const ordered_json& value) {
    if (value.is_array()) {
        for (const auto& row : value) print_for_people(row);
        if (value.empty()) fmt::println("none");
        return;
    }
    for (const auto& [key, field] : value.items()) {
        fmt::println("{:<14} {}", key, field.is_string() ? field.get<std::string>() : field.dump());
    }
}

int show(const Result<std::string>& answer, bool json) {
    if (!answer) return report(answer.error(), json);
    if (json) {
        fmt::println("{}", *answer);
    } else {
        print_for_people(ordered_json::parse(*answer));
    }
    return kDone;
}

std::string operator_name() {
    const char* user = std::getenv("USER");
    return std::string("cli:") + (user != nullptr ? user : std::to_string(getuid()));
}

bool confirmed(const std::string& question) {
    if (isatty(STDIN_FILENO) == 0) return false;
    fmt::print(stderr, "{} [y/N] ", question);
    std::string answer;
    return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

struct ControlWords {
    OperatorOptions options;
    std::string target;
    std::string reason = "asked for on the command line";
    bool yes = false;
};

int change(const ControlWords& words, const std::string& action) {
    if (!words.yes && !confirmed(action + (words.target.empty() ? "" : " " + words.target) + " in world " +
                                 words.options.world + "?")) {
        return report({ErrorCode::kInvalidArgument, "not confirmed: nothing was changed", "add --yes in scripts"},
                      words.options.json);
    }
    return show(words.options.ask({"controls", action, words.target, operator_name(), words.reason}),
                words.options.json);
}

void add_controls(CLI::App& root, int& status) {
    auto* controls = root.add_subcommand("controls", "Show and change what trading is allowed to do");
    controls->require_subcommand(1);
    controls->footer("Example: tradewind controls pause --yes --reason \"earnings tonight\"");
    struct Verb {
        const char* name;
        const char* target;  ///< Null: none. In brackets: may be left out.
        const char* help;
    };
    for (const auto& verb :
         {Verb{"pause", nullptr, "Reduce only: exits and stops go on"}, Verb{"resume", nullptr, "Trade again"},
          Verb{"kill", nullptr, "Cancel all orders and stop trading"}, Verb{"unkill", nullptr, "Lift the kill switch"},
          Verb{"flatten", "[symbol]", "Close all positions, or one"}, Verb{"close", "symbol", "Close a position"},
          Verb{"cancel", "order", "Cancel an order"}, Verb{"cancel-all", nullptr, "Cancel all open orders"},
          Verb{"undo-adjustment", "adjustment", "Take back a change of the strategies' weights"}}) {
        auto words = std::make_shared<ControlWords>();
        auto* command = controls->add_subcommand(verb.name, verb.help);
        words->options.add_to(*command);
        command->add_flag("--yes", words->yes, "Don't ask");
        command->add_option("--reason", words->reason, "Kept in the audit log");
        if (verb.target != nullptr) command->add_option(verb.target, words->target)->required(verb.target[0] != '[');
        command->callback([words, name = std::string(verb.name), &status] { status = change(*words, name); });
    }
    auto options = std::make_shared<OperatorOptions>();
    auto* command = controls->add_subcommand("show", "State, open orders and positions");
    options->add_to(*command);
    command->callback([options, &status] { status = show(options->ask({"controls", "show"}), options->json); });
}

void add_dead_letters(CLI::App& root, int& status) {
    auto* letters = root.add_subcommand("dead-letters", "Messages that could not be handled");
    letters->require_subcommand(1);
    letters->footer("Example: tradewind dead-letters list --stream news:raw");
    for (const std::string name : {"list", "show", "retry", "drop"}) {
        auto options = std::make_shared<OperatorOptions>();
        auto argument = std::make_shared<std::string>();
        auto* command = letters->add_subcommand(name, name == "list" ? "All open ones" : name + " one of them");
        options->add_to(*command);
        if (name == "list") {
            command->add_option("--stream", *argument, "Only those of this stream");
        } else {
            command->add_option("id", *argument, "Message id")->required();
        }
        command->callback(
            [=, &status] { status = show(options->ask({"dead-letters", name, *argument}), options->json); });
    }
}

void add_explain(CLI::App& root, int& status) {
    auto options = std::make_shared<OperatorOptions>();
    auto id = std::make_shared<std::string>();
    auto without = std::make_shared<std::vector<std::string>>();
    auto* command = root.add_subcommand("explain", "The chain from article to outcome of any id");
    options->add_to(*command);
    command->add_option("id", *id, "Id of an article, signal, order or trade")->required();
    command->add_option("--without", *without, "Decide again without article:ID, score:ID or bar:ID");
    command->footer("Example: tradewind explain sig-4dq… --without article:art-x7a…");
    command->callback([=, &status] {
        std::vector<std::string> words{"explain", *id, options->json ? "json" : "text"};
        words.insert(words.end(), without->begin(), without->end());
        const auto answer = options->ask(words);
        if (!answer) {
            status = report(answer.error(), options->json);
            return;
        }
        fmt::print("{}{}", *answer, answer->ends_with('\n') ? "" : "\n");
        status = kDone;
    });
}

void add_summary(CLI::App& root, int& status) {
    auto options = std::make_shared<OperatorOptions>();
    auto* command = root.add_subcommand("summary", "What a world has come to so far, read from its store");
    options->add_to(*command);
    command->footer("Example: tradewind summary --world monday --json");
    command->callback([options, &status] { status = show(options->ask({"summary"}), options->json); });
}

void add_doctor(CLI::App& root, int& status) {
    auto options = std::make_shared<OperatorOptions>();
    auto* command = root.add_subcommand("doctor", "Check all that trading needs, and say what to do");
    options->add_to(*command);
    command->footer("Example: tradewind doctor --world live --json");
    command->callback([options, &status] {
        const auto loaded = config::load(options->settings.load_options());
        if (!loaded) {
            status = report(loaded.error(), options->json);
            return;
        }
        const auto answer = services::examine(loaded->settings, options->world);
        const auto found = ordered_json::parse(answer);
        if (options->json) fmt::println("{}", answer);
        for (const auto& check : found["checks"]) {
            if (options->json) break;
            const bool ok = check["ok"].get<bool>();
            fmt::println("{} {:<18} {}", ok ? "ok  " : "FAIL", check["name"].get<std::string>(),
                         check["detail"].get<std::string>());
            if (!ok) fmt::println("     hint: {}", check["hint"].get<std::string>());
        }
        status = found["ok"].get<bool>() ? kDone : kFailed;
    });
}

void add_migrate(CLI::App& root, int& status) {
    auto* migrate = root.add_subcommand("migrate", "The store's schema");
    migrate->require_subcommand(1);
    migrate->footer("Example: tradewind migrate status --world live");
    for (const std::string verb : {"status", "up"}) {
        auto options = std::make_shared<OperatorOptions>();
        auto* command =
            migrate->add_subcommand(verb, verb == "up" ? "Apply what is pending" : "What is applied, what not");
        options->add_to(*command);
        command->callback([=, &status] {
            const auto loaded = config::load(options->settings.load_options());
            status = show(loaded ? services::show_migrations(loaded->settings, options->world, verb == "up")
                                 : Result<std::string>(std::unexpected(loaded.error())),
                          options->json);
        });
    }
}

}  // namespace

void add_operate_commands(CLI::App& root, int& status) {
    add_controls(root, status);
    add_dead_letters(root, status);
    add_explain(root, status);
    add_summary(root, status);
    add_doctor(root, status);
    add_migrate(root, status);
}

}  // namespace tradewind::app
