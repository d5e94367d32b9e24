#include "net/http_client.hpp"

#include <curl/curl.h>

#include <fmt/core.h>
#include <mutex>

#include "net/text.hpp"
#include "net/url.hpp"

namespace tradewind::net {

namespace {

struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

/// What one exchange collects.
struct Exchange {
    HttpResponse response;
    std::size_t max_bytes = 0;
    bool too_large = false;
};

std::size_t take_body(const char* data, std::size_t, std::size_t size, void* target) {
    auto& exchange = *static_cast<Exchange*>(target);
    if (exchange.response.body.size() + size > exchange.max_bytes) {
        exchange.too_large = true;
        return 0;
    }
    exchange.response.body.append(data, size);
    return size;
}

std::size_t take_header(const char* data, std::size_t, std::size_t size, void* target) {
    auto& exchange = *static_cast<Exchange*>(target);
    std::string_view line(data, size);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' ')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // a 100 or a proxy's answer came before
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with("HTTP/")) return size;
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
    exchange.response.headers.emplace_back(line.substr(0, colon), value);
    return size;
}

bool follows_to_other_origins(std::string_view header) {
    for (const auto* kept :
         {"Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "If-None-Match", "If-Modified-Since"}) {
        if (equals_ignoring_case(header, kept)) return true;
    }
    return false;
}

/// Whether a failed request may have reached the other side.
bool maybe_sent(CURL* handle) {
    curl_off_t pretransfer = 0;
    curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
    return pretransfer > 0;
}

std::unexpected<Error> describe(CURL* handle, CURLcode code, const Exchange& exchange, const HttpRequest& request) {
    const std::string where = fmt::format("{} {}", request.method, shown_url(request.url));
    if (exchange.too_large) {
        return fail(ErrorCode::kLimit,
                    fmt::format("{}: the answer is larger than {} bytes", where, exchange.max_bytes));
    }
    const std::string what = fmt::format("{}: {}", where, curl_easy_strerror(code));
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return fail(ErrorCode::kInvalidArgument, what, "use an http:// or https:// URL");
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
            return fail(ErrorCode::kUnavailable, what, "check the host's name and this machine's name service");
        case CURLE_COULDNT_CONNECT:
            return fail(ErrorCode::kUnavailable, what, "check that the server runs and can be reached");
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CACERT_BADFILE:
            return fail(ErrorCode::kUnavailable, what, "check this machine's clock and its ca-certificates");
        case CURLE_BAD_CONTENT_ENCODING:
            return fail(ErrorCode::kParse, what);
        default:
            break;
    }
    if (maybe_sent(handle))
        return fail(ErrorCode::kUnknownOutcome, what, "the request was sent and may have had its effect");
    return fail(ErrorCode::kUnavailable, what, "try again later");
}

void ensure_global_init() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

struct HttpClient::Impl {
    explicit Impl(HttpClientOptions client_options) : options(std::move(client_options)) { ensure_global_init(); }

    Easy borrow() {
        const std::lock_guard lock(mutex);
        if (idle.empty()) return Easy(curl_easy_init());
        Easy handle = std::move(idle.back());
        idle.pop_back();
        return handle;
    }

    void give_back(Easy handle) {
        curl_easy_reset(handle.get());  // keeps its connections
        const std::lock_guard lock(mutex);
        if (idle.size() < options.pooled_connections) idle.push_back(std::move(handle));
    }

    Result<HttpResponse> once(const HttpRequest& request, Duration time_left, std::string& redirect);

    HttpClientOptions options;
    std::mutex mutex;
    std::vector<Easy> idle;
};

namespace {

void set_method(CURL* handle, const HttpRequest& request) {
    if (request.method == "HEAD") {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET" || !request.body.empty()) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
}

HeaderList header_list(const HttpRequest& request) {
    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.headers) {
        list = curl_slist_append(list, (value.empty() ? name + ";" : name + ": " + value).c_str());
    }
    return HeaderList(curl_slist_append(list, "Expect:"));
}

bool has_header(const HttpRequest& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const auto& field) { return equals_ignoring_case(field.first, name); });
}

}  // namespace

Result<HttpResponse> HttpClient::Impl::once(const HttpRequest& request, Duration time_left, std::string& redirect) {
    const auto url = parse_url(request.url);
    if (!url || (url->scheme != "http" && url->scheme != "https")) {
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("'{}' is not a URL that can be fetched", shown_url(request.url)),
                    "use an http:// or https:// URL");
    }
    for (const auto& [name, value] : request.headers) {
        if ((name + value).find_first_of("\r\n") != std::string::npos) {
            return fail(ErrorCode::kInvalidArgument,
                        fmt::format("header {} holds a line break", name.substr(0, name.find_first_of("\r\n"))));
        }
    }
    Easy handle = borrow();
    Exchange exchange;
    exchange.max_bytes = request.max_bytes;
    const auto headers = header_list(request);
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time_left).count();
    const auto connect =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(time_left, options.connect_timeout)).count();
    set_method(handle.get(), request);
    curl_easy_setopt(handle.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    if (!has_header(request, "Accept-Encoding")) curl_easy_setopt(handle.get(), CURLOPT_ACCEPT_ENCODING, "");
    if (!has_header(request, "User-Agent"))
        curl_easy_setopt(handle.get(), CURLOPT_USERAGENT, options.user_agent.c_str());
    if (is_loopback(url->host)) curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
    if (!options.ca_file.empty()) curl_easy_setopt(handle.get(), CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(milliseconds));
    curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect));
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &exchange);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) return describe(handle.get(), code, exchange, request);
    long status = 0;
    const char* target = nullptr;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle.get(), CURLINFO_REDIRECT_URL, &target);
    exchange.response.status = static_cast<int>(status);
    exchange.response.url = request.url;
    redirect = target == nullptr ? "" : target;
    give_back(std::move(handle));
    return std::move(exchange.response);
}

HttpClient::HttpClient(HttpClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;

namespace {

/// The request that a redirect asks for.
HttpRequest redirected(HttpRequest request, int status, const std::string& target) {
    const bool to_get = status == 303 || ((status == 301 || status == 302) && request.method == "POST");
    if (to_get && request.method != "HEAD") {
        request.method = "GET";
        request.body.clear();
        std::erase_if(request.headers,
                      [](const auto& field) { return equals_ignoring_case(field.first, "Content-Type"); });
    }
    if (origin_of(request.url) != origin_of(target)) {
        std::erase_if(request.headers, [](const auto& field) { return !follows_to_other_origins(field.first); });
    }
    request.url = target;
    return request;
}

}  // namespace

Result<HttpResponse> HttpClient::fetch(const HttpRequest& original) {
    const SystemMachineClock clock;
    const Duration deadline = clock.monotonic() + original.timeout;
    HttpRequest request = original;
    bool permanent = true;
    for (int hops = 0; hops <= impl_->options.max_redirects; ++hops) {
        const Duration left = std::max<Duration>(deadline - clock.monotonic(), std::chrono::milliseconds(1));
        std::string target;
        auto response = impl_->once(request, left, target);
        if (!response) return response;
        const int status = response->status;
        const bool is_redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (!original.follow_redirects || !is_redirect || target.empty()) {
            response->moved_permanently = hops > 0 && permanent;
            return response;
        }
        permanent = permanent && (status == 301 || status == 308);
        request = redirected(std::move(request), status, target);
    }
    return fail(ErrorCode::kUnavailable, fmt::format("{} {}: more than {} redirects", original.method,
                                                     shown_url(original.url), impl_->options.max_redirects));
}

HttpFetch HttpClient::make_fetch(HttpClientOptions options) {
    auto client = std::make_shared<HttpClient>(std::move(options));
    return [client](const HttpRequest& request) { return client->fetch(request); };
}

}  // namespace tradewind::net
