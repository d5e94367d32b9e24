#include <algorithm>
#include <fstream>
#include <limits>

#include "backtest/bar_csv.hpp"
#include "backtest/bar_file.hpp"
#include "backtest/text_file.hpp"
#include "services/bar_download.hpp"
#include "storage/bars.hpp"

namespace tradewind::services {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> not_written(const fs::path& path) {
    return fail(ErrorCode::kUnavailable, path.string() + ": can't be written",
                "is there space, and may you write there?");
}

std::string rows_of(std::span<const Bar> bars) {
    std::string text;
    for (const Bar& bar : bars) text += backtest::bar_csv_row(bar);
    return text;
}

class CsvShelf final : public BarShelf {
public:
    explicit CsvShelf(fs::path path) : path_(std::move(path)) {}

    Result<std::vector<Timestamp>> starts() override {
        std::vector<Timestamp> starts;
        if (!fs::exists(path_)) return starts;
        auto text = backtest::read_text_file(path_.string());
        if (!text) return std::unexpected(text.error());
        if (!text->starts_with(backtest::kBarCsvHeader)) {
            return fail(ErrorCode::kConflict, path_.string() + ": not written by fetch-bars",
                        "name another folder with --out, or move the file away");
        }
        if (const auto whole = text->rfind('\n') + 1; whole < text->size()) {
            fs::resize_file(path_, whole);
            text->resize(whole);
        }
        if (text->size() == backtest::kBarCsvHeader.size()) return starts;
        std::vector<backtest::LoadWarning> ignored;
        const auto file = backtest::parse_bar_file(path_.string(), *text, ignored);
        if (!file) return std::unexpected(file.error());
        for (const Bar& bar : file->bars) starts.push_back(bar.start);
        return starts;
    }
    Status append(std::span<const Bar> bars) override {
        std::error_code error;
        fs::create_directories(path_.parent_path(), error);
        const bool fresh = !fs::exists(path_);
        std::ofstream file(path_, std::ios::binary | std::ios::app);
        if (fresh) file << backtest::kBarCsvHeader;
        file << rows_of(bars);
        file.close();
        return file ? Status{} : not_written(path_);
    }
    Status prepend(std::span<const Bar> bars) override {
        if (bars.empty()) return {};
        const auto there = backtest::read_text_file(path_.string());
        if (!there) return std::unexpected(there.error());
        const fs::path fresh = path_.string() + ".new";
        std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
        file << backtest::kBarCsvHeader << rows_of(bars) << there->substr(backtest::kBarCsvHeader.size());
        file.close();
        std::error_code error;
        if (file) fs::rename(fresh, path_, error);
        return file && !error ? Status{} : not_written(path_);
    }

private:
    fs::path path_;
};

class StoreShelf final : public BarShelf {
public:
    StoreShelf(World& world, Ticker ticker, Timeframe timeframe)
        : world_(world), ticker_(ticker), timeframe_(timeframe) {}

    Result<std::vector<Timestamp>> starts() override {
        std::vector<Timestamp> starts;
        const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
            const auto bars = storage::list_bars(tx, ticker_, timeframe_, Timestamp::min(), Timestamp::max(),
                                                 std::numeric_limits<std::int32_t>::max());
            if (!bars) return std::unexpected(bars.error());
            for (const Bar& bar : *bars) starts.push_back(bar.start);
            return {};
        });
        if (!read) return std::unexpected(read.error());
        return starts;
    }
    Status append(std::span<const Bar> bars) override {
        return world_.write(
            [&](storage::Transaction& tx) { return storage::insert_bars(tx, bars, world_.machine_clock().now()); });
    }
    Status prepend(std::span<const Bar> bars) override { return append(bars); }

private:
    World& world_;
    Ticker ticker_;
    Timeframe timeframe_;
};

}  // namespace

std::unique_ptr<BarShelf> csv_shelf(const fs::path& folder, const Ticker& ticker, Timeframe timeframe) {
    return std::make_unique<CsvShelf>(folder / backtest::bar_file_name(ticker, timeframe));
}

std::unique_ptr<BarShelf> store_shelf(World& world, const Ticker& ticker, Timeframe timeframe) {
    return std::make_unique<StoreShelf>(world, ticker, timeframe);
}

}  // namespace tradewind::services
