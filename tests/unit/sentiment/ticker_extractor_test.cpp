#include "sentiment/ticker_extractor.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::sentiment::Mention;
using tradewind::sentiment::MentionKind;
using tradewind::sentiment::Span;
using tradewind::sentiment::SymbolTable;
using tradewind::sentiment::TickerExtractor;

namespace {

std::vector<Mention> extract(std::string_view text) {
    return TickerExtractor().extract(text);
}

// Tickers with their reason: "AAPL:cashtag MSFT:name".
std::string found(std::string_view text) {
    std::string result;
    for (const auto& mention : extract(text)) {
        if (!result.empty()) result += ' ';
        result += mention.ticker.to_string() + ':' + std::string(to_string(mention.why));
    }
    return result;
}

}  // namespace

TEST_CASE("Cashtags count as written, with class and coin suffixes") {
    CHECK(found("$AAPL $BRK.B and $BRK-B, $ZZZZ") == "AAPL:cashtag BRK.B:cashtag ZZZZ:cashtag");
    CHECK(found("bought $BTC.X today") == "BTC/USD:cashtag");
    CHECK(found("$aapl is up, $foo is not") == "AAPL:cashtag");
    CHECK(found("$JPM $AAPL $N…") == "JPM:cashtag AAPL:cashtag");
    CHECK(found("pays $5M, US$A, $USD, A$AP, $TOOLONG, $ES_F") == "");
}

TEST_CASE("Exchange notation is read in its spellings, foreign exchanges are left out") {
    CHECK(found("Acme (NASDAQ: ACME) and (NYSE:BRK.B)") == "ACME:exchange BRK.B:exchange");
    CHECK(found("Foo Corp (Nasdaq GS: FOO; TSX: BAR)") == "FOO:exchange");
    CHECK(found("Foo Corp (NYSE American: FOO)") == "FOO:exchange");
    CHECK(found("(NASDAQ: GOOG, GOOGL)") == "GOOG:exchange GOOGL:exchange");
    CHECK(found("(LSE: VOD) (TSXV: XYZ)") == "");
    CHECK(found("Zed <AAPL.O> and (BAC.N)") == "AAPL:exchange BAC:exchange");
    CHECK(found("NASDAQ:TSLA rises") == "TSLA:exchange");
    CHECK(found("Note: THIS is not one (see: ABOVE)") == "");
}

TEST_CASE("Names and aliases are found with case, possessive and accents") {
    CHECK(found("Bank of America and JPMorgan Chase & Co. settle") == "BAC:name JPM:name");
    CHECK(found("Estée Lauder's sales rise") == "EL:name");
    CHECK(found("AT&amp;T wins, Coca Cola loses") == "T:name KO:name");
    CHECK(found("Facebook and Google unveil a standard") == "META:alias GOOGL:alias");
    CHECK(found("McDonald's beats Wendy’s") == "MCD:name WEN:name");
    CHECK(found("an apple a day; bank of america") == "");
}

TEST_CASE("Names that are words need a company's context") {
    CHECK(found("Target shares fall") == "TGT:name");
    CHECK(found("Target price cut for the sector") == "");
    CHECK(found("Analysts raise Target") == "");
    CHECK(found("Visa requirements eased") == "");
    CHECK(found("Visa Inc. reports") == "V:name");
    CHECK(found("Apple pie recipes") == "");
    CHECK(found("Harrison Ford says no") == "");
    CHECK(found("Ford recalls trucks") == "F:alias");
    CHECK(found("Nasdaq rises, Dow adds 100 points, Dow Jones falls, MSCI index flat") == "");
    CHECK(found("$TGT Target is strong") == "TGT:cashtag");
}

TEST_CASE("Symbols that look like words are no tickers without notation") {
    CHECK(found("CEO says ALL is well, IT budgets up, NOW is the time") == "");
    CHECK(found("IPO of the USA, A and T") == "");
    CHECK(found("AAPL and NVDA lead") == "AAPL:alias NVDA:alias");
    CHECK(found("EVERYTHING MUST GO BUY AMD FAST") == "AMD:alias");
}

TEST_CASE("Spans are byte offsets, one entry a ticker with the strongest reason") {
    const auto mentions = extract("é Apple up: $AAPL, Apple");
    REQUIRE(mentions.size() == 1);
    CHECK(mentions[0].why == MentionKind::kCashtag);
    CHECK(mentions[0].spans == std::vector<Span>{{3, 8}, {13, 18}, {20, 25}});
    CHECK(mentions[0].confidence > 0.9);
}

TEST_CASE("A symbol table that can't be read names the line") {
    const auto table = SymbolTable::parse("# head\nAAPL\tApple Inc.\nbad line\n");
    REQUIRE_FALSE(table);
    CHECK(table.error().message.find("line 3") != std::string::npos);
    CHECK_FALSE(SymbolTable::parse("A\tX\nA\tY\n"));
    CHECK(SymbolTable::shipped().companies().size() > 400);
}
