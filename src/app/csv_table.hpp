#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::app {

/// A CSV file with a header, read whole: comma-separated, fields trimmed and optionally in double quotes, blank lines
/// skipped, LF or CRLF, a byte order mark ignored. Errors name file and line.
class CsvTable {
public:
    /// `path` may be `-` for standard input. kNotFound or kUnavailable where it can't be read; kParse for an empty
    /// file or a row whose number of fields differs from the header's.
    static Result<CsvTable> read(const std::string& path);
    static Result<CsvTable> parse(std::string text, std::string name);

    /// The first of these columns, names compared without case.
    [[nodiscard]] std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] std::size_t rows() const noexcept { return lines_.size(); }
    [[nodiscard]] std::string_view at(std::size_t row, std::size_t column) const;

    /// A finite number, else kParse.
    [[nodiscard]] Result<double> number(std::size_t row, std::size_t column) const;
    [[nodiscard]] Result<std::vector<double>> numbers(std::size_t column) const;
    [[nodiscard]] Result<Timestamp> time(std::size_t row, std::size_t column) const;
    [[nodiscard]] Result<std::vector<Timestamp>> times(std::size_t column) const;

    /// kParse, its message beginning with the file, and the line of `row` where one is given.
    [[nodiscard]] std::unexpected<Error> wrong(std::string_view what, std::optional<std::size_t> row = {}) const;

private:
    struct Field {
        std::size_t begin;
        std::size_t size;
    };
    Status take_line(std::string_view line, std::size_t begin, std::size_t number);

    std::string name_;
    std::string text_;
    std::vector<std::string> header_;
    std::vector<Field> fields_;
    std::vector<std::size_t> lines_;
};

}  // namespace tradewind::app
