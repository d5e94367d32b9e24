#include "news/feed_source.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "core/id.hpp"
#include "news/article.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxSeenItems = 2'000;
constexpr int kGoodMoves = 3;
constexpr auto kAccept =
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, "
    "text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

// Out of the hours and days in which the feed says that nothing happens; at most a week on.
Timestamp out_of_skipped(Timestamp time, const PollingHints& hints) {
    using namespace std::chrono;
    for (int i = 0; i < 24 * 7; ++i) {
        const auto day = floor<days>(time);
        const auto hour = duration_cast<hours>(time - day).count();
        const bool skip_hour = (hints.skip_hours >> static_cast<unsigned>(hour) & 1U) != 0;
        const bool skip_day = (hints.skip_days >> weekday(sys_days(day)).c_encoding() & 1U) != 0;
        if (!skip_hour && !skip_day) return time;
        time = Timestamp(floor<hours>(time) + hours(1));
    }
    return time;
}

}  // namespace

FeedPoller::FeedPoller(std::string name, std::string url, PollPolicy policy, std::vector<std::string> wanted)
    : name_("rss:" + std::move(name)),
      configured_url_(std::move(url)),
      policy_(std::move(policy)),
      wanted_(std::move(wanted)),
      seen_(kMaxSeenItems) {
    state_.url = configured_url_;
}

HttpRequest FeedPoller::request() const {
    HttpRequest request;
    request.url = state_.url;
    request.timeout = policy_.timeout;
    request.max_bytes = policy_.max_bytes;
    request.headers.emplace_back("Accept", kAccept);
    if (!policy_.user_agent.empty()) request.headers.emplace_back("User-Agent", policy_.user_agent);
    if (state_.validators_url == state_.url || state_.validators_url == state_.moving_to) {
        if (!state_.etag.empty()) request.headers.emplace_back("If-None-Match", state_.etag);
        if (!state_.last_modified.empty()) request.headers.emplace_back("If-Modified-Since", state_.last_modified);
    }
    return request;
}

Result<PollResult> FeedPoller::poll(PollTime now, const HttpFetch& fetch) {
    if (state_.retired) return fail(ErrorCode::kNotFound, name_ + " is gone for good", "remove this source");
    auto response = fetch(request());
    if (!response) return failed(now.machine, std::move(response.error()), nullptr);
    if (response->status == 304) {
        state_.failures = 0;
        if (const auto etag = response->header("ETag"); !etag.empty()) state_.etag = etag;
        schedule(now.machine, *response);
        return PollResult{.status = 304, .articles = {}, .known = 0, .warnings = {}};
    }
    if (response->status == 410) {
        state_.retired = true;
        state_.next_poll = Timestamp::max();
        return std::unexpected(status_error(*response).within(name_));
    }
    if (response->status != 200) return failed(now.machine, status_error(*response), &*response);
    return take(now, *response);
}

Result<PollResult> FeedPoller::failed(Timestamp now, Error error, const HttpResponse* response) {
    ++state_.failures;
    state_.next_poll = after_failure(policy_, name_ + state_.url, state_.failures, now, response);
    return std::unexpected(error.within(name_));
}

Result<PollResult> FeedPoller::take(PollTime now, const HttpResponse& response) {
    PollResult result{.status = response.status, .articles = {}, .known = 0, .warnings = {}};
    const auto hash = sha256_hex(response.body);
    if (hash == state_.body_hash) {
        // Some servers answer 200 with the same bytes.
        state_.failures = 0;
        schedule(now.machine, response);
        return result;
    }
    const std::string base = response.url.empty() ? state_.url : response.url;
    auto feed = parse_feed(response.body, {base, response.header("Content-Type")});
    if (!feed) return failed(now.machine, std::move(feed.error()), nullptr);
    state_.failures = 0;
    state_.body_hash = hash;
    state_.validators_url = base;
    state_.etag = response.header("ETag");
    state_.last_modified = response.header("Last-Modified");
    follow_move(response);
    state_.hints = feed->hints;
    schedule(now.machine, response);
    result.warnings = std::move(feed->warnings);
    keep_wanted(feed->entries);
    for (auto& article : articles_of(*feed, name_, now.market)) seen_.sort_out(std::move(article), result);
    std::ranges::stable_sort(result.articles, {}, &RawArticle::published);
    return result;
}

// A forged move (a captive portal's, say) must not stick: it is believed after several good fetches, never from https
// to http.
void FeedPoller::follow_move(const HttpResponse& response) {
    const bool moved = response.moved_permanently && !response.url.empty() && response.url != state_.url;
    const bool downgrade = state_.url.starts_with("https:") && !response.url.starts_with("https:");
    if (!moved || downgrade) {
        state_.moving_to.clear();
        state_.good_moves = 0;
        return;
    }
    state_.good_moves = response.url == state_.moving_to ? state_.good_moves + 1 : 1;
    state_.moving_to = response.url;
    if (state_.good_moves < kGoodMoves) return;
    state_.url = std::move(state_.moving_to);
    state_.moving_to.clear();
    state_.good_moves = 0;
}

// Edgar matches forms by their beginnings: 4 brings 424B2 along.
void FeedPoller::keep_wanted(std::vector<FeedEntry>& entries) const {
    if (wanted_.empty()) return;
    std::erase_if(entries, [&](const FeedEntry& entry) {
        return std::ranges::none_of(wanted_,
                                    [&](const auto& term) { return std::ranges::contains(entry.categories, term); });
    });
}

void FeedPoller::schedule(Timestamp now, const HttpResponse& response) {
    const PollingHints& hints = state_.hints;
    Duration interval = policy_.interval;
    for (const auto asked : {max_age(response), hints.ttl}) {
        if (asked) interval = std::max(interval, std::min(*asked, policy_.longest));
    }
    state_.next_poll = now + interval;
    if (interval >= std::chrono::minutes(30)) state_.next_poll = out_of_skipped(state_.next_poll, hints);
}

std::string FeedPoller::save() const {
    return nlohmann::json{{"version", 1},
                          {"configured_url", configured_url_},
                          {"url", state_.url},
                          {"validators_url", state_.validators_url},
                          {"etag", state_.etag},
                          {"last_modified", state_.last_modified},
                          {"body_hash", state_.body_hash},
                          {"moving_to", state_.moving_to},
                          {"good_moves", state_.good_moves},
                          {"ttl", state_.hints.ttl ? state_.hints.ttl->count() : 0},
                          {"skip_hours", state_.hints.skip_hours},
                          {"skip_days", state_.hints.skip_days},
                          {"next_poll", unix_nanos(state_.next_poll)},
                          {"failures", state_.failures},
                          {"retired", state_.retired},
                          {"seen", seen_.all()}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Status FeedPoller::load(std::string_view text) {
    const auto saved = nlohmann::json::parse(text, nullptr, false);
    try {
        State state;
        // Another URL in the settings is another feed: only what was given out stays known.
        if (saved.at("configured_url") == configured_url_) {
            saved.at("url").get_to(state.url);
            saved.at("validators_url").get_to(state.validators_url);
            saved.at("etag").get_to(state.etag);
            saved.at("last_modified").get_to(state.last_modified);
            saved.at("body_hash").get_to(state.body_hash);
            state.moving_to = saved.value("moving_to", "");
            state.good_moves = saved.value("good_moves", 0);
            if (const auto ttl = saved.value("ttl", std::int64_t{0}); ttl > 0) state.hints.ttl = Duration(ttl);
            state.hints.skip_hours = saved.value("skip_hours", std::uint32_t{0});
            state.hints.skip_days = saved.value("skip_days", std::uint8_t{0});
            state.next_poll = timestamp_from_unix_nanos(saved.at("next_poll").get<std::int64_t>());
            saved.at("failures").get_to(state.failures);
            saved.at("retired").get_to(state.retired);
        } else {
            state.url = configured_url_;
        }
        seen_.restore(saved.at("seen").get<std::vector<std::string>>());
        state_ = std::move(state);
        return {};
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::kParse, "can't read the saved state of " + name_, "it starts anew");
    }
}

std::string edgar_url(std::string_view form) {
    return fmt::format(
        "https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent&type={}&company=&dateb=&owner=include&count=100&"
        "output=atom",
        percent_encoded(form));
}

}  // namespace tradewind::news
