#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "sentiment/installed_symbols.hpp"

namespace tradewind::app {
namespace {

struct SymbolsArguments {
    SettingsOptions settings;
    std::vector<std::string> paths;
    bool dry_run = false;
    bool json = false;
};

Result<sentiment::SymbolImport> read_file(const std::string& path) {
    constexpr std::uintmax_t kMaxBytes = 100'000'000;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return fail(ErrorCode::kNotFound, path + " can't be read", error.message());
    if (size > kMaxBytes) return fail(ErrorCode::kLimit, path + " is over 100 MB", "split it");
    std::ifstream file(path, std::ios::binary);
    return sentiment::read_symbols(std::string{std::istreambuf_iterator<char>(file), {}});
}

void print_import(const std::string& path, const sentiment::SymbolImport& import) {
    auto refused = nlohmann::ordered_json::array();
    for (const auto& row : import.refused) {
        refused.push_back({{"line", row.line}, {"code", row.code}, {"message", row.message}});
    }
    const nlohmann::ordered_json line{
        {"file", path}, {"rows", import.rows()}, {"accepted", import.names.size()}, {"refused", std::move(refused)}};
    fmt::println("{}", line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

int import_symbols(const SymbolsArguments& arguments) {
    const auto loaded = arguments.settings.load();
    if (!loaded) return report(loaded.error(), arguments.json);
    int status = kDone;
    for (const auto& path : arguments.paths) {
        const auto import = read_file(path);
        Status kept;
        if (import && !arguments.dry_run && !import->names.empty()) {
            kept = sentiment::install_symbols(loaded->settings.data.dir, import->names);
        }
        if (!import || !kept) {
            status = report((import ? kept.error() : import.error()).within(path), arguments.json);
            continue;
        }
        print_import(path, *import);
        if (import->names.empty()) status = kFailed;
    }
    return status;
}

}  // namespace

void add_import_symbols(CLI::App& root, int& status) {
    const auto there = root.get_subcommands([](const CLI::App* each) { return each->get_name() == "import"; });
    CLI::App* import = there.empty() ? nullptr : there.front();
    if (import == nullptr) {
        import = root.add_subcommand("import", "Read files of others into the project's own data");
        import->require_subcommand(1);
    }
    auto* command = import->add_subcommand("symbols", "Listings (ticker and name) by which news finds its tickers");
    auto arguments = std::make_shared<SymbolsArguments>();
    arguments->settings.add_to(*command);
    command->add_option("PATH", arguments->paths, "JSON as the SEC's company_tickers.json, or CSV with ticker and name")
        ->required();
    command->add_flag("--dry-run", arguments->dry_run, "Read and judge, keep nothing");
    command->add_flag("--json", arguments->json, "Errors as JSON too");
    command->footer("Example: tradewind import symbols company_tickers.json --dry-run");
    command->callback([arguments, &status] { status = import_symbols(*arguments); });
}

}  // namespace tradewind::app
