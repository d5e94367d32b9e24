#include "backtest/text_file.hpp"

#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

namespace tradewind::backtest {
namespace {

constexpr std::size_t kMaxText = std::size_t{4} << 30;
constexpr std::size_t kChunk = std::size_t{1} << 18;

std::unexpected<Error> damaged(const std::string& path) {
    return fail(ErrorCode::kParse, fmt::format("{}: the compressed file is damaged", path),
                "unpack it by hand to see where");
}

std::unexpected<Error> too_large(const std::string& path) {
    return fail(ErrorCode::kLimit, fmt::format("{}: more than 4 GiB of text", path), "split the file");
}

Result<std::string> read_gzip(const std::string& path) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    if (!file) return fail(ErrorCode::kNotFound, path + ": can't be opened");
    std::string text;
    std::string buffer(kChunk, '\0');
    for (;;) {
        const int size = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
        if (size < 0) return damaged(path);
        if (size == 0) break;
        text.append(buffer, 0, static_cast<std::size_t>(size));
        if (text.size() > kMaxText) return too_large(path);
    }
    // A stream that ends early is no error for gzread, but for us it is.
    int error = Z_OK;
    gzerror(file.get(), &error);
    if (error != Z_OK) return damaged(path);
    return text;
}

Result<std::string> unpack_zstd(const std::string& path, const std::string& packed) {
    const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
    std::string text;
    std::string buffer(kChunk, '\0');
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    std::size_t left = 1;
    while (in.pos < in.size) {
        ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
        left = ZSTD_decompressStream(stream.get(), &out, &in);
        if (ZSTD_isError(left) != 0) return damaged(path);
        text.append(buffer, 0, out.pos);
        if (text.size() > kMaxText) return too_large(path);
    }
    if (left != 0) return damaged(path);
    return text;
}

Result<std::string> read_plain(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::error_code error;
    if (!file || std::filesystem::is_directory(path, error)) {
        return fail(ErrorCode::kNotFound, path + ": can't be opened", "check the path and its permissions");
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    if (path.ends_with(".gz")) return read_gzip(path);
    auto plain = read_plain(path);
    return plain && path.ends_with(".zst") ? unpack_zstd(path, *plain) : plain;
}

std::vector<std::string_view> split_lines(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::vector<std::string> split_csv(std::string_view line, char separator) {
    std::vector<std::string> fields;
    for (bool more = true; more;) {
        std::string field;
        const auto start = line.find_first_not_of(" \t");
        if (separator == ',' && start != std::string_view::npos && line[start] == '"') {
            std::size_t at = start + 1;
            for (; at < line.size(); ++at) {
                if (line[at] != '"') {
                    field += line[at];
                } else if (at + 1 < line.size() && line[at + 1] == '"') {
                    field += line[++at];
                } else {
                    break;
                }
            }
            line.remove_prefix(std::min(at + 1, line.size()));
            const auto end = line.find(separator);
            more = end != std::string_view::npos;
            line.remove_prefix(more ? end + 1 : line.size());
        } else {
            const auto end = line.find(separator);
            field = trimmed(line.substr(0, end));
            more = end != std::string_view::npos;
            line.remove_prefix(more ? end + 1 : line.size());
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

std::string plain_name(const std::string& path) {
    auto name = std::filesystem::path(path).filename().string();
    for (const std::string_view suffix : {".gz", ".zst"}) {
        if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    }
    return name;
}

}  // namespace tradewind::backtest
