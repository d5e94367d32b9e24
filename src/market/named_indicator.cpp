#include "market/named_indicator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/core.h>

#include "market/indicators/adx.hpp"
#include "market/indicators/atr.hpp"
#include "market/indicators/cci.hpp"
#include "market/indicators/deviation.hpp"
#include "market/indicators/macd.hpp"
#include "market/indicators/moving_average.hpp"
#include "market/indicators/rate_of_change.hpp"
#include "market/indicators/rsi.hpp"
#include "market/indicators/stochastic.hpp"
#include "market/indicators/volume.hpp"

namespace tradewind::market {
namespace {

using Values = std::span<std::optional<double>>;

// An indicator and how a bar is fed to it and its value spread over the columns.
template <class Indicator, class Step>
class Adapter final : public NamedIndicator {
public:
    Adapter(Indicator indicator, Step step) : indicator_(std::move(indicator)), step_(step) {}
    void update(const IndicatorBar& bar, Values values) override { step_(indicator_, bar, values); }

private:
    Indicator indicator_;
    Step step_;
};

template <class Indicator, class Step>
std::unique_ptr<NamedIndicator> adapt(Indicator indicator, Step step) {
    return std::make_unique<Adapter<Indicator, Step>>(std::move(indicator), step);
}

template <class Indicator>
std::unique_ptr<NamedIndicator> of_close(Indicator indicator) {
    return adapt(std::move(indicator),
                 [](Indicator& state, const IndicatorBar& bar, Values values) { values[0] = state.update(bar.close); });
}

template <class Indicator>
std::unique_ptr<NamedIndicator> of_range(Indicator indicator) {
    return adapt(std::move(indicator), [](Indicator& state, const IndicatorBar& bar, Values values) {
        values[0] = state.update(bar.high, bar.low, bar.close);
    });
}

// Parameters as numbers; the factory has checked their count, whole values and lowest bounds.
using Parameters = std::array<double, 3>;
using Factory = std::unique_ptr<NamedIndicator> (*)(const Parameters&);

std::size_t period(double parameter) {
    return static_cast<std::size_t>(parameter);
}

std::unique_ptr<NamedIndicator> make_macd(const Parameters& p) {
    return adapt(Macd(period(p[0]), period(p[1]), period(p[2])),
                 [](Macd& state, const IndicatorBar& bar, Values values) {
                     const auto value = state.update(bar.close);
                     if (!value) return;
                     values[0] = value->macd;
                     values[1] = value->signal;
                     values[2] = value->histogram;
                 });
}

std::unique_ptr<NamedIndicator> make_bbands(const Parameters& p) {
    return adapt(BollingerBands(period(p[0]), p[1]), [](BollingerBands& state, const IndicatorBar& bar, Values values) {
        const auto value = state.update(bar.close);
        if (!value) return;
        values[0] = value->upper;
        values[1] = value->middle;
        values[2] = value->lower;
    });
}

std::unique_ptr<NamedIndicator> make_stoch(const Parameters& p) {
    const std::size_t slow = p[2] == 0 ? 3 : period(p[2]);
    return adapt(Stochastic(period(p[0]), period(p[1]), slow),
                 [](Stochastic& state, const IndicatorBar& bar, Values values) {
                     const auto value = state.update(bar.high, bar.low, bar.close);
                     if (!value) return;
                     values[0] = value->k;
                     values[1] = value->d;
                 });
}

std::unique_ptr<NamedIndicator> make_vwap(const Parameters&) {
    return adapt(Vwap(), [](Vwap& state, const IndicatorBar& bar, Values values) {
        values[0] = state.update(bar.start, bar.high, bar.low, bar.close, bar.volume);
    });
}

std::unique_ptr<NamedIndicator> make_obv(const Parameters&) {
    return adapt(Obv(), [](Obv& state, const IndicatorBar& bar, Values values) {
        values[0] = state.update(bar.close, bar.volume);
    });
}

// What a parameter may be: a whole period from `least`, or, with least = kFactor, a number from 0.
constexpr int kFactor = 0;

struct Kind {
    std::string_view name;
    std::string_view usage;
    std::size_t required;
    std::size_t allowed;
    std::array<int, 3> least;
    std::string_view parts;  // separated by '|'; empty for a single value
    bool needs_time;
    bool needs_volume;
    Factory make;
};

constexpr double kLongestPeriod = 100'000;

const std::array kKinds{
    Kind{"sma", "sma:N", 1, 1, {1}, "", false, false, [](const Parameters& p) { return of_close(Sma(period(p[0]))); }},
    Kind{"ema", "ema:N", 1, 1, {1}, "", false, false, [](const Parameters& p) { return of_close(Ema(period(p[0]))); }},
    Kind{"wma", "wma:N", 1, 1, {1}, "", false, false, [](const Parameters& p) { return of_close(Wma(period(p[0]))); }},
    Kind{"rsi", "rsi:N", 1, 1, {2}, "", false, false, [](const Parameters& p) { return of_close(Rsi(period(p[0]))); }},
    Kind{"macd", "macd:F:S:SIG", 3, 3, {2, 2, 1}, "macd|signal|histogram", false, false, make_macd},
    Kind{"atr", "atr:N", 1, 1, {1}, "", false, false, [](const Parameters& p) { return of_range(Atr(period(p[0]))); }},
    Kind{"bbands", "bbands:N:K", 2, 2, {2, kFactor}, "upper|middle|lower", false, false, make_bbands},
    Kind{"stoch", "stoch:K:D[:S]", 2, 3, {1, 1, 1}, "k|d", false, false, make_stoch},
    Kind{"adx", "adx:N", 1, 1, {2}, "", false, false, [](const Parameters& p) { return of_range(Adx(period(p[0]))); }},
    Kind{"roc",
         "roc:N",
         1,
         1,
         {1},
         "",
         false,
         false,
         [](const Parameters& p) { return of_close(RateOfChange(period(p[0]))); }},
    Kind{"mom",
         "mom:N",
         1,
         1,
         {1},
         "",
         false,
         false,
         [](const Parameters& p) { return of_close(Momentum(period(p[0]))); }},
    Kind{"stddev",
         "stddev:N",
         1,
         1,
         {2},
         "",
         false,
         false,
         [](const Parameters& p) { return of_close(StdDev(period(p[0]))); }},
    Kind{"vwap", "vwap", 0, 0, {}, "", true, true, make_vwap},
    Kind{"obv", "obv", 0, 0, {}, "", false, true, make_obv},
    Kind{"cci", "cci:N", 1, 1, {2}, "", false, false, [](const Parameters& p) { return of_range(Cci(period(p[0]))); }},
    Kind{"willr",
         "willr:N",
         1,
         1,
         {2},
         "",
         false,
         false,
         [](const Parameters& p) { return of_range(WilliamsR(period(p[0]))); }},
};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end != std::string_view::npos) text.remove_prefix(end + 1);
    }
    return parts;
}

std::optional<double> read_parameter(std::string_view text, int least) {
    double value = 0;
    const auto format = least == kFactor ? std::chars_format::general : std::chars_format::fixed;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) || value < least) {
        return std::nullopt;
    }
    if (least == kFactor) return value;
    const bool digits_only = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return digits_only && value <= kLongestPeriod ? std::optional(value) : std::nullopt;
}

std::unexpected<Error> unfit(std::string_view name, const Kind& kind) {
    return fail(
        ErrorCode::kInvalidArgument, fmt::format("unfit indicator: '{}'", name.substr(0, 60)),
        fmt::format("write it as {}; whole periods up to 100000, from {}", kind.usage, std::max(kind.least[0], 1)));
}

}  // namespace

Result<std::unique_ptr<NamedIndicator>> make_indicator(std::string_view name) {
    const auto fields = split(name, ':');
    const auto kind = std::ranges::find(kKinds, fields[0], &Kind::name);
    if (kind == kKinds.end()) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("unknown indicator: '{}'", name.substr(0, 60)),
                    "known are sma ema wma rsi macd atr bbands stoch adx roc mom stddev vwap obv cci willr");
    }
    const std::size_t given = fields.size() - 1;
    if (given < kind->required || given > kind->allowed) return unfit(name, *kind);
    Parameters parameters{};
    for (std::size_t i = 0; i < given; ++i) {
        const auto parameter = read_parameter(fields[i + 1], kind->least[i]);
        if (!parameter) return unfit(name, *kind);
        parameters[i] = *parameter;
    }
    auto indicator = kind->make(parameters);
    indicator->needs_time_ = kind->needs_time;
    indicator->needs_volume_ = kind->needs_volume;
    if (kind->parts.empty()) {
        indicator->columns_.emplace_back(name);
    } else {
        for (const auto part : split(kind->parts, '|')) indicator->columns_.push_back(fmt::format("{}.{}", name, part));
    }
    return indicator;
}

}  // namespace tradewind::market
