#include "fuzz.hpp"
#include "news/encoding.hpp"
#include "news/html_text.hpp"

// Whatever the bytes, UTF-8 comes out, and plain text stays plain when it is collapsed again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr std::string_view kTypes[] = {"",
                                           "text/xml; charset=utf-8",
                                           "text/xml; charset=windows-1252",
                                           "text/xml; charset=shift_jis",
                                           "text/xml; charset=gb18030",
                                           "text/xml; charset=utf-16",
                                           "text/xml; charset=big5",
                                           "charset='koi8-r'"};
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto decoded = tradewind::news::decode_document(bytes, kTypes[data[0] % std::size(kTypes)]);
    FUZZ_CHECK(tradewind::news::is_valid_utf8(decoded.text));
    const auto text = tradewind::news::html_to_text(decoded.text);
    FUZZ_CHECK(tradewind::news::is_valid_utf8(text));
    FUZZ_CHECK(tradewind::news::collapse_whitespace(text) == text);
    return 0;
}
