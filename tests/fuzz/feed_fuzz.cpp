#include "fuzz.hpp"
#include "news/encoding.hpp"
#include "news/feed.hpp"

// The first byte chooses what is known beside the bytes; all texts that come out are UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const tradewind::news::FeedSource source{
        (data[0] & 1) != 0 ? "https://example.com/a/feed.xml" : "",
        (data[0] & 2) != 0 ? "text/xml; charset=iso-8859-1" : "",
    };
    const auto feed = tradewind::news::parse_feed(bytes, source);
    if (!feed) return 0;
    for (const auto& entry : feed->entries) {
        for (const auto* text : {&entry.id, &entry.title, &entry.link, &entry.summary, &entry.content}) {
            FUZZ_CHECK(!*text || tradewind::news::is_valid_utf8(**text));
        }
        // Nothing expands: what comes out is bounded by what went in.
        FUZZ_CHECK(!entry.title || entry.title->size() <= 8 * size + 128 * 1024);
    }
    return 0;
}
