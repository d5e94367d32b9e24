#include "fuzz.hpp"
#include "sentiment/symbol_import.hpp"
#include "sentiment/ticker_extractor.hpp"

using namespace tradewind::sentiment;

// Any bytes: places lie in the text, in order and apart; the same text gives the same answer; what can be read as a
// list of listings makes a table that can be read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    static TickerExtractor extractor;
    const auto mentions = extractor.extract(text);
    for (const auto& mention : mentions) {
        FUZZ_CHECK(!mention.spans.empty() && mention.confidence > 0 && mention.confidence <= 1);
        std::size_t before = 0;
        for (const auto& span : mention.spans) {
            FUZZ_CHECK(span.begin >= before && span.begin < span.end && span.end <= text.size());
            before = span.end;
        }
    }
    TickerExtractor fresh;
    FUZZ_CHECK(fresh.extract(text).size() == mentions.size());
    if (const auto import = read_symbols(text)) {
        FUZZ_CHECK(SymbolTable::parse(merged_symbols("AAPL\tApple Inc.\tApple\n", import->names)));
    }
    return 0;
}
