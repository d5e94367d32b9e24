#include "sentiment/wordpiece.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "sentiment/ascii_blocks.hpp"
#include "sentiment/bert_characters.hpp"
#include "sentiment/wordpiece_vocabulary.hpp"

namespace tradewind::sentiment {
namespace {

using namespace detail;

constexpr std::array<std::string_view, 5> kSpecial{"[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"};

struct Decoded {
    char32_t value;
    std::size_t size;
};

// Ill-formed bytes come back as U+FFFD, which the normalizer drops.
Decoded decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const auto lead = byte(at);
    if (lead < 0x80) return {lead, 1};
    if (lead >= 0xC2 && lead < 0xE0 && follows(at + 1)) return {(lead & 0x1F) << 6U | (byte(at + 1) & 0x3F), 2};
    if (lead >= 0xE0 && lead < 0xF0 && follows(at + 1) && follows(at + 2)) {
        return {(lead & 0x0F) << 12U | (byte(at + 1) & 0x3F) << 6U | (byte(at + 2) & 0x3F), 3};
    }
    if (lead >= 0xF0 && lead < 0xF5 && follows(at + 1) && follows(at + 2) && follows(at + 3)) {
        return {(lead & 7) << 18U | (byte(at + 1) & 0x3F) << 12U | (byte(at + 2) & 0x3F) << 6U | (byte(at + 3) & 0x3F),
                4};
    }
    return {0xFFFD, 1};
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6U);
    } else {
        if (c < 0x10000) {
            put(0xE0 | c >> 12U);
        } else {
            put(0xF0 | c >> 18U);
            put(0x80 | (c >> 12U & 0x3F));
        }
        put(0x80 | (c >> 6U & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

}  // namespace

struct WordPieceTokenizer::Model {
    Vocabulary vocabulary;
    ShortVocabulary beginnings;
    ShortVocabulary continuations;
    std::array<std::int64_t, 128> single{};  ///< Ids of ASCII characters that stand alone.
    WordPieceOptions options;
    std::int64_t unknown = -1;
    std::int64_t cls = -1;
    std::int64_t sep = -1;
};

namespace {

/// One text's way through cleaning, splitting and the vocabulary.
template <class Model>
class Encoder {
public:
    Encoder(const Model& model, std::vector<std::int64_t>& ids, std::size_t max_tokens)
        : model_(model), ids_(ids), limit_(max_tokens > SIZE_MAX - ids.size() ? SIZE_MAX : ids.size() + max_tokens) {}

    void run(std::string_view text) {
        std::size_t begin = 0;
        for (auto open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
            for (const auto special : kSpecial) {
                if (open < begin || !text.substr(open).starts_with(special)) continue;
                const auto id = model_.vocabulary.find({}, special);
                if (id < 0) continue;
                part(text.substr(begin, open - begin));
                ids_.push_back(id);
                begin = open + special.size();
            }
        }
        part(text.substr(begin));
        if (ids_.size() > limit_) ids_.resize(limit_);
    }

private:
    void part(std::string_view text) {
        for (std::size_t at = 0; at < text.size() && ids_.size() < limit_;) {
            const auto c = static_cast<unsigned char>(text[at]);
            if (c < 0x80) {
                if (const auto size = short_word(text, at); size > 0) {
                    at += size;
                    continue;
                }
                ascii(c);
                ++at;
                continue;
            }
            const auto [value, size] = decode(text, at);
            at += size;
            wide(value);
        }
        end_word();
    }

    // A short word of ASCII letters and digits that ends here for sure; 0 where there is none.
    std::size_t short_word(std::string_view text, std::size_t at) {
        if (!word_.empty()) return 0;
        ShortWord word{load_block(text.data() + at, text.size() - at), 0};
        auto size = letters_and_digits(word.low).size;
        if (size == 8 && at + 8 < text.size()) {
            word.high = load_block(text.data() + at + 8, text.size() - at - 8);
            size += letters_and_digits(word.high).size;
        }
        if (size == 0 || size == ShortVocabulary::kLongest) return 0;
        if (at + size < text.size()) {
            const auto next = static_cast<unsigned char>(text[at + size]);
            const bool ends = next < 0x7F && (next >= ' ' || next == '\t' || next == '\n' || next == '\r');
            if (!ends) return 0;
        }
        const auto fold = model_.options.lower_case ? repeated(0x20) : 0;
        short_pieces(ShortWord{word.low | fold, word.high | fold}.first(size), size);
        return size;
    }

    void short_pieces(ShortWord word, std::size_t size) {
        if (size > model_.options.max_word_chars) return ids_.push_back(model_.unknown);
        const auto whole = model_.beginnings.find(word);
        if (whole >= 0) return ids_.push_back(whole);
        const auto before = ids_.size();
        const auto* vocabulary = &model_.beginnings;
        while (size > 0) {
            auto length = std::min(size, vocabulary->longest());
            auto id = -1;
            for (; length > 0 && id < 0; --length) id = vocabulary->find(word.first(length));
            if (id < 0) {
                ids_.resize(before);
                return ids_.push_back(model_.unknown);
            }
            ids_.push_back(id);
            word = word.after(++length);
            size -= length;
            vocabulary = &model_.continuations;
        }
    }

    void ascii(unsigned char c) {
        const bool lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (lower) {
            add(static_cast<char>(c));
        } else if (c >= 'A' && c <= 'Z') {
            add(model_.options.lower_case ? static_cast<char>(c + 32) : static_cast<char>(c));
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            end_word();
        } else if (c > ' ' && c < 0x7F) {
            end_word();
            ids_.push_back(model_.single[c]);
        }
    }

    void wide(char32_t c) {
        if (characters_.dropped(c)) return;
        const bool alone = model_.options.split_cjk && BertCharacters::ideograph(c);
        if (alone) end_word();
        if (model_.options.lower_case) {
            characters_.fold(c, [&](char32_t part) { split(part); });
        } else {
            split(c);
        }
        if (alone) end_word();
    }

    void split(char32_t c) {
        if (BertCharacters::space(c)) return end_word();
        const bool single = characters_.punctuation(c);
        if (single) end_word();
        append_utf8(word_, c);
        ++characters_in_word_;
        if (single) end_word();
    }

    void add(char c) {
        word_.push_back(c);
        ++characters_in_word_;
    }

    void end_word() {
        if (word_.empty()) return;
        if (characters_in_word_ > model_.options.max_word_chars) {
            ids_.push_back(model_.unknown);
        } else {
            pieces();
        }
        word_.clear();
        characters_in_word_ = 0;
    }

    // The longest piece first; a word with a piece that is unknown is unknown as a whole.
    void pieces() {
        const auto first = ids_.size();
        const std::string_view word = word_;
        std::string_view prefix;
        for (std::size_t begin = 0; begin < word.size();) {
            auto end = std::min(word.size(), begin + model_.vocabulary.longest());
            std::int64_t id = -1;
            for (; end > begin; --end) {
                if (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) continue;
                id = model_.vocabulary.find(prefix, word.substr(begin, end - begin));
                if (id >= 0) break;
            }
            if (id < 0) {
                ids_.resize(first);
                ids_.push_back(model_.unknown);
                return;
            }
            ids_.push_back(id);
            begin = end;
            prefix = model_.options.continuation;
        }
    }

    const Model& model_;
    const BertCharacters& characters_ = BertCharacters::table();
    std::vector<std::int64_t>& ids_;
    std::size_t limit_;
    std::string word_;
    std::size_t characters_in_word_ = 0;
};

}  // namespace

WordPieceTokenizer::WordPieceTokenizer(std::unique_ptr<const Model> model) : model_(std::move(model)) {}
WordPieceTokenizer::~WordPieceTokenizer() = default;
WordPieceTokenizer::WordPieceTokenizer(WordPieceTokenizer&&) noexcept = default;
WordPieceTokenizer& WordPieceTokenizer::operator=(WordPieceTokenizer&&) noexcept = default;

Result<WordPieceTokenizer> WordPieceTokenizer::finish(std::unique_ptr<Model> model) {
    model->vocabulary.freeze();
    model->vocabulary.for_each([&](std::string_view token, std::int64_t id) {
        model->beginnings.add(token, id);
        const std::string_view continuation = model->options.continuation;
        if (token.starts_with(continuation)) model->continuations.add(token.substr(continuation.size()), id);
    });
    model->beginnings.freeze();
    model->continuations.freeze();
    for (const auto& [token, id] :
         {std::pair{"[UNK]", &model->unknown}, {"[CLS]", &model->cls}, {"[SEP]", &model->sep}}) {
        *id = model->vocabulary.find({}, token);
        if (*id < 0)
            return fail(ErrorCode::kParse, fmt::format("the vocabulary lacks {}", token), "is it a BERT vocabulary?");
    }
    for (std::size_t c = 0; c < model->single.size(); ++c) {
        const char text = static_cast<char>(c);
        const auto id = model->vocabulary.find({}, std::string_view(&text, 1));
        model->single[c] = id < 0 || model->options.max_word_chars < 1 ? model->unknown : id;
    }
    return WordPieceTokenizer(std::move(model));
}

Result<WordPieceTokenizer> WordPieceTokenizer::from_vocabulary(std::string_view text, WordPieceOptions options) {
    auto model = std::make_unique<Model>();
    model->options = std::move(options);
    std::int64_t id = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto token = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        while (!token.empty() && (token.back() == '\r' || token.back() == ' ' || token.back() == '\t'))
            token.remove_suffix(1);
        model->vocabulary.add(token, id++);
    }
    return finish(std::move(model));
}

Result<WordPieceTokenizer> WordPieceTokenizer::from_tokenizer_json(std::string_view text) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    auto model = std::make_unique<Model>();
    try {
        const auto& words = document.at("model");
        if (words.value("type", "WordPiece") != "WordPiece") {
            return fail(ErrorCode::kParse, "tokenizer.json holds no WordPiece model",
                        "only BERT's tokenizers are read");
        }
        model->options.continuation = words.value("continuing_subword_prefix", "##");
        model->options.max_word_chars = words.value("max_input_chars_per_word", std::size_t{100});
        if (document.contains("normalizer") && document["normalizer"].is_object()) {
            model->options.lower_case = document["normalizer"].value("lowercase", true);
            model->options.split_cjk = document["normalizer"].value("handle_chinese_chars", true);
        }
        for (const auto& [token, id] : words.at("vocab").items()) model->vocabulary.add(token, id.get<std::int64_t>());
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::kParse, fmt::format("can't read tokenizer.json: {}", error.what()),
                    "export the model's tokenizer again");
    }
    return finish(std::move(model));
}

void WordPieceTokenizer::encode(std::string_view text, std::vector<std::int64_t>& ids, std::size_t max_tokens) const {
    Encoder<Model>(*model_, ids, max_tokens).run(text);
}

std::vector<std::int64_t> WordPieceTokenizer::encode_with_marks(std::string_view text) const {
    std::vector<std::int64_t> ids{model_->cls};
    encode(text, ids);
    ids.push_back(model_->sep);
    return ids;
}

std::int64_t WordPieceTokenizer::cls() const {
    return model_->cls;
}
std::int64_t WordPieceTokenizer::sep() const {
    return model_->sep;
}
std::size_t WordPieceTokenizer::vocabulary_size() const {
    return model_->vocabulary.size();
}

}  // namespace tradewind::sentiment
