#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace tradewind::backtest {

/// A whole file as text; `.gz` and `.zst` are decompressed, `-` is standard input. kNotFound or kParse with the file's
/// name; kLimit above 4 GiB of text.
Result<std::string> read_text_file(const std::string& path);

/// The lines of a text without their ends (LF or CR LF); no empty last line. A UTF-8 BOM at the start is left out.
std::vector<std::string_view> split_lines(std::string_view text);
/// The fields of one CSV row; quotes as in RFC 4180, blanks around a field are dropped.
std::vector<std::string> split_csv(std::string_view line, char separator = ',');

/// The name without folders and without `.gz` / `.zst`.
std::string plain_name(const std::string& path);

}  // namespace tradewind::backtest
