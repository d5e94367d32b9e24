#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "backtest/import.hpp"
#include "services/world.hpp"
#include "storage/bars.hpp"

namespace tradewind::app {
namespace {

using backtest::ImportKind;
using backtest::ImportReport;
using nlohmann::ordered_json;

struct ImportArguments {
    SettingsOptions settings;
    std::vector<std::string> paths;
    std::string timezone;
    std::string out;
    std::string world;
    bool dry_run = false;
    bool json = false;
};

ordered_json rows_json(const std::vector<backtest::LoadWarning>& rows) {
    auto list = ordered_json::array();
    for (const auto& row : rows) list.push_back({{"line", row.line}, {"code", row.code}, {"message", row.message}});
    return list;
}

void print_json(const ImportReport& done) {
    ordered_json line{
        {"file", done.file}, {"rows", done.rows}, {"accepted", done.accepted}, {"refused", rows_json(done.refused)}};
    if (!done.notes.empty()) line["notes"] = rows_json(done.notes);
    if (!done.layout.empty()) line["layout"] = done.layout;
    if (done.error) {
        line["error"] = {
            {"code", error_code_name(done.error->code)}, {"message", done.error->message}, {"hint", done.error->hint}};
    }
    fmt::println("{}", line.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

void print_for_people(const ImportReport& done) {
    constexpr std::size_t kShown = 10;
    fmt::println("{}: {} of {} rows", done.file, done.accepted, done.rows);
    for (const auto* list : {&done.refused, &done.notes}) {
        for (std::size_t i = 0; i < std::min(kShown, list->size()); ++i) {
            const auto& row = (*list)[i];
            fmt::println("  line {}: {}: {}", row.line, row.code, row.message);
        }
        if (list->size() > kShown) fmt::println("  and {} more; --json prints them all", list->size() - kShown);
    }
    if (done.error) report(*done.error, false);
}

/// Where imports go: a folder, a world's store, or nowhere.
struct Target {
    std::optional<backtest::ImportFolder> folder;
    std::unique_ptr<services::World> world;
};

Result<Target> open_target(const ImportArguments& arguments) {
    Target target;
    if (arguments.dry_run) return target;
    const auto loaded = arguments.settings.load();
    if (!loaded) return std::unexpected(loaded.error());
    if (!arguments.world.empty()) {
        auto world = services::World::open(loaded->settings, arguments.world, true);
        if (!world) return std::unexpected(world.error());
        target.world = std::move(*world);
        return target;
    }
    const auto usual = std::filesystem::path(loaded->settings.data.dir) / "recordings" / "imported";
    target.folder.emplace(arguments.out.empty() ? usual : std::filesystem::path(arguments.out));
    return target;
}

Result<backtest::TimeStyle::Zone> read_zone(const std::string& name) {
    using Zone = backtest::TimeStyle::Zone;
    if (name.empty()) return Zone::kUnknown;
    if (name == "UTC" || name == "Etc/UTC") return Zone::kUtc;
    if (name == "America/New_York" || name == "US/Eastern") return Zone::kNewYork;
    return fail(ErrorCode::kInvalidArgument, "--timezone: not known: '" + name.substr(0, 40) + "'",
                "UTC or America/New_York");
}

Status store_bars(services::World& world, const backtest::BarsImport& bars) {
    if (bars.bars.adjusted) {
        return fail(ErrorCode::kRefused,
                    bars.report.file + ": a world's store holds raw prices, and these are adjusted",
                    "import them into a folder");
    }
    return world.write([&](storage::Transaction& tx) {
        return storage::insert_bars(tx, bars.bars.bars, world.machine_clock().now());
    });
}

ImportReport import_one(ImportKind kind, const std::string& path, backtest::TimeStyle::Zone zone, Target& target) {
    Status kept;
    const auto keep = [&](auto imported) {
        if (!imported.report.error && target.folder) kept = target.folder->add(imported);
        if (!kept) imported.report.error = kept.error();
        return imported.report;
    };
    if (kind == ImportKind::kNews) return keep(backtest::import_news(path));
    if (kind == ImportKind::kFactors) return keep(backtest::import_factors(path));
    auto bars = backtest::import_bars(path, zone);
    if (!bars.report.error && target.world) kept = store_bars(*target.world, bars);
    return keep(std::move(bars));
}

int import_all(ImportKind kind, const ImportArguments& arguments) {
    const auto zone = read_zone(arguments.timezone);
    if (!zone) return report(zone.error(), arguments.json);
    auto target = open_target(arguments);
    if (!target) return report(target.error(), arguments.json);
    int status = kDone;
    const auto tell = [&](const ImportReport& done) {
        arguments.json ? print_json(done) : print_for_people(done);
        if (done.error) status = kFailed;
    };
    for (const auto& path : arguments.paths) {
        const auto files = backtest::files_to_import(kind, path);
        if (!files || files->empty()) {
            ImportReport nothing;
            nothing.file = path;
            nothing.error =
                files ? Error{ErrorCode::kNotFound, path + ": nothing to import in this folder", "see docs/data.md"}
                      : files.error();
            tell(nothing);
            continue;
        }
        for (const auto& file : *files) tell(import_one(kind, file, *zone, *target));
    }
    return status;
}

void add_kind(CLI::App& parent, int& status, ImportKind kind, const char* name, const char* help) {
    auto* command = parent.add_subcommand(name, help);
    auto arguments = std::make_shared<ImportArguments>();
    arguments->settings.add_to(*command);
    command->add_option("PATH", arguments->paths, "Files (plain, .gz, .zst), folders of them, recordings")->required();
    auto* out =
        command->add_option("--out", arguments->out, "Recording to add to; data.dir/recordings/imported unless given");
    if (kind == ImportKind::kBars) {
        command->add_option("--timezone", arguments->timezone, "Of times without an offset: UTC or America/New_York");
        command->add_option("--world", arguments->world, "Into this world's store in place of a recording")
            ->excludes(out);
    }
    command->add_flag("--dry-run", arguments->dry_run, "Check only; write nothing");
    command->add_flag("--json", arguments->json, "A JSON object for each file");
    command->footer(std::string("Example: tradewind import ") + name + " --dry-run ~/Downloads/data");
    command->callback([arguments, kind, &status] { status = import_all(kind, *arguments); });
}

}  // namespace

void add_import_commands(CLI::App& root, int& status) {
    // Other families add kinds of imports of their own.
    const auto there = root.get_subcommands([](const CLI::App* each) { return each->get_name() == "import"; });
    CLI::App* parent = there.empty() ? nullptr : there.front();
    if (parent == nullptr) {
        parent = root.add_subcommand("import", "Check files of others, and take them in");
        parent->require_subcommand(1);
        parent->footer("Example: tradewind import bars --timezone America/New_York AAPL_1m.csv.gz");
    }
    add_kind(*parent, status, ImportKind::kBars, "bars", "Bars as CSV, in any of the common layouts");
    add_kind(*parent, status, ImportKind::kNews, "news", "News as JSON lines, tweets or feeds");
    add_kind(*parent, status, ImportKind::kFactors, "factors", "Splits and dividends as factor files");
}

}  // namespace tradewind::app
