#include "news/story_words.hpp"

#include <array>
#include <string>
#include <unordered_map>

#include "news/embedded.hpp"

namespace tradewind::news {
namespace {

constexpr std::string_view kStopWords =
    "a about after all also amid an and are as at be been but by for from had has have he her his how i if in into is "
    "it its just more my new of on or our over says said say she so than that the their them then there they this to "
    "via was we were what when which who why will with you your rt amp s t would could may might can do does did "
    "inc corp corporation ltd limited co company companies plc group holdings sa ag nv llc lp se spa "
    "pct percent pc per cent rs inr usd eur report reports source sources sourcesay read full story video "
    "reuters bloomberg wsj cnbc marketwatch benzinga barrons forbes nyt cnn yahoo thestreet zacks tickerlens "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow quot";
constexpr std::string_view kDenials =
    "not no never deny denies denied denying refute refutes refuted false isnt wont didnt doesnt cant couldnt wouldnt "
    "arent wasnt retract retracts retracted withdraw withdraws withdrawn cancel cancels cancelled canceled hoax untrue "
    "fail fails failed unlikely refuse refuses refused";
constexpr std::string_view kSubjects =
    "gold silver copper zinc nickel lead aluminium aluminum tin platinum palladium steel crude brent oil gas turmeric "
    "jeera cotton wheat corn maize sugar barley chana soya soyabean soybean palm mustard mentha groundnut coriander "
    "cardamom guar guargum guarseed pepper chilli cashew castor dollar euro yen pound rupee yuan bitcoin ethereum "
    "coffee cocoa pulses";
constexpr std::string_view kMonths =
    "january february april june july august september october november december jan feb mar apr jun jul aug sep sept "
    "oct nov dec q1 q2 q3 q4 h1 h2 1q 2q 3q 4q";

/// One line: the word that all of them are read as.
constexpr auto kSynonyms = std::to_array<std::string_view>({
    "buy buys bought buying acquire acquires acquired acquiring acquisition purchase purchases takeover",
    "rise rises rose rising gain gains gained jump jumps jumped surge surges surged soar soars soared climb climbs "
    "climbed higher rally rallies rallied advance advances advanced rebound rebounds rebounded recover recovers "
    "recovered strengthen strengthens strengthened leap leaps spike spikes zoom zooms up rises increase increases "
    "increased grow grows grew",
    "fall falls fell falling drop drops dropped slide slides slid plunge plunges plunged sink sinks sank decline "
    "declines declined lower slump slumps slumped tumble tumbles tumbled slip slips slipped dip dips dipped weaken "
    "weakens weakened soften softens softened down ease eases eased shed sheds decrease decreases crash crashes",
    "beat beats top tops topped surpass surpasses surpassed exceed exceeds exceeded",
    "miss misses missed",
    "raise raises raised raising hike hikes hiked lift lifts lifted boost boosts boosted",
    "cut cuts cutting reduce reduces reduced slash slashes slashed trim trims trimmed lowers lowered",
    "upgrade upgrades upgraded",
    "downgrade downgrades downgraded",
    "win wins won award awards awarded bag bags bagged secure secures secured",
    "lose loses lost",
    "approve approves approved approval clear clears cleared allow allows allowed accept accepts accepted",
    "reject rejects rejected block blocks blocked decline-to bar bars barred ban bans banned oppose opposes",
    "profit profits earnings income net",
    "loss losses",
    "estimate estimates forecast forecasts expectation expectations consensus view views",
    "expect expects expected see sees seen",
    "outlook guidance",
    "launch launches launched unveil unveils unveiled introduce introduces introduced reveal reveals revealed",
    "announce announces announced",
    "sell sells sold selling sale",
    "share shares stock stocks",
    "ceo chief",
    "plan plans planned planning",
    "billion billions bln bn",
    "million millions mln mn",
    "crore crores cr",
    "trillion trn tn",
    "thousand thousands",
    "deal deals agreement pact contract contracts order orders",
    "agree agrees agreed",
    "quit quits resign resigns resigned resignation depart departs leaves step-down",
    "name names named appoint appoints appointed hire hires hired",
    "sue sues sued lawsuit",
    "talk talks discussion discussions",
    "bullish positive overweight outperform strong stronger",
    "bearish negative underweight underperform weak weaker",
    "invest invests invested investment investments",
    "end ends ended close closes closed stop stops stopped halt halts",
    "start starts started open opens opened begin begins began resume resumes",
    "us u.s",
    "uk u.k",
    "fed federal-reserve",
});

enum Meaning : std::uint8_t {
    kRise,
    kFall,
    kBeat,
    kMiss,
    kRaise,
    kCut,
    kUpgrade,
    kDowngrade,
    kWin,
    kLose,
    kApprove,
    kReject,
    kProfit,
    kLoss,
    kBull,
    kBear,
    kEnd,
    kStart,
    kBuy,
    kSell,
    kMeanings
};
static_assert(kMeanings <= 32);

/// Meanings in pairs of opposites, by the word they are read as.
constexpr auto kMeant = std::to_array<std::pair<std::string_view, Meaning>>(
    {{"rise", kRise},       {"fall", kFall},       {"beat", kBeat},           {"miss", kMiss}, {"raise", kRaise},
     {"cut", kCut},         {"upgrade", kUpgrade}, {"downgrade", kDowngrade}, {"win", kWin},   {"lose", kLose},
     {"approve", kApprove}, {"reject", kReject},   {"profit", kProfit},       {"loss", kLoss}, {"bullish", kBull},
     {"bearish", kBear},    {"end", kEnd},         {"start", kStart},         {"buy", kBuy},   {"sell", kSell}});

template <class Action>
void for_each_word(std::string_view text, const Action& action) {
    while (!text.empty()) {
        const auto end = text.find_first_of(" \n");
        if (end != 0) action(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
}

using Table = std::unordered_map<std::string_view, WordSense>;

void read_synonyms(Table& table) {
    for (const auto line : kSynonyms) {
        const auto chosen = line.substr(0, line.find(' '));
        std::uint32_t meanings = 0;
        for (const auto& [word, meaning] : kMeant) {
            if (word == chosen) meanings |= 1U << meaning;
        }
        for_each_word(line, [&](std::string_view word) {
            auto& sense = table[word];
            sense.hash = story_hash(chosen);
            sense.meanings = meanings;
            sense.common = true;
        });
    }
}

const Table& senses() {
    static const Table kTable = [] {
        Table table;
        auto common = embedded_common_words();
        common.remove_prefix(std::min(common.find('\n') + 1, common.size()));  // The comment.
        for_each_word(common, [&](std::string_view word) { table[word].common = true; });
        read_synonyms(table);
        for_each_word(kStopWords, [&](std::string_view word) { table[word].stop = table[word].common = true; });
        for_each_word(kDenials, [&](std::string_view word) { table[word].denial = table[word].common = true; });
        for_each_word(kMonths, [&](std::string_view word) { table[word].number = table[word].common = true; });
        for_each_word(kSubjects, [&](std::string_view word) { table[word] = {.subject = true}; });
        return table;
    }();
    return kTable;
}

// A light stemmer: plurals and the endings of verbs.
std::string_view stem(std::string_view word) {
    const auto ends = [&](std::string_view ending) { return word.ends_with(ending); };
    if (word.size() > 5 && ends("ing")) return word.substr(0, word.size() - 3);
    if (word.size() > 4 && ends("ed")) return word.substr(0, word.size() - 2);
    if (word.size() > 4 && ends("es")) return word.substr(0, word.size() - 2);
    const bool plural = word.size() > 3 && ends("s") && !ends("ss") && !ends("us") && !ends("is");
    if (plural) word.remove_suffix(1);
    return word.size() > 4 && ends("e") ? word.substr(0, word.size() - 1) : word;
}

}  // namespace

std::uint32_t story_hash(std::string_view text, std::uint32_t seed) {
    for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 16777619U;
    return seed ^ seed >> 15U;
}

WordSense sense_of(std::string_view word) {
    const auto found = senses().find(word);
    WordSense sense = found == senses().end() ? WordSense{} : found->second;
    if (!word.empty() && word[0] >= '0' && word[0] <= '9') sense.number = true;
    if (sense.hash == 0) sense.hash = story_hash(sense.number ? word : stem(word));
    return sense;
}

bool opposed_meanings(std::uint32_t a, std::uint32_t b) {
    constexpr std::uint32_t kFirsts = 0x55555555U;
    const auto only_first = [](std::uint32_t m) { return m & kFirsts & ~(m >> 1U); };
    const auto only_second = [](std::uint32_t m) { return (m >> 1U) & kFirsts & ~m; };
    return (only_first(a) & only_second(b)) != 0 || (only_second(a) & only_first(b)) != 0;
}

}  // namespace tradewind::news
