#include "exchange/companies.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "exchange/random.hpp"
#include "exchange/synthetic_market.hpp"

namespace tradewind::exchange {
namespace {

std::uint64_t hash_text(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325ULL;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return value;
}

}  // namespace

std::string make_uuid(std::uint64_t seed, std::uint64_t kind, std::uint64_t number) {
    Random random(mix(mix(seed, kind), number));
    const std::uint64_t high = (random.next() & ~0xf000ULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & ~(3ULL << 62U)) | (1ULL << 63U);
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, high >> 16U & 0xffffU, high & 0xffffU,
                       low >> 48U, low & 0xffffffffffffULL);
}

std::vector<Listing> invent_listings(std::uint64_t seed, const std::vector<std::string>& symbols) {
    std::vector<std::string> wanted = symbols;
    if (wanted.empty()) {
        for (const auto& company : invented_companies()) wanted.emplace_back(company.symbol);
    }
    std::ranges::sort(wanted);
    wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
    std::vector<Listing> listings;
    for (const auto& symbol : wanted) {
        const auto ticker = Ticker::parse(symbol);
        if (!ticker || ticker->is_crypto()) continue;
        const std::uint64_t hash = hash_text(symbol);
        Random random(mix(seed, hash));
        Listing listing;
        listing.asset.ticker = *ticker;
        listing.asset.id = make_uuid(0xa55e7, 1, hash);
        listing.asset.name = fmt::format("{} Invented Holdings", symbol);
        listing.profile.price = 15 + 185 * random.uniform();
        for (const auto& company : invented_companies()) {
            if (company.symbol != symbol) continue;
            listing.asset.name = fmt::format("{} (invented)", company.name);
            listing.profile.price = company.price;
        }
        listing.profile.beta = 0.6 + 0.8 * random.uniform();
        listing.profile.daily_volatility = 0.012 + 0.014 * random.uniform();
        listing.profile.minute_volume = 2000 + 2500 * random.uniform();
        // About one in six is hard to borrow, and one in eight trades in whole shares only.
        listing.asset.shortable = symbols.size() == 1 || hash % 6 != 0;
        listing.asset.fractionable = symbols.size() == 1 || hash / 6 % 8 != 0;
        listing.asset.exchange = hash % 2 == 0 ? "NASDAQ" : "NYSE";
        listings.push_back(std::move(listing));
    }
    return listings;
}

std::vector<std::string> invent_symbols(std::size_t count) {
    std::vector<std::string> symbols;
    for (std::size_t i = 0; symbols.size() < count; ++i) {
        std::string symbol = "Z";
        for (std::size_t rest = i, digit = 0; digit < 3; ++digit, rest /= 26)
            symbol += static_cast<char>('A' + rest % 26);
        symbols.push_back(symbol);
    }
    return symbols;
}

}  // namespace tradewind::exchange
