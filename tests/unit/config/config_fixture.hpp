#pragma once

#include <unistd.h>

#include <filesystem>
#include <fmt/core.h>
#include <fstream>

#include "config/load.hpp"

namespace tradewind::config {

/// A configuration file that goes away with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view text)
        : path_(std::filesystem::temp_directory_path() /
                fmt::format("tradewind-config-{}-{}.toml", ::getpid(), ++count_)) {
        std::ofstream(path_) << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    static inline int count_ = 0;
    std::filesystem::path path_;
};

/// Decisions as an engine might declare them: numbers, words and a list.
inline std::vector<DecisionSpec> some_decisions() {
    const auto number = [](std::string_view text) -> Result<std::string> {
        const auto value = Decimal::parse(text);
        if (!value || value->sign() < 0 || *value > Decimal::from_int(1))
            return fail(ErrorCode::kInvalidArgument, "no");
        return value->to_string();
    };
    const auto word = [](std::string_view text) -> Result<std::string> {
        if (text != "opining" && text != "all") return fail(ErrorCode::kInvalidArgument, "no");
        return std::string(text);
    };
    const auto any = [](std::string_view text) -> Result<std::string> { return std::string(text); };
    return {{"ensemble.normalise", "opining|all", "opining", "Whose weights divide", word},
            {"ensemble.threshold", "a number from 0 to 1", "0.3", "A signal is made beyond it", number},
            {"strategies.mean_reversion.weight", "a number from 0 to 1", "1", "Weight", number},
            {"strategies.momentum.weight", "a number from 0 to 1", "1", "Weight", number},
            {"universe.symbols", "symbols", "", "What may be traded", any}};
}

/// Options that see nothing of the machine the test runs on.
inline LoadOptions bare_options() {
    return {.file = std::nullopt, .sets = {}, .environment = {{"HOME", "/home/ada"}}, .decisions = some_decisions()};
}

/// What loading `text` complains about, one line a problem, with the file's name left out.
inline std::vector<std::string> problems_of(std::string_view text) {
    const TemporaryFile file(text);
    auto options = bare_options();
    options.file = file.path();
    const auto loaded = load_leniently(options);
    if (!loaded) return {loaded.error().message};
    std::vector<std::string> lines;
    for (const auto& problem : loaded->problems) {
        lines.push_back(
            fmt::format("{}: {}: {} [{}]", problem.origin.line, problem.key, problem.message, problem.hint));
    }
    return lines;
}

}  // namespace tradewind::config
