#include "news/xml_repair.hpp"

#include <array>
#include <fmt/core.h>
#include <optional>

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxDepth = 256;
constexpr auto kVoidHtml =
    std::to_array<std::string_view>({"br", "img", "hr", "input", "meta", "wbr", "col", "embed", "source"});
// Elements with text only: another one of these closes them.
constexpr auto kLeaves = std::to_array<std::string_view>(
    {"title", "guid", "pubDate", "author", "category", "ttl", "id", "updated", "published", "dc:creator", "dc:date"});
constexpr auto kItems = std::to_array<std::string_view>({"item", "entry"});

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_name(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

class Repairer {
public:
    Repairer(std::string_view text, std::vector<std::string>& warnings) : text_(text), warnings_(warnings) {
        out_.reserve(text.size() + 1024);
    }

    std::string run() {
        while (at_ < text_.size()) {
            const auto next = std::min(text_.find('<', at_), text_.size());
            out_ += text_.substr(at_, next - at_);
            at_ = next;
            if (at_ < text_.size() && !markup()) break;
        }
        finish();
        return std::move(out_);
    }

private:
    struct Open {
        std::string name;
        std::size_t out_at = 0;  ///< Where its start tag begins in the output.
        bool has_children = false;
    };

    void note(std::string text) {
        if (warnings_.size() < 20) warnings_.push_back(std::move(text));
    }

    // False where the document breaks off inside markup.
    bool markup() {
        const auto rest = text_.substr(at_);
        if (rest.starts_with("<![CDATA[")) {
            cdata();
            return true;
        }
        if (rest.starts_with("<?")) {
            const auto end = text_.find('>', at_);
            at_ = end == std::string_view::npos ? text_.size() : end + 1;
            return true;
        }
        if (rest.size() > 2 && rest[1] == '/' && is_name_start(rest[2])) return end_tag();
        if (rest.size() > 1 && is_name_start(rest[1])) return start_tag();
        out_ += "&lt;";
        ++at_;
        return true;
    }

    void cdata() {
        const auto begin = at_ + 9;
        auto end = text_.find("]]>", begin);
        auto next = end + 3;
        if (end == std::string_view::npos) {
            const auto close = stack_.empty() ? end : text_.find("</" + stack_.back().name, begin);
            end = next = close == std::string_view::npos ? text_.size() : close;
            note("CDATA that never ends");
        }
        out_ += "<![CDATA[";
        out_ += text_.substr(begin, end - begin);
        out_ += "]]>";
        at_ = next;
    }

    [[nodiscard]] std::string_view read_name(std::size_t& at) const {
        const auto begin = at;
        while (at < text_.size() && is_name(text_[at])) ++at;
        return text_.substr(begin, at - begin);
    }

    void close_top() {
        if (std::ranges::contains(kItems, stack_.back().name)) ++complete_items_;
        out_ += "</" + stack_.back().name + ">";
        stack_.pop_back();
    }

    bool end_tag() {
        std::size_t at = at_ + 2;
        const auto name = read_name(at);
        const auto end = text_.find('>', at);
        if (end == std::string_view::npos) return false;
        at_ = end + 1;
        const auto open = std::ranges::find(stack_.rbegin(), stack_.rend(), name, &Open::name);
        if (open != stack_.rend()) {
            const auto above = static_cast<std::size_t>(open - stack_.rbegin());
            if (above > 0) note(fmt::format("<{}> left open before </{}>", stack_.back().name, name));
            for (std::size_t i = 0; i <= above; ++i) close_top();
        } else if (!stack_.empty() && !stack_.back().has_children) {
            // Misspelt: what has held only text ends here all the same.
            note(fmt::format("</{}> ends <{}>", name, stack_.back().name));
            close_top();
        } else {
            note(fmt::format("stray </{}>", name));
        }
        return true;
    }

    bool start_tag() {
        std::size_t at = at_ + 1;
        const std::string name(read_name(at));
        std::string attributes;
        bool empty = false;
        while (true) {
            while (at < text_.size() && is_space(text_[at])) ++at;
            if (at >= text_.size()) return false;
            if (text_[at] == '>') break;
            if (text_[at] == '<') {
                --at;  // A tag without its `>`: the next one begins here.
                break;
            }
            if (text_[at] == '/') {
                empty = at + 1 < text_.size() && text_[at + 1] == '>';
                ++at;
                continue;
            }
            if (!attribute(at, attributes)) return false;
        }
        at_ = at + 1;
        open(name, attributes, empty || std::ranges::contains(kVoidHtml, name));
        return true;
    }

    bool attribute(std::size_t& at, std::string& attributes) {
        if (!is_name_start(text_[at])) {
            ++at;
            return true;
        }
        const auto name = read_name(at);
        while (at < text_.size() && is_space(text_[at])) ++at;
        std::string_view value;
        if (at < text_.size() && text_[at] == '=') {
            ++at;
            while (at < text_.size() && is_space(text_[at])) ++at;
            if (at >= text_.size()) return false;
            const char quote = text_[at];
            const bool quoted = quote == '"' || quote == '\'';
            const auto begin = quoted ? at + 1 : at;
            at = quoted ? text_.find(quote, begin) : text_.find_first_of(" \t\r\n>", begin);
            if (at == std::string_view::npos) return false;
            value = text_.substr(begin, at - begin);
            if (quoted) ++at;
        }
        const auto attribute_name = " " + std::string(name) + "=\"";
        if (attributes.find(attribute_name) != std::string::npos) return true;
        attributes += attribute_name;
        for (const char c : value) {
            if (c == '"') {
                attributes += "&quot;";
            } else if (c == '<') {
                attributes += "&lt;";
            } else {
                attributes += c;
            }
        }
        attributes += '"';
        return true;
    }

    void open(const std::string& name, std::string_view attributes, bool empty) {
        if (std::ranges::contains(kItems, name)) {
            const auto item = std::ranges::find(stack_.rbegin(), stack_.rend(), name, &Open::name);
            if (item != stack_.rend()) {
                note(fmt::format("<{}> inside <{}>", name, name));
                for (auto i = item - stack_.rbegin(); i >= 0; --i) close_top();
            }
        }
        const bool leaf = std::ranges::contains(kLeaves, name) || name == "link" || name == "description";
        if (leaf && !stack_.empty() && std::ranges::contains(kLeaves, stack_.back().name)) {
            note(fmt::format("<{}> left open before <{}>", stack_.back().name, name));
            close_top();
        }
        if (!stack_.empty()) stack_.back().has_children = true;
        if (stack_.size() >= kMaxDepth) return note("nested too deep");
        const auto out_at = out_.size();
        out_ += "<" + name;
        out_ += attributes;
        out_ += empty ? "/>" : ">";
        if (!empty) stack_.push_back({name, out_at});
    }

    void finish() {
        if (stack_.empty()) return;
        const auto item =
            std::ranges::find_if(stack_, [](const Open& open) { return std::ranges::contains(kItems, open.name); });
        if (item != stack_.end() && complete_items_ > 0) {
            note("the document breaks off; its last, incomplete item is left out");
            out_.resize(item->out_at);
            stack_.erase(item, stack_.end());
        } else {
            note("the document breaks off");
        }
        while (!stack_.empty()) close_top();
    }

    std::string_view text_;
    std::vector<std::string>& warnings_;
    std::string out_;
    std::size_t at_ = 0;
    std::vector<Open> stack_;
    std::size_t complete_items_ = 0;
};

}  // namespace

std::string repair_xml(std::string_view text, std::vector<std::string>& warnings) {
    return Repairer(text, warnings).run();
}

}  // namespace tradewind::news
