#include "net/static_files.hpp"

#include <fmt/core.h>
#include <fstream>
#include <iterator>

#include "core/id.hpp"

namespace tradewind::net {

namespace {

constexpr std::size_t kMaxTotal = 64 * 1024 * 1024;

std::string content_type(const std::filesystem::path& file) {
    static const std::map<std::string, std::string> types{{".html", "text/html; charset=utf-8"},
                                                          {".js", "text/javascript; charset=utf-8"},
                                                          {".css", "text/css; charset=utf-8"},
                                                          {".json", "application/json"},
                                                          {".svg", "image/svg+xml"},
                                                          {".png", "image/png"},
                                                          {".jpg", "image/jpeg"},
                                                          {".ico", "image/x-icon"},
                                                          {".woff2", "font/woff2"},
                                                          {".webmanifest", "application/manifest+json"},
                                                          {".map", "application/json"},
                                                          {".txt", "text/plain; charset=utf-8"}};
    const auto at = types.find(file.extension().string());
    return at == types.end() ? "application/octet-stream" : at->second;
}

/// `app-1a2b3c4d.js`: a name that changes with the content, as bundlers make them.
bool has_hashed_name(const std::filesystem::path& file) {
    constexpr std::size_t kHash = 8;
    const std::string stem = file.stem().string();
    const auto dash = stem.rfind('-');
    return file.parent_path().filename() == "assets" && dash != std::string::npos && stem.size() - dash - 1 >= kHash;
}

bool looks_like_a_file(std::string_view path) {
    return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
    StaticFiles files;
    std::size_t total = 0;
    std::error_code error;
    for (auto at = std::filesystem::recursive_directory_iterator(folder, error);
         !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
        if (at->is_symlink() || !at->is_regular_file()) continue;
        std::ifstream input(at->path(), std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
        total += bytes.size();
        if (total > kMaxTotal) {
            return fail(ErrorCode::kLimit, fmt::format("{} holds more than {} bytes", folder.string(), kMaxTotal));
        }
        const std::string name = "/" + at->path().lexically_relative(folder).generic_string();
        const std::string etag = fmt::format("\"{}\"", sha256_hex(bytes).substr(0, 32));
        files.files_[name] = {std::make_shared<const std::string>(std::move(bytes)), content_type(at->path()), etag,
                              has_hashed_name(at->path())};
    }
    if (!files.files_.contains("/index.html")) {
        return fail(ErrorCode::kNotFound, fmt::format("{} has no index.html", folder.string()), "build the dashboard");
    }
    return files;
}

Response StaticFiles::serve(const Request& request) const {
    const auto at = files_.find(request.path);
    if (at != files_.end()) return answer(at->second, request);
    const bool own_route =
        !looks_like_a_file(request.path) && !request.path.starts_with("/api/") && request.path != "/api";
    if (own_route) return answer(files_.at("/index.html"), request);
    return problem(404, "not-found", "there is nothing at this path", "", request.path);
}

Response StaticFiles::answer(const File& file, const Request& request) {
    Response response;
    response.headers = {{"Content-Type", file.type},
                        {"ETag", file.etag},
                        {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (request.header("If-None-Match").find(file.etag) != std::string_view::npos) {
        response.status = 304;
    } else {
        response.shared_body = file.bytes;
    }
    return response;
}

}  // namespace tradewind::net
