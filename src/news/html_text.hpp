#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tradewind::news {

/// A character reference at the front of `text` (which begins with `&`): its characters in UTF-8 and how many bytes
/// it took. Numeric references in 0x80..0x9F mean windows-1252. Without a semicolon only the names that HTML allows so.
struct CharacterReference {
    std::string characters;
    std::size_t size = 0;
};
std::optional<CharacterReference> read_character_reference(std::string_view text);

/// Plain text of an HTML fragment: tags and comments removed, script, style and the like with their content, character
/// references resolved once, white space collapsed and trimmed. Block elements separate words. Never fails.
std::string html_to_text(std::string_view html);

/// White space (with U+00A0 and the other Unicode blanks) collapsed to single blanks and trimmed; zero-width characters
/// and controls removed.
std::string collapse_whitespace(std::string_view text);

}  // namespace tradewind::news
