#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "services/operations.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

struct UserOptions {
    SettingsOptions settings;
    std::string world = "live";
    bool json = false;
    std::string name;
    std::string role;
};

std::string operator_name() {
    const char* user = std::getenv("USER");
    return std::string("cli:") + (user != nullptr ? user : std::to_string(getuid()));
}

void print_user(const ordered_json& user) {
    fmt::println("{:<24} {:<7} {} passkeys{}", user["name"].get<std::string>(), user["role"].get<std::string>(),
                 user["passkeys"].get<int>(), user["disabled"].get<bool>() ? ", revoked" : "");
}

void print_for_people(const ordered_json& answer) {
    if (answer.is_array()) {
        for (const auto& user : answer) print_user(user);
        if (answer.empty()) fmt::println("no users yet: the link that tradewind run prints makes the first");
    } else if (answer.contains("link")) {
        fmt::println("{}\nIt works once, for a day: open it and make a passkey.", answer["link"].get<std::string>());
    } else {
        fmt::println("{} can't sign in any more.", answer["name"].get<std::string>());
    }
}

int ask(const UserOptions& options, const std::vector<std::string>& words) {
    const auto loaded = config::load(options.settings.load_options());
    if (!loaded) return report(loaded.error(), options.json);
    const auto answer = services::operate_anywhere(loaded->settings, options.world, words);
    if (!answer) return report(answer.error(), options.json);
    if (options.json)
        fmt::println("{}", *answer);
    else
        print_for_people(ordered_json::parse(*answer));
    return kDone;
}

void add_verb(CLI::App& users, const std::string& verb, const char* help, int& status) {
    auto options = std::make_shared<UserOptions>();
    auto* command = users.add_subcommand(verb, help);
    options->settings.add_to(*command);
    command->add_option("--world", options->world, "The world to look at or change")->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    if (verb != "list") command->add_option("name", options->name, "The user's name")->required();
    if (verb == "invite") {
        command->add_option("--role", options->role, "viewer, trader or admin")
            ->required()
            ->check(CLI::IsMember({"viewer", "trader", "admin"}));
    }
    command->callback([options, verb, &status] {
        std::vector<std::string> words{"users", verb};
        if (verb != "list") words.push_back(options->name);
        if (verb == "invite") words.push_back(options->role);
        if (verb != "list") words.push_back(operator_name());
        status = ask(*options, words);
    });
}

}  // namespace

void add_user_commands(CLI::App& root, int& status) {
    auto* users = root.add_subcommand("users", "Who may use the dashboard");
    users->require_subcommand(1);
    users->footer("Example: tradewind users invite anna --role trader");
    add_verb(*users, "list", "Users, roles and passkeys", status);
    add_verb(*users, "invite", "Print a one-time link that makes a user", status);
    add_verb(*users, "revoke", "End all sessions and keys of a user, and let nobody in as that user", status);
    add_verb(*users, "recover", "Print a one-time link for a user who lost every passkey", status);
}

}  // namespace tradewind::app
