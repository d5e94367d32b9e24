#include "sentiment/symbol_import.hpp"

#include <catch2/catch_test_macros.hpp>

#include "sentiment/symbol_table.hpp"
#include "sentiment/ticker_extractor.hpp"

using namespace tradewind::sentiment;

namespace {

std::string found(const SymbolTable& table, std::string_view text) {
    std::string result;
    for (const auto& mention : TickerExtractor(table).extract(text)) result += mention.ticker.to_string() + ' ';
    return result;
}

}  // namespace

TEST_CASE("The SEC's list is read: one name a company, its further classes as symbols") {
    const auto import = read_symbols(R"({"0":{"cik_str":1,"ticker":"ACME","title":"ACME WIDGETS OF OHIO INC /OH/"},
        "1":{"cik_str":1,"ticker":"ACME-B","title":"ACME WIDGETS OF OHIO INC /OH/"},
        "2":{"cik_str":2,"ticker":"bad one","title":"X"},"3":{"cik_str":3,"ticker":"ACME","title":"Other"},"4":7})");
    REQUIRE(import);
    REQUIRE(import->names.size() == 2);
    CHECK(import->names[0].name == "Acme Widgets of Ohio Inc");
    CHECK(import->names[1].ticker == "ACME.B");
    CHECK(import->names[1].name.empty());
    REQUIRE(import->refused.size() == 3);
    CHECK(import->refused[0].line == 3);
    CHECK(import->refused[0].code == "bad-ticker");
    CHECK(import->refused[1].code == "duplicate");
    CHECK(import->rows() == 5);
}

TEST_CASE("A CSV with a header is read, quotes and short rows included") {
    const auto import = read_symbols("Symbol,Name\nZORB,\"Zorbex, Inc.\"\nQ\n");
    REQUIRE(import);
    REQUIRE(import->names.size() == 1);
    CHECK(import->names[0].name == "Zorbex, Inc.");
    CHECK(import->refused[0].line == 3);
    CHECK_FALSE(read_symbols("a,b\n1,2\n"));
    CHECK_FALSE(read_symbols("{\"0\":"));
    CHECK_FALSE(read_symbols(" \n"));
}

TEST_CASE("An imported company is found beside the shipped ones, a single word only with care") {
    constexpr std::string_view kShipped = "AAPL\tApple Inc.\tApple\n";
    const auto table = SymbolTable::parse(merged_symbols(
        kShipped, {{"ZORB", "Zorbex Gadget Works Inc"}, {"OPTN", "Option Inc"}, {"AAPL", "Apple Inc."}}));
    REQUIRE(table);
    CHECK(found(*table, "Zorbex Gadget Works rose, as did Apple") == "ZORB AAPL ");
    CHECK(found(*table, "Option Inc. fell. Option prices rose.") == "OPTN ");
    CHECK(found(*table, "Option prices rose.").empty());
    CHECK(table->version() != SymbolTable::parse(kShipped)->version());
}

TEST_CASE("In a full list a company that trades under another symbol is answered with today's") {
    std::vector<ListedName> listed{{"NEWW", "Renamo Inc"}};
    for (char a = 'A'; a <= 'P'; ++a)
        for (char b = 'A'; b <= 'P'; ++b)
            for (char c = 'A'; c <= 'P'; ++c) listed.push_back({std::string{'Q', a, b, c}, ""});
    const auto table = SymbolTable::parse(merged_symbols("OLDD\tRenamo Inc\tRenny\n", listed));
    REQUIRE(table);
    CHECK(found(*table, "Renny Motors (NYSE: OLDD) and $OLDD") == "NEWW ");
    CHECK_FALSE(table->find("OLDD"));
}
