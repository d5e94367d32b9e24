#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::market {

/// A bar as indicators read it.
struct IndicatorBar {
    Timestamp start;
    double high = 0;
    double low = 0;
    double close = 0;
    double volume = 0;
};

/// An indicator asked for by name, `sma:20` or `bbands:20:2.5`, with one value per part.
class NamedIndicator {
public:
    virtual ~NamedIndicator() = default;
    /// Fills one value per column, empty before warm-up.
    virtual void update(const IndicatorBar& bar, std::span<std::optional<double>> values) = 0;

    /// As asked for, with `.part` where there are several.
    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
    [[nodiscard]] bool needs_time() const noexcept { return needs_time_; }
    [[nodiscard]] bool needs_volume() const noexcept { return needs_volume_; }

protected:
    friend Result<std::unique_ptr<NamedIndicator>> make_indicator(std::string_view name);
    std::vector<std::string> columns_;
    bool needs_time_ = false;
    bool needs_volume_ = false;
};

/// Parses `sma:N ema:N wma:N rsi:N macd:F:S:SIG atr:N bbands:N:K stoch:K:D[:S] adx:N roc:N mom:N stddev:N vwap obv
/// cci:N willr:N`. Periods go up to 100 000 as in TA-Lib, from 1, or 2 where one means nothing (rsi, macd's F and S,
/// bbands, adx, stddev, cci, willr). kInvalidArgument for anything else.
Result<std::unique_ptr<NamedIndicator>> make_indicator(std::string_view name);

}  // namespace tradewind::market
