#pragma once

#include "news/source.hpp"

namespace tradewind::news {

struct AlpacaNewsOptions {
    std::string base_url = "https://data.alpaca.markets";
    std::string key_id{};
    std::string secret_key{};                    ///< Never printed or saved.
    std::vector<std::string> symbols{};          ///< Empty: all.
    Duration look_back = std::chrono::hours(1);  ///< On the first poll, in market time.
    std::size_t max_pages = 10;
    PollPolicy policy{};
};

struct AlpacaNewsPage;

/// News of Alpaca's data API, by REST: everything updated since the last article seen, page by page.
class AlpacaNewsPoller final : public Source {
public:
    explicit AlpacaNewsPoller(AlpacaNewsOptions options);

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] Timestamp next_poll() const override { return next_poll_; }
    Result<PollResult> poll(PollTime now, const HttpFetch& fetch) override;
    /// Articles that came another way: those not given out before go into `result`. The next poll begins where it would
    /// have begun, so that it finds what did not come.
    void take(AlpacaNewsPage page, PollResult& result);
    [[nodiscard]] std::string save() const override;
    Status load(std::string_view state) override;

private:
    [[nodiscard]] HttpRequest page_request(Timestamp since, const std::string& page_token) const;
    Result<PollResult> failed(Timestamp now, Error error, const HttpResponse* response);

    AlpacaNewsOptions options_;
    std::string name_ = "alpaca:news";
    Timestamp next_poll_;
    Timestamp since_;  ///< Latest update seen, market time; zero before the first poll.
    int failures_ = 0;
    SeenArticles seen_;
};

/// One page of `GET /v1beta1/news`, or one message of the news stream, in its order.
struct AlpacaNewsPage {
    std::vector<RawArticle> articles;
    Timestamp latest{};  ///< Largest updated_at.
    std::string next_page_token;
};
Result<AlpacaNewsPage> parse_alpaca_news(std::string_view json, Timestamp received);

}  // namespace tradewind::news
