#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "net/http_client.hpp"
#include "news/alpaca_news_stream.hpp"
#include "services/news_fetcher_service.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

using namespace tradewind;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr double kSpeed = 1200;

/// `tradewind exchange` as a user starts it.
class Exchange {
public:
    Exchange() {
        const auto out = (folder_.path() / "out").string();
        pid_ =
            test::spawn({"/bin/sh", "-c",
                         std::string("exec ") + std::getenv("TRADEWIND_BINARY") + " exchange --synthetic 7 --speed " +
                             std::to_string(kSpeed) + " >" + out + " 2>/dev/null"});
        REQUIRE(test::wait_until([&] {
            std::ifstream file(out);
            std::string line;
            std::getline(file, line);
            ready = json::parse(line, nullptr, false);
            return ready.is_object();
        }));
    }
    ~Exchange() { test::stop_child(pid_, SIGTERM); }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    [[nodiscard]] std::string at(const char* key) const { return ready.at(key).get<std::string>(); }
    json ask(const std::string& method, const std::string& path, std::string body = {}) const {
        const auto answer =
            fetch({.method = method,
                   .url = at("data") + path,
                   .headers = {{"APCA-API-KEY-ID", at("key_id")}, {"APCA-API-SECRET-KEY", at("secret_key")}},
                   .body = std::move(body)});
        REQUIRE(answer);
        INFO(path << " " << answer->status << " " << answer->body);
        REQUIRE(answer->status < 300);
        return json::parse(answer->body, nullptr, false);
    }

    HttpFetch fetch = net::HttpClient::make_fetch();
    json ready;

private:
    test::TempDir folder_{"exchange"};
    int pid_ = 0;
};

}  // namespace

TEST_CASE("Alpaca's news comes once each over the stream of the exchange, also where the socket is cut") {
    const Exchange exchange;
    news::AlpacaNewsStreamOptions options;
    options.rest.base_url = exchange.at("data");
    options.rest.key_id = exchange.at("key_id");
    options.rest.secret_key = exchange.at("secret_key");
    options.stream_url = exchange.at("stream");
    news::AlpacaNewsStream source(options, services::connect_text_socket);
    const SystemMachineClock machine;
    const ScaledMarketClock market(machine, *parse_timestamp(exchange.at("clock")), kSpeed);
    std::map<std::string, int> given;
    int streamed = 0;
    const auto read_until = [&](const std::function<bool()>& enough) {
        return test::wait_until([&] {
            static_cast<void>(source.wait(50ms));
            if (machine.now() < source.next_poll()) return enough();
            const bool by_stream = source.streaming();
            const auto result = source.poll({machine.now(), market.now()}, exchange.fetch);
            if (!result) return false;
            for (const auto& article : result->articles) ++given[article.url + "|" + article.title];
            streamed += by_stream ? static_cast<int>(result->articles.size()) : 0;
            return enough();
        });
    };
    REQUIRE(read_until([&] { return source.streaming(); }));
    REQUIRE(read_until([&] { return streamed >= 3; }));

    exchange.ask("PUT", "/admin/chaos", R"({"seed":1,"rules":[{"mode":"cut_socket","times":1}]})");
    REQUIRE(read_until([&] { return !source.streaming(); }));
    REQUIRE(read_until([&] { return source.streaming(); }));
    const int before = streamed;
    REQUIRE(read_until([&] { return streamed >= before + 3; }));

    // All that REST has by now of the time read was given out, and nothing twice.
    const auto page = exchange.ask("GET", "/v1beta1/news?sort=desc&limit=50");
    REQUIRE(read_until([&] {
        return std::ranges::all_of(page.at("news"), [&](const json& item) {
            const auto told = *parse_timestamp(item.at("created_at").get<std::string>());
            return told < *parse_timestamp(exchange.at("clock")) ||
                   std::ranges::any_of(
                       given,
                       [&](const auto& one) {
                           return one.first.ends_with("|" + item.at("headline").get<std::string>());
                       });
        });
    }));
    CHECK(std::ranges::all_of(given, [](const auto& one) { return one.second == 1; }));
}
