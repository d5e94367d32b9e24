#include "news/encoding.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::news::decode_document;

namespace {

std::string utf16(std::u16string_view text, bool big, bool mark) {
    std::string bytes;
    const auto put = [&](char16_t unit) {
        const auto high = static_cast<char>(unit >> 8);
        const auto low = static_cast<char>(unit & 0xFF);
        bytes += big ? high : low;
        bytes += big ? low : high;
    };
    if (mark) put(0xFEFF);
    for (const auto unit : text) put(unit);
    return bytes;
}

}  // namespace

TEST_CASE("A byte-order mark wins over header and declaration") {
    const auto decoded = decode_document("\xEF\xBB\xBF \n<?xml version='1.0' encoding='iso-8859-1'?><a>\xC3\xA9</a>",
                                         "text/xml; charset=koi8-r");
    CHECK(decoded.encoding == "utf-8");
    CHECK(decoded.text.starts_with("<?xml"));
    CHECK(decoded.text.ends_with("<a>\xC3\xA9</a>"));
    CHECK(decode_document(utf16(u"<a>\u00e9\U0001F600</a>", true, true)).text == "<a>\xC3\xA9\xF0\x9F\x98\x80</a>");
}

TEST_CASE("UTF-16 without a mark is known by its look") {
    CHECK(decode_document(utf16(u"<?xml ?><a>\u20ac</a>", true, false)).encoding == "utf-16be");
    CHECK(decode_document(utf16(u"<?xml ?><a>\u20ac</a>", false, false)).text == "<?xml ?><a>\xE2\x82\xAC</a>");
}

TEST_CASE("The header's charset wins over the declaration, sloppily quoted") {
    const auto decoded =
        decode_document("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xC1</a>", "text/xml; charset='koi8-r'");
    CHECK(decoded.encoding == "koi8-r");
    CHECK(decoded.text.ends_with("<a>\xD0\xB0</a>"));
}

TEST_CASE("Declared Latin-1 is read as windows-1252 where it is") {
    const auto curly = decode_document("<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93x\x94 \x80</a>");
    CHECK(curly.encoding == "windows-1252");
    CHECK(curly.text.ends_with("<a>\xE2\x80\x9Cx\xE2\x80\x9D \xE2\x82\xAC</a>"));
    CHECK(curly.warnings.size() == 1);
    CHECK(decode_document("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>").encoding == "iso-8859-1");
    CHECK(decode_document("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA9 \xC3\xBC</a>").encoding == "utf-8");
}

TEST_CASE("Bytes that are not UTF-8 are repaired, one by one or as a whole") {
    const auto whole = decode_document("<a>caf\xE9</a>");
    CHECK(whole.encoding == "windows-1252");
    CHECK(whole.text == "<a>caf\xC3\xA9</a>");
    const auto stray = decode_document("<a>\xC3\xA9\xC3\xBC caf\xE9</a>");
    CHECK(stray.encoding == "utf-8");
    CHECK(stray.text == "<a>\xC3\xA9\xC3\xBC caf\xC3\xA9</a>");
    CHECK_FALSE(stray.warnings.empty());
}

TEST_CASE("C1 controls mean windows-1252; EBCDIC is known by its look; UTF-7 is nobody's") {
    CHECK(decode_document("<a>don\xC2\x92t \xC2\xA9</a>").text == "<a>don\xE2\x80\x99t \xC2\xA9</a>");
    const auto ebcdic = decode_document(
        "\x4C\x6F\xA7\x94\x93\x40\x85\x95\x83\x96\x84\x89\x95\x87\x7E\x7D\x83\x97\xF0\xF3\xF7\x7D\x6F\x6E\x4C\x81\x61"
        "\x6E");
    CHECK(ebcdic.encoding == "ibm037");
    CHECK(ebcdic.text == "<?xml encoding='cp037'?><a/>");
    CHECK(decode_document("<a>x</a>", "text/xml; charset=utf-7").encoding == "utf-8");
    CHECK(decode_document("<a>x</a>", "text/xml; charset=us-ascii").encoding == "us-ascii");
    CHECK(decode_document("<a>\xE9</a>", "text/xml; charset=us-ascii").encoding == "windows-1252");
}

TEST_CASE("East Asian charsets and odd spellings are known") {
    CHECK(decode_document("<?xml version='1.0' encoding='gb2312'?><a>\xD6\xD0</a>")
              .text.ends_with("<a>\xE4\xB8\xAD</a>"));
    CHECK(decode_document("<?xml version='1.0' encoding='Shift_JIS'?><a>\x93\xFA</a>")
              .text.ends_with("<a>\xE6\x97\xA5</a>"));
    CHECK(decode_document("<?xml version='1.0' encoding='euc-kr'?><a>\xC7\xD1</a>")
              .text.ends_with("<a>\xED\x95\x9C</a>"));
    CHECK(decode_document("<a>x</a>", "text/xml; charset=nonsense").encoding == "utf-8");
    CHECK(decode_document("<?xml version='1.0' encoding='utf-16'?><a>x</a>").encoding == "utf-8");
}
