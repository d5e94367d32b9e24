#include <cstring>
#include <map>

#include "news/encoding.hpp"
#include "news/html_text.hpp"
#include "news/xml_repair.hpp"

namespace tradewind::news {
namespace {

constexpr auto kXmlEntities = std::to_array<std::string_view>({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"});

constexpr std::size_t kMaxEntity = 256;
constexpr std::size_t kMaxEntities = 100;
constexpr std::size_t kMaxExpansion = 64UL * 1024;  // Of all declared entities of a document.

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/// Eight bytes of text at a time.
using Block = std::uint64_t;

constexpr Block all(char c) {
    return 0x0101010101010101ULL * static_cast<unsigned char>(c);
}
// Not zero where one of the bytes is.
constexpr Block zero_bytes(Block block) {
    return (block - all(1)) & ~block & all('\x80');
}
Block block_at(std::string_view text, std::size_t at) {
    Block block = 0;
    std::memcpy(&block, text.data() + at, sizeof block);
    return block;
}

bool has_control(std::string_view text) {
    std::size_t at = 0;
    for (; at + sizeof(Block) <= text.size(); at += sizeof(Block)) {
        const auto block = block_at(text, at);
        const auto below_blank = (block - all(' ')) & ~block & all('\x80');
        if (below_blank != 0 && std::ranges::any_of(text.substr(at, sizeof block), is_control)) return true;
    }
    return std::ranges::any_of(text.substr(at), is_control);
}

class Normaliser {
public:
    explicit Normaliser(std::string_view text) : text_(text) { out_.reserve(text.size() + text.size() / 16); }

    std::string run() {
        while (at_ < text_.size()) {
            const auto next = next_mark();
            out_ += text_.substr(at_, next - at_);
            at_ = next;
            if (at_ == text_.size()) break;
            if (text_[at_] == '&') {
                reference();
            } else {
                markup();
            }
        }
        if (has_control(out_)) std::erase_if(out_, is_control);
        return std::move(out_);
    }

private:
    // Of `<` and `&`, the next one.
    [[nodiscard]] std::size_t next_mark() const {
        auto at = at_;
        for (; at + sizeof(Block) <= text_.size(); at += sizeof(Block)) {
            const auto block = block_at(text_, at);
            if ((zero_bytes(block ^ all('<')) | zero_bytes(block ^ all('&'))) != 0) break;
        }
        while (at < text_.size() && text_[at] != '<' && text_[at] != '&') ++at;
        return at;
    }

    void copy_past(std::string_view mark) {
        const auto end = text_.find(mark, at_);
        const auto size = end == std::string_view::npos ? text_.size() - at_ : end + mark.size() - at_;
        out_ += text_.substr(at_, size);
        at_ += size;
    }

    void markup() {
        const auto rest = text_.substr(at_);
        if (rest.starts_with("<![CDATA[")) return copy_past("]]>");
        if (rest.starts_with("<!--")) return skip_comment();
        if (rest.starts_with("<!DOCTYPE") || rest.starts_with("<!doctype")) return skip_doctype();
        out_ += '<';
        ++at_;
    }

    void skip_comment() {
        const auto end = text_.find("-->", at_ + 4);
        if (end == std::string_view::npos) {
            out_ += "&lt;!--";
            at_ += 4;
        } else {
            at_ = end + 3;
        }
    }

    // Past the internal subset, whose entities may hold `>` in quotes.
    void skip_doctype() {
        const auto begin = at_;
        skip_declaration();
        read_entities(text_.substr(begin, at_ - begin));
    }

    void skip_declaration() {
        char quote = 0;
        int depth = 0;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (depth > 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '[') {
                ++depth;
            } else if (c == ']') {
                --depth;
            } else if (c == '>' && depth <= 0) {
                ++at_;
                return;
            }
        }
    }

    // Short plain values only: an entity made of entities, of markup or of a file is none for us.
    void read_entities(std::string_view subset) {
        constexpr std::string_view kBlank = " \t\r\n";
        for (auto at = subset.find("<!ENTITY"); at != std::string_view::npos; at = subset.find("<!ENTITY", at + 1)) {
            auto rest = subset.substr(at + 8);
            rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
            const auto name = rest.substr(0, rest.find_first_of(" \t\r\n\"'>"));
            rest.remove_prefix(name.size());
            rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
            if (name.empty() || rest.empty() || (rest[0] != '"' && rest[0] != '\'')) continue;
            const auto value = rest.substr(1, std::min(rest.find(rest[0], 1), rest.size()) - 1);
            const bool plain = value.size() <= kMaxEntity && value.find_first_of("<&%") == std::string_view::npos;
            if (plain && entities_.size() < kMaxEntities) entities_.emplace(name, value);
        }
    }

    bool declared_entity(std::string_view rest) {
        if (entities_.empty()) return false;
        const auto end = rest.find(';');
        if (end == std::string_view::npos || end > kMaxEntity) return false;
        const auto found = entities_.find(rest.substr(1, end - 1));
        if (found == entities_.end() || expanded_ + found->second.size() > kMaxExpansion) return false;
        expanded_ += found->second.size();
        for (const char c : found->second) put_escaped(c);
        at_ += end + 1;
        return true;
    }

    void reference() {
        const auto rest = text_.substr(at_);
        for (const auto entity : kXmlEntities) {
            if (!rest.starts_with(entity)) continue;
            out_ += entity;
            at_ += entity.size();
            return;
        }
        if (declared_entity(rest)) return;
        const auto found = read_character_reference(rest);
        if (!found || rest[found->size - 1] != ';') {
            out_ += "&amp;";
            ++at_;
            return;
        }
        at_ += found->size;
        for (const char c : found->characters) put_escaped(c);
    }

    void put_escaped(char c) {
        switch (c) {
            case '<':
                out_ += "&lt;";
                break;
            case '>':
                out_ += "&gt;";
                break;
            case '&':
                out_ += "&amp;";
                break;
            case '"':
                out_ += "&quot;";
                break;
            case '\'':
                out_ += "&apos;";
                break;
            default:
                out_ += c;
                break;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::map<std::string_view, std::string_view> entities_;  ///< Declared by the document itself.
    std::size_t expanded_ = 0;
};

}  // namespace

std::string normalise_xml(std::string_view text) {
    return Normaliser(text).run();
}

}  // namespace tradewind::news
