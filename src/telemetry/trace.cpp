#include "telemetry/trace.hpp"

#include <fmt/core.h>
#include <cstring>
#include <random>
#include <span>

#include "core/id.hpp"

namespace tradewind::telemetry {

namespace {

std::uint64_t random_bits() {
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    std::uint64_t bits = 0;
    while (bits == 0) bits = engine();
    return bits;
}

void fill_random(std::span<std::uint8_t> bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        const std::uint64_t bits = random_bits();
        std::memcpy(bytes.data() + at, &bits, 8);
    }
}

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// Lower-case hex only, as the standard demands.
bool read_hex(std::string_view text, std::span<std::uint8_t> bytes) {
    if (text.size() != bytes.size() * 2) return false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = nibble(text[2 * i]);
        const int low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

}  // namespace

TraceContext TraceContext::root() {
    TraceContext context;
    fill_random(context.trace_);
    fill_random(context.span_);
    return context;
}

TraceContext TraceContext::of_content(std::string_view content) {
    TraceContext context;
    const auto digest = hash_fields({"trace", content});
    std::memcpy(context.trace_.data(), digest.data(), context.trace_.size());
    std::memcpy(context.span_.data(), digest.data() + context.trace_.size(), context.span_.size());
    return context;
}

Result<TraceContext> TraceContext::parse(std::string_view text) {
    constexpr std::size_t kLength = 55;
    TraceContext context;
    std::array<std::uint8_t, 1> version{};
    std::array<std::uint8_t, 1> flags{};
    const bool framed = text.size() >= kLength && text[2] == '-' && text[35] == '-' && text[52] == '-';
    const bool read = framed && read_hex(text.substr(0, 2), version) && read_hex(text.substr(3, 32), context.trace_) &&
                      read_hex(text.substr(36, 16), context.span_) && read_hex(text.substr(53, 2), flags);
    const bool length_fits = read && (text.size() == kLength || (version[0] != 0 && text[kLength] == '-'));
    if (!length_fits || version[0] == 0xff || !context.valid() || context.span_ == std::array<std::uint8_t, 8>{}) {
        return fail(ErrorCode::kParse, "traceparent is not of the form 00-<32 hex>-<16 hex>-<2 hex>");
    }
    context.sampled_ = (flags[0] & 1) != 0;
    return context;
}

TraceContext TraceContext::child() const {
    if (!valid()) return root();
    TraceContext context = *this;
    fill_random(context.span_);
    return context;
}

std::string TraceContext::to_string() const {
    if (!valid()) return {};
    return fmt::format("00-{}-{}-{}", trace_id(), span_id(), sampled_ ? "01" : "00");
}

std::string TraceContext::trace_id() const {
    return hex_lower(trace_);
}
std::string TraceContext::span_id() const {
    return hex_lower(span_);
}

}  // namespace tradewind::telemetry
