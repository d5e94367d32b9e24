#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "backtest/text_file.hpp"
#include "labelled_pairs.hpp"
#include "news/story_text.hpp"

using namespace tradewind;

namespace {

bool same_story(std::string_view first, std::string_view second) {
    return news::match_stories(news::read_story_text(second, {}), news::read_story_text(first, {}), {}).same;
}

struct Trap {
    std::string_view first;
    std::string_view second;
    bool same;
};

/// Invented companies, real ways of saying things.
constexpr auto kTraps = std::to_array<Trap>({
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "UPDATE 2-Acme Corp beats quarterly profit estimates on strong cloud demand, shares jump", true},
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "RT @Reuters: Acme Corp beats quarterly profit estimates on strong cloud demand http://t.co/x1", true},
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "Acme Corp beats quarterly profit estimates on strong cloud demand - MarketWatch", true},
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "Acme Corp beats quarterly profit estimates on strong cloud demand | Reuters", true},
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "ACME CORP BEATS QUARTERLY PROFIT ESTIMATES ON STRONG CLOUD DEMAND", true},
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "BRIEF-Acme Corp beats quarterly profit estimates on strong demand for cloud", true},
    {"Acme Corp beats quarterly profit estimates on strong cloud demand",
     "Strong cloud demand helps Acme Corp beat quarterly profit estimates", true},
    {"Acme beats Q3 profit estimates, raises outlook",
     "Acme tops third-quarter profit estimates and raises its outlook", true},
    {"Acme to acquire Bolt for $2.5 billion", "Acme to acquire Bolt for $2.5 bln in cash", true},
    {"Acme to acquire Bolt for $2.5 billion in cash", "Acme agrees to buy Bolt in $2.5 billion cash deal", true},
    {"Acme Corp misses quarterly profit estimates on weak cloud demand",
     "Acme Corp beats quarterly profit estimates on strong cloud demand", false},
    {"CORRECTED-Acme Corp says it expects profit to fall, not rise", "Acme Corp says it expects profit to rise", false},
    {"Acme Corp says it expects full year profit to rise",
     "CORRECTED-Acme Corp says it expects full year profit to fall", false},
    {"FDA approves Acme drug for heart failure patients", "FDA does not approve Acme drug for heart failure patients",
     false},
    {"FDA approves Acme drug for heart failure patients",
     "CORRECTION: FDA rejects Acme drug for heart failure patients", false},
    {"FDA approves Acme drug for heart failure patients",
     "FDA declines to approve Acme drug for heart failure patients", false},
    {"Acme to merge with Bolt, sources say", "Acme denies plans to merge with Bolt", false},
    {"Acme raises full-year guidance after strong quarter", "Acme lowers full-year guidance after weak quarter", false},
    {"Acme raises full-year guidance after strong quarter", "Acme cuts full-year guidance after strong quarter", false},
    {"Acme CEO John Smith resigns", "Acme CEO John Smith has not resigned, company says", false},
    {"Acme CEO John Smith to step down in March", "Acme CEO John Smith will not step down in March", false},
    {"Acme Corp declares quarterly dividend of $0.25 per share",
     "Bolt Inc declares quarterly dividend of $0.25 per share", false},
    {"Acme Corp declares quarterly dividend of $0.25 per share",
     "Acme Corp declares quarterly dividend of $0.27 per share", false},
    {"SHAREHOLDER ALERT: Law Offices of Howard Smith announces investigation on behalf of Acme Corp investors (ACM)",
     "SHAREHOLDER ALERT: Law Offices of Howard Smith announces investigation on behalf of Bolt Inc investors (BLT)",
     false},
    {"Zacks: Acme (ACM) Q3 earnings surpass estimates", "Zacks: Bolt (BLT) Q3 earnings surpass estimates", false},
    {"Acme (ACM) Q3 Earnings and Revenues Surpass Estimates",
     "Bolt Holdings (BLT) Q3 Earnings and Revenues Surpass Estimates", false},
    {"8-K - ACME CORP (0001234567) (Filer)", "8-K - BOLT INC (0007654321) (Filer)", false},
    {"4 - Smith John (0001234567) (Reporting)", "4 - Smith Jane (0001234568) (Reporting)", false},
    {"Acme recalls 10,000 pumps", "Acme recalls 50,000 pumps", false},
    {"Acme recalls 10,000 pumps after fires in Ohio",
     "UPDATE 1-Acme recalls 12,000 pumps after fires in Ohio, shares fall", true},
    {"Fed raises rates by 25 basis points", "Fed raises rates by 50 basis points", false},
    {"Apple shares fall 3% after iPhone sales miss", "Apple shares drop 3% after iPhone sales miss", true},
    {"Apple shares rise 3% after results", "Apple shares rise 5% after results", false},
    {"$AAPL breaking out above 100, looking strong here", "$TSLA breaking out above 100, looking strong here", false},
    {"Check out this chart of $AAPL http://t.co/1", "RT @joe: Check out this chart of $AAPL http://t.co/1", true},
    {"Acme in talks to sell unit to Bolt -sources", "Acme in talks to sell unit to Crane -sources", false},
    {"Goldman upgrades Acme to buy", "Goldman downgrades Acme to sell", false},
    {"Goldman upgrades Acme to buy from neutral", "Barclays upgrades Acme to buy from neutral", false},
    {"Goldman raises Acme price target to $120 from $100", "Goldman raises Acme price target to $130 from $100", false},
    {"Acme Q3 profit rises 12% to $1.2 billion", "Acme Q2 profit rises 12% to $1.2 billion", false},
    {"Acme launches new phone in India", "Acme launches new phone in China", false},
    {"Acme's profit rises on iPhone sales in third quarter", "Acme’s profit rises on iPhone sales in third quarter",
     true},
    {"Acme &amp; Bolt agree merger terms after long talks", "Acme & Bolt agree merger terms after long talks", true},
    {"Oil prices up as OPEC weighs cuts", "Oil prices down as OPEC weighs cuts", false},
    {"Acme wins $500 million Pentagon contract for drones", "Acme loses $500 million Pentagon contract for drones",
     false},
    {"Acme wins $500 million Pentagon contract for drones", "Pentagon awards Acme $500 million drone contract", true},
    {"Judge blocks Acme merger with Bolt", "Judge allows Acme merger with Bolt", false},
    {"Acme sues Bolt over battery patents", "Bolt sues Acme over battery patents", false},
    {"Acme to buy Bolt for $10 billion", "Bolt to buy Acme for $10 billion", false},
    {"Acme files for bankruptcy protection in Delaware", "Acme files for bankruptcy protection in Delaware court",
     true},
    {"Acme shares halted pending news", "Bolt shares halted pending news", false},
    {"Acme Corp (NYSE: ACM) Announces Third Quarter 2025 Results",
     "Acme Corp (NYSE: ACM) Announces Fourth Quarter 2025 Results", false},
    {"Acme Corp Announces Third Quarter 2025 Results", "Acme Corporation Announces Third Quarter 2025 Results", true},
    {"Video: Acme chief on results", "Acme chief on results", true},
    {"Exclusive: Acme explores sale of chip unit, sources say", "Acme explores sale of chip unit -Bloomberg", true},
});

std::filesystem::path shared_folder() {
    if (const char* shared = std::getenv("TRADEWIND_SHARED")) return std::filesystem::path(shared) / "data";
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / "../shared/data";
}

/// Text by id, of a tab-separated recording of tweets.
std::map<std::string, std::string, std::less<>> read_tweets(const std::filesystem::path& path) {
    std::map<std::string, std::string, std::less<>> texts;
    const auto file = backtest::read_text_file(path.string()).value_or("");
    for (const auto line : backtest::split_lines(file)) {
        const auto fields = backtest::split_csv(line, '\t');
        if (fields.size() >= 8) texts.emplace(fields[2], fields[7]);
    }
    return texts;
}

/// Title by id, of the two first columns of a CSV file whose first line is a header.
std::map<std::string, std::string, std::less<>> read_headlines(const std::filesystem::path& path) {
    std::map<std::string, std::string, std::less<>> titles;
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
        const auto comma = line.find(',');
        if (comma == std::string::npos) continue;
        auto rest = std::string_view(line).substr(comma + 1);
        const bool quoted = rest.starts_with('"');
        if (quoted) rest.remove_prefix(1);
        titles.emplace(line.substr(0, comma), rest.substr(0, quoted ? rest.find("\",") : rest.find(',')));
    }
    return titles;
}

}  // namespace

TEST_CASE("Rewrites join their story, templates and reversals do not") {
    for (const auto& trap : kTraps) {
        INFO(trap.first << " | " << trap.second);
        CHECK(same_story(trap.first, trap.second) == trap.same);
        const bool updates = trap.second.starts_with("UPDATE");
        if (!updates) CHECK(same_story(trap.second, trap.first) == trap.same);
    }
}

TEST_CASE("Labelled headlines are told apart with precision 0.95 and recall 0.8") {
    const auto folder = shared_folder();
    if (!std::filesystem::exists(folder)) SKIP("no headlines at " << folder);
    const auto titles = read_headlines(folder / "text/SEntFiN.csv");
    const auto tweets = read_tweets(folder / "replay/daily-2014-2016/tweets.tsv.gz");
    std::size_t right = 0;
    std::size_t wrong = 0;
    std::size_t missed = 0;
    for (const auto& pair : kLabelledPairs) {
        const auto& texts = pair.tweets ? tweets : titles;
        const bool same = same_story(texts.at(std::string(pair.first)), texts.at(std::string(pair.second)));
        right += same && pair.same ? 1 : 0;
        wrong += same && !pair.same ? 1 : 0;
        missed += !same && pair.same ? 1 : 0;
    }
    INFO(right << " right, " << wrong << " wrong, " << missed << " missed");
    CHECK(static_cast<double>(right) >= 0.95 * static_cast<double>(right + wrong));
    CHECK(static_cast<double>(right) >= 0.8 * static_cast<double>(right + missed));
}
