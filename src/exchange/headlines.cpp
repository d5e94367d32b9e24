#include "exchange/headlines.hpp"

#include <array>
#include <fmt/core.h>

namespace tradewind::exchange {
namespace {

struct Template {
    std::string_view title;  // {} is the company
    std::string_view text;
    double tone;
};

constexpr std::array kGood{
    Template{"{} profit beats estimates as sales surge", "Strong demand lifted earnings well above forecasts.", 1.0},
    Template{"{} raises full-year guidance after record quarter", "Growth accelerated and margins improved.", 0.9},
    Template{"{} wins major contract, shares rise", "The award is the largest in the company's history.", 0.7},
    Template{"Analysts upgrade {} to buy on strong outlook", "They see further gains and improving profit.", 0.6},
    Template{"{} announces buyback and higher dividend", "The board is confident of continued growth.", 0.6},
};
constexpr std::array kBad{
    Template{"{} misses estimates as losses widen", "Weak demand hurt sales and margins fell.", -1.0},
    Template{"{} cuts full-year outlook, warns of weak demand", "Shares fell after the profit warning.", -0.9},
    Template{"Regulator opens probe into {} over accounting", "The investigation adds to legal troubles.", -0.8},
    Template{"Analysts downgrade {} to sell on slowing growth", "They see a decline in earnings.", -0.6},
    Template{"{} recalls product after failures", "The recall will hurt results this quarter.", -0.7},
};
constexpr std::array kNoise{
    Template{"{} to present at industry conference", "The session will be webcast.", 0},
    Template{"{} names new head of communications", "The appointment takes effect next month.", 0},
    Template{"{} schedules annual meeting of shareholders", "The agenda will follow.", 0},
    Template{"What to know about {} this week", "A look at the calendar.", 0},
};

template <std::size_t N>
const Template& pick(Random& random, const std::array<Template, N>& from) {
    return from[random.below(N)];
}

const Template& pick_any(Random& random) {
    const double draw = random.uniform();
    if (draw < 0.36) return pick(random, kGood);
    if (draw < 0.72) return pick(random, kBad);
    return pick(random, kNoise);
}

}  // namespace

Headline invent_headline(Random& random, std::string_view company, std::string_view symbol) {
    const Template& chosen = pick_any(random);
    Headline headline;
    headline.title = fmt::vformat(chosen.title, fmt::make_format_args(company));
    headline.text = fmt::format("{} ({}: an invented company of a simulated market.)", chosen.text, symbol);
    headline.tone = chosen.tone;
    return headline;
}

}  // namespace tradewind::exchange
