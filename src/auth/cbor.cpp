#include "auth/cbor.hpp"

#include <set>

namespace tradewind::auth {

namespace {

constexpr int kDeepest = 8;
constexpr std::string_view kReason = "malformed-cbor";

bool is_utf8(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    for (std::size_t at = 0; at < text.size();) {
        const unsigned first = byte(at);
        const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || first > 0xF4 || at + length > text.size()) return false;
        unsigned point = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i) {
            if ((byte(at + i) & 0xC0U) != 0x80) return false;
            point = (point << 6) | (byte(at + i) & 0x3FU);
        }
        const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
        if (overlong || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
        at += length;
    }
    return true;
}

class Reader {
public:
    explicit Reader(std::string_view input) : input_(input) {}

    [[nodiscard]] std::size_t read() const { return at_; }

    Verdict<Cbor> item(int depth) {
        if (depth > kDeepest) return refuse(kReason, "CBOR is nested too deeply");
        if (at_ >= input_.size()) return refuse(kReason, "CBOR ends too early");
        const unsigned first = static_cast<unsigned char>(input_[at_++]);
        const unsigned major = first >> 5;
        if (major == 7) return simple(first & 31U);
        if (major == 6) return refuse(kReason, "CBOR tags are not allowed");
        const auto argument = this->argument(first & 31U);
        if (!argument) return std::unexpected(argument.error());
        switch (major) {
            case 0:
                return Cbor{Cbor::Type::kUnsigned, *argument, {}, {}};
            case 1:
                return Cbor{Cbor::Type::kNegative, *argument, {}, {}};
            case 2:
            case 3:
                return string(major == 2 ? Cbor::Type::kBytes : Cbor::Type::kText, *argument);
            case 4:
                return array(*argument, depth);
            default:
                return map(*argument, depth);
        }
    }

private:
    static Verdict<Cbor> simple(unsigned value) {
        if (value == 20 || value == 21) return Cbor{Cbor::Type::kBool, value - 20, {}, {}};
        if (value == 22) return Cbor{};
        return refuse(kReason, "CBOR floats, breaks and other simple values are not allowed");
    }

    Verdict<std::uint64_t> argument(unsigned info) {
        if (info < 24) return info;
        if (info > 27) return refuse(kReason, "CBOR of indefinite or reserved length");
        const std::size_t width = std::size_t{1} << (info - 24);
        if (left() < width) return refuse(kReason, "CBOR ends too early");
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value = (value << 8) | static_cast<unsigned char>(input_[at_++]);
        const std::uint64_t least = width == 1 ? 24 : std::uint64_t{1} << (width * 4);
        if (value < least) return refuse(kReason, "a CBOR number is not in its shortest form");
        return value;
    }

    Verdict<Cbor> string(Cbor::Type type, std::uint64_t length) {
        if (length > left()) return refuse(kReason, "a CBOR string is longer than what is left");
        const auto bytes = input_.substr(at_, length);
        at_ += length;
        if (type == Cbor::Type::kText && !is_utf8(bytes)) return refuse(kReason, "CBOR text is no UTF-8");
        return Cbor{type, 0, bytes, {}};
    }

    /// Every item takes a byte at least, so nothing is reserved for what cannot be there.
    Verdict<Cbor> array(std::uint64_t count, int depth) {
        if (count > left()) return refuse(kReason, "a CBOR array is longer than what is left");
        Cbor made{Cbor::Type::kArray, 0, {}, {}};
        for (std::uint64_t i = 0; i < count; ++i) {
            auto item = this->item(depth + 1);
            if (!item) return item;
            made.items.push_back(std::move(*item));
        }
        return made;
    }

    Verdict<Cbor> map(std::uint64_t count, int depth) {
        if (count > left() / 2) return refuse(kReason, "a CBOR map is longer than what is left");
        Cbor made{Cbor::Type::kMap, 0, {}, {}};
        std::set<std::string_view> keys;  // as encoded: there is one encoding only
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto begin = at_;
            auto key = this->item(depth + 1);
            if (!key) return key;
            if (!keys.insert(input_.substr(begin, at_ - begin)).second)
                return refuse(kReason, "a key stands twice in a CBOR map");
            auto value = this->item(depth + 1);
            if (!value) return value;
            made.items.push_back(std::move(*key));
            made.items.push_back(std::move(*value));
        }
        return made;
    }

    [[nodiscard]] std::size_t left() const { return input_.size() - at_; }

    std::string_view input_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::int64_t> Cbor::integer() const {
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    if (type == Type::kUnsigned) return static_cast<std::int64_t>(number);
    if (type == Type::kNegative) return -1 - static_cast<std::int64_t>(number);
    return std::nullopt;
}

const Cbor* Cbor::find(std::int64_t key) const {
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        if (items[i].integer() == key) return &items[i + 1];
    return nullptr;
}

const Cbor* Cbor::find(std::string_view key) const {
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        if (items[i].type == Type::kText && items[i].bytes == key) return &items[i + 1];
    return nullptr;
}

Verdict<Cbor> take_cbor(std::string_view& input) {
    Reader reader(input);
    auto item = reader.item(1);
    if (item) input.remove_prefix(reader.read());
    return item;
}

Verdict<Cbor> parse_cbor(std::string_view input) {
    auto item = take_cbor(input);
    if (item && !input.empty()) return refuse(kReason, "bytes follow the CBOR");
    return item;
}

}  // namespace tradewind::auth
