#include "core/ticker.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tradewind {
namespace {

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_upper_or_digit(char c) {
    return is_upper(c) || (c >= '0' && c <= '9');
}

bool is_equity(std::string_view text) {
    const auto dot = text.find_first_of(".-");
    const auto root = text.substr(0, dot);
    if (root.empty() || root.size() > 5 || !std::ranges::all_of(root, is_upper)) return false;
    if (dot == std::string_view::npos) return true;
    const auto suffix = text.substr(dot + 1);
    return !suffix.empty() && suffix.size() <= 4 && std::ranges::all_of(suffix, is_upper);
}

bool is_crypto_pair(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    const auto base = text.substr(0, slash);
    const auto quote = text.substr(slash + 1);
    return !base.empty() && base.size() <= 8 && std::ranges::all_of(base, is_upper_or_digit) && quote.size() >= 3 &&
           quote.size() <= 5 && std::ranges::all_of(quote, is_upper);
}

}  // namespace

Result<Ticker> Ticker::parse(std::string_view text) {
    if (text.size() > kMaxLength || (!is_equity(text) && !is_crypto_pair(text))) {
        return fail(ErrorCode::kParse, fmt::format("not a ticker: '{}'", text.substr(0, 20)),
                    "write it like AAPL, BRK.B or BTC/USD");
    }
    Ticker ticker;
    std::ranges::copy(text, ticker.text_.begin());
    ticker.size_ = static_cast<std::uint8_t>(text.size());
    return ticker;
}

}  // namespace tradewind
