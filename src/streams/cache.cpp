#include "streams/cache.hpp"

#include <array>

#include "streams/redis_client.hpp"

namespace tradewind::streams {
namespace {

using storage::to_value;
using storage::Transaction;
using storage::Value;

constexpr std::string_view kTables =
    "CREATE TABLE IF NOT EXISTS bus_cache_sets (name TEXT NOT NULL, member TEXT NOT NULL, at BIGINT NOT NULL,"
    " PRIMARY KEY (name, member));"
    "CREATE TABLE IF NOT EXISTS bus_cache (name TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (name, field));";

std::int64_t milliseconds(Timestamp time) {
    return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

class EmbeddedCache final : public Cache {
public:
    explicit EmbeddedCache(storage::Database& database) : database_(database) {}

    Status create() {
        return database_.write([](Transaction& tx) { return tx.run_script(kTables); });
    }
    Result<bool> remember(std::string_view set, std::string_view member, Timestamp at) override {
        const auto rows = execute(
            "INSERT INTO bus_cache_sets (name, member, at) VALUES ($1, $2, $3) ON CONFLICT (name, member) DO NOTHING",
            std::array{to_value(set), to_value(member), Value(milliseconds(at))});
        if (!rows) return std::unexpected(rows.error());
        return *rows == 1;
    }
    Result<std::int64_t> forget_before(std::string_view set, Timestamp time) override {
        return execute("DELETE FROM bus_cache_sets WHERE name = $1 AND at < $2",
                       std::array{to_value(set), Value(milliseconds(time))});
    }
    Status put(std::string_view hash, std::string_view field, std::string_view value) override {
        const auto rows = execute(
            "INSERT INTO bus_cache (name, field, value) VALUES ($1, $2, $3)"
            " ON CONFLICT (name, field) DO UPDATE SET value = excluded.value",
            std::array{to_value(hash), to_value(field), to_value(value)});
        if (!rows) return std::unexpected(rows.error());
        return {};
    }
    Result<std::optional<std::string>> get(std::string_view hash, std::string_view field) override {
        auto all = get_all(hash);
        if (!all) return std::unexpected(std::move(all.error()));
        const auto found = all->find(std::string(field));
        if (found == all->end()) return std::nullopt;
        return found->second;
    }
    Result<std::map<std::string, std::string>> get_all(std::string_view hash) override {
        std::map<std::string, std::string> fields;
        auto done = database_.read([&](Transaction& tx) -> Status {
            const auto rows =
                tx.query("SELECT field, value FROM bus_cache WHERE name = $1", std::array{to_value(hash)});
            if (!rows) return std::unexpected(rows.error());
            for (const auto& row : *rows) fields[row.text(0)] = row.text(1);
            return {};
        });
        if (!done) return std::unexpected(std::move(done.error()));
        return fields;
    }

private:
    Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters) {
        std::int64_t changed = 0;
        auto done = database_.write_relaxed([&](Transaction& tx) -> Status {
            const auto rows = tx.execute(sql, parameters);
            if (!rows) return std::unexpected(rows.error());
            changed = *rows;
            return {};
        });
        if (!done) return std::unexpected(std::move(done.error()));
        return changed;
    }

    storage::Database& database_;
};

class RedisCache final : public Cache {
public:
    RedisCache(const redis::Address& address, std::string_view world, const BusOptions& options)
        : client_(address, world, options) {}

    Result<bool> remember(std::string_view set, std::string_view member, Timestamp at) override {
        auto added =
            client_.call({"ZADD", client_.key(set), "NX", std::to_string(milliseconds(at)), std::string(member)});
        if (!added) return std::unexpected(std::move(added.error()));
        return added->integer() == 1;
    }
    Result<std::int64_t> forget_before(std::string_view set, Timestamp time) override {
        auto removed =
            client_.call({"ZREMRANGEBYSCORE", client_.key(set), "-inf", "(" + std::to_string(milliseconds(time))});
        if (!removed) return std::unexpected(std::move(removed.error()));
        return removed->integer();
    }
    Status put(std::string_view hash, std::string_view field, std::string_view value) override {
        auto done = client_.call({"HSET", client_.key(hash), std::string(field), std::string(value)});
        if (!done) return std::unexpected(std::move(done.error()));
        return {};
    }
    Result<std::optional<std::string>> get(std::string_view hash, std::string_view field) override {
        auto found = client_.call({"HGET", client_.key(hash), std::string(field)});
        if (!found) return std::unexpected(std::move(found.error()));
        if (found->kind == redis::Reply::Kind::kNull) return std::nullopt;
        return std::move(found->text);
    }
    Result<std::map<std::string, std::string>> get_all(std::string_view hash) override {
        auto found = client_.call({"HGETALL", client_.key(hash)});
        if (!found) return std::unexpected(std::move(found.error()));
        std::map<std::string, std::string> fields;
        for (std::size_t i = 0; i + 1 < found->items.size(); i += 2) {
            fields[found->items[i].text] = found->items[i + 1].text;
        }
        return fields;
    }

private:
    redis::Client client_;
};

}  // namespace

Result<std::unique_ptr<Cache>> open_cache(const StreamsSettings& settings, storage::Database& database,
                                          const BusOptions& options) {
    if (settings.url == "embedded") {
        auto cache = std::make_unique<EmbeddedCache>(database);
        if (auto made = cache->create(); !made) return std::unexpected(made.error().within("cache"));
        return cache;
    }
    const auto address = redis::parse_address(settings.url);
    if (!address) return std::unexpected(address.error());
    return std::make_unique<RedisCache>(*address, settings.world, options);
}

}  // namespace tradewind::streams
