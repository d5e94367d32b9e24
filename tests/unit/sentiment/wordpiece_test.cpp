#include "sentiment/wordpiece.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

using tradewind::sentiment::WordPieceTokenizer;

namespace {

std::filesystem::path source_dir() {
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    return source != nullptr ? source : ".";
}

std::filesystem::path shared_dir() {
    const char* shared = std::getenv("TRADEWIND_SHARED");
    return shared != nullptr ? std::filesystem::path(shared) : source_dir() / "../shared";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::string_view kVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\nhello\n,\nworld\n!\nnaive\n中\n[MASK]\n";

WordPieceTokenizer small() {
    auto tokenizer = WordPieceTokenizer::from_vocabulary(kVocabulary);
    REQUIRE(tokenizer);
    return std::move(*tokenizer);
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("Words fall into their longest pieces, unknown ones as a whole") {
    const auto tokenizer = small();
    CHECK(tokenizer.encode_with_marks("unaffable Hello, WORLD!") == Ids{2, 4, 5, 6, 7, 8, 9, 10, 3});
    CHECK(tokenizer.encode_with_marks("unhello na\xC3\xAFve") == Ids{2, 1, 11, 3});
    CHECK(tokenizer.encode_with_marks("hello中world") == Ids{2, 7, 12, 9, 3});
    CHECK(tokenizer.encode_with_marks("") == Ids{2, 3});
    CHECK(tokenizer.encode_with_marks("x[MASK]hello") == Ids{2, 1, 13, 7, 3});
}

TEST_CASE("A bound on tokens stops the reading") {
    Ids ids;
    small().encode("hello world hello world hello", ids, 3);
    CHECK(ids == Ids{7, 9, 7});
}

TEST_CASE("A vocabulary that is not BERT's is refused") {
    CHECK_FALSE(WordPieceTokenizer::from_vocabulary("a\nb\n"));
    CHECK_FALSE(WordPieceTokenizer::from_tokenizer_json("{}"));
    CHECK_FALSE(WordPieceTokenizer::from_tokenizer_json(R"({"model":{"type":"BPE","vocab":{}}})"));
    const auto json = WordPieceTokenizer::from_tokenizer_json(
        R"({"normalizer":{"lowercase":false},"model":{"type":"WordPiece","vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"Hi":3,"hi":4}}})");
    REQUIRE(json);
    CHECK(json->encode_with_marks("Hi hi") == Ids{1, 3, 4, 2});
}

TEST_CASE("Unicode torture gives the reference tokenizer's ids") {
    const auto vocabulary = shared_dir() / "data/text/bert-base-uncased-vocab.txt";
    if (!std::filesystem::exists(vocabulary)) SKIP("no BERT vocabulary at " << vocabulary);
    const auto tokenizer = WordPieceTokenizer::from_vocabulary(read_file(vocabulary));
    REQUIRE(tokenizer);
    std::ifstream cases(source_dir() / "tests/unit/sentiment/fixtures/wordpiece_cases.jsonl");
    std::string line;
    int count = 0;
    while (std::getline(cases, line)) {
        const auto expected = nlohmann::json::parse(line);
        INFO(expected["text"].dump());
        CHECK(tokenizer->encode_with_marks(expected["text"].get<std::string>()) == expected["ids"].get<Ids>());
        ++count;
    }
    CHECK(count > 30);
}
