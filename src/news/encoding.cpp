#include "news/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <cstring>
#include <fmt/core.h>
#include <memory>
#include <optional>

namespace tradewind::news {
namespace {

constexpr std::array<char16_t, 32> kWindows1252{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

// Past the ASCII that begins at `at`, eight bytes at a time.
std::size_t skip_ascii(std::string_view bytes, std::size_t at) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
    for (; at + sizeof kHighBits <= bytes.size(); at += sizeof kHighBits) {
        std::uint64_t block = 0;
        std::memcpy(&block, bytes.data() + at, sizeof block);
        if ((block & kHighBits) != 0) break;
    }
    while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
    return at;
}

// Bytes of the well-formed UTF-8 sequence at `at`; 0 where there is none.
std::size_t utf8_length(std::string_view bytes, std::size_t at) {
    const auto lead = byte_at(bytes, at);
    const auto next = [&](std::size_t i) { return at + i < bytes.size() && (byte_at(bytes, at + i) & 0xC0) == 0x80; };
    const auto second = byte_at(bytes, at + 1);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return next(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!next(1) || !next(2)) return 0;
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!next(1) || !next(2) || !next(3)) return 0;
        if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
        return 4;
    }
    return 0;
}

// ICU's lower-case IANA or MIME name of a charset's spelling, `utf_16` and `u16` included.
std::optional<std::string> known_charset(std::string_view label) {
    auto name = lower(label);
    std::erase_if(name, [](char c) { return c == '"' || c == '\'' || c == ' '; });
    if (name == "u8") name = "utf-8";
    if (name == "u16") name = "utf-16";
    if (name == "u32") name = "utf-32";
    if (name == "gb2312" || name == "gb_2312-80" || name == "euc-cn") name = "gb18030";
    if (name == "iso8859-1" || name == "latin-1" || name == "latin1") name = "iso-8859-1";
    if (name == "ascii" || name == "us-ascii" || name == "ansi_x3.4-1968") return "us-ascii";
    UErrorCode error = U_ZERO_ERROR;
    const Converter converter(ucnv_open(name.c_str(), &error));
    // UTF-7 hides markup in plain letters: nobody sends it in good faith.
    if (name.empty() || name == "utf-7" || U_FAILURE(error) != 0) return std::nullopt;
    const char* internal = ucnv_getName(converter.get(), &error);
    for (const char* standard : {"MIME", "IANA"}) {
        error = U_ZERO_ERROR;
        const char* official = ucnv_getStandardName(internal, standard, &error);
        if (official != nullptr) return lower(official);
    }
    return lower(internal);
}

// Strict conversion; nothing where a byte sequence has no meaning in that charset.
std::optional<std::string> convert(std::string_view bytes, const std::string& charset) {
    UErrorCode error = U_ZERO_ERROR;
    const Converter from(ucnv_open(charset.c_str(), &error));
    if (U_FAILURE(error) != 0) return std::nullopt;
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    std::u16string wide(bytes.size() + 16, u'\0');
    char16_t* target = wide.data();
    const char* source = bytes.data();
    ucnv_toUnicode(from.get(), &target, wide.data() + wide.size(), &source, bytes.data() + bytes.size(), nullptr, 1,
                   &error);
    if (U_FAILURE(error) != 0) return std::nullopt;
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 4);
    for (const char16_t* unit = wide.data(); unit != target; ++unit) {
        const bool pair = *unit >= 0xD800 && *unit < 0xDC00 && unit + 1 != target;
        if (!pair) {
            append_utf8(text, *unit);
            continue;
        }
        append_utf8(text, 0x10000U + ((*unit - 0xD800U) << 10U) + (unit[1] - 0xDC00U));
        ++unit;
    }
    return text;
}

// U+0080..U+009F are controls that nobody means: somebody's windows-1252 was taken for Latin-1 before it came here.
void map_c1_controls(std::string& text) {
    const auto is_c1 = [&](std::size_t at) {
        return byte_at(text, at) == 0xC2 && byte_at(text, at + 1) >= 0x80 && byte_at(text, at + 1) < 0xA0;
    };
    std::size_t from = 0;
    std::string mapped;
    for (auto at = text.find('\xC2'); at != std::string::npos; at = text.find('\xC2', at + 1)) {
        if (!is_c1(at)) continue;
        mapped.append(text, from, at - from);
        append_utf8(mapped, windows_1252_code_point(byte_at(text, at + 1)));
        from = at + 2;
    }
    if (from == 0) return;
    mapped.append(text, from);
    text = std::move(mapped);
}

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t i = 0; i < bytes.size(); ++i) append_utf8(text, windows_1252_code_point(byte_at(bytes, i)));
    return text;
}

struct Mark {
    std::string_view bytes;
    std::string_view charset;
};
// UTF-32's marks begin like UTF-16's: they come first.
constexpr std::array<Mark, 5> kMarks{{{{"\x00\x00\xFE\xFF", 4}, "utf-32be"},
                                      {{"\xFF\xFE\x00\x00", 4}, "utf-32le"},
                                      {{"\xEF\xBB\xBF", 3}, "utf-8"},
                                      {{"\xFE\xFF", 2}, "utf-16be"},
                                      {{"\xFF\xFE", 2}, "utf-16le"}}};

constexpr std::string_view kEbcdicDeclaration = "\x4C\x6F\xA7\x94\x93";  // `<?xml`

// How the first two characters look without a mark: `<` and something of ASCII.
std::string_view look_of(std::string_view bytes) {
    const auto zero = [&](std::size_t i) { return byte_at(bytes, i) == 0; };
    if (bytes.size() < 8) return {};
    if (bytes.starts_with(kEbcdicDeclaration)) return "ibm037";
    if (zero(0) && zero(1) && zero(2) && !zero(3) && zero(4)) return "utf-32be";
    if (!zero(0) && zero(1) && zero(2) && zero(3) && !zero(4)) return "utf-32le";
    if (zero(0) && !zero(1) && zero(2) && !zero(3)) return "utf-16be";
    if (!zero(0) && zero(1) && !zero(2) && zero(3)) return "utf-16le";
    return {};
}

std::string_view charset_of_content_type(std::string_view type) {
    const auto folded = lower(type);
    const auto at = folded.find("charset");
    if (at == std::string::npos) return {};
    auto rest = type.substr(at + 7);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t=\"'"), rest.size()));
    return rest.substr(0, rest.find_first_of(" \t;\"',"));
}

std::string_view charset_of_declaration(std::string_view bytes) {
    const auto head = bytes.substr(0, 1024);
    const auto begin = head.find("<?xml");
    if (begin == std::string_view::npos) return {};
    const auto declaration = head.substr(begin, std::min(head.find('>', begin), head.size()) - begin);
    const auto at = declaration.find("encoding");
    if (at == std::string_view::npos) return {};
    auto rest = declaration.substr(at + 8);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n=\"'"), rest.size()));
    return rest.substr(0, rest.find_first_of(" \t\r\n\"'?>"));
}

class Decoder {
public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

    DecodedText run(std::string_view content_type) {
        for (const auto& mark : kMarks) {
            if (!bytes_.starts_with(mark.bytes)) continue;
            bytes_.remove_prefix(mark.bytes.size());
            if (accept(mark.charset, "byte-order mark")) return std::move(result_);
        }
        const auto look = look_of(bytes_);
        if (look == "ibm037") {
            // EBCDIC's code pages agree on the letters that a declaration is written in.
            const auto readable = convert(bytes_.substr(0, 200), "ibm037").value_or("");
            if (accept(charset_of_declaration(readable), "EBCDIC declaration")) return std::move(result_);
        }
        if (!look.empty() && accept(look, "look")) return std::move(result_);
        if (accept(charset_of_content_type(content_type), "Content-Type")) return std::move(result_);
        if (accept(charset_of_declaration(bytes_), "XML declaration")) return std::move(result_);
        if (accept("utf-8", "default")) return std::move(result_);
        // Only a mark of UTF-16 or UTF-32 before broken bytes leads here.
        finish(from_windows_1252(bytes_), "windows-1252");
        return std::move(result_);
    }

private:
    void warn(std::string text) { result_.warnings.push_back(std::move(text)); }

    void finish(std::string text, std::string_view encoding) {
        map_c1_controls(text);
        const auto begin = text.find_first_not_of(" \t\r\n\f\v");
        if (begin != 0 && begin != std::string::npos) text.erase(0, begin);
        if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
        result_.text = std::move(text);
        result_.encoding = encoding;
    }

    bool accept(std::string_view label, std::string_view where) {
        if (label.empty()) return false;
        const auto charset = known_charset(label);
        if (!charset) {
            warn(fmt::format("unknown charset '{}' in the {}", label.substr(0, 40), where));
            return false;
        }
        // A declaration that could be read as bytes can't be UTF-16 or wider.
        if (charset->starts_with("utf-16") || charset->starts_with("utf-32")) {
            if (where == "XML declaration" ||
                (where == "Content-Type" && look_of(bytes_).empty() && bytes_.starts_with('<'))) {
                warn(fmt::format("declared {} but the bytes are not", *charset));
                return false;
            }
        }
        if (*charset == "utf-8") return accept_utf8();
        if (*charset == "iso-8859-1" || *charset == "windows-1252" || *charset == "us-ascii")
            return accept_latin(*charset);
        auto text = convert(bytes_, *charset);
        if (!text) {
            warn(fmt::format("bytes that are not {}, though the {} says so", *charset, where));
            return false;
        }
        finish(std::move(*text), *charset);
        return true;
    }

    bool accept_latin(std::string_view charset) {
        // Declared Latin-1 that is really UTF-8 shows sequences that nobody writes in Latin-1.
        std::size_t sequences = 0;
        bool controls = false;
        for (std::size_t i = 0; i < bytes_.size(); ++i) {
            const auto c = byte_at(bytes_, i);
            controls = controls || (c >= 0x80 && c <= 0x9F);
            const auto length = c < 0x80 ? 1 : utf8_length(bytes_, i);
            if (length > 1) {
                ++sequences;
                i += length - 1;
            }
        }
        if (sequences > 0 && is_valid_utf8(bytes_)) {
            warn(fmt::format("declared {} but the bytes are UTF-8", charset));
            finish(std::string(bytes_), "utf-8");
            return true;
        }
        const bool ascii = std::ranges::all_of(bytes_, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        const bool lies = (controls && charset == "iso-8859-1") || (!ascii && charset == "us-ascii");
        if (lies) warn(fmt::format("declared {} but the bytes are windows-1252", charset));
        finish(from_windows_1252(bytes_), controls || lies ? "windows-1252" : charset);
        return true;
    }

    bool accept_utf8() {
        std::size_t good = 0;
        std::size_t bad = 0;
        for (std::size_t i = 0; (i = skip_ascii(bytes_, i)) < bytes_.size();) {
            const auto length = utf8_length(bytes_, i);
            good += length > 1 ? 1 : 0;
            bad += length == 0 ? 1 : 0;
            i += std::max<std::size_t>(length, 1);
        }
        if (bad == 0) {
            finish(std::string(bytes_), "utf-8");
        } else if (good < bad) {
            warn(fmt::format("{} bytes are not UTF-8; read as windows-1252", bad));
            finish(from_windows_1252(bytes_), "windows-1252");
        } else {
            warn(fmt::format("{} bytes are not UTF-8; read each as windows-1252", bad));
            finish(repaired_utf8(), "utf-8");
        }
        return true;
    }

    [[nodiscard]] std::string repaired_utf8() const {
        std::string text;
        for (std::size_t i = 0; i < bytes_.size();) {
            const auto length = utf8_length(bytes_, i);
            if (length == 0) {
                append_utf8(text, windows_1252_code_point(byte_at(bytes_, i++)));
                continue;
            }
            text += bytes_.substr(i, length);
            i += length;
        }
        return text;
    }

    std::string_view bytes_;
    DecodedText result_;
};

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
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

char32_t windows_1252_code_point(char32_t value) {
    return value >= 0x80 && value < 0xA0 ? kWindows1252[value - 0x80] : value;
}

bool is_valid_utf8(std::string_view bytes) {
    for (std::size_t i = 0; (i = skip_ascii(bytes, i)) < bytes.size();) {
        const auto length = utf8_length(bytes, i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

DecodedText decode_document(std::string_view bytes, std::string_view content_type) {
    return Decoder(bytes).run(content_type);
}

}  // namespace tradewind::news
