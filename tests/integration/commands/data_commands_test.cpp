#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fmt/core.h>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/time.hpp"
#include "net/server.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using nlohmann::json;
using tradewind::parse_timestamp;
using tradewind::Timestamp;
using tradewind::test::TempDir;

/// Market data of one stock: a bar each day of the first week of 2026 but the 7th, two a page.
class FakeMarketData {
public:
    FakeMarketData() {
        namespace net = tradewind::net;
        net::Router router;
        router.get("/v2/clock", [](const net::Request&) {
            return net::json_response(R"({"timestamp":"2026-01-31T12:00:00Z","is_open":false})");
        });
        router.get("/v2/stocks/bars", [this](const net::Request& request) {
            std::scoped_lock lock(mutex_);
            ++asked;
            last_start = request.query_value("start").value_or("");
            adjustment = request.query_value("adjustment").value_or("");
            if (asked > answers) {
                return net::json_response(R"({"message":"subscription does not permit querying recent SIP data"})",
                                          403);
            }
            return net::json_response(page(request.query_value("start").value_or(""),
                                           request.query_value("end").value_or(""),
                                           request.query_value("page_token").value_or("")));
        });
        auto server = net::Server::start({}, std::move(router));
        if (!server) throw std::runtime_error(server.error().message);
        server_ = std::move(*server);
    }
    ~FakeMarketData() { server_->stop(); }
    [[nodiscard]] std::string url() const { return server_->url(); }

    int asked = 0;
    int answers = 1000;  ///< Requests for bars that are answered; the rest is refused.
    std::string last_start;
    std::string adjustment;

private:
    static std::string page(const std::string& start, const std::string& end, const std::string& token) {
        constexpr std::size_t kPage = 2;
        std::vector<json> bars;
        for (const int day : {5, 6, 8, 9, 12, 13}) {
            const auto time = fmt::format("2026-01-{:02}T05:00:00Z", day);
            if (*parse_timestamp(time) < *parse_timestamp(start) || *parse_timestamp(time) > *parse_timestamp(end))
                continue;
            bars.push_back({{"t", time},
                            {"o", 100 + day},
                            {"h", 110 + day},
                            {"l", 90 + day},
                            {"c", 101.5 + day},
                            {"v", 1000},
                            {"n", 7},
                            {"vw", 100.25}});
        }
        const std::size_t first = token.empty() ? 0 : std::stoul(token);
        json list = json::array();
        for (std::size_t i = first; i < std::min(bars.size(), first + kPage); ++i) list.push_back(bars[i]);
        json next;
        if (first + kPage < bars.size()) next = std::to_string(first + kPage);
        return json{{"bars", {{"AAPL", list}}}, {"next_page_token", next}}.dump();
    }

    std::mutex mutex_;
    std::unique_ptr<tradewind::net::Server> server_;
};

std::string slurp(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

struct Outcome {
    int status;
    std::string out;
    std::string err;
    [[nodiscard]] json line() const { return json::parse(out.substr(0, out.find('\n'))); }
};

Outcome tradewind_with(const TempDir& folder, const std::string& variables, const std::string& arguments) {
    const std::string place = folder.path().string();
    const auto pid =
        tradewind::test::spawn({"/bin/sh", "-c",
                                variables + " TRADING_DATA__DIR=" + place + "/data " + std::getenv("TRADEWIND_BINARY") +
                                    " " + arguments + " </dev/null >" + place + "/stdout 2>" + place + "/stderr"});
    const int status = tradewind::test::wait_for_exit(pid);
    return {status, slurp(folder / "stdout"), slurp(folder / "stderr")};
}

Outcome fetch(const TempDir& folder, const FakeMarketData& market, const std::string& arguments) {
    return tradewind_with(
        folder,
        "TRADING_ALPACA__KEY_ID=key TRADING_ALPACA__SECRET_KEY=secret-of-the-test TRADING_ALPACA__DATA_URL=" +
            market.url() + " TRADING_ALPACA__TRADING_URL=" + market.url(),
        "fetch-bars --json --timeframe 1d " + arguments);
}

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

TEST_CASE("fetch-bars brings every page and tells what the calendar has beyond it") {
    FakeMarketData market;
    TempDir folder("fetch");
    const auto run =
        fetch(folder, market, "aapl --from 2026-01-05 --to 2026-01-10 --out " + (folder / "bars").string());
    INFO(run.err);
    REQUIRE(run.status == 0);
    const auto line = run.line();
    CHECK(line["symbol"] == "AAPL");
    CHECK(line["bars"] == 4);
    CHECK(line["resumed"] == false);
    REQUIRE(line["gaps"].size() == 1);
    CHECK(line["gaps"][0]["from"] == "2026-01-07T00:00:00Z");
    CHECK(line["gaps"][0]["missing"] == 1);
    CHECK(market.adjustment == "raw");
    CHECK(slurp(folder / "bars/AAPL_1d.csv")
              .starts_with("time,open,high,low,close,volume,vwap,trade_count\n"
                           "2026-01-05T05:00:00Z,105,115,95,106.5,1000,100.25,7\n"));
    CHECK_FALSE((run.out + run.err).contains("secret-of-the-test"));
}

TEST_CASE("a download that was cut off goes on where it ended, and a torn row is fetched anew") {
    FakeMarketData market;
    TempDir folder("fetch");
    const auto file = folder / "bars/AAPL_1d.csv";
    const std::string range = "AAPL --from 2026-01-05 --to 2026-01-14 --out " + (folder / "bars").string();
    market.answers = 1;
    const auto cut = fetch(folder, market, range);
    CHECK(cut.status == 1);
    CHECK(cut.line()["error"]["message"].get<std::string>().contains("SIP"));
    CHECK(lines_of(slurp(file)) == 3);
    std::ofstream(file, std::ios::app) << "2026-01-08T05:00:0";
    market.answers = 1000;
    const auto again = fetch(folder, market, range);
    REQUIRE(again.status == 0);
    CHECK(again.line()["resumed"] == true);
    CHECK(again.line()["bars"] == 6);
    CHECK(again.line()["fetched"] == 4);
    CHECK(lines_of(slurp(file)) == 7);
    const auto whole = slurp(file);
    const auto third = fetch(folder, market, range);
    CHECK(third.line()["fetched"] == 0);
    CHECK(slurp(file) == whole);
}

TEST_CASE("what lies before the bars that are there is put before them") {
    FakeMarketData market;
    TempDir folder("fetch");
    const std::string out = " --out " + (folder / "bars").string();
    REQUIRE(fetch(folder, market, "AAPL --from 2026-01-09 --to 2026-01-13" + out).status == 0);
    const auto run = fetch(folder, market, "AAPL --from 2026-01-05 --to 2026-01-14" + out);
    REQUIRE(run.status == 0);
    CHECK(run.line()["bars"] == 6);
    const auto text = slurp(folder / "bars/AAPL_1d.csv");
    CHECK(text.find("2026-01-05") < text.find("2026-01-09"));
    CHECK(lines_of(text) == 7);
}

TEST_CASE("adjusted prices stand apart from raw ones, and a world's store can take them in place of files") {
    FakeMarketData market;
    TempDir folder("fetch");
    const std::string range = "AAPL --from 2026-01-05 --to 2026-01-10";
    REQUIRE(fetch(folder, market, range + " --adjustment all --out " + (folder / "bars").string()).status == 0);
    CHECK(market.adjustment == "all");
    CHECK(std::filesystem::exists(folder / "bars/all/AAPL_1d.csv"));
    const auto stored = fetch(folder, market, range + " --world history");
    INFO(stored.err);
    REQUIRE(stored.status == 0);
    CHECK(stored.line()["bars"] == 4);
    CHECK(fetch(folder, market, range + " --world history").line()["resumed"] == true);
}

TEST_CASE("fetch-bars tells wrong usage from missing keys") {
    FakeMarketData market;
    TempDir folder("fetch");
    for (const auto* arguments :
         {"", "AAPL", "AAPL --from never", "aa1pl --from 2026-01-05", "AAPL --from 2026-01-05 --to 2026-01-05",
          "AAPL --from 2026-01-05 --adjustment some"}) {
        INFO(arguments);
        CHECK(fetch(folder, market, arguments).status == 2);
    }
    const auto keyless = tradewind_with(folder, "", "fetch-bars AAPL --from 2026-01-05 --json");
    CHECK(keyless.status == 1);
    CHECK(json::parse(keyless.err)["error"]["hint"].get<std::string>().contains("alpaca.key_id"));
}

TEST_CASE("import checks each file, tells every row that it refuses, and writes a recording") {
    TempDir folder("import");
    std::filesystem::create_directories(folder / "theirs");
    std::ofstream(folder / "theirs/AAPL_1m.csv")
        << "Date,Open,High,Low,Close,Volume\n"
           "2014-06-09 03:59:00,92.4,92.5,92.3,92.4,100\n"
           "2014-06-09 04:00:00,645.57,645.57,92.42,92.42,100\n"  // a print that never was
           "2014-06-09 04:01:00,92.4,nan,92.3,92.4,100\n"
           "2014-06-09 04:02:00,92.4,92.3,92.5,92.4,100\n"
           "2014-06-09 04:03:00,-1,92.5,92.3,92.4,100\n"
           "2014-06-09 03:58:00,92.4,92.5,92.3,92.4,100\n"
           "2014-06-09 03:59:00,92.4,92.5,92.3,92.4,100\n";
    const std::string arguments =
        "import bars --json --out " + (folder / "ours").string() + " " + (folder / "theirs").string();
    const auto zoneless = tradewind_with(folder, "", arguments);
    CHECK(zoneless.status == 1);
    CHECK(zoneless.line()["error"]["hint"].get<std::string>().contains("--timezone"));
    const auto run = tradewind_with(folder, "", arguments + " --timezone America/New_York");
    REQUIRE(run.status == 0);
    const auto line = run.line();
    CHECK(line["rows"] == 7);
    CHECK(line["accepted"] == 2);
    std::vector<std::pair<int, std::string>> refused;
    for (const auto& row : line["refused"]) refused.emplace_back(row["line"], row["code"]);
    CHECK(refused == std::vector<std::pair<int, std::string>>{
                         {3, "bad-print"}, {4, "bad-row"}, {5, "bad-row"}, {6, "bad-row"}, {8, "duplicate-time"}});
    CHECK(line["notes"][0]["code"] == "disorder");
    CHECK(slurp(folder / "ours/bars/AAPL_1m.csv").contains("\n2014-06-09T07:58:00Z,92.4,"));
    const auto nothing = tradewind_with(folder, "", "import bars --json " + (folder / "none.csv").string());
    CHECK(nothing.status == 1);
    CHECK(nothing.line().contains("error"));
}

TEST_CASE("a dry run writes nothing, and an import that contradicts what is there is told") {
    TempDir folder("import");
    const auto write = [&](const char* close) {
        std::ofstream(folder / "AAPL_1d.csv")
            << "time,open,high,low,close,volume\n2014-06-06,10,12,9," << close << ",100\n";
    };
    write("11");
    const std::string file = (folder / "AAPL_1d.csv").string();
    const std::string out = " --out " + (folder / "ours").string();
    CHECK(tradewind_with(folder, "", "import bars --dry-run --json " + file + out).status == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "ours"));
    REQUIRE(tradewind_with(folder, "", "import bars --json " + file + out).status == 0);
    write("10.5");
    const auto line = tradewind_with(folder, "", "import bars --json " + file + out).line();
    CHECK(line["accepted"] == 0);
    CHECK(line["refused"][0]["code"] == "contradiction");
    CHECK(slurp(folder / "ours/bars/AAPL_1d.csv").contains(",11,100"));
}

TEST_CASE("news and factors are imported so that a backtest reads them") {
    TempDir folder("import");
    std::ofstream(folder / "wire.jsonl") << R"({"title":"$AAPL beats","published":"2014-06-06T15:00:00Z"})"
                                            "\n"
                                            R"({"title":"no time"})"
                                            "\n";
    std::ofstream(folder / "aapl.csv") << "20140606,0.9,0.0357143,645.57\nnever,1,1\n20501231,1,0.25,0\n";
    std::ofstream(folder / "AAPL_1d.csv")
        << "time,open,high,low,close,volume\n2014-06-06,10,12,9,11,100\n2014-06-09,10,12,9,11,100\n";
    const std::string out = " --json --out " + (folder / "ours").string() + " ";
    const auto news = tradewind_with(folder, "", "import news" + out + (folder / "wire.jsonl").string());
    CHECK(news.line()["accepted"] == 1);
    CHECK(news.line()["refused"][0]["line"] == 2);
    const auto factors = tradewind_with(folder, "", "import factors" + out + (folder / "aapl.csv").string());
    CHECK(factors.line()["accepted"] == 2);
    CHECK(factors.line()["refused"][0]["line"] == 2);
    REQUIRE(tradewind_with(folder, "", "import bars" + out + (folder / "AAPL_1d.csv").string()).status == 0);
    const auto ours = (folder / "ours").string();
    const auto run = tradewind_with(folder, "", "backtest --json --bars " + ours + " --news " + ours);
    REQUIRE(run.status == 0);
    CHECK(run.line()["bars"] == 2);
    CHECK(run.line()["articles"] == 1);
    CHECK(run.line()["warnings"].empty());
}
