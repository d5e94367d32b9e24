#include "fuzz.hpp"
#include "news/story_text.hpp"

// Two texts, parted by a line break: likeness is symmetric and within its bounds, and a text is like itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cut = std::min(text.find('\n'), text.size());
    const auto first = tradewind::news::read_story_text(text.substr(0, cut), {});
    const auto second =
        tradewind::news::read_story_text(text.substr(std::min(cut + 1, text.size())), text.substr(0, cut));
    const auto one = tradewind::news::match_stories(first, second, {});
    const auto other = tradewind::news::match_stories(second, first, {});
    FUZZ_CHECK(one.similarity >= 0 && one.similarity <= 1);
    FUZZ_CHECK(other.similarity >= 0 && other.similarity <= 1);
    const auto self = tradewind::news::match_stories(first, first, {});
    FUZZ_CHECK(first.head.size() < 4 || self.same);
    return 0;
}
