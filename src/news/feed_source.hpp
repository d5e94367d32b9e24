#pragma once

#include "news/feed.hpp"
#include "news/source.hpp"

namespace tradewind::news {

/// One feed by URL, of any format. Conditional GET with the validators of the last good body; a permanent move is
/// taken over after three good fetches; 410 retires the source; a body that is no feed is a failure and leaves the
/// validators as they were. The interval is the longest of the policy's, Cache-Control's max-age and the feed's own
/// ttl, and feeds slower than half an hour are left alone in their skipHours and skipDays.
class FeedPoller final : public Source {
public:
    /// `wanted`: only entries with one of these categories are given out; empty: all.
    FeedPoller(std::string name, std::string url, PollPolicy policy = {}, std::vector<std::string> wanted = {});

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] Timestamp next_poll() const override { return state_.next_poll; }
    Result<PollResult> poll(PollTime now, const HttpFetch& fetch) override;
    [[nodiscard]] std::string save() const override;
    Status load(std::string_view state) override;

    [[nodiscard]] const std::string& url() const { return state_.url; }
    [[nodiscard]] bool retired() const override { return state_.retired; }
    [[nodiscard]] int failures() const { return state_.failures; }
    /// The request that the next poll will send.
    [[nodiscard]] HttpRequest request() const;

private:
    struct State {
        std::string url;
        std::string validators_url;  ///< The URL whose validators these are.
        std::string etag;            ///< As opaque bytes, quotes and `W/` included.
        std::string last_modified;
        std::string body_hash;
        std::string moving_to;  ///< Where it has been moved permanently; believed after some good fetches.
        int good_moves = 0;
        Timestamp next_poll;
        int failures = 0;
        bool retired = false;
        PollingHints hints;  ///< Of the last body: a 304 brings none.
    };

    Result<PollResult> take(PollTime now, const HttpResponse& response);
    Result<PollResult> failed(Timestamp now, Error error, const HttpResponse* response);
    void follow_move(const HttpResponse& response);
    void keep_wanted(std::vector<FeedEntry>& entries) const;
    void schedule(Timestamp now, const HttpResponse& response);

    std::string name_;
    std::string configured_url_;
    PollPolicy policy_;
    std::vector<std::string> wanted_;
    State state_;
    SeenArticles seen_;
};

/// EDGAR's feed of current filings of a form (8-K, 10-Q, 4…), 100 at most.
std::string edgar_url(std::string_view form);

}  // namespace tradewind::news
