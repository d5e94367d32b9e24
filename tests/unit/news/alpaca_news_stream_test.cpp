#include "news/alpaca_news_stream.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>

using namespace tradewind;
using namespace std::chrono_literals;
using news::AlpacaNewsStream;

namespace {

const Timestamp kStart = *parse_timestamp("2026-01-05T13:00:00Z");

std::string item(int id, std::string_view time) {
    return fmt::format(R"({{"T":"n","id":{0},"headline":"Story {0}","created_at":"{1}","updated_at":"{1}",)"
                       R"("url":"https://b/{0}","symbols":["AAPL"],"source":"benzinga"}})",
                       id, time);
}

/// Alpaca as a script: what the socket says, and what REST has.
struct Alpaca {
    std::deque<Result<std::string>> says;  ///< An error ends the connection.
    std::vector<std::string> told;
    std::string rest;
    std::vector<std::string> asked;
    int connections = 0;
    bool refuses = false;

    class Socket final : public news::TextSocket {
    public:
        explicit Socket(Alpaca& alpaca) : alpaca_(alpaca) {}
        Result<std::optional<std::string>> receive(Duration) override {
            if (alpaca_.says.empty()) return std::nullopt;
            auto next = std::move(alpaca_.says.front());
            alpaca_.says.pop_front();
            if (!next) return std::unexpected(next.error());
            return std::move(*next);
        }
        Status send(std::string text) override {
            alpaca_.told.push_back(std::move(text));
            return {};
        }

    private:
        Alpaca& alpaca_;
    };

    news::ConnectSocket connect() {
        return [this](const std::string& url) -> Result<std::unique_ptr<news::TextSocket>> {
            CHECK(url == "ws://a/v1beta1/news");
            ++connections;
            if (refuses) return fail(ErrorCode::kUnavailable, "nobody there");
            return std::make_unique<Socket>(*this);
        };
    }
    HttpFetch fetch() {
        return [this](const HttpRequest& request) -> Result<HttpResponse> {
            asked.push_back(request.url);
            HttpResponse response;
            response.status = 200;
            response.body = R"({"news":[)" + rest + R"(],"next_page_token":null})";
            return response;
        };
    }
    void welcomes() {
        says.emplace_back(R"([{"T":"success","msg":"connected"}])");
        says.emplace_back(R"([{"T":"success","msg":"authenticated"}])");
        says.emplace_back(R"([{"T":"subscription","news":["*"]}])");
    }
};

/// The fetcher's loop without its clocks: what is given out until nothing is due at `now`.
struct Reader {
    Alpaca& alpaca;
    AlpacaNewsStream source{
        {.rest = {.base_url = "http://a", .key_id = "K", .secret_key = "S", .policy = {.interval = 1min}},
         .stream_url = "ws://a"},
        alpaca.connect()};
    std::vector<std::string> warnings{};

    std::vector<std::string> titles(Duration after) {
        std::vector<std::string> found;
        const Timestamp now = kStart + after;
        for (int i = 0; i < 20; ++i) {
            static_cast<void>(source.wait(0s));
            if (source.next_poll() > now) break;
            auto result = source.poll({now, now}, alpaca.fetch());
            REQUIRE(result);
            for (const auto& article : result->articles) found.push_back(article.title);
            std::ranges::move(result->warnings, std::back_inserter(warnings));
        }
        return found;
    }
};

using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("Alpaca's stream is signed in to, and what came before it is fetched") {
    Alpaca alpaca;
    alpaca.welcomes();
    alpaca.rest = item(1, "2026-01-05T12:30:00Z");
    Reader reader{alpaca};
    CHECK(reader.titles(0s) == Titles{"Story 1"});
    REQUIRE(alpaca.told.size() == 2);
    CHECK(alpaca.told[0] == R"({"action":"auth","key":"K","secret":"S"})");
    CHECK(alpaca.told[1] == R"({"action":"subscribe","news":["*"]})");
    CHECK(reader.source.streaming());
    const auto asked = alpaca.asked.size();
    alpaca.says.emplace_back("[" + item(1, "2026-01-05T12:30:00Z") + "," + item(2, "2026-01-05T13:00:01Z") + "]");
    CHECK(reader.titles(2s) == Titles{"Story 2"});
    CHECK(alpaca.asked.size() == asked);
    CHECK_FALSE(reader.source.save().contains("\"S\""));
}

TEST_CASE("What Alpaca tells while the stream is down is fetched once it stands again") {
    Alpaca alpaca;
    alpaca.welcomes();
    Reader reader{alpaca};
    CHECK(reader.titles(0s).empty());
    alpaca.says.emplace_back(fail(ErrorCode::kUnavailable, "connection reset"));
    alpaca.welcomes();
    alpaca.rest = item(3, "2026-01-05T13:00:05Z");
    CHECK(reader.titles(10s) == Titles{"Story 3"});
    CHECK(alpaca.connections == 2);
    CHECK(reader.warnings == Titles{"connection reset"});
    CHECK(reader.source.streaming());
}

TEST_CASE("A stream that falls mute is found out by REST") {
    Alpaca alpaca;
    alpaca.welcomes();
    Reader reader{alpaca};
    CHECK(reader.titles(0s).empty());
    alpaca.rest = item(4, "2026-01-05T13:01:00Z");
    CHECK(reader.titles(4min).empty());
    CHECK(reader.titles(5min) == Titles{"Story 4"});
}

TEST_CASE("Where the stream can't be had, REST goes on and the stream is tried less and less often") {
    Alpaca alpaca;
    SECTION("nobody answers") {
        alpaca.refuses = true;
    }
    SECTION("the keys' plan has none") {
        for (int i = 0; i < 9; ++i)
            alpaca.says.emplace_back(R"([{"T":"error","code":409,"msg":"insufficient subscription"}])");
    }
    Reader reader{alpaca};
    alpaca.rest = item(5, "2026-01-05T12:59:00Z");
    CHECK(reader.titles(0s) == Titles{"Story 5"});
    alpaca.rest = item(6, "2026-01-05T13:00:30Z");
    CHECK(reader.titles(1min) == Titles{"Story 6"});
    for (int minute = 2; minute < 60; ++minute) CHECK(reader.titles(minute * 1min).empty());
    CHECK(alpaca.asked.size() == 60);
    CHECK(alpaca.connections < 9);
    CHECK_FALSE(reader.source.streaming());
}
