#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tradewind::news {

/// A document in UTF-8, and what it was in.
struct DecodedText {
    std::string text;      ///< Valid UTF-8 without byte-order mark or leading white space.
    std::string encoding;  ///< Lower-case IANA name of what the bytes really were.
    std::vector<std::string> warnings;
};

/// Decodes the bytes of a feed. Order of belief (RFC 7303): byte-order mark, `charset` of the Content-Type, XML
/// declaration, the look of the bytes, UTF-8. ISO-8859-1 is read as windows-1252, gb2312 as gb18030. Bytes that are not
/// what was declared are repaired (stray windows-1252 inside UTF-8) or the next belief is tried; nothing is dropped
/// silently.
DecodedText decode_document(std::string_view bytes, std::string_view content_type = {});

/// True for well-formed UTF-8.
bool is_valid_utf8(std::string_view bytes);

/// Appends a code point as UTF-8; U+FFFD for what is none.
void append_utf8(std::string& out, char32_t code_point);

/// What windows-1252 means by a byte in 0x80..0x9F; other values come back unchanged.
char32_t windows_1252_code_point(char32_t value);

}  // namespace tradewind::news
