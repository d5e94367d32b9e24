#include "services/recording_source.hpp"

#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

/// A recording in memory as a source of instants.
class RecordingSource final : public InstantSource {
public:
    explicit RecordingSource(backtest::Recording recording) : recording_(std::move(recording)) {}
    Result<std::optional<backtest::Instant>> next() override {
        if (at_ == recording_.instants.size()) return std::nullopt;
        return std::move(recording_.instants[at_++]);
    }
    [[nodiscard]] std::vector<ListedSince> listed() const override { return recording_.listed; }
    [[nodiscard]] std::vector<RawArticle> articles_to_come() const override {
        std::vector<RawArticle> articles;
        for (auto i = at_; i < recording_.instants.size(); ++i) {
            const auto& these = recording_.instants[i].articles;
            articles.insert(articles.end(), these.begin(), these.end());
        }
        return articles;
    }

private:
    backtest::Recording recording_;
    std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<InstantSource>> open_recording(const RunOptions& options, const trading::DecisionSettings& decisions) {
    backtest::RecordingOptions reading;
    reading.bars = {options.recording};
    reading.news = {options.recording};
    reading.factors = options.factors;
    reading.from = options.from;
    reading.to = options.to;
    reading.assumed_latency = decisions.news.assumed_latency;
    auto recording = backtest::load_recording(reading);
    if (!recording) return std::unexpected(recording.error());
    for (const auto& warning : recording->warnings) {
        telemetry::log_warning("replay", warning.message,
                               {{"file", warning.file}, {"line", warning.line}, {"code", warning.code}});
    }
    return std::make_unique<RecordingSource>(std::move(*recording));
}

}  // namespace tradewind::services
