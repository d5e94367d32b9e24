#include "sentiment/text_windows.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using sentiment::batches_of;
using sentiment::TextWindow;
using sentiment::windows_of;

namespace {

sentiment::WordPieceTokenizer tokenizer() {
    auto made = sentiment::WordPieceTokenizer::from_vocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n", {});
    REQUIRE(made);
    return std::move(*made);
}

TextWindow window(std::size_t text, std::size_t tokens) {
    return {text, 1, std::vector<std::int64_t>(tokens, 5)};
}

std::vector<std::size_t> texts_in(const sentiment::WindowBatch& batch) {
    std::vector<std::size_t> texts;
    for (const auto* one : batch) texts.push_back(one->text);
    return texts;
}

}  // namespace

TEST_CASE("A text is cut into windows, each with its share of what is read") {
    const std::vector<std::string> texts{"a b a", "", "a a a a a a a a a"};
    const auto windows = windows_of(texts, tokenizer(), {.max_tokens = 5, .max_windows = 2});
    REQUIRE(windows.size() == 4);
    CHECK(windows[0].ids == std::vector<std::int64_t>{2, 5, 6, 5, 3});
    CHECK(windows[0].share == 1);
    CHECK(windows[1].ids == std::vector<std::int64_t>{2, 3});
    CHECK(windows[1].text == 1);
    CHECK(windows[2].ids.size() == 5);
    CHECK(windows[2].share == 0.5);
    CHECK(windows[3].text == 2);
    CHECK(windows[3].ids.size() == 5);
}

TEST_CASE("Only windows of equal length share a batch, and no batch is too large") {
    const std::vector<TextWindow> windows{window(0, 4), window(1, 6), window(2, 4), window(3, 4), window(4, 9)};
    const auto batches = batches_of(windows, 8);
    REQUIRE(batches.size() == 4);
    CHECK(texts_in(batches[0]) == std::vector<std::size_t>{4});  // Larger than a batch may be: alone.
    CHECK(texts_in(batches[1]) == std::vector<std::size_t>{1});
    CHECK(texts_in(batches[2]) == std::vector<std::size_t>{0, 2});
    CHECK(texts_in(batches[3]) == std::vector<std::size_t>{3});
    CHECK(batches_of(windows, 0).size() == 5);
    CHECK(batches_of({}, 8).empty());
}
