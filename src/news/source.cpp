#include "news/source.hpp"

#include <charconv>
#include <fmt/core.h>

#include "core/id.hpp"
#include "news/article.hpp"
#include "news/feed_date.hpp"

namespace tradewind::news {
namespace {

constexpr int kMaxVersions = 8;  // Of one article: a page that counts its comments changes for ever.

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data() || value < 0 || value > 1'000'000'000) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Timestamp> retry_after(const HttpResponse& response, Timestamp now) {
    const auto text = response.header("Retry-After");
    if (text.empty()) return std::nullopt;
    if (text.find_first_not_of("0123456789") == std::string_view::npos) {
        const auto seconds = number(text);
        return seconds ? std::optional(now + std::chrono::seconds(*seconds)) : std::nullopt;
    }
    return parse_feed_date(text);
}

std::optional<Duration> max_age(const HttpResponse& response) {
    const auto control = response.header("Cache-Control");
    if (control.find("no-cache") != std::string_view::npos || control.find("no-store") != std::string_view::npos)
        return std::nullopt;
    const auto at = control.find("max-age=");
    if (at == std::string_view::npos) return std::nullopt;
    const auto seconds = number(control.substr(at + 8));
    return seconds ? std::optional<Duration>(std::chrono::seconds(*seconds)) : std::nullopt;
}

Timestamp after_failure(const PollPolicy& policy, std::string_view key, int failures, Timestamp now,
                        const HttpResponse* response) {
    if (response != nullptr) {
        if (const auto asked = retry_after(*response, now)) {
            return std::clamp(*asked, now + std::chrono::seconds(1), now + std::chrono::hours(24));
        }
    }
    Duration wait = policy.backoff;
    for (int i = 1; i < failures && wait < policy.longest_backoff; ++i) wait *= 2;
    wait = std::min(wait, policy.longest_backoff);
    // A spread of up to a quarter, fixed by the key and the count: no randomness to replay.
    const auto digest = hash_fields({"backoff", key, std::to_string(failures)});
    return now + wait + wait * digest[0] / 1024;
}

Error status_error(const HttpResponse& response) {
    const auto message = fmt::format("the server answered {}", response.status);
    switch (response.status) {
        case 401:
            return {ErrorCode::kRefused, message, "check the key or secret of this source"};
        case 403:
            return {ErrorCode::kRefused, message,
                    "often the User-Agent is refused: set news.user_agent to something with a contact"};
        case 404:
            return {ErrorCode::kNotFound, message, "the feed has moved or never was: check its URL"};
        case 410:
            return {ErrorCode::kNotFound, message + ": the feed is gone for good", "remove this source"};
        case 429:
            return {ErrorCode::kLimit, message + ": asked too often", "raise the source's interval"};
        default:
            break;
    }
    if (response.status >= 500)
        return {ErrorCode::kUnavailable, message, "the server has trouble; it is asked again later"};
    return {ErrorCode::kRefused, message, "check the source's URL"};
}

void SeenArticles::remember(const std::string& id, Version version) {
    if (!versions_.insert_or_assign(id, std::move(version)).second) return;
    order_.push_back(id);
    if (order_.size() <= capacity_) return;
    const auto dropped = order_.begin() + static_cast<std::ptrdiff_t>(capacity_ / 4 + 1);
    for (auto old = order_.begin(); old != dropped; ++old) versions_.erase(*old);
    order_.erase(order_.begin(), dropped);
}

void SeenArticles::sort_out(RawArticle article, PollResult& result) {
    const auto id = article.id.to_string();
    auto hash = content_hash(article);
    const auto known = versions_.find(id);
    if (known == versions_.end()) {
        remember(id, {std::move(hash), 1});
        result.articles.push_back(std::move(article));
        return;
    }
    auto& version = known->second;
    // A state from before versions were kept has no hash: what is there now is taken for the first one.
    const bool changed = !version.hash.empty() && version.hash != hash && version.count < kMaxVersions;
    const int count = version.count + (changed ? 1 : 0);
    version = {std::move(hash), std::max(count, 1)};
    if (!changed) {
        ++result.known;
        return;
    }
    article.id = article.story = revision_id(article);
    result.revised.insert(article.id);
    result.articles.push_back(std::move(article));
}

std::vector<std::string> SeenArticles::all() const {
    std::vector<std::string> saved;
    for (const auto& id : order_) {
        const auto& version = versions_.at(id);
        saved.push_back(fmt::format("{} {} {}", id, version.hash, version.count));
    }
    return saved;
}

void SeenArticles::restore(const std::vector<std::string>& saved) {
    order_.clear();
    versions_.clear();
    for (const auto& line : saved) {
        const auto first = line.find(' ');
        const auto second = line.find(' ', first == std::string::npos ? first : first + 1);
        Version version{.hash = {}, .count = 1};
        if (second != std::string::npos) {
            version.hash = line.substr(first + 1, second - first - 1);
            version.count = static_cast<int>(number(std::string_view(line).substr(second + 1)).value_or(1));
        }
        remember(line.substr(0, first), std::move(version));
    }
}

}  // namespace tradewind::news
