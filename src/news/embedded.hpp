#pragma once

#include <string_view>

namespace tradewind::news {

/// data/html_entities.tsv as it was when this was built.
std::string_view embedded_html_entities();

/// data/common_words.txt, one a line after a line of comment.
std::string_view embedded_common_words();

}  // namespace tradewind::news
