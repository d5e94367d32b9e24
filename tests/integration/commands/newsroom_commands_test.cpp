#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using nlohmann::json;

struct Outcome {
    int status;
    std::vector<json> lines;
    std::string err;
};

std::string slurp(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

// Runs `tradewind ARGUMENTS` in a shell, with `input` as standard input.
Outcome run_tradewind(const std::string& arguments, const std::string& input = {}) {
    const tradewind::test::TempDir folder("newsroom");
    std::ofstream(folder / "in", std::ios::binary) << input;
    const std::string in_folder = folder.path().string();
    const auto pid = tradewind::test::spawn({"/bin/sh", "-c",
                                             std::string(std::getenv("TRADEWIND_BINARY")) + ' ' + arguments + " <" +
                                                 in_folder + "/in >" + in_folder + "/out 2>" + in_folder + "/err"});
    Outcome outcome{tradewind::test::wait_for_exit(pid), {}, {}};
    std::istringstream out(slurp(folder / "out"));
    for (std::string line; std::getline(out, line);) outcome.lines.push_back(json::parse(line));
    outcome.err = slurp(folder / "err");
    return outcome;
}

std::string tiny_model() {
    return std::string(std::getenv("TRADEWIND_SOURCE_DIR")) + "/tests/unit/sentiment/fixtures/tiny_bert";
}

constexpr auto kMixedLines =
    "{\"id\":\"a\",\"text\":\"$AAPL soars\"}\nnot json\n\n{\"id\":7}\n{\"id\":8,\"text\":\"fine\"}\n";

}  // namespace

TEST_CASE("feeds parse prints one line a file and goes on after a bad one") {
    const auto run = run_tradewind(
        "feeds parse --url http://x.org/feed /nowhere -",
        "<rss><channel><title>T</title><item><title>A &amp;amp; B</title><link>/1</link></item></channel></rss>");
    CHECK(run.status == 1);
    REQUIRE(run.lines.size() == 2);
    CHECK(run.lines[0]["file"] == "/nowhere");
    CHECK(run.lines[0]["error"]["code"] == "not-found");
    const auto& feed = run.lines[1];
    CHECK(feed["file"] == "-");
    CHECK(feed["format"] == "rss2.0");
    CHECK(feed["language"].is_null());
    CHECK(feed["entries"][0]["title"] == "A & B");
    CHECK(feed["entries"][0]["link"] == "http://x.org/1");
    CHECK(feed["entries"][0]["published"].is_null());
    CHECK(feed["warnings"].empty());
}

TEST_CASE("A batch keeps its order, and a bad line is answered in its place") {
    for (const auto* command : {"sentiment score --engine lexicon -", "tickers extract -"}) {
        INFO(command);
        const auto run = run_tradewind(command, kMixedLines);
        CHECK(run.status == 1);
        REQUIRE(run.lines.size() == 4);
        CHECK(run.lines[0]["id"] == "a");
        CHECK_FALSE(run.lines[0].contains("error"));
        CHECK(run.lines[1]["id"].is_null());
        CHECK(run.lines[1]["error"]["code"] == "parse-error");
        CHECK(run.lines[2]["id"] == 7);
        CHECK(run.lines[2].contains("error"));
        CHECK(run.lines[3]["id"] == 8);
        CHECK_FALSE(run.lines[3].contains("error"));
    }
}

TEST_CASE("sentiment score prints probabilities, engine, model and tokens") {
    const auto run =
        run_tradewind("sentiment score --tokens --model " + tiny_model() + " -", "{\"id\":1,\"text\":\"good\"}\n");
    CHECK(run.status == 0);
    REQUIRE(run.lines.size() == 1);
    const auto& score = run.lines[0];
    CHECK(score["label"] == "positive");
    CHECK(score["score"] == 0.698);
    CHECK(score["confidence"] == 0.7501);
    CHECK(score["probabilities"]["neutral"] == 0.1977);
    CHECK(score["engine"] == "finbert");
    CHECK(score["model"].get<std::string>().size() == 12);
    CHECK(score["tokens"] == json{2, 5, 3});
    CHECK(run.err.empty());
    CHECK(run_tradewind("sentiment score --engine lexicon --tokens -").status == 2);
    CHECK(run_tradewind("sentiment score --model /nowhere -").status == 1);
}

TEST_CASE("Scores do not depend on batch and threads") {
    std::string input;
    for (int i = 0; i < 40; ++i) {
        input += json{{"id", i},
                      {"text", std::string(i % 3 == 0 ? "good profit " : "bad ") +
                                   std::string(static_cast<std::size_t>(i % 7), '!')}}
                     .dump() +
                 "\n";
    }
    const auto one = run_tradewind("sentiment score --batch 1 --model " + tiny_model() + " -", input);
    const auto many = run_tradewind("sentiment score --batch 1000 --threads 4 --model " + tiny_model() + " -", input);
    CHECK(one.lines.size() == 40);
    CHECK(one.lines == many.lines);
}

TEST_CASE("tickers extract gives byte spans and the strongest reason") {
    const auto run = run_tradewind("tickers extract -", "{\"id\":1,\"text\":\"é Apple ($AAPL)\"}\n");
    CHECK(run.status == 0);
    CHECK(run.lines.at(0) ==
          json::parse(
              R"({"id":1,"tickers":[{"ticker":"AAPL","why":"cashtag","spans":[[3,8],[10,15]],"confidence":0.98}]})"));
}

TEST_CASE("news dedupe answers with verdict, original, story and similarity") {
    const auto story = [](const json& id, const std::string& time, const std::string& title) {
        return json{{"id", id}, {"published", time}, {"source", "s"}, {"url", nullptr}, {"title", title}, {"text", ""}}
                   .dump() +
               "\n";
    };
    const auto run = run_tradewind(
        "news dedupe -", story("1", "2026-01-05T13:00:00Z", "Acme cuts jobs in Ohio plant") +
                             story("2", "2026-01-05T08:01:00-05:00", "Acme cuts jobs in Ohio plant") +
                             story(3, "never", "x") + story(4, "2026-01-05T13:02:00Z", "Bolt wins order from Dome"));
    CHECK(run.status == 1);
    REQUIRE(run.lines.size() == 4);
    CHECK(run.lines[0] == json{{"id", "1"}, {"verdict", "new"}, {"of", nullptr}, {"story", "1"}, {"similarity", 0.0}});
    CHECK(run.lines[1] ==
          json{{"id", "2"}, {"verdict", "duplicate"}, {"of", "1"}, {"story", "1"}, {"similarity", 1.0}});
    CHECK(run.lines[2]["id"] == 3);
    CHECK(run.lines[2].contains("error"));
    CHECK(run.lines[3]["story"] == 4);
}

TEST_CASE("model commands list, check and measure") {
    const auto list = run_tradewind("model list");
    CHECK(list.status == 0);
    CHECK(list.lines.back()["engine"] == "lexicon");
    const auto check = run_tradewind("model check " + tiny_model());
    CHECK(check.status == 0);
    CHECK(check.lines.at(0)["ok"] == true);
    CHECK(run_tradewind("model check /nowhere").status == 1);
    const auto measure = run_tradewind("model measure " + tiny_model() + " -",
                                       "{\"text\":\"good\",\"label\":\"positive\"}\n{\"text\":\"bad\",\"label\":"
                                       "\"negative\"}\n{\"text\":\"good\",\"label\":\"neutral\"}\n");
    CHECK(measure.status == 0);
    CHECK(measure.lines.at(0)["accuracy"].get<double>() == 2.0 / 3);
    CHECK(measure.lines.at(0)["texts_per_second"].get<double>() > 0);
    CHECK(run_tradewind("model measure lexicon -", "{\"text\":1}\n").status == 1);
}

TEST_CASE("The shipped model is what scores without any setting") {
    const auto list = run_tradewind("model list");
    CHECK(list.lines.front()["engine"] == "finbert");
    CHECK(list.lines.front()["default"] == true);
    const auto run =
        run_tradewind("sentiment score -", "{\"id\":1,\"text\":\"Profit fell to EUR 3 mn from EUR 9 mn\"}\n");
    CHECK(run.status == 0);
    CHECK(run.lines.at(0)["engine"] == "finbert");
    CHECK(run.lines.at(0)["label"] == "negative");
    CHECK(run.lines.at(0)["model"] == list.lines.front()["model"]);
}

TEST_CASE("model check, convert and fetch go by hashes and say what to do") {
    const auto hash = run_tradewind("model check " + tiny_model()).lines.at(0)["model"].get<std::string>();
    CHECK(run_tradewind("model check --hash " + hash + " " + tiny_model()).status == 0);
    CHECK(run_tradewind("model check --hash 000000000000 " + tiny_model()).status == 1);
    CHECK(run_tradewind("model fetch --json").lines.at(0)["steps"].size() >= 3);
    // A model folder of ours is no source: it has no weights to convert.
    CHECK(run_tradewind("model convert " + tiny_model() + " out").status == 1);
}

TEST_CASE("A label may be about one of several companies") {
    const auto line = [](const char* about, const char* other, const char* label) {
        return json{{"text", "Abcorp slumps after loss; Defcorp soars on record profit"},
                    {"about", about},
                    {"others", {other}},
                    {"label", label}}
                   .dump() +
               "\n";
    };
    const auto folder = std::string(std::getenv("TRADEWIND_SOURCE_DIR")) + "/models/default";
    const auto measured = run_tradewind("model measure " + folder + " -",
                                        line("Abcorp", "Defcorp", "negative") + line("Defcorp", "Abcorp", "positive"));
    CHECK(measured.status == 0);
    CHECK(measured.lines.at(0)["accuracy"] == 1.0);
}
