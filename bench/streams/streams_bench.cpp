// What the streams cost: encoding and decoding, and publishing, reading and waking up on each bus. Prints rates and
// latencies; fails on nothing but an error.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <thread>

#include "../check.hpp"
#include "storage/database.hpp"
#include "streams/codec.hpp"
#include "streams/embedded_bus.hpp"
#include "streams/redis_bus.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

using namespace tradewind;
using bench::check;
using namespace tradewind::streams;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kStreams{"market:bars"};
constexpr std::string_view kStream = "market:bars";
constexpr int kBatch = 100;

double seconds_of(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print_rate(std::string_view label, std::string_view what, double count, double seconds) {
    fmt::println("{:<10} {:<28} {:>10.0f}/s", label, what, count / seconds);
}

void print_latency(std::string_view label, std::string_view what, std::vector<double> seconds) {
    std::ranges::sort(seconds);
    fmt::println("{:<10} {:<28} p50 {:>6.0f} us  p99 {:>6.0f} us", label, what, seconds[seconds.size() / 2] * 1e6,
                 seconds[seconds.size() * 99 / 100] * 1e6);
}

Bar some_bar() {
    const auto price = [](std::string_view text) { return Decimal::parse(text).value(); };
    Bar bar;
    bar.ticker = Ticker::parse("AAPL").value();
    bar.start = parse_timestamp("2014-06-06T13:30:00Z").value();
    bar.end = bar.start + 1min;
    bar.open = price("92.42");
    bar.high = price("92.52");
    bar.low = price("92.02");
    bar.close = price("92.25");
    bar.vwap = price("92.31");
    bar.volume = 123456;
    bar.source = "replay";
    return bar;
}

ScoredArticle some_score() {
    ScoredArticle score;
    score.id = ScoreId::from_fields({"score"});
    score.article = score.story = ArticleId::from_fields({"article"});
    score.ticker = Ticker::parse("AAPL").value();
    score.source = "rss:wire";
    score.title = "Apple beats expectations on strong sales, raises its dividend and splits seven to one";
    score.url = "https://example.com/2014/06/06/apple-beats-expectations.html";
    score.score = 0.8123;
    score.confidence = score.positive = 0.85;
    score.negative = 0.04;
    score.neutral = 0.11;
    score.engine = "finbert";
    score.model = "abcdef123456";
    score.published = score.received = score.scored = score.usable_from = some_bar().start;
    return score;
}

template <class M>
void bench_codec(std::string_view name, const M& message) {
    constexpr int kTimes = 200'000;
    const EnvelopeInfo info{some_bar().end, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
    const auto body = encode(message, info);
    std::size_t bytes = 0;
    const auto encoding = seconds_of([&] {
        for (int i = 0; i < kTimes; ++i) bytes += encode(message, info).size();
    });
    const auto decoding = seconds_of([&] {
        for (int i = 0; i < kTimes; ++i) bytes += check(decode<M>(body)).envelope.id.size();
    });
    print_rate("codec", std::string("encode ") + std::string(name), kTimes, encoding);
    print_rate("codec", std::string("decode ") + std::string(name), kTimes, decoding);
    if (bytes == 0) std::exit(1);
}

std::vector<OutgoingMessage> some_messages() {
    const EnvelopeInfo info{some_bar().end, {}};
    std::vector<OutgoingMessage> batch;
    for (int i = 0; i < kBatch; ++i) {
        auto bar = some_bar();
        bar.start += i * 1min;
        bar.end += i * 1min;
        batch.push_back(make_message(bar, info));
    }
    return batch;
}

void bench_wake_up(std::string_view label, Bus& bus, Consumer& consumer, std::span<const OutgoingMessage> one) {
    constexpr int kTimes = 1000;
    std::atomic<std::int64_t> sent{0};
    std::vector<double> hops;
    const auto nanos = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
    std::jthread reader([&] {
        while (hops.size() < kTimes) {
            const auto got = check(consumer.read(1, 5s));
            if (got.empty()) continue;
            hops.push_back(static_cast<double>(nanos() - sent) / 1e9);
            check(consumer.ack(got));
            sent = 0;
        }
    });
    for (int i = 0; i < kTimes; ++i) {
        while (sent != 0) std::this_thread::yield();
        // Long enough for the reader to wait again.
        std::this_thread::sleep_for(500us);
        sent = nanos();
        check(bus.publish(kStream, one));
    }
    reader.join();
    print_latency(label, "publish to waiting reader", hops);
}

/// XADD of as many bytes by Redis' own load tool on the same server: the peer, one by one and pipelined by 16.
void bench_redis_itself(const test::RedisServer& server, std::size_t bytes, double ours) {
    for (const int pipelined : {1, 16}) {
        const auto command =
            fmt::format("redis-benchmark -p {} -n 100000 -c 50 -P {} --csv XADD bench:peer '*' body {} 2>/dev/null",
                        server.port(), pipelined, std::string(bytes, 'x'));
        std::FILE* pipe = ::popen(command.c_str(), "r");
        double rate = 0;
        std::array<char, 4096> line{};
        while (pipe != nullptr && std::fgets(line.data(), line.size(), pipe) != nullptr) {
            // The last line is `"XADD …","99304.87",…`.
            const std::string_view text(line.data());
            const auto at = text.find("\",\"");
            if (at != std::string_view::npos) rate = std::strtod(text.data() + at + 3, nullptr);
        }
        if (pipe == nullptr || ::pclose(pipe) != 0 || rate == 0) {
            fmt::println("redis      redis-benchmark is not here: skipped");
            return;
        }
        print_rate("redis", fmt::format("redis-benchmark XADD, -P {}", pipelined), rate, 1);
        fmt::println("{:<10} {:<28} {:>10.2f}", "durable", fmt::format("ratio to that (-P {})", pipelined),
                     ours / rate);
    }
}

/// Messages published a second.
double bench_bus(std::string_view label, Bus& bus, int batches) {
    auto consumer = check(bus.consumer("bench", "bench-1", kStreams));
    const auto batch = some_messages();
    const auto publishing = seconds_of([&] {
        for (int i = 0; i < batches; ++i) check(bus.publish(kStream, batch));
    });
    print_rate(label, "publish, batches of 100", batches * kBatch, publishing);
    // As services do: several publish at once, and share what a commit costs.
    constexpr int kPublishers = 8;
    const auto together = seconds_of([&] {
        std::vector<std::jthread> threads;
        for (int t = 0; t < kPublishers; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < batches / kPublishers; ++i) check(bus.publish(kStream, batch));
            });
        }
    });
    const double shared_rate = batches / kPublishers * kPublishers * kBatch / together;
    print_rate(label, fmt::format("the same by {} at once", kPublishers), shared_rate, 1);
    const auto reading = seconds_of([&] {
        for (std::size_t got = 0; got < static_cast<std::size_t>(2 * batches * kBatch);) {
            const auto some = check(consumer->read(kBatch, 0s));
            check(consumer->ack(some));
            got += some.size();
        }
    });
    print_rate(label, "read and acknowledge", 2 * batches * kBatch, reading);
    const auto one = std::span(batch).first(1);
    std::vector<double> single;
    for (int i = 0; i < 2000; ++i) single.push_back(seconds_of([&] { check(bus.publish(kStream, one)); }));
    print_latency(label, "publish one", single);
    single.clear();
    for (int i = 0; i < 2000; ++i) {
        single.push_back(seconds_of([&] {
            const auto got = check(consumer->read(1, 0s));
            check(consumer->ack(got));
        }));
    }
    print_latency(label, "read and acknowledge one", single);
    bench_wake_up(label, bus, *consumer, one);
    return shared_rate;
}

}  // namespace

int main() {
    bench_codec("bar", some_bar());
    bench_codec("scored article", some_score());
    const SystemMachineClock clock;
    double embedded = 0;
    for (const bool durable : {true, false}) {
        const test::TempDir folder("bench");
        const auto url = "sqlite:" + (folder / "store.sqlite").string();
        auto database = check(storage::Database::open({.url = url, .durable = durable}));
        auto bus = check(open_embedded_bus(*database, {.clock = clock}));
        const auto rate = bench_bus(durable ? "durable" : "kill-safe", *bus, 1000);
        if (durable) embedded = rate;
    }
    if (test::RedisServer::available()) {
        const test::RedisServer server;
        auto bus = check(open_redis_bus({.url = server.url()}, {.clock = clock}));
        bench_bus("redis", *bus, 200);
        bench_redis_itself(server, some_messages().front().body.size(), embedded);
    }
}
