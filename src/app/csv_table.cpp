#include "app/csv_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/core.h>
#include <fstream>
#include <iostream>

namespace tradewind::app {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return result;
}

}  // namespace

Result<CsvTable> CsvTable::read(const std::string& path) {
    const bool standard_input = path == "-";
    std::ifstream file;
    if (!standard_input) {
        file.open(path, std::ios::binary);
        if (!file) {
            return fail(ErrorCode::kNotFound, fmt::format("cannot open '{}'", path),
                        "check the path; - is standard input");
        }
    }
    std::istream& in = standard_input ? std::cin : file;
    std::string text;
    std::array<char, 65536> block;
    while (in.read(block.data(), block.size()), in.gcount() > 0)
        text.append(block.data(), static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return fail(ErrorCode::kUnavailable, fmt::format("cannot read '{}'", path), "is it a file?");
    return parse(std::move(text), standard_input ? "standard input" : path);
}

Result<CsvTable> CsvTable::parse(std::string text, std::string name) {
    CsvTable table;
    table.name_ = std::move(name);
    table.text_ = std::move(text);
    const std::string_view all = table.text_;
    std::size_t number = 0;
    for (std::size_t begin = all.starts_with("\xEF\xBB\xBF") ? 3 : 0; begin < all.size();) {
        const std::size_t end = std::min(all.find('\n', begin), all.size());
        ++number;
        const auto line = all.substr(begin, end - begin);
        if (!trim(line).empty()) {
            if (auto status = table.take_line(line, begin, number); !status) return std::unexpected(status.error());
        }
        begin = end + 1;
    }
    if (table.header_.empty()) return table.wrong("the file is empty");
    return table;
}

Status CsvTable::take_line(std::string_view line, std::size_t begin, std::size_t number) {
    const bool is_header = header_.empty();
    std::size_t count = 0;
    for (std::size_t from = 0; from <= line.size(); ++count) {
        const std::size_t end = std::min(line.find(',', from), line.size());
        const auto field = trim(line.substr(from, end - from));
        if (is_header) {
            header_.push_back(lower(field));
        } else {
            fields_.push_back({begin + static_cast<std::size_t>(field.data() - line.data()), field.size()});
        }
        from = end + 1;
    }
    if (is_header) return {};
    if (count != header_.size()) {
        return fail(ErrorCode::kParse,
                    fmt::format("{}:{}: {} fields where the header has {}", name_, number, count, header_.size()));
    }
    lines_.push_back(number);
    return {};
}

std::optional<std::size_t> CsvTable::find(std::initializer_list<std::string_view> names) const {
    for (const auto name : names) {
        const auto column = std::ranges::find(header_, name);
        if (column != header_.end()) return static_cast<std::size_t>(column - header_.begin());
    }
    return std::nullopt;
}

std::string_view CsvTable::at(std::size_t row, std::size_t column) const {
    const auto& field = fields_[row * header_.size() + column];
    return std::string_view(text_).substr(field.begin, field.size);
}

Result<double> CsvTable::number(std::size_t row, std::size_t column) const {
    auto text = at(row, column);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return wrong(
            fmt::format("column '{}' is not a finite number: '{}'", header_[column], at(row, column).substr(0, 40)),
            row);
    }
    return value;
}

Result<std::vector<double>> CsvTable::numbers(std::size_t column) const {
    std::vector<double> values(rows());
    for (std::size_t row = 0; row < rows(); ++row) {
        const auto value = number(row, column);
        if (!value) return std::unexpected(value.error());
        values[row] = *value;
    }
    return values;
}

Result<Timestamp> CsvTable::time(std::size_t row, std::size_t column) const {
    const auto value = parse_timestamp(at(row, column));
    if (!value) return wrong(value.error().message, row);
    return *value;
}

Result<std::vector<Timestamp>> CsvTable::times(std::size_t column) const {
    std::vector<Timestamp> values(rows());
    for (std::size_t row = 0; row < rows(); ++row) {
        const auto value = time(row, column);
        if (!value) return std::unexpected(value.error());
        values[row] = *value;
    }
    return values;
}

std::unexpected<Error> CsvTable::wrong(std::string_view what, std::optional<std::size_t> row) const {
    return fail(ErrorCode::kParse,
                row ? fmt::format("{}:{}: {}", name_, lines_[*row], what) : fmt::format("{}: {}", name_, what));
}

}  // namespace tradewind::app
