#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace tradewind::telemetry {

/// Where in a trace we are: W3C Trace Context, version 00. Travels with every message; never part of a decision.
class TraceContext {
public:
    TraceContext() = default;  ///< Invalid: no trace.
    /// A new trace with random ids.
    static TraceContext root();
    /// A new trace whose id comes from `content` (an article's or bar's id), so that all who meet it agree.
    static TraceContext of_content(std::string_view content);
    /// Parses `00-<32 hex>-<16 hex>-<2 hex>`. Versions above 00 are read as 00; all-zero ids are refused.
    static Result<TraceContext> parse(std::string_view traceparent);

    /// The same trace, a new span.
    [[nodiscard]] TraceContext child() const;
    /// The traceparent header's value; empty where invalid.
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] std::string trace_id() const;
    [[nodiscard]] std::string span_id() const;
    [[nodiscard]] bool valid() const noexcept { return trace_ != std::array<std::uint8_t, 16>{}; }
    [[nodiscard]] bool sampled() const noexcept { return sampled_; }
    friend bool operator==(const TraceContext&, const TraceContext&) noexcept = default;

private:
    std::array<std::uint8_t, 16> trace_{};
    std::array<std::uint8_t, 8> span_{};
    bool sampled_ = true;
};

}  // namespace tradewind::telemetry
