#include "news/reddit_source.hpp"

#include <fmt/core.h>
#include <charconv>
#include <nlohmann/json.hpp>

#include "news/article.hpp"
#include "news/html_text.hpp"
#include "news/json_members.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSeenPosts = 1'000;  // As many as a listing has.
constexpr auto kPublicBase = "https://www.reddit.com";
constexpr auto kOauthBase = "https://oauth.reddit.com";

std::string base64(std::string_view bytes) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j) {
            out += i + j <= bytes.size() ? kAlphabet[group >> (18 - 6 * j) & 63U] : '=';
        }
    }
    return out;
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end != text.data() ? std::optional(value) : std::nullopt;
}

bool is_removed(const json& data) {
    const auto by = data.find("removed_by_category");
    const auto text = text_of(data, "selftext");
    return (by != data.end() && by->is_string()) || text == "[removed]" ||
           (text == "[deleted]" && text_of(data, "author") == "[deleted]");
}

std::optional<RawArticle> post_of(const json& data, Timestamp received) {
    const auto created = data.find("created_utc");
    const auto permalink = text_of(data, "permalink");
    auto title = collapse_whitespace(html_to_text(text_of(data, "title")));
    if (created == data.end() || !created->is_number() || permalink.empty() || title.empty()) return std::nullopt;
    const double seconds = created->get<double>();
    if (!(seconds > 0) || seconds > 4e9) return std::nullopt;
    RawArticle article;
    article.source = "reddit:" + text_of(data, "subreddit");
    article.url = canonical_url(resolve_url(kPublicBase, permalink));
    article.title = std::move(title);
    article.text = collapse_whitespace(html_to_text(text_of(data, "selftext")));
    article.author = text_of(data, "author");
    article.published = Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
    article.received = received;
    if (article.published > received) article.published = received;
    article.id = article_id(article.url, article.source, article.title);
    article.story = article.id;
    return article;
}

// Fields as Reddit has them, of the type that they should have; null else.
std::string details_of(const json& data) {
    const auto number_or_null = [&](const char* key) {
        const auto found = data.find(key);
        return found != data.end() && found->is_number() ? *found : json();
    };
    const auto flair = text_of(data, "link_flair_text");
    return json{{"score", number_or_null("score")},
                {"upvote_ratio", number_or_null("upvote_ratio")},
                {"comments", number_or_null("num_comments")},
                {"flair", flair.empty() ? json() : json(flair)},
                {"edited", number_or_null("edited")}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string result;
    for (const auto& part : parts) result += (result.empty() ? "" : "+") + part;
    return result;
}

}  // namespace

Result<RedditListing> parse_reddit_listing(std::string_view text, Timestamp received) {
    const auto document = json::parse(text, nullptr, false);
    const bool listing = document.is_object() && text_of(document, "kind") == "Listing" && document.contains("data") &&
                         document["data"].is_object() && document["data"].contains("children") &&
                         document["data"]["children"].is_array();
    if (!listing) {
        return fail(ErrorCode::kParse, "not a Reddit listing",
                    "Reddit may ask for credentials: set reddit.client_id and client_secret");
    }
    RedditListing result;
    result.after = text_of(document["data"], "after");
    for (const auto& child : document["data"]["children"]) {
        if (!child.is_object() || text_of(child, "kind") != "t3" || !child.contains("data") ||
            !child["data"].is_object())
            continue;
        result.names.push_back(text_of(child["data"], "name"));
        auto post = post_of(child["data"], received);
        if (!post) continue;
        if (is_removed(child["data"])) {
            result.removed.push_back(post->id);
            continue;
        }
        result.details.emplace(post->id, details_of(child["data"]));
        result.posts.push_back(std::move(*post));
    }
    return result;
}

RedditPoller::RedditPoller(RedditOptions options)
    : options_(std::move(options)),
      name_("reddit:" + joined(options_.subreddits) + (options_.query.empty() ? "" : "?" + options_.query)),
      seen_(kMaxSeenPosts) {
    if (options_.base_url.empty()) options_.base_url = options_.client_id.empty() ? kPublicBase : kOauthBase;
}

HttpRequest RedditPoller::page_request(const std::string& after) const {
    HttpRequest request;
    // Both hosts answer `.json`; without raw_json `<`, `>` and `&` come escaped.
    const auto* form = options_.client_id.empty() ? ".json" : "";
    request.url = fmt::format("{}/r/{}/{}{}?limit=100&raw_json=1", options_.base_url, joined(options_.subreddits),
                              options_.query.empty() ? "new" : "search", form);
    if (!options_.query.empty()) {
        request.url += "&restrict_sr=1&sort=new&type=link&q=" + percent_encoded(options_.query);
    }
    if (!after.empty()) request.url += "&after=" + after;
    request.timeout = options_.policy.timeout;
    request.max_bytes = options_.policy.max_bytes;
    if (!options_.policy.user_agent.empty()) request.headers.emplace_back("User-Agent", options_.policy.user_agent);
    if (!token_.empty()) request.headers.emplace_back("Authorization", "bearer " + token_);
    return request;
}

Status RedditPoller::renew_token(Timestamp now, const HttpFetch& fetch) {
    HttpRequest request;
    request.method = "POST";
    request.url = options_.token_url;
    request.body = "grant_type=client_credentials";
    request.timeout = options_.policy.timeout;
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.headers.emplace_back("Authorization", "Basic " + base64(options_.client_id + ":" + options_.client_secret));
    if (!options_.policy.user_agent.empty()) request.headers.emplace_back("User-Agent", options_.policy.user_agent);
    const auto response = fetch(request);
    if (!response) return std::unexpected(response.error());
    const auto answer = json::parse(response->body, nullptr, false);
    // Reddit refuses with 200, too.
    const auto token = answer.is_object() ? text_of(answer, "access_token") : std::string();
    if (response->status != 200 || token.empty()) {
        const auto reason = answer.is_object() ? text_of(answer, "error") : std::string();
        return fail(
            ErrorCode::kRefused,
            fmt::format("no token ({}{}{})", response->status, reason.empty() ? "" : ": ", reason.substr(0, 60)),
            "check reddit.client_id and reddit.client_secret");
    }
    const auto seconds = answer.find("expires_in");
    const auto lasts =
        seconds != answer.end() && seconds->is_number() ? std::clamp(seconds->get<double>(), 120.0, 86'400.0) : 3600.0;
    token_ = token;
    token_ends_ = now + std::chrono::seconds(static_cast<std::int64_t>(lasts) - 60);
    return {};
}

Result<HttpResponse> RedditPoller::get_page(const std::string& after, Timestamp now, const HttpFetch& fetch) {
    const bool signs_in = !options_.client_id.empty();
    if (signs_in && (token_.empty() || now >= token_ends_)) {
        if (auto renewed = renew_token(now, fetch); !renewed) return std::unexpected(renewed.error());
    }
    auto response = fetch(page_request(after));
    if (!response || response->status != 401 || !signs_in) return response;
    if (auto renewed = renew_token(now, fetch); !renewed) return std::unexpected(renewed.error());
    return fetch(page_request(after));
}

Result<PollResult> RedditPoller::failed(Timestamp now, Error error, const HttpResponse* response) {
    ++failures_;
    next_poll_ = after_failure(options_.policy, name_, failures_, now, response);
    return std::unexpected(error.within(name_));
}

void RedditPoller::schedule(Timestamp now, const HttpResponse& response) {
    next_poll_ = now + options_.policy.interval;
    const auto remaining = number(response.header("X-Ratelimit-Remaining"));
    const auto reset = number(response.header("X-Ratelimit-Reset"));
    if (!remaining || !reset || *reset < 0 || *reset > 3600) return;
    const auto left = std::chrono::nanoseconds(static_cast<std::int64_t>(*reset * 1e9));
    const double pages = static_cast<double>(options_.max_pages);
    const auto spread = *remaining < pages
                            ? left
                            : std::chrono::nanoseconds(static_cast<std::int64_t>(*reset * 1e9 * pages / *remaining));
    next_poll_ = std::max(next_poll_, now + spread);
}

Result<PollResult> RedditPoller::poll(PollTime now, const HttpFetch& fetch) {
    PollResult result;
    std::string after;
    const bool first = seen_.empty();
    for (std::size_t page = 0; page < options_.max_pages; ++page) {
        auto response = get_page(after, now.machine, fetch);
        if (!response) return failed(now.machine, std::move(response.error()), nullptr);
        result.status = response->status;
        if (response->status != 200) return failed(now.machine, status_error(*response), &*response);
        auto listing = parse_reddit_listing(response->body, now.market);
        if (!listing) return failed(now.machine, std::move(listing.error()), nullptr);
        schedule(now.machine, *response);
        bool known = false;
        for (const auto& removed : listing->removed) {
            if (seen_.contains(removed)) result.withdrawn.push_back(removed);
        }
        result.details.merge(listing->details);
        for (auto& post : listing->posts) {
            known = known || seen_.contains(post.id);
            seen_.sort_out(std::move(post), result);
        }
        // Without anything to meet (the first poll) one page is news enough.
        if (known || first || listing->after.empty()) break;
        after = listing->after;
    }
    failures_ = 0;
    std::ranges::stable_sort(result.articles, {}, &RawArticle::published);
    return result;
}

std::string RedditPoller::save() const {
    return json{{"version", 1}, {"next_poll", unix_nanos(next_poll_)}, {"failures", failures_}, {"seen", seen_.all()}}
        .dump();
}

Status RedditPoller::load(std::string_view text) {
    const auto saved = json::parse(text, nullptr, false);
    try {
        const auto next = saved.at("next_poll").get<std::int64_t>();
        const auto failures = saved.at("failures").get<int>();
        seen_.restore(saved.at("seen").get<std::vector<std::string>>());
        next_poll_ = timestamp_from_unix_nanos(next);
        failures_ = failures;
        return {};
    } catch (const json::exception&) {
        return fail(ErrorCode::kParse, "can't read the saved state of " + name_, "it starts anew");
    }
}

}  // namespace tradewind::news
