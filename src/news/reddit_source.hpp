#pragma once

#include "news/source.hpp"

namespace tradewind::news {

struct RedditOptions {
    std::vector<std::string> subreddits{};  ///< Asked for together, as `a+b+c`.
    std::string query{};                    ///< Not empty: a search within them, newest first, in place of the listing.
    std::string base_url{};                 ///< Empty: oauth.reddit.com with credentials, www.reddit.com without.
    std::string token_url = "https://www.reddit.com/api/v1/access_token";
    std::string client_id{};      ///< Empty: the public JSON, which Reddit refuses to most servers.
    std::string client_secret{};  ///< Never printed or saved.
    std::size_t max_pages = 3;    ///< Of 100 posts, until a known one comes.
    PollPolicy policy{};
};

/// New posts of some subreddits. With credentials by OAuth, app only: the token is renewed a minute before its end and
/// once after a 401. Requests are spread over what `X-Ratelimit-Remaining` and `-Reset` leave. A post that was edited
/// comes again as a version of its own; removed ones are left out, and withdrawn where they had been given out. Score,
/// share of up-votes, comments and flair go into the details, anew with each poll.
class RedditPoller final : public Source {
public:
    explicit RedditPoller(RedditOptions options);

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] Timestamp next_poll() const override { return next_poll_; }
    Result<PollResult> poll(PollTime now, const HttpFetch& fetch) override;
    [[nodiscard]] std::string save() const override;
    Status load(std::string_view state) override;

private:
    Result<HttpResponse> get_page(const std::string& after, Timestamp now, const HttpFetch& fetch);
    Status renew_token(Timestamp now, const HttpFetch& fetch);
    [[nodiscard]] HttpRequest page_request(const std::string& after) const;
    Result<PollResult> failed(Timestamp now, Error error, const HttpResponse* response);
    void schedule(Timestamp now, const HttpResponse& response);

    RedditOptions options_;
    std::string name_;
    Timestamp next_poll_;
    int failures_ = 0;
    std::string token_;
    Timestamp token_ends_;
    SeenArticles seen_;
};

/// Posts of a listing, in its order, and the name after which the next page begins (empty at the end). kParse where it
/// is no listing.
struct RedditListing {
    std::vector<RawArticle> posts;
    std::map<ArticleId, std::string> details;  ///< `{"score","upvote_ratio","comments","flair","edited"}`
    std::vector<ArticleId> removed;            ///< Deleted by their authors or by moderators.
    std::vector<std::string> names;            ///< Of every child, removed ones too.
    std::string after;
};
Result<RedditListing> parse_reddit_listing(std::string_view json, Timestamp received);

}  // namespace tradewind::news
