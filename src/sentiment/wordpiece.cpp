#include "sentiment/wordpiece.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "sentiment/ascii_blocks.hpp"
#include "sentiment/bert_characters.hpp"

namespace tradewind::sentiment {
namespace {

constexpr std::array<std::string_view, 5> kSpecial{"[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"};

std::uint64_t hash(std::string_view text, std::uint64_t seed) {
    for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return seed;
}

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

/// Token text → id, open addressing over one block of text.
class Vocabulary {
public:
    void add(std::string_view token, std::int64_t id) { tokens_.insert_or_assign(std::string(token), id); }

    void freeze() {
        std::size_t capacity = 64;
        while (capacity < tokens_.size() * 2) capacity *= 2;
        slots_.assign(capacity, {});
        for (const auto& [token, id] : tokens_) {
            longest_ = std::max(longest_, token.size());
            Slot slot{hash(token, kSeed), static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(token.size()), id};
            text_ += token;
            auto at = slot.hash & (capacity - 1);
            while (slots_[at].id >= 0) at = (at + 1) & (capacity - 1);
            slots_[at] = slot;
        }
    }

    /// Of `prefix` + `rest`; -1 where there is no such token.
    [[nodiscard]] std::int64_t find(std::string_view prefix, std::string_view rest) const {
        const auto wanted = hash(rest, hash(prefix, kSeed));
        for (auto at = wanted & (slots_.size() - 1); slots_[at].id >= 0; at = (at + 1) & (slots_.size() - 1)) {
            const auto& slot = slots_[at];
            if (slot.hash != wanted || slot.size != prefix.size() + rest.size()) continue;
            const auto token = std::string_view(text_).substr(slot.begin, slot.size);
            if (token.starts_with(prefix) && token.substr(prefix.size()) == rest) return slot.id;
        }
        return -1;
    }
    void for_each(auto&& visit) const {
        for (const auto& [token, id] : tokens_) visit(token, id);
    }
    [[nodiscard]] std::size_t size() const { return tokens_.size(); }
    [[nodiscard]] std::size_t longest() const { return longest_; }

private:
    static constexpr std::uint64_t kSeed = 14695981039346656037ULL;
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        std::int64_t id = -1;
    };
    std::unordered_map<std::string, std::int64_t> tokens_;
    std::vector<Slot> slots_;
    std::string text_;
    std::size_t longest_ = 0;
};

/// Sixteen bytes of text, zeros behind: a short word as a number.
struct ShortWord {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    [[nodiscard]] ShortWord first(std::size_t size) const {
        return size < 8 ? ShortWord{low & first_bytes(size), 0} : ShortWord{low, high & first_bytes(size - 8)};
    }
    /// Without its first `size` bytes, size > 0.
    [[nodiscard]] ShortWord after(std::size_t size) const {
        if (size >= 8) return {size >= 16 ? 0 : high >> 8 * (size - 8), 0};
        return {low >> 8 * size | high << 8 * (8 - size), high >> 8 * size};
    }
    friend bool operator==(const ShortWord&, const ShortWord&) = default;
};

/// Short tokens → id by their bytes themselves: nothing is hashed that could collide, nothing compared as text.
class ShortVocabulary {
public:
    static constexpr std::size_t kLongest = 16;

    void add(std::string_view token, std::int64_t id) {
        if (token.empty() || token.size() > kLongest || token.contains('\0')) return;
        added_.push_back({key(token), static_cast<std::int32_t>(id)});
        longest_ = std::max(longest_, token.size());
    }
    void freeze() {
        bits_ = std::max(6, static_cast<int>(std::bit_width(added_.size())) + 1);
        slots_.assign(std::size_t{1} << bits_, {});
        for (const auto& slot : added_) {
            auto at = place(slot.word);
            while (slots_[at].id >= 0 && slots_[at].word != slot.word) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
        added_ = {};
    }
    [[nodiscard]] std::int32_t find(const ShortWord& word) const {
        auto at = place(word);
        while (slots_[at].id >= 0 && slots_[at].word != word) at = (at + 1) & (slots_.size() - 1);
        return slots_[at].id;
    }
    [[nodiscard]] std::size_t longest() const { return longest_; }

    static ShortWord key(std::string_view token) {
        const auto high = token.size() > 8 ? load_block(token.data() + 8, token.size() - 8) : 0;
        return {load_block(token.data(), std::min<std::size_t>(token.size(), 8)) & first_bytes(token.size()), high};
    }

private:
    struct Slot {
        ShortWord word;
        std::int32_t id = -1;
    };
    [[nodiscard]] std::size_t place(const ShortWord& word) const {
        const auto mixed = (word.low ^ (word.high << 23U | word.high >> 41U)) * 0x9E3779B97F4A7C15ULL;
        return static_cast<std::size_t>((mixed ^ mixed >> 29U) * 0xBF58476D1CE4E5B9ULL >> (64 - bits_));
    }

    std::vector<Slot> added_;
    std::vector<Slot> slots_;
    int bits_ = 6;
    std::size_t longest_ = 0;
};

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
