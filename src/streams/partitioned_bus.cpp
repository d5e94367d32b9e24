#include "streams/partitioned_bus.hpp"

#include <charconv>
#include <fmt/core.h>

#include "streams/partitioned_consumer.hpp"
#include "streams/partitions.hpp"
#include "streams/policy.hpp"

namespace tradewind::streams {
namespace {

class PartitionedBus final : public Bus, public StreamsInStore {
public:
    PartitionedBus(std::unique_ptr<Bus> inner, storage::Database& database, const MachineClock& clock,
                   const PartitionOptions& options)
        : inner_(std::move(inner)), database_(database), clock_(clock), options_(options) {}

    Status publish(std::string_view stream, std::span<const OutgoingMessage> messages) override {
        if (auto fits = check_sizes(stream, messages); !fits) return fits;
        return for_each_part(stream, messages,
                             [&](const std::string& name, auto part) { return inner_->publish(name, part); });
    }

    StreamsInStore* in_store() override { return inner_->in_store() != nullptr ? this : nullptr; }

    Status append(storage::Transaction& tx, std::string_view stream,
                  std::span<const OutgoingMessage> messages) override {
        return for_each_part(stream, messages, [&](const std::string& name, auto part) {
            return inner_->in_store()->append(tx, name, part);
        });
    }

    void announce() override { inner_->in_store()->announce(); }

    Result<std::unique_ptr<Consumer>> consumer(std::string_view group, std::string_view consumer_name,
                                               std::span<const std::string> streams) override {
        PartitionedConsumer::Setup setup{.bus = *inner_,
                                         .clock = clock_,
                                         .group = std::string(group),
                                         .name = std::string(consumer_name),
                                         .plain = {},
                                         .partitioned = {},
                                         .lease = options_.lease};
        for (const auto& stream : streams) (is_partitioned(stream) ? setup.partitioned : setup.plain).push_back(stream);
        if (setup.partitioned.empty()) return inner_->consumer(group, consumer_name, streams);
        if (auto made = make_groups(setup); !made) return std::unexpected(std::move(made.error()));
        std::unique_ptr<Consumer> plain;
        if (!setup.plain.empty()) {
            auto opened = inner_->consumer(group, consumer_name, setup.plain);
            if (!opened) return opened;
            plain = std::move(*opened);
        }
        auto leases = std::make_unique<PartitionLeases>(database_, clock_, setup.group, setup.name, options_.partitions,
                                                        options_.lease);
        return std::make_unique<PartitionedConsumer>(std::move(setup), std::move(leases), std::move(plain));
    }

    Result<std::vector<GroupInfo>> groups() override { return inner_->groups(); }
    Result<std::int64_t> trim(std::int64_t keep) override { return inner_->trim(keep); }
    Result<std::string> incarnation() override { return inner_->incarnation(); }

    Result<std::vector<DeadLetter>> dead_letters(std::string_view stream, std::size_t max) override {
        if (!is_partitioned(stream)) return inner_->dead_letters(stream, max);
        std::vector<DeadLetter> all;
        for (int i = 0; i < options_.partitions && all.size() < max; ++i) {
            auto some = inner_->dead_letters(partition_name(stream, i), max - all.size());
            if (!some) return some;
            for (auto& letter : *some) {
                letter.stream = stream;
                letter.entry_id = fmt::format("{}/{}", i, letter.entry_id);
                all.push_back(std::move(letter));
            }
        }
        return all;
    }

    Status retry_dead_letter(std::string_view stream, std::string_view entry_id) override {
        const auto [name, entry] = split(stream, entry_id);
        return inner_->retry_dead_letter(name, entry);
    }
    Status drop_dead_letter(std::string_view stream, std::string_view entry_id) override {
        const auto [name, entry] = split(stream, entry_id);
        return inner_->drop_dead_letter(name, entry);
    }

private:
    /// Calls `give` with the messages of each partition, or with all where the stream has no partitions.
    template <class Give>
    Status for_each_part(std::string_view stream, std::span<const OutgoingMessage> messages, Give give) const {
        if (!is_partitioned(stream)) return give(std::string(stream), messages);
        std::vector<std::vector<OutgoingMessage>> parts(static_cast<std::size_t>(options_.partitions));
        for (const auto& message : messages) {
            parts[static_cast<std::size_t>(partition_of(message.key, options_.partitions))].push_back(message);
        }
        for (int i = 0; i < options_.partitions; ++i) {
            const auto& part = parts[static_cast<std::size_t>(i)];
            if (part.empty()) continue;
            if (Status done = give(partition_name(stream, i), std::span<const OutgoingMessage>(part)); !done) return done;
        }
        return {};
    }

    /// Of all partitions, also those that nobody owns yet: their messages count as unread, and are not trimmed.
    Status make_groups(const PartitionedConsumer::Setup& setup) {
        std::vector<std::string> names;
        for (const auto& stream : setup.partitioned) {
            for (int i = 0; i < options_.partitions; ++i) names.push_back(partition_name(stream, i));
        }
        auto made = inner_->consumer(setup.group, PartitionedConsumer::kOwner, names);
        if (!made) return std::unexpected(std::move(made.error()));
        return {};
    }

    [[nodiscard]] std::pair<std::string, std::string> split(std::string_view stream, std::string_view entry_id) const {
        const auto slash = entry_id.find('/');
        int partition = -1;
        if (is_partitioned(stream) && slash != std::string_view::npos) {
            std::from_chars(entry_id.data(), entry_id.data() + slash, partition);
        }
        if (partition < 0) return {std::string(stream), std::string(entry_id)};
        return {partition_name(stream, partition), std::string(entry_id.substr(slash + 1))};
    }

    std::unique_ptr<Bus> inner_;
    storage::Database& database_;
    const MachineClock& clock_;
    PartitionOptions options_;
};

}  // namespace

std::unique_ptr<Bus> make_partitioned_bus(std::unique_ptr<Bus> inner, storage::Database& database,
                                          const MachineClock& clock, const PartitionOptions& options) {
    if (options.partitions <= 1) return inner;
    return std::make_unique<PartitionedBus>(std::move(inner), database, clock, options);
}

storage::leases::Lease partition_lease(const Delivery& delivery, std::string_view group, std::string_view consumer) {
    const auto partition = delivery.entry_id.substr(0, delivery.entry_id.find('/'));
    return {.name = fmt::format("partition/{}/{}", group, partition),
            .holder = std::string(consumer),
            .token = delivery.fence,
            .expires = {}};
}

}  // namespace tradewind::streams
