#pragma once

#include "news/source.hpp"

namespace tradewind::news {

/// Where in a JSON document the articles stand. A path is names and positions with dots between (`data.items`,
/// `authors.0.name`); an empty path is the value itself, or, for a field, nothing.
struct JsonPaths {
    std::string items{};  ///< The list of articles; empty: the document is the list.
    std::string id{};
    std::string title = "title";
    std::string text{};
    std::string url = "url";
    std::string published = "published";  ///< Any date that a feed may hold, or seconds or milliseconds since 1970.
    std::string author{};
    std::string symbols{};  ///< A list of texts, or a text with commas.
};

/// The articles of a document; entries without title and text are left out. kParse: not JSON, or no list there.
Result<std::vector<RawArticle>> parse_json_articles(std::string_view text, const JsonPaths& paths,
                                                    std::string_view source, std::string_view base_url,
                                                    Timestamp received);

/// Any JSON over HTTP whose articles can be pointed at. Conditional GET as for feeds.
class JsonPoller final : public Source {
public:
    JsonPoller(std::string name, std::string url, JsonPaths paths, PollPolicy policy = {});

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] Timestamp next_poll() const override { return next_poll_; }
    Result<PollResult> poll(PollTime now, const HttpFetch& fetch) override;
    [[nodiscard]] std::string save() const override;
    Status load(std::string_view state) override;

private:
    Result<PollResult> failed(Timestamp now, Error error, const HttpResponse* response);

    std::string name_;
    std::string url_;
    JsonPaths paths_;
    PollPolicy policy_;
    Timestamp next_poll_;
    int failures_ = 0;
    std::string etag_;
    std::string last_modified_;
    SeenArticles seen_;
};

}  // namespace tradewind::news
