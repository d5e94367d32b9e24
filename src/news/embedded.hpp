#pragma once

#include <string_view>

namespace tradewind::news {

/// data/html_entities.tsv as it was when this was built.
std::string_view embedded_html_entities();

}  // namespace tradewind::news
