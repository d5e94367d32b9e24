#include "config/load.hpp"

#include <unistd.h>

#include <fmt/core.h>

#include "config/checks.hpp"
#include "config/settings_table.hpp"
#include "config/suggest.hpp"
#include "config/toml_source.hpp"
#include "config/values.hpp"

namespace tradewind::config {

namespace {

constexpr std::string_view kPrefix = "TRADING_";
constexpr std::string_view kConfigVariable = "TRADING_CONFIG";

std::optional<std::string> variable(const Environment& environment, std::string_view name) {
    for (const auto& [key, value] : environment) {
        if (key == name) return value;
    }
    return std::nullopt;
}

/// TRADING_MEAN__REVERSION → mean.reversion
std::string key_of_variable(std::string_view name) {
    std::string key;
    name.remove_prefix(kPrefix.size());
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name.substr(i, 2) == "__") {
            key += '.';
            ++i;
        } else {
            key += name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
        }
    }
    return key;
}

std::string default_data_dir(const Environment& environment) {
    if (const auto xdg = variable(environment, "XDG_DATA_HOME"); xdg && !xdg->empty()) return *xdg + "/tradewind";
    if (const auto home = variable(environment, "HOME"); home && !home->empty())
        return *home + "/.local/share/tradewind";
    return ".tradewind";
}

/// Puts values from one source after another into the settings.
class Loader {
public:
    Loader(Loaded& loaded, const LoadOptions& options)
        : loaded_(loaded), options_(options), bindings_(bind_settings(loaded.settings, options.decisions)) {}

    Status read_file(const std::filesystem::path& file) {
        auto entries = read_toml(file);
        if (!entries) return std::unexpected(std::move(entries.error()));
        std::string unknown_section;
        for (const auto& entry : *entries) {
            if (!unknown_section.empty() && entry.key.starts_with(unknown_section + ".")) continue;
            const Origin origin{Origin::Kind::kFile, file.string(), entry.line};
            if (!entry.section) {
                put(entry.key, entry.value, origin);
            } else if (!is_section(entry.key)) {
                unknown_section = entry.key;
                unknown(entry.key, origin, "section");
            }
        }
        return {};
    }

    void read_environment() {
        for (const auto& [name, text] : options_.environment) {
            if (!name.starts_with(kPrefix) || name == kConfigVariable) continue;
            put_text(key_of_variable(name), text, {Origin::Kind::kEnvironment, name});
        }
        adopt("alpaca.key_id", "APCA_API_KEY_ID");
        adopt("alpaca.secret_key", "APCA_API_SECRET_KEY");
    }

    void read_sets() {
        for (const auto& set : options_.sets) {
            const Origin origin{Origin::Kind::kSet, "--set"};
            const auto equals = set.find('=');
            if (equals == std::string::npos) {
                loaded_.problems.push_back(
                    {origin, set, "found no '=', expected KEY=VALUE", "for example --set ensemble.threshold=0.4"});
            } else {
                put_text(set.substr(0, equals), set.substr(equals + 1), origin);
            }
        }
    }

private:
    [[nodiscard]] bool is_section(const std::string& key) const {
        return std::any_of(bindings_.begin(), bindings_.end(),
                           [&](const auto& b) { return b.key.starts_with(key + "."); });
    }

    void unknown(const std::string& key, const Origin& origin, std::string_view kind) {
        std::vector<std::string> names;
        for (const auto& binding : bindings_) {
            names.push_back(kind == "section" ? binding.key.substr(0, binding.key.rfind('.')) : binding.key);
        }
        const auto near = closest(key, names);
        loaded_.problems.push_back(
            {origin, key, fmt::format("there is no such {}", kind),
             near.empty() ? "`tradewind config schema` lists them all" : fmt::format("did you mean {}?", near)});
    }

    void put(const std::string& key, const RawValue& raw, const Origin& origin) {
        const auto at = std::find_if(bindings_.begin(), bindings_.end(), [&](const auto& b) { return b.key == key; });
        if (at == bindings_.end())
            return unknown(key, origin, is_section(key) ? "setting (it is a section)" : "setting");
        if (auto status = assign(*at, raw); !status) {
            loaded_.problems.push_back({origin, key, std::move(status.error().message), at->description});
            return;
        }
        loaded_.origins[key] = origin;
    }

    /// Bare text, except that `[…]` is a TOML list.
    void put_text(const std::string& key, const std::string& text, const Origin& origin) {
        RawValue raw{text, true};
        if (text.starts_with('[')) {
            if (auto list = parse_toml_value(text)) raw = std::move(*list);
        }
        put(key, raw, origin);
    }

    void adopt(const std::string& key, const std::string& name) {
        const auto text = variable(options_.environment, name);
        if (text && !text->empty() && !loaded_.origins.contains(key))
            put_text(key, *text, {Origin::Kind::kEnvironment, name});
    }

    Loaded& loaded_;
    const LoadOptions& options_;
    std::vector<Binding> bindings_;
};

}  // namespace

std::string Origin::to_string() const {
    switch (kind) {
        case Kind::kDefault:
            return "default";
        case Kind::kFile:
            return fmt::format("{}:{}", name, line);
        case Kind::kEnvironment:
            return name;
        case Kind::kSet:
            return "--set";
    }
    return {};
}

std::string Problem::to_string() const {
    std::string out = fmt::format("{}: {}: {}", origin.to_string(), key, message);
    if (!hint.empty()) out += fmt::format(" ({})", hint);
    return out;
}

Environment process_environment() {
    Environment environment;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos) environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

Result<Loaded> load_leniently(const LoadOptions& options) {
    Loaded loaded;
    loaded.decisions = options.decisions;
    loaded.settings.data.dir = default_data_dir(options.environment);
    Loader loader(loaded, options);
    auto file = options.file;
    if (!file) {
        if (const auto name = variable(options.environment, kConfigVariable); name && !name->empty()) file = *name;
    }
    if (file) {
        if (auto status = loader.read_file(*file); !status) return std::unexpected(std::move(status.error()));
    }
    loader.read_environment();
    loader.read_sets();
    check_together(loaded);
    return loaded;
}

Result<Loaded> load(const LoadOptions& options) {
    auto loaded = load_leniently(options);
    if (!loaded || loaded->problems.empty()) return loaded;
    std::string message;
    for (const auto& problem : loaded->problems) message += (message.empty() ? "" : "\n") + problem.to_string();
    return fail(ErrorCode::kInvalidArgument, std::move(message), "`tradewind config schema` describes every setting");
}

}  // namespace tradewind::config
