#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/http.hpp"
#include "core/messages.hpp"

namespace tradewind::news {

/// The instant of a poll on both clocks: the machine's decides when to poll, the market's stamps what was received.
struct PollTime {
    Timestamp machine;
    Timestamp market;
};

/// What one poll brought.
struct PollResult {
    int status = 0;                    ///< HTTP status of the last answer.
    std::vector<RawArticle> articles;  ///< Not given out before by this source, the oldest first.
    std::size_t known = 0;             ///< Items that had been given out before.
    std::set<ArticleId> revised{};     ///< Those of `articles` that are later versions, under ids of their own.
    std::map<ArticleId, std::string> details{};  ///< What else the source says of an article, as a JSON object.
    std::vector<ArticleId> withdrawn{};          ///< Taken back by the source: what is stored of them has to go.
    std::vector<std::string> warnings;
};

/// Where articles come from: a state machine that is told the time and handed a way to fetch. One dead source never
/// delays another: a failure moves only its own next poll. Not thread-safe.
class Source {
public:
    virtual ~Source() = default;
    /// As in RawArticle::source: `rss:<name>`, `reddit:<subreddits>`, `alpaca:news`.
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// Machine time before which poll should not be called; far future for a retired source.
    [[nodiscard]] virtual Timestamp next_poll() const = 0;
    /// True where it will never be asked again.
    [[nodiscard]] virtual bool retired() const { return next_poll() == Timestamp::max(); }
    /// Waits for what the other side sends by itself, up to so long; false at once where nothing is sent. What came is
    /// told by the next poll, for which `next_poll` then calls.
    [[nodiscard]] virtual bool wait(Duration longest) {
        static_cast<void>(longest);
        return false;
    }
    /// Asks once. An error says what to do about it and has moved next_poll; the source goes on.
    virtual Result<PollResult> poll(PollTime now, const HttpFetch& fetch) = 0;
    /// State as text, for `load` after a restart. Never holds a secret.
    [[nodiscard]] virtual std::string save() const = 0;
    /// Takes up a saved state; kParse and an unchanged source where it can't be read.
    virtual Status load(std::string_view state) = 0;
};

/// How often a source may be asked.
struct PollPolicy {
    Duration interval = std::chrono::minutes(2);  ///< The shortest time between polls.
    Duration longest = std::chrono::hours(1);     ///< What servers ask for is believed up to this.
    Duration backoff =
        std::chrono::seconds(30);  ///< After the first failure; doubles with each, up to `longest_backoff`.
    Duration longest_backoff = std::chrono::hours(2);
    std::size_t max_bytes = 10UL * 1024 * 1024;
    Duration timeout = std::chrono::seconds(20);
    std::string user_agent{};  ///< Empty: the client's own.
};

/// When to ask again after a failure: `Retry-After` (seconds or an HTTP date) where the server gave it, else
/// exponential backoff with a spread that depends on `key`, so that many sources of one host do not ask at once.
Timestamp after_failure(const PollPolicy& policy, std::string_view key, int failures, Timestamp now,
                        const HttpResponse* response);
/// Retry-After as the instant from which to ask again.
std::optional<Timestamp> retry_after(const HttpResponse& response, Timestamp now);
/// max-age of Cache-Control; nothing where the answer may not be reused.
std::optional<Duration> max_age(const HttpResponse& response);
/// An error that says what a status means for a poller: 403 is often the User-Agent, 404 a moved feed, and so on.
Error status_error(const HttpResponse& response);

/// Articles given out lately, with the version of each, in order and bounded.
class SeenArticles {
public:
    explicit SeenArticles(std::size_t capacity) : capacity_(capacity) {}
    /// Puts an article where it belongs: into `result.articles` where it is new, or where its content is another one by
    /// now (then under an id of its own, and in `result.revised`); else it is counted as known.
    void sort_out(RawArticle article, PollResult& result);
    [[nodiscard]] bool contains(const ArticleId& id) const { return versions_.contains(id.to_string()); }
    [[nodiscard]] bool empty() const { return order_.empty(); }
    /// `id hash versions` each, for a source's state.
    [[nodiscard]] std::vector<std::string> all() const;
    void restore(const std::vector<std::string>& saved);

private:
    struct Version {
        std::string hash;
        int count = 0;
    };
    void remember(const std::string& id, Version version);

    std::size_t capacity_;
    std::vector<std::string> order_;
    std::unordered_map<std::string, Version> versions_;
};

}  // namespace tradewind::news
