#include "sentiment/marked_text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using sentiment::MarkedText;
using sentiment::Span;

namespace {

const sentiment::CompanyMarks kMarks{"targetco", "otherco"};

sentiment::Mention mention(const char* ticker, std::vector<Span> spans) {
    return {*Ticker::parse(ticker), sentiment::MentionKind::kName, 1, std::move(spans)};
}

}  // namespace

TEST_CASE("The company asked about and the others are marked at every place") {
    //                      0     6     12        22
    const std::string text = "Apple falls; Microsoft's Apple deal";
    const std::vector mentions{mention("AAPL", {{0, 5}, {25, 30}}), mention("MSFT", {{13, 22}})};
    CHECK(MarkedText(text, mentions, 0, kMarks).text() == "targetco falls; otherco's targetco deal");
    CHECK(MarkedText(text, mentions, 1, kMarks).text() == "otherco falls; targetco's otherco deal");
}

TEST_CASE("Bytes of the marked text lead back to the original, names as a whole") {
    const std::string text = "Apple falls; Microsoft's Apple deal";
    const std::vector mentions{mention("AAPL", {{0, 5}, {25, 30}}), mention("MSFT", {{13, 22}})};
    const MarkedText marked(text, mentions, 0, kMarks);
    const auto back = [&](std::string_view part) {
        const auto at = static_cast<std::uint32_t>(marked.text().find(part));
        const auto span = marked.original({at, at + static_cast<std::uint32_t>(part.size())});
        return text.substr(span.begin, span.end - span.begin);
    };
    CHECK(back("falls") == "falls");
    CHECK(back("targetco falls;") == "Apple falls;");
    CHECK(back("otherco's") == "Microsoft's");
    CHECK(back("falls; other") == "falls; Microsoft");
    CHECK(back("deal") == "deal");
    CHECK(back(marked.text()) == text);
}

TEST_CASE("Spans that overlap or leave the text are left alone") {
    const std::vector mentions{mention("GOOG", {{0, 6}}), mention("GOOGL", {{0, 6}, {4, 9}, {20, 30}})};
    CHECK(MarkedText("Google is up", mentions, 0, kMarks).text() == "targetco is up");
    CHECK(MarkedText("Google is up", mentions, 1, kMarks).text() == "targetco is up");
    CHECK(MarkedText("", {}, 0, kMarks).text().empty());
}
