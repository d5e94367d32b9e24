#include "news/json_source.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "news/article.hpp"
#include "news/feed_date.hpp"
#include "news/html_text.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSeenStories = 2'000;
constexpr std::size_t kMaxItems = 10'000;

// Null where the path leads nowhere.
const json* at_path(const json& from, std::string_view path) {
    const json* at = &from;
    while (!path.empty()) {
        const auto dot = path.find('.');
        const auto step = path.substr(0, dot);
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
        if (at->is_object()) {
            const auto found = at->find(step);
            if (found == at->end()) return nullptr;
            at = &*found;
            continue;
        }
        std::size_t position = 0;
        const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), position);
        const bool number = error == std::errc() && end == step.data() + step.size();
        if (!at->is_array() || !number || position >= at->size()) return nullptr;
        at = &(*at)[position];
    }
    return at;
}

std::string text_at(const json& item, std::string_view path) {
    if (path.empty()) return {};
    const auto* found = at_path(item, path);
    if (found == nullptr) return {};
    if (found->is_string()) return found->get<std::string>();
    return found->is_number() ? found->dump() : std::string();
}

std::optional<Timestamp> time_at(const json& item, std::string_view path) {
    const auto* found = path.empty() ? nullptr : at_path(item, path);
    if (found == nullptr) return std::nullopt;
    if (found->is_string()) return parse_feed_date(found->get_ref<const std::string&>());
    if (!found->is_number()) return std::nullopt;
    const double value = found->get<double>();
    if (!(value > 0) || value > 4e12) return std::nullopt;
    const double milliseconds = value > 1e11 ? value : value * 1000;
    return Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds)));
}

void add_symbol(RawArticle& article, std::string_view text) {
    const auto ticker = Ticker::parse(collapse_whitespace(text));
    if (ticker && !std::ranges::contains(article.symbols, *ticker)) article.symbols.push_back(*ticker);
}

void read_symbols(const json& item, std::string_view path, RawArticle& article) {
    const auto* found = path.empty() ? nullptr : at_path(item, path);
    if (found == nullptr) return;
    if (found->is_array()) {
        for (const auto& symbol : *found) {
            if (symbol.is_string()) add_symbol(article, symbol.get_ref<const std::string&>());
        }
    }
    auto list = found->is_string() ? found->get<std::string>() : std::string();
    for (std::string_view rest = list; !rest.empty();) {
        const auto comma = rest.find(',');
        add_symbol(article, rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
}

}  // namespace

Result<std::vector<RawArticle>> parse_json_articles(std::string_view text, const JsonPaths& paths,
                                                    std::string_view source, std::string_view base_url,
                                                    Timestamp received) {
    const auto shallow = [](int depth, json::parse_event_t, json&) { return depth < 64; };
    const auto document = json::parse(text, shallow, false);
    const auto* items = document.is_discarded() ? nullptr : at_path(document, paths.items);
    if (items == nullptr || !items->is_array()) {
        return fail(ErrorCode::kParse, document.is_discarded() ? "not valid JSON" : "no list of articles in it",
                    "check the source's url and its `items`");
    }
    std::vector<RawArticle> articles;
    for (std::size_t i = 0; i < items->size() && i < kMaxItems; ++i) {
        const auto& item = (*items)[i];
        RawArticle article;
        article.source = source;
        article.title = html_to_text(text_at(item, paths.title));
        article.text = html_to_text(text_at(item, paths.text));
        if (article.title.empty() && article.text.empty()) continue;
        article.url = canonical_url(resolve_url(base_url, text_at(item, paths.url)));
        article.author = collapse_whitespace(text_at(item, paths.author));
        read_symbols(item, paths.symbols, article);
        article.received = received;
        article.published = std::min(time_at(item, paths.published).value_or(received), received);
        const auto own = text_at(item, paths.id);
        article.id = own.empty() ? article_id(article.url, source, article.title.empty() ? article.text : article.title)
                                 : ArticleId::from_fields({"article", source, own});
        article.story = article.id;
        articles.push_back(std::move(article));
    }
    return articles;
}

JsonPoller::JsonPoller(std::string name, std::string url, JsonPaths paths, PollPolicy policy)
    : name_("json:" + std::move(name)),
      url_(std::move(url)),
      paths_(std::move(paths)),
      policy_(std::move(policy)),
      seen_(kMaxSeenStories) {}

Result<PollResult> JsonPoller::failed(Timestamp now, Error error, const HttpResponse* response) {
    ++failures_;
    next_poll_ = after_failure(policy_, name_ + url_, failures_, now, response);
    return std::unexpected(error.within(name_));
}

Result<PollResult> JsonPoller::poll(PollTime now, const HttpFetch& fetch) {
    HttpRequest request;
    request.url = url_;
    request.timeout = policy_.timeout;
    request.max_bytes = policy_.max_bytes;
    request.headers.emplace_back("Accept", "application/json");
    if (!policy_.user_agent.empty()) request.headers.emplace_back("User-Agent", policy_.user_agent);
    if (!etag_.empty()) request.headers.emplace_back("If-None-Match", etag_);
    if (!last_modified_.empty()) request.headers.emplace_back("If-Modified-Since", last_modified_);
    auto response = fetch(request);
    if (!response) return failed(now.machine, std::move(response.error()), nullptr);
    if (response->status != 200 && response->status != 304)
        return failed(now.machine, status_error(*response), &*response);
    PollResult result;
    result.status = response->status;
    if (response->status == 200) {
        const std::string base = response->url.empty() ? url_ : response->url;
        auto articles = parse_json_articles(response->body, paths_, name_, base, now.market);
        if (!articles) return failed(now.machine, std::move(articles.error()), nullptr);
        for (auto& article : *articles) seen_.sort_out(std::move(article), result);
        etag_ = response->header("ETag");
        last_modified_ = response->header("Last-Modified");
    }
    failures_ = 0;
    const auto asked = max_age(*response).value_or(Duration{});
    next_poll_ = now.machine + std::max(policy_.interval, std::min(asked, policy_.longest));
    std::ranges::stable_sort(result.articles, {}, &RawArticle::published);
    return result;
}

std::string JsonPoller::save() const {
    return json{{"version", 1},          {"url", url_},   {"next_poll", unix_nanos(next_poll_)},
                {"failures", failures_}, {"etag", etag_}, {"last_modified", last_modified_},
                {"seen", seen_.all()}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

Status JsonPoller::load(std::string_view text) {
    const auto saved = json::parse(text, nullptr, false);
    try {
        const auto seen = saved.at("seen").get<std::vector<std::string>>();
        if (saved.at("url") == url_) {
            const auto next = saved.at("next_poll").get<std::int64_t>();
            saved.at("failures").get_to(failures_);
            saved.at("etag").get_to(etag_);
            saved.at("last_modified").get_to(last_modified_);
            next_poll_ = timestamp_from_unix_nanos(next);
        }
        seen_.restore(seen);
        return {};
    } catch (const json::exception&) {
        return fail(ErrorCode::kParse, "can't read the saved state of " + name_, "it starts anew");
    }
}

}  // namespace tradewind::news
