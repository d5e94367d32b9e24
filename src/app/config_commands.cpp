#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"

namespace tradewind::app {

namespace {

using nlohmann::ordered_json;

void print_json(const ordered_json& out) {
    fmt::println("{}", out.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

int show(const SettingsOptions& options, bool json) {
    const auto loaded = config::load(options.load_options());
    if (!loaded) return report(loaded.error(), json);
    auto out = ordered_json::array();
    for (const auto& setting : loaded->show()) {
        if (json) {
            out.push_back({{"key", setting.key}, {"value", setting.value}, {"from", setting.origin.to_string()}});
        } else {
            fmt::println("{} = {}  # {}", setting.key, setting.value, setting.origin.to_string());
        }
    }
    if (json) print_json({{"settings", out}});
    return kDone;
}

int check(const SettingsOptions& options, bool json) {
    const auto loaded = config::load_leniently(options.load_options());
    if (!loaded) return report(loaded.error(), json);
    auto problems = ordered_json::array();
    for (const auto& problem : loaded->problems) {
        if (json) {
            problems.push_back({{"from", problem.origin.to_string()},
                                {"key", problem.key},
                                {"message", problem.message},
                                {"hint", problem.hint}});
        } else {
            fmt::println("{}", problem.to_string());
        }
    }
    if (json)
        print_json({{"ok", loaded->problems.empty()}, {"problems", problems}});
    else if (loaded->problems.empty())
        fmt::println("The settings are fine.");
    return loaded->problems.empty() ? kDone : kFailed;
}

ordered_json described(const config::ShownSetting& setting) {
    ordered_json out{{"key", setting.key},
                     {"type", setting.type},
                     {"default", setting.fallback},
                     {"description", setting.description}};
    if (!setting.choices.empty()) out["choices"] = setting.choices;
    if (setting.minimum) out["minimum"] = *setting.minimum;
    if (setting.maximum) out["maximum"] = *setting.maximum;
    out["decision"] = setting.decision;
    out["secret"] = setting.secret;
    return out;
}

/// A cell of a Markdown table.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

/// A row of docs/configuration.md.
void print_row(const config::ShownSetting& setting) {
    std::string type = setting.type;
    for (const auto& choice : setting.choices) type += (&choice == setting.choices.data() ? ": " : ", ") + choice;
    const std::string fallback = setting.fallback.empty() ? "" : "`" + setting.fallback + "`";
    fmt::println("| `{}` | {} | {} | {} | {} |", setting.key, cell(type), fallback, setting.decision ? "yes" : "",
                 cell(setting.description));
}

int schema(const SettingsOptions& options, bool json) {
    auto bare = options.load_options();
    bare.file.reset();
    bare.environment.clear();
    bare.sets.clear();
    const auto loaded = config::load_leniently(bare);
    if (!loaded) return report(loaded.error(), json);
    if (json) {
        auto out = ordered_json::array();
        for (const auto& setting : loaded->show()) out.push_back(described(setting));
        print_json({{"settings", out}});
        return kDone;
    }
    fmt::println("| key | type | default | decides | what it is |\n| --- | --- | --- | --- | --- |");
    for (const auto& setting : loaded->show()) print_row(setting);
    return kDone;
}

using Action = int (*)(const SettingsOptions&, bool);

void add(CLI::App& family, int& status, const char* name, const char* description, Action action) {
    auto* command = family.add_subcommand(name, description);
    auto options = std::make_shared<SettingsOptions>();
    options->add_to(*command);
    auto* json = command->add_flag("--json", "Print one JSON object");
    command->footer(std::string("Example: tradewind config ") + name + " --config tradewind.toml");
    command->callback([options, json, &status, action] { status = action(*options, json->count() > 0); });
}

}  // namespace

void add_config_commands(CLI::App& root, int& status) {
    auto* family = root.add_subcommand("config", "Show, check and describe the settings");
    family->require_subcommand(1);
    family->footer("Example: tradewind config show --config tradewind.toml --set ensemble.threshold=0.4");
    add(*family, status, "show", "Every setting, its value and where that comes from; secrets masked", show);
    add(*family, status, "check", "Read the settings and report every problem with file and line", check);
    add(*family, status, "schema", "Every setting with its type, range and default", schema);
}

}  // namespace tradewind::app
