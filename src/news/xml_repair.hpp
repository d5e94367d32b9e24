#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tradewind::news {

/// Prepares XML for a strict parser without changing well-formed documents: named HTML references become characters,
/// bare
/// `&` is escaped, references to 0x80..0x9F mean windows-1252, the DOCTYPE is removed; of the entities that it declares
/// only short plain ones are replaced, 64 KiB of them at most (none is ever loaded, none expands into others), controls
/// are removed. CDATA and comments stay as they are.
std::string normalise_xml(std::string_view text);

/// Makes an ill-formed document well-formed: closes what was left open, drops or matches misspelt end tags, quotes bare
/// attribute values, escapes `<` that begin no tag, ends CDATA that never ends. Where the document breaks off inside an
/// item, that item goes if another is complete. `text` has been normalised. Says in `warnings` what it did.
std::string repair_xml(std::string_view text, std::vector<std::string>& warnings);

}  // namespace tradewind::news
