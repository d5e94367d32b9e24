#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "core/error.hpp"

namespace tradewind::config {

/// What must not be shown: nothing, the whole value, or the password inside a URL.
enum class Secrecy : std::uint8_t { kNone, kWhole, kUrlPassword };

/// Where a value came from.
struct Origin {
    enum class Kind : std::uint8_t { kDefault, kFile, kEnvironment, kSet } kind = Kind::kDefault;
    std::string name;  ///< File or variable.
    int line = 0;

    /// `default`, `tradewind.toml:12`, `TRADING_STREAMS__URL` or `--set`.
    [[nodiscard]] std::string to_string() const;
};

/// A value that can't be used, and what would be.
struct Problem {
    Origin origin;
    std::string key;
    std::string message;  ///< What was found and what was expected.
    std::string hint;

    [[nodiscard]] std::string to_string() const;
};

/// A setting that the trading engines declare: config carries it without knowing what it means.
struct DecisionSpec {
    std::string key;
    std::string type;  ///< What the value may be, in words.
    std::string default_text;
    std::string description;
    /// The canonical text of the value that `text` stands for; an error where it isn't one.
    std::function<Result<std::string>(std::string_view text)> canonical;
};

using Environment = std::vector<std::pair<std::string, std::string>>;
/// This process's variables.
Environment process_environment();

struct LoadOptions {
    std::optional<std::filesystem::path> file;  ///< `--config`, else the variable TRADING_CONFIG, else none.
    std::vector<std::string> sets;              ///< `KEY=VALUE`, each over file and environment; the last one wins.
    Environment environment = process_environment();
    std::vector<DecisionSpec> decisions;  ///< Each key is known only if it is here.
};

/// One setting as it is shown: text of its value with secrets masked.
struct ShownSetting {
    std::string key;
    std::string type;  ///< boolean | integer | number | decimal | text | duration | list | sources, or in words
    std::string value;
    std::string fallback;  ///< The default, as text.
    Origin origin;
    std::string description;
    std::vector<std::string> choices;
    std::optional<double> minimum;
    std::optional<double> maximum;
    bool decision = false;  ///< Changes what is decided: part of the settings hash.
    bool secret = false;
};

/// Settings with everything that is known about where they came from.
class Loaded {
public:
    Settings settings;
    std::map<std::string, Origin> origins;  ///< Of those that aren't defaults.
    std::vector<Problem> problems;          ///< In order of file and line; empty where all is well.
    std::vector<DecisionSpec> decisions;

    /// Every setting, in the table's order.
    [[nodiscard]] std::vector<ShownSetting> show() const;
    /// Values that no log may show.
    [[nodiscard]] std::vector<std::string> secrets() const;
};

/// Reads file, then environment, then sets; collects every problem. Fails only where the file can't be read at all.
Result<Loaded> load_leniently(const LoadOptions& options);
/// As above; any problem is an error (kInvalidArgument) that names them all.
Result<Loaded> load(const LoadOptions& options);

}  // namespace tradewind::config
