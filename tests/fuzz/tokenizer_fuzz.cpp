#include "fuzz.hpp"
#include "sentiment/wordpiece.hpp"

using tradewind::sentiment::WordPieceTokenizer;

namespace {

// Pieces of every length around eight and sixteen bytes, where words are read as one number, two or as text.
constexpr std::string_view kVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n##a\n##b\n##c\nab\n##ab\nabc\nabcabca\nabcabcab\nabcabcabc\n##"
    "abcabcab\n"
    "##abcabcabc\nabcabcabcabcabc\nabcabcabcabcabca\nabcabcabcabcabcab\n##abcabcabcabcabca\n1\n##1\n0\n##0\n!\n,\n$\n"
    "\xC3\xA9\n##\xC3\xA9\n\xE4\xB8\xAD\n";

}  // namespace

// Any bytes: ids are of the vocabulary; a bound on tokens cuts and changes nothing before it; text parted at a blank
// gives the tokens of its parts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto tokenizer = WordPieceTokenizer::from_vocabulary(kVocabulary);
    FUZZ_CHECK(tokenizer.has_value());
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::vector<std::int64_t> ids;
    tokenizer->encode(text, ids);
    for (const auto id : ids) FUZZ_CHECK(id >= 0 && id < static_cast<std::int64_t>(tokenizer->vocabulary_size()));
    std::vector<std::int64_t> cut;
    tokenizer->encode(text, cut, 5);
    FUZZ_CHECK(cut.size() == std::min<std::size_t>(5, ids.size()));
    FUZZ_CHECK(std::equal(cut.begin(), cut.end(), ids.begin()));
    const auto blank = text.find(' ');
    if (blank != std::string::npos) {
        std::vector<std::int64_t> parts;
        tokenizer->encode(text.substr(0, blank), parts);
        tokenizer->encode(text.substr(blank), parts);
        FUZZ_CHECK(parts == ids);
    }
    return 0;
}
