#include "streams/embedded_bus.hpp"

#include <mutex>
#include <set>

#include "streams/embedded_consumer.hpp"
#include "streams/embedded_store.hpp"

namespace tradewind::streams {
namespace {

using storage::Transaction;

constexpr std::int64_t kTrimChunk = 10'000;

class EmbeddedBus final : public Bus, public StreamsInStore, public embedded::Home {
public:
    EmbeddedBus(storage::Database& database, BusOptions options) : database_(database), options_(std::move(options)) {}

    Status publish(std::string_view stream, std::span<const OutgoingMessage> messages) override {
        if (messages.empty()) return {};
        auto done = database_.write([&](Transaction& tx) { return append(tx, stream, messages); });
        if (done) announce();
        return done;
    }

    StreamsInStore* in_store() override { return this; }

    Status append(Transaction& tx, std::string_view stream, std::span<const OutgoingMessage> messages) override {
        if (messages.empty()) return {};
        if (auto fits = check_sizes(stream, messages); !fits) return fits;
        const auto number = embedded::stream_number(tx, stream);
        if (!number) return std::unexpected(number.error());
        return embedded::append(tx, *number, messages);
    }

    void announce() override { wake_.publish(); }

    Result<std::unique_ptr<Consumer>> consumer(std::string_view group, std::string_view consumer_name,
                                               std::span<const std::string> streams) override {
        std::vector<embedded::Subscription> subscriptions;
        auto done = database_.write([&](Transaction& tx) -> Status {
            subscriptions.clear();
            for (const auto& stream : streams) {
                const auto opened = embedded::open_group(tx, stream, group);
                if (!opened) return std::unexpected(opened.error());
                subscriptions.push_back({.stream = stream, .group = *opened});
            }
            return {};
        });
        if (!done) return std::unexpected(std::move(done.error()));
        return std::make_unique<embedded::EmbeddedConsumer>(*this, std::string(group), std::string(consumer_name),
                                                            std::move(subscriptions));
    }

    Result<std::vector<GroupInfo>> groups() override {
        flush_acknowledgements();
        std::vector<GroupInfo> infos;
        return collect(infos, [](Transaction& tx) { return embedded::groups(tx); });
    }

    Result<std::vector<DeadLetter>> dead_letters(std::string_view stream, std::size_t max) override {
        std::vector<DeadLetter> letters;
        return collect(letters, [&](Transaction& tx) { return embedded::dead_letters(tx, stream, max); });
    }

    Status retry_dead_letter(std::string_view stream, std::string_view entry_id) override {
        auto done = database_.write([&](Transaction& tx) { return embedded::revive(tx, stream, entry_id); });
        if (done) announce();
        return done;
    }

    Status drop_dead_letter(std::string_view stream, std::string_view entry_id) override {
        return database_.write([&](Transaction& tx) { return embedded::forget_dead(tx, stream, entry_id); });
    }

    Result<std::int64_t> trim(std::int64_t keep) override {
        flush_acknowledgements();
        std::int64_t total = 0;
        for (std::int64_t removed = kTrimChunk; removed >= kTrimChunk;) {
            // In chunks, so that a writer never waits long.
            auto done = database_.write([&](Transaction& tx) -> Status {
                auto gone = embedded::trim(tx, keep, kTrimChunk);
                if (!gone) return std::unexpected(std::move(gone.error()));
                removed = *gone;
                return {};
            });
            if (!done) return std::unexpected(std::move(done.error()));
            total += removed;
        }
        return total;
    }

    /// Entries live and die with the store, so whoever has the store has them too.
    Result<std::string> incarnation() override { return "embedded"; }

    storage::Database& database() override { return database_; }
    const BusOptions& options() override { return options_; }
    embedded::Wake& wake() override { return wake_; }
    void join(embedded::EmbeddedConsumer& consumer) override {
        const std::scoped_lock guard(consumers_mutex_);
        consumers_.insert(&consumer);
    }
    void leave(embedded::EmbeddedConsumer& consumer) override {
        const std::scoped_lock guard(consumers_mutex_);
        consumers_.erase(&consumer);
    }

private:
    template <class T, class Work>
    Result<T> collect(T& values, Work work) {
        auto done = database_.read([&](Transaction& tx) -> Status {
            auto found = work(tx);
            if (!found) return std::unexpected(std::move(found.error()));
            values = *std::move(found);
            return {};
        });
        if (!done) return std::unexpected(std::move(done.error()));
        return std::move(values);
    }

    void flush_acknowledgements() {
        const std::scoped_lock guard(consumers_mutex_);
        // A failure keeps them queued, and the next read reports it.
        for (auto* consumer : consumers_) (void)consumer->flush();
    }

    storage::Database& database_;
    BusOptions options_;
    embedded::Wake wake_;
    std::mutex consumers_mutex_;
    std::set<embedded::EmbeddedConsumer*> consumers_;
};

}  // namespace

Result<std::unique_ptr<Bus>> open_embedded_bus(storage::Database& database, BusOptions options) {
    auto made = database.write([](Transaction& tx) { return embedded::create_tables(tx); });
    if (!made) return std::unexpected(made.error().within("embedded streams"));
    return std::make_unique<EmbeddedBus>(database, std::move(options));
}

}  // namespace tradewind::streams
