#include <CLI/CLI.hpp>

#include "app/commands.hpp"
#include "app/feed_json.hpp"
#include "app/json_lines.hpp"
#include "net/http_client.hpp"
#include "news/deduplicator.hpp"
#include "news/feed.hpp"
#include "news/feed_date.hpp"
#include "news/feed_source.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

struct ParseOptions {
    std::string url;
    std::string content_type;
    std::vector<std::string> files;
};

int parse_feeds(const ParseOptions& options) {
    int status = kDone;
    for (const auto& file : options.files) {
        ordered_json line{{"file", file}};
        const auto feed = read_input(file).and_then(
            [&](const std::string& bytes) { return news::parse_feed(bytes, {options.url, options.content_type}); });
        if (feed) {
            line.update(feed_json(*feed));
        } else {
            line["error"] = error_json(feed.error());
            status = kFailed;
        }
        print_line(line);
    }
    return status;
}

struct Story {
    std::string id, source, url, title, text;
    Timestamp published;
};

Result<Story> read_story(const nlohmann::json& line) {
    Story story;
    const auto id = line.find("id");
    if (id == line.end() || (!id->is_string() && !id->is_number())) {
        return fail(ErrorCode::kInvalidArgument, "`id` is missing or neither text nor number",
                    "give each line an id of its own");
    }
    story.id = id->is_string() ? id->get<std::string>() : id->dump();
    const auto published = text_member(line, "published");
    if (!published) return std::unexpected(published.error());
    const auto time = news::parse_feed_date(*published);
    if (!time) return fail(ErrorCode::kInvalidArgument, "can't read `published`", "write it like 2014-06-06T13:30:00Z");
    story.published = *time;
    for (const auto& [key, field] :
         {std::pair{"source", &story.source}, {"url", &story.url}, {"title", &story.title}, {"text", &story.text}}) {
        auto text = optional_text_member(line, key);
        if (!text) return std::unexpected(text.error());
        *field = std::move(*text);
    }
    return story;
}

// Ids are printed as they were read: a number stays one.
ordered_json id_json(const std::string& id, const std::map<std::string, nlohmann::json>& numbers) {
    const auto number = numbers.find(id);
    return number == numbers.end() ? ordered_json(id) : ordered_json(number->second);
}

int dedupe(const std::string& file) {
    news::Deduplicator deduplicator;
    std::map<std::string, nlohmann::json> numbers;
    return run_batch(file, 256, true, [&](std::span<const BatchLine> lines) {
        std::vector<Result<ordered_json>> answers;
        for (const auto& line : lines) {
            answers.push_back(read_story(line.input).transform([&](const Story& story) {
                if (line.input.at("id").is_number()) numbers.emplace(story.id, line.input.at("id"));
                const auto verdict =
                    deduplicator.check({story.id, story.published, story.source, story.url, story.title, story.text});
                return ordered_json{{"verdict", to_string(verdict.kind)},
                                    {"of", verdict.of.empty() ? ordered_json() : id_json(verdict.of, numbers)},
                                    {"story", id_json(verdict.story, numbers)},
                                    {"similarity", verdict.similarity}};
            }));
        }
        return answers;
    });
}

void add_news(CLI::App& root, int& status) {
    auto* news = root.add_subcommand("news", "Work with articles");
    news->require_subcommand(1);
    auto* command =
        news->add_subcommand("dedupe", "Tell new stories from repeated ones, one JSON article a line, in time order");
    auto file = std::make_shared<std::string>();
    command
        ->add_option("file", *file,
                     "JSONL file of {\"id\",\"published\",\"source\",\"url\",\"title\",\"text\"}, - for standard input")
        ->required();
    command->footer("Example: tradewind news dedupe articles.jsonl");
    command->callback([file, &status] { status = dedupe(*file); });
}

ordered_json header_or_null(const HttpResponse& response, std::string_view name) {
    const auto value = response.header(name);
    return value.empty() ? ordered_json() : ordered_json(value);
}

void add_response(ordered_json& line, const HttpResponse& response) {
    line["status"] = response.status;
    line["url"] = response.url;
    line["cache"] = {{"etag", header_or_null(response, "ETag")},
                     {"last_modified", header_or_null(response, "Last-Modified")},
                     {"cache_control", header_or_null(response, "Cache-Control")},
                     {"expires", header_or_null(response, "Expires")},
                     {"retry_after", header_or_null(response, "Retry-After")}};
}

int check_feeds(const std::vector<std::string>& urls) {
    int status = kDone;
    const auto fetch = net::HttpClient::make_fetch();
    const SystemMachineClock clock;
    for (const auto& url : urls) {
        ordered_json line{{"file", url}};
        std::optional<HttpResponse> response;
        const HttpFetch keep = [&](const HttpRequest& request) {
            auto answer = fetch(request);
            if (answer) response = *answer;
            return answer;
        };
        news::FeedPoller poller(url, url);
        const auto now = clock.now();
        const auto polled = poller.poll({now, now}, keep);
        if (response) add_response(line, *response);
        line["next_poll_seconds"] =
            poller.retired() ? ordered_json() : ordered_json(to_seconds(poller.next_poll() - now));
        const auto feed = polled.and_then([&](const news::PollResult&) {
            return news::parse_feed(response->body, {response->url, response->header("Content-Type")});
        });
        if (feed) {
            line.update(feed_json(*feed));
        } else {
            line["error"] = error_json(feed.error());
            status = kFailed;
        }
        print_line(line);
    }
    return status;
}

void add_feeds(CLI::App& root, int& status) {
    auto* feeds = root.add_subcommand("feeds", "Read RSS, Atom and JSON feeds");
    feeds->require_subcommand(1);
    auto* parse = feeds->add_subcommand("parse", "Print what feed files hold, one JSON object a file");
    auto options = std::make_shared<ParseOptions>();
    parse->add_option("--url", options->url, "Where the feed came from: the base of relative links");
    parse->add_option("--content-type", options->content_type, "As the server said it; only its charset is believed");
    parse->add_option("file", options->files, "Feed files, - for standard input")->required();
    parse->footer("Example: tradewind feeds parse --url https://example.com/feed.xml feed.xml");
    parse->callback([options, &status] { status = parse_feeds(*options); });
    auto* check = feeds->add_subcommand("check", "Fetch feeds as the news fetcher would, and print what they hold");
    auto urls = std::make_shared<std::vector<std::string>>();
    check->add_option("url", *urls, "Feed URLs")->required();
    check->footer("Example: tradewind feeds check https://www.federalreserve.gov/feeds/press_all.xml");
    check->callback([urls, &status] { status = check_feeds(*urls); });
}

}  // namespace

void add_news_commands(CLI::App& root, int& status) {
    add_feeds(root, status);
    add_news(root, status);
}

}  // namespace tradewind::app
