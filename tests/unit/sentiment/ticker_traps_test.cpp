#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "sentiment/ticker_extractor.hpp"

using tradewind::sentiment::TickerExtractor;

namespace {

using Tickers = std::set<std::string>;

struct Trap {
    Tickers expected;
    std::string text;
};

std::vector<Trap> read_traps() {
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    std::ifstream file(std::filesystem::path(source != nullptr ? source : ".") /
                       "tests/unit/sentiment/fixtures/ticker_traps.tsv");
    std::vector<Trap> traps;
    for (std::string line; std::getline(file, line);) {
        const auto tab = line.find('\t');
        if (line.starts_with('#') || tab == std::string::npos) continue;
        Trap trap{{}, line.substr(tab + 1)};
        std::istringstream names(line.substr(0, tab));
        for (std::string name; names >> name;)
            if (name != "-") trap.expected.insert(name);
        for (auto at = trap.text.find("\\n"); at != std::string::npos; at = trap.text.find("\\n"))
            trap.text.replace(at, 2, "\n");
        traps.push_back(std::move(trap));
    }
    return traps;
}

std::string joined(const Tickers& tickers) {
    std::string text;
    for (const auto& ticker : tickers) text += ticker + ' ';
    return text;
}

}  // namespace

TEST_CASE("On the hand-made traps precision is at least 0.98 and recall at least 0.97") {
    const auto traps = read_traps();
    REQUIRE(traps.size() >= 300);
    TickerExtractor extractor;
    double right = 0;
    double found = 0;
    double expected = 0;
    std::string wrong;
    for (const auto& trap : traps) {
        Tickers got;
        for (const auto& mention : extractor.extract(trap.text)) got.insert(mention.ticker.to_string());
        for (const auto& ticker : got) right += trap.expected.contains(ticker) ? 1 : 0;
        found += static_cast<double>(got.size());
        expected += static_cast<double>(trap.expected.size());
        if (got != trap.expected) wrong += "\n  " + joined(trap.expected) + "| " + joined(got) + "| " + trap.text;
    }
    INFO("precision " << right / found << ", recall " << right / expected << "; expected | found | text:" << wrong);
    CHECK(right / found >= 0.98);
    CHECK(right / expected >= 0.97);
}
