#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace tradewind::sentiment {

/// How a BERT vocabulary is used; defaults are those of bert-base-uncased.
struct WordPieceOptions {
    bool lower_case = true;  ///< Lower case and no accents.
    bool split_cjk = true;   ///< Ideographs stand alone.
    std::string continuation = "##";
    std::size_t max_word_chars = 100;  ///< A longer word is unknown.
};

/// BERT's WordPiece tokenizer, equal to Hugging Face's `BertTokenizerFast` token for token. Immutable: shared by
/// threads.
class WordPieceTokenizer {
public:
    /// `vocabulary`: one token a line, its id the line's number from 0. kParse without [UNK], [CLS] or [SEP].
    static Result<WordPieceTokenizer> from_vocabulary(std::string_view vocabulary, WordPieceOptions options = {});
    /// Hugging Face's tokenizer.json with a WordPiece model; kParse for anything else.
    static Result<WordPieceTokenizer> from_tokenizer_json(std::string_view json);

    ~WordPieceTokenizer();
    WordPieceTokenizer(WordPieceTokenizer&&) noexcept;
    WordPieceTokenizer& operator=(WordPieceTokenizer&&) noexcept;

    /// Ids of the text without [CLS] and [SEP], appended to `ids`. `max_tokens` bounds what is read.
    void encode(std::string_view text, std::vector<std::int64_t>& ids, std::size_t max_tokens = SIZE_MAX) const;
    /// [CLS] ids [SEP].
    [[nodiscard]] std::vector<std::int64_t> encode_with_marks(std::string_view text) const;

    [[nodiscard]] std::int64_t cls() const;
    [[nodiscard]] std::int64_t sep() const;
    [[nodiscard]] std::size_t vocabulary_size() const;

private:
    struct Model;
    explicit WordPieceTokenizer(std::unique_ptr<const Model> model);
    static Result<WordPieceTokenizer> finish(std::unique_ptr<Model> model);

    std::unique_ptr<const Model> model_;
};

}  // namespace tradewind::sentiment
