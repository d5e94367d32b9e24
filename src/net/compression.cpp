#include "net/compression.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "net/text.hpp"

namespace tradewind::net {

namespace {

constexpr std::size_t kLeast = 1024;

bool takes_gzip(const Request& request) {
    for (std::string_view rest = request.header("Accept-Encoding"); !rest.empty();) {
        auto coding = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), coding.size() + 1));
        while (coding.starts_with(' ')) coding.remove_prefix(1);
        const bool refused =
            coding.find("q=0") != std::string_view::npos && coding.find("q=0.") == std::string_view::npos;
        if (equals_ignoring_case(coding.substr(0, coding.find(';')), "gzip")) return !refused;
    }
    return false;
}

bool is_text(std::string_view type) {
    constexpr std::array<std::string_view, 6> kText{
        "text/",         "application/json",       "application/problem+json",
        "image/svg+xml", "application/javascript", "application/manifest+json"};
    return std::ranges::any_of(kText, [&](std::string_view begin) { return type.starts_with(begin); });
}

}  // namespace

std::string gzip(std::string_view bytes) {
    constexpr int kGzip = 15 + 16;
    z_stream stream{};
    TRADEWIND_ASSERT(deflateInit2(&stream, 5, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    TRADEWIND_ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

Response compressed(const Request& request, Response response) {
    const bool packable = response.status == 200 && !response.stream && response.content().size() >= kLeast &&
                          is_text(response.header("Content-Type")) && response.header("Content-Encoding").empty() &&
                          !request.path.starts_with("/api/auth");
    if (!packable) return response;
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (!takes_gzip(request)) return response;
    response.body = gzip(response.content());
    response.shared_body.reset();
    response.headers.emplace_back("Content-Encoding", "gzip");
    for (auto& [name, value] : response.headers) {
        // Another representation than the plain one, of the same content.
        if (equals_ignoring_case(name, "ETag") && !value.starts_with("W/")) value.insert(0, "W/");
    }
    return response;
}

}  // namespace tradewind::net
