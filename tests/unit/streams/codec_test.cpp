#include "streams/codec.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

namespace tradewind::streams {
namespace {

Decimal dec(std::string_view text) {
    return Decimal::parse(text).value();
}
Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}
Ticker sym(std::string_view text) {
    return Ticker::parse(text).value();
}
const EnvelopeInfo kInfo{at("2014-06-06T13:31:00.000000001Z"),
                         "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};

Bar some_bar() {
    Bar bar;
    bar.ticker = sym("AAPL");
    bar.start = at("2014-06-06T13:30:00Z");
    bar.end = at("2014-06-06T13:31:00Z");
    bar.open = dec("92.42");
    bar.high = dec("92.5");
    bar.low = dec("92.000000001");
    bar.close = dec("92.25");
    bar.volume = 9007199254740991.0;
    bar.vwap = dec("92.3");
    bar.trade_count = 12;
    bar.source = "replay";
    bar.revision = 4294967295U;
    bar.split_numerator = 7;
    bar.split_denominator = 1;
    bar.split_inferred = true;
    bar.dividend = dec("0.47");
    return bar;
}

ScoredArticle some_score() {
    ScoredArticle article;
    article.id = ScoreId::from_fields({"a"});
    article.article = ArticleId::from_fields({"b"});
    article.story = ArticleId::from_fields({"c"});
    article.ticker = sym("BRK.B");
    article.source = "rss:wire";
    article.title = "\"Quoted\" \\ back\nline \xE2\x82\xAC \xF0\x9F\x92\xB0";
    article.label = SentimentLabel::kPositive;
    article.score = 0.1 + 0.2;
    article.confidence = std::nextafter(1.0, 0.0);
    article.positive = 5e-324;
    article.negative = -0.0;
    article.neutral = 1;
    article.engine = "finbert";
    article.published = at("1678-01-01T00:00:00Z");
    article.received = at("2261-12-31T23:59:59.999999999Z");
    return article;
}

TradeSignal some_signal() {
    TradeSignal signal;
    signal.id = SignalId::from_fields({"s"});
    signal.ticker = sym("BTC/USD");
    signal.time = at("2014-06-06T13:31:00.5Z");
    signal.direction = Direction::kShort;
    signal.strength = 1.0 / 3.0;
    signal.combined = -1.0 / 3.0;
    signal.opinions = {{"momentum", Direction::kLong, 0.1, 0.2, 0.3, 0.03, 3600, "fast above slow"},
                       {"news_driven", Direction::kShort, 1, 1, 0.7, -0.7, 0, ""}};
    signal.trigger = "bar";
    signal.trigger_id = "bar-x";
    signal.evidence = {"art-1", "art-2"};
    signal.reference_price = dec("0.000000001");
    signal.volatility = 1e-17;
    signal.settings_hash = "abc";
    return signal;
}

TradeExecution some_execution() {
    TradeExecution execution;
    execution.id = FillId::from_fields({"f"});
    execution.order = OrderId::from_fields({"o"});
    execution.ticker = sym("AAPL");
    execution.leg = OrderLeg::kStop;
    execution.side = Side::kSell;
    execution.quantity = dec("9223372036.854775807");
    execution.price = dec("0.01");
    execution.realized_pnl = dec("-9223372036.854775807");
    execution.position = dec("-0.5");
    execution.contributions = {{"momentum", -0.25}};
    return execution;
}

WeightAdjustment some_adjustment() {
    WeightAdjustment adjustment;
    adjustment.id = AdjustmentId::from_fields({"w"});
    adjustment.time = at("2014-06-06T13:31:00Z");
    adjustment.before = {{"a", 0.5}, {"b", 0.5}};
    adjustment.after = {{"a", 0.6}, {"b", 0.4}};
    adjustment.reward = {{"a", 1}, {"b", -1}};
    adjustment.method = "exp3";
    return adjustment;
}

RawArticle some_article() {
    RawArticle article;
    article.id = ArticleId::from_fields({"r"});
    article.story = article.id;
    article.source = "rss:wire";
    article.title = "Profit up";
    article.symbols = {sym("AAPL"), sym("MSFT")};
    return article;
}

ControlCommand some_command() {
    return {.id = CommandId::from_fields({"c"}),
            .action = ControlAction::kUndoAdjustment,
            .target = "adj-1",
            .by = "anna",
            .reason = "",
            .requested = at("2014-06-06T13:31:00Z")};
}

/// Equal texts mean equal values: every double is written as the shortest text that gives its bits again.
template <class M>
M round_trip(const M& message) {
    const auto body = encode(message, kInfo);
    auto decoded = decode<M>(body);
    INFO((decoded ? std::string() : decoded.error().message));
    REQUIRE(decoded);
    CHECK(decoded->envelope.id == message_id(message));
    CHECK(decoded->envelope.produced_at == kInfo.produced_at);
    CHECK(decoded->envelope.traceparent == kInfo.traceparent);
    CHECK(decoded->envelope.type == MessageTraits<M>::kType);
    CHECK(encode(decoded->message, kInfo) == body);
    return std::move(decoded->message);
}

std::string replaced(std::string body, std::string_view from, std::string_view to) {
    const auto found = body.find(from);
    INFO("looking for " << from << " in " << body);
    REQUIRE(found != std::string::npos);
    return body.replace(found, from.size(), to);
}

template <class M>
std::string refusal(const std::string& body) {
    const auto decoded = decode<M>(body);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == ErrorCode::kParse);
    return decoded.error().message;
}

bool names(const std::string& message, std::string_view field) {
    INFO(message);
    return message.find(field) != std::string::npos;
}

}  // namespace

TEST_CASE("Each kind of message comes back as it was sent") {
    const auto bar = round_trip(some_bar());
    CHECK(bar.ticker == sym("AAPL"));
    CHECK(bar.low == dec("92.000000001"));
    CHECK(bar.volume == 9007199254740991.0);
    CHECK(bar.revision == 4294967295U);
    CHECK(bar.split_inferred);
    CHECK(bar.trade_count == 12);
    const auto signal = round_trip(some_signal());
    CHECK(signal.direction == Direction::kShort);
    CHECK(signal.opinions.size() == 2);
    CHECK(signal.opinions[0].horizon_seconds == 3600);
    CHECK(signal.evidence == std::vector<std::string>{"art-1", "art-2"});
    CHECK(signal.reference_price == dec("0.000000001"));
    const auto execution = round_trip(some_execution());
    CHECK(execution.quantity == Decimal::max());
    CHECK(execution.leg == OrderLeg::kStop);
    CHECK(execution.signal.empty());
    CHECK(round_trip(some_adjustment()).after == some_adjustment().after);
    CHECK(round_trip(some_article()).symbols == some_article().symbols);
    CHECK(round_trip(some_command()).action == ControlAction::kUndoAdjustment);
}

TEST_CASE("Doubles and times at the ends of their range keep every bit") {
    const auto sent = some_score();
    const auto got = round_trip(sent);
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    CHECK(bits(got.score) == bits(sent.score));
    CHECK(bits(got.confidence) == bits(sent.confidence));
    CHECK(bits(got.positive) == bits(sent.positive));
    CHECK(bits(got.negative) == bits(sent.negative));
    CHECK(got.published == sent.published);
    CHECK(got.received == sent.received);
    CHECK(got.title == sent.title);
}

TEST_CASE("Optional values may be absent") {
    auto bar = some_bar();
    bar.vwap.reset();
    bar.trade_count.reset();
    const auto got = round_trip(bar);
    CHECK_FALSE(got.vwap);
    CHECK_FALSE(got.trade_count);
}

TEST_CASE("Money, times and ids travel as text") {
    const auto body = encode(some_bar(), kInfo);
    CHECK(names(body, R"("close":"92.25")"));
    CHECK(names(body, R"("start":"2014-06-06T13:30:00Z")"));
    CHECK(names(body, R"("schema_version":1)"));
    CHECK(names(body, R"("id":"bar-)"));
}

TEST_CASE("Fields that nobody knows are ignored") {
    auto body = encode(some_bar(), kInfo);
    body = replaced(body, R"("payload":{)", R"("extra":[1,{"a":null}],"payload":{"colour":"blue",)");
    CHECK(decode<Bar>(body));
}

TEST_CASE("A missing field is refused by name") {
    const auto body = encode(some_bar(), kInfo);
    CHECK(names(refusal<Bar>(replaced(body, R"("close":)", R"("closing":)")), "'close'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("traceparent":)", R"("trace":)")), "'traceparent'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("payload":)", R"("load":)")), "'payload'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("schema_version":)", R"("version":)")), "'schema_version'"));
    const auto signal = encode(some_signal(), kInfo);
    CHECK(names(refusal<TradeSignal>(replaced(signal, R"("weight":)", R"("heft":)")), "'weight'"));
}

TEST_CASE("A value of the wrong type or form is refused by name") {
    const auto body = encode(some_bar(), kInfo);
    CHECK(names(refusal<Bar>(replaced(body, R"("close":"92.25")", R"("close":92.25)")), "'close'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("close":"92.25")", R"("close":"NaN")")), "'close'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("volume":9007199254740991.0)", R"("volume":"many")")), "'volume'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("volume":9007199254740991.0)", R"("volume":NaN)")), "'volume'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("volume":9007199254740991.0)", R"("volume":1e999)")), "'volume'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("ticker":"AAPL")", R"("ticker":"aapl!")")), "'ticker'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("timeframe":"1m")", R"("timeframe":"9m")")), "'timeframe'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("start":"2014)", R"("start":"2014x)")), "'start'"));
    CHECK(names(refusal<Bar>(replaced(body, "4294967295", "4294967296")), "'revision'"));
    CHECK(names(refusal<Bar>(replaced(body, "4294967295", "-1")), "'revision'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("trade_count":12)", R"("trade_count":18446744073709551615)")),
                "'trade_count'"));
    const auto signal = encode(some_signal(), kInfo);
    CHECK(
        names(refusal<TradeSignal>(replaced(signal, R"("direction":"short")", R"("direction":"up")")), "'direction'"));
    CHECK(names(refusal<TradeSignal>(replaced(signal, R"("id":"sig-)", R"("id":"fil-)")), "envelope"));
}

TEST_CASE("A value outside its range is refused by name") {
    auto bar = some_bar();
    bar.close = dec("-1");
    CHECK(names(refusal<Bar>(encode(bar, kInfo)), "'close'"));
    bar = some_bar();
    bar.high = dec("91");
    CHECK(names(refusal<Bar>(encode(bar, kInfo)), "'high' is below 'low'"));
    bar = some_bar();
    bar.end = bar.start;
    CHECK(names(refusal<Bar>(encode(bar, kInfo)), "'end'"));
    bar = some_bar();
    bar.split_denominator = 0;
    CHECK(names(refusal<Bar>(encode(bar, kInfo)), "'split_denominator'"));
    auto score = some_score();
    score.score = std::nextafter(1.0, 2.0);
    CHECK(names(refusal<ScoredArticle>(encode(score, kInfo)), "'score'"));
    score = some_score();
    score.article = {};
    CHECK(names(refusal<ScoredArticle>(encode(score, kInfo)), "'article' must not be empty"));
    auto signal = some_signal();
    signal.opinions[1].confidence = 1.5;
    CHECK(names(refusal<TradeSignal>(encode(signal, kInfo)), "'opinions.confidence'"));
    auto execution = some_execution();
    execution.quantity = dec("0");
    CHECK(names(refusal<TradeExecution>(encode(execution, kInfo)), "'quantity'"));
    auto adjustment = some_adjustment();
    adjustment.after["a"] = -0.1;
    CHECK(names(refusal<WeightAdjustment>(encode(adjustment, kInfo)), "'after.a'"));
    auto article = some_article();
    article.title.clear();
    CHECK(names(refusal<RawArticle>(encode(article, kInfo)), "'title'"));
    auto command = some_command();
    command.target.clear();
    CHECK(names(refusal<ControlCommand>(encode(command, kInfo)), "'target'"));
}

TEST_CASE("Another schema version, type or format is refused") {
    const auto body = encode(some_bar(), kInfo);
    CHECK(names(refusal<Bar>(replaced(body, R"("schema_version":1)", R"("schema_version":2)")), "schema version 2"));
    CHECK(names(refusal<TradeSignal>(body), "its type is 'bar'"));
    CHECK(names(refusal<Bar>(replaced(body, R"("id":"bar-)", R"("id":"","was":"bar-)")), "'id' is empty"));
    CHECK(names(refusal<Bar>(body.substr(0, body.size() - 1)), "not JSON"));
    CHECK(names(refusal<Bar>(""), "not JSON"));
    CHECK_FALSE(decode<Bar>("[]"));
    CHECK_FALSE(decode<Bar>("null"));
    CHECK(names(refusal<Bar>(replaced(body, "\"replay\"", "\"re\\u0000play\"")), "NUL"));
    CHECK_FALSE(decode<Bar>(std::string(100'000, '[')));
}

TEST_CASE("A body above the limit is refused before it is read") {
    auto article = some_article();
    article.text = std::string(kMaxBodyBytes, 'x');
    const auto decoded = decode<RawArticle>(encode(article, kInfo));
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == ErrorCode::kLimit);
}

TEST_CASE("Text that is not UTF-8 is repaired where it is sent") {
    auto article = some_article();
    article.title = std::string("bad \xFF\xC0\x80 and nul") + '\0' + "end\xE2\x82";
    const auto decoded = decode<RawArticle>(encode(article, kInfo));
    REQUIRE(decoded);
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(decoded->message.title == "bad " + mark + mark + mark + " and nul" + mark + "end" + mark + mark);
    // A backslash-u that the author wrote is text like any other.
    article.title = "literal \\u0000";
    CHECK(decode<RawArticle>(encode(article, kInfo))->message.title == article.title);
}

TEST_CASE("The envelope can be read without knowing the type") {
    const auto envelope = decode_envelope(encode(some_signal(), kInfo));
    REQUIRE(envelope);
    CHECK(envelope->type == "trade_signal");
    CHECK(envelope->id == some_signal().id.to_string());
}

TEST_CASE("A message to publish carries its content id and its ticker") {
    const auto message = make_message(some_bar(), kInfo);
    CHECK(message.id == bar_id(some_bar()).to_string());
    CHECK(message.key == "AAPL");
    CHECK(make_message(some_adjustment(), kInfo).key.empty());
}

}  // namespace tradewind::streams
