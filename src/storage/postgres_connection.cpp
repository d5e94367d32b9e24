#include "storage/postgres_connection.hpp"

#include <charconv>
#include <fmt/core.h>
#include <pqxx/pqxx>

#include "storage/placeholders.hpp"

namespace tradewind::storage {
namespace {

// Type oids of the server's catalogue that differ from text.
constexpr pqxx::oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kOid = 26, kFloat4 = 700, kFloat8 = 701;

template <class Number>
Value number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    TRADEWIND_ASSERT(error == std::errc{} && end == text.data() + text.size());
    return value;
}

Value field_value(const pqxx::field& field) {
    if (field.is_null()) return nullptr;
    const std::string_view text = field.view();
    switch (field.type()) {
        case kBool:
            return std::int64_t{text == "t" ? 1 : 0};
        case kInt2:
        case kInt4:
        case kOid:
        case kInt8:
            return number<std::int64_t>(text);
        case kFloat4:
        case kFloat8:
            return number<double>(text);
        default:
            return std::string(text);
    }
}

std::vector<Row> rows_of(const pqxx::result& result) {
    std::vector<Row> rows;
    rows.reserve(static_cast<std::size_t>(result.size()));
    for (const auto& row : result) {
        std::vector<Value> values;
        values.reserve(static_cast<std::size_t>(row.size()));
        for (const auto& field : row) values.push_back(field_value(field));
        rows.emplace_back(std::move(values));
    }
    return rows;
}

// The shortest text that reads back to the same bits.
std::string shortest(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// The wire carries text as C strings: what follows a zero byte would be lost without a word.
Status refuse_zero_bytes(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || text->find('\0') == std::string::npos) return {};
    return fail(ErrorCode::kInvalidArgument, "store: text holds a zero byte");
}

Status append(pqxx::params& out, const Value& value) {
    if (auto sound = refuse_zero_bytes(value); !sound) return sound;
    if (const auto* text = std::get_if<std::string>(&value)) {
        out.append(pqxx::zview(*text));
    } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        out.append(*whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
        out.append(shortest(*real));
    } else {
        out.append();
    }
    return {};
}

std::optional<std::string> copy_field(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) return shortest(*real);
    return std::nullopt;
}

enum class Failure : std::uint8_t { kNone, kPlain, kRepeat, kLost };

struct Told {
    Failure failure = Failure::kPlain;
    Error error;
};

Error plain_error(ErrorCode code, const std::exception& exception, std::string_view hint = {}) {
    // The first line says it; what follows are the server's hints and the statement.
    std::string message = exception.what();
    message.erase(std::min(message.find('\n'), message.size()));
    constexpr std::string_view kPrefix = "ERROR:  ";
    if (message.starts_with(kPrefix)) message.erase(0, kPrefix.size());
    return {code, "store: " + message, std::string(hint)};
}

Told tell_sql_error(const pqxx::sql_error& exception) {
    const std::string& state = exception.sqlstate();
    const std::string_view kind = std::string_view(state).substr(0, 2);
    if (state == "40001" || state == "40P01") {
        return {Failure::kRepeat, plain_error(ErrorCode::kUnavailable, exception)};
    }
    if (kind == "08" || state.starts_with("57P0")) {
        return {Failure::kLost, plain_error(ErrorCode::kUnavailable, exception, "check that PostgreSQL is running")};
    }
    if (kind == "23") return {Failure::kPlain, plain_error(ErrorCode::kConflict, exception)};
    if (kind == "22") return {Failure::kPlain, plain_error(ErrorCode::kInvalidArgument, exception)};
    if (kind == "28" || state == "42501") return {Failure::kPlain, plain_error(ErrorCode::kRefused, exception)};
    if (kind == "53" || state == "55P03") return {Failure::kPlain, plain_error(ErrorCode::kUnavailable, exception)};
    const bool no_table = state == "42P01" || state == "3F000";
    return {Failure::kPlain,
            plain_error(ErrorCode::kInternal, exception, no_table ? "run `tradewind migrate up`" : "")};
}

// Called in a catch block.
Told tell_exception() {
    try {
        throw;
    } catch (const pqxx::broken_connection& lost) {
        return {Failure::kLost, plain_error(ErrorCode::kUnavailable, lost, "check that PostgreSQL is running")};
    } catch (const pqxx::sql_error& sql) {
        return tell_sql_error(sql);
    } catch (const std::exception& other) {
        return {Failure::kPlain, plain_error(ErrorCode::kInternal, other)};
    }
}

class Connection;

class PostgresTransaction final : public Transaction {
public:
    PostgresTransaction(Connection& connection, pqxx::transaction_base& work) : connection_(connection), work_(work) {}

    Result<std::vector<Row>> query(std::string_view sql, std::span<const Value> parameters) override {
        auto result = run(sql, parameters);
        if (!result) return std::unexpected(result.error());
        return rows_of(*result);
    }
    Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters) override {
        auto result = run(sql, parameters);
        if (!result) return std::unexpected(result.error());
        return std::int64_t{result->affected_rows()};
    }
    Result<std::int64_t> execute_each(std::string_view sql, std::span<const std::vector<Value>> rows) override;
    Status run_script(std::string_view sql) override;
    [[nodiscard]] Dialect dialect() const override { return Dialect::kPostgres; }

    [[nodiscard]] const Told& told() const { return told_; }

private:
    Result<pqxx::result> run(std::string_view sql, std::span<const Value> parameters);
    Result<std::int64_t> load(const PlainInsert& insert, std::span<const std::vector<Value>> rows);
    template <class Call>
    Result<pqxx::result> guarded(Call call);

    Connection& connection_;
    pqxx::transaction_base& work_;
    Told told_{Failure::kNone, {}};
};

class Connection final : public PostgresConnection {
public:
    explicit Connection(const std::string& url) : connection_(url) {}

    void configure(const DatabaseOptions& options) {
        pqxx::nontransaction session(connection_);
        session.exec(fmt::format("SET search_path TO {}, public", connection_.quote_name(schema_of(options.world))));
        session.exec(fmt::format("SET synchronous_commit TO {}", options.durable ? "on" : "off"));
        session.exec("SET client_min_messages TO warning");
        session.exec("SET lock_timeout TO '30s'");
        session.exec("SET idle_in_transaction_session_timeout TO '60s'");
        session.exec("SET timezone TO 'UTC'");
    }

    Attempt run(bool read_only, const std::function<Status(Transaction&)>& work, Error& error) override {
        if (read_only) {
            return attempt<pqxx::transaction<pqxx::isolation_level::repeatable_read, pqxx::write_policy::read_only>>(
                work, error);
        }
        return attempt<pqxx::transaction<pqxx::isolation_level::read_committed>>(work, error);
    }

    [[nodiscard]] bool usable() const override { return connection_.is_open(); }

    const std::string& prepared(std::string_view sql) {
        if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
        std::string text(sql);
        std::string name = fmt::format("s{}", statements_.size());
        connection_.prepare(name, text);
        return statements_.emplace(std::move(text), std::move(name)).first->second;
    }

private:
    template <class Work>
    Attempt attempt(const std::function<Status(Transaction&)>& work, Error& error) {
        std::optional<Work> transaction;
        try {
            transaction.emplace(connection_);
        } catch (...) {
            return give_up(tell_exception(), error);
        }
        PostgresTransaction facade(*this, *transaction);
        const Status done = work(facade);
        // A statement that failed has spoilt the transaction, whatever `work` made of it.
        if (facade.told().failure != Failure::kNone) {
            if (facade.told().failure != Failure::kPlain || done) return give_up(facade.told(), error);
        }
        if (!done) {
            error = done.error();
            return Attempt::kFailed;
        }
        return commit(*transaction, error);
    }

    static Attempt commit(pqxx::transaction_base& transaction, Error& error) {
        try {
            transaction.commit();
            return Attempt::kDone;
        } catch (const pqxx::in_doubt_error& doubt) {
            error = plain_error(ErrorCode::kUnknownOutcome, doubt);
            return Attempt::kInDoubt;
        } catch (...) {
            auto told = tell_exception();
            error = told.error;
            if (told.failure == Failure::kRepeat) return Attempt::kRepeat;
            if (told.failure == Failure::kPlain) return Attempt::kFailed;
            error.code = ErrorCode::kUnknownOutcome;
            return Attempt::kInDoubt;
        }
    }

    static Attempt give_up(const Told& told, Error& error) {
        error = told.error;
        if (told.failure == Failure::kLost) return Attempt::kLost;
        return told.failure == Failure::kRepeat ? Attempt::kRepeat : Attempt::kFailed;
    }

    pqxx::connection connection_;
    std::map<std::string, std::string, std::less<>> statements_;
};

template <class Call>
Result<pqxx::result> PostgresTransaction::guarded(Call call) {
    try {
        return call();
    } catch (...) {
        auto told = tell_exception();
        // The first failure is the cause; later ones only say that the transaction is aborted.
        if (told_.failure == Failure::kNone || told.failure == Failure::kLost) told_ = told;
        return std::unexpected(std::move(told.error));
    }
}

Result<pqxx::result> PostgresTransaction::run(std::string_view sql, std::span<const Value> parameters) {
    pqxx::params values;
    values.reserve(parameters.size());
    for (const auto& parameter : parameters) {
        if (auto added = append(values, parameter); !added) return std::unexpected(added.error());
    }
    return guarded([&] { return work_.exec(pqxx::prepped{connection_.prepared(sql)}, values); });
}

Result<std::int64_t> PostgresTransaction::execute_each(std::string_view sql, std::span<const std::vector<Value>> rows) {
    constexpr std::size_t kWorthCopying = 2000;
    if (rows.empty()) return 0;
    const std::size_t columns = rows.front().size();
    if (rows.size() >= kWorthCopying) {
        if (const auto insert = as_plain_insert(sql, columns)) return load(*insert, rows);
    }
    std::int64_t changed = 0;
    // Few sizes, so that few statements are prepared.
    for (const std::size_t size : {128, 16, 4, 1}) {
        const std::string many = rows.size() < size ? std::string() : expand_values(sql, columns, size);
        while (rows.size() >= size && (size == 1 || !many.empty())) {
            std::vector<Value> flat;
            flat.reserve(size * columns);
            for (const auto& row : rows.first(size)) flat.insert(flat.end(), row.begin(), row.end());
            const auto done = run(size == 1 ? sql : many, flat);
            if (!done) return std::unexpected(done.error());
            changed += done->affected_rows();
            rows = rows.subspan(size);
        }
    }
    return changed;
}

// COPY knows no conflicts: into a table of our own first, from there by INSERT.
Result<std::int64_t> PostgresTransaction::load(const PlainInsert& insert, std::span<const std::vector<Value>> rows) {
    for (const auto& row : rows) {
        for (const auto& value : row) {
            if (auto sound = refuse_zero_bytes(value); !sound) return std::unexpected(sound.error());
        }
    }
    auto done = guarded([&] {
        work_.exec(fmt::format("CREATE TEMP TABLE bulk_load ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
                               insert.columns, insert.table));
        auto copy = pqxx::stream_to::raw_table(work_, "bulk_load", insert.columns);
        std::vector<std::optional<std::string>> fields;
        for (const auto& row : rows) {
            fields.clear();
            for (const auto& value : row) fields.push_back(copy_field(value));
            copy.write_row(fields);
        }
        copy.complete();
        auto inserted = work_.exec(fmt::format("INSERT INTO {} ({}) SELECT {} FROM bulk_load{}", insert.table,
                                               insert.columns, insert.columns, insert.conflict));
        work_.exec("DROP TABLE bulk_load");
        return inserted;
    });
    if (!done) return std::unexpected(done.error());
    return std::int64_t{done->affected_rows()};
}

Status PostgresTransaction::run_script(std::string_view sql) {
    auto done = guarded([&] { return work_.exec(sql); });
    if (!done) return std::unexpected(done.error());
    // Back at a savepoint, the transaction is whole again.
    if (sql.starts_with("ROLLBACK TO")) told_ = {Failure::kNone, {}};
    return {};
}

std::string with_timeout(const std::string& url, const DatabaseOptions& options) {
    if (url.find("connect_timeout=") != std::string::npos) return url;
    const auto seconds = std::max<std::int64_t>(2, std::chrono::ceil<std::chrono::seconds>(options.patience).count());
    return fmt::format("{}{}connect_timeout={}", url, url.find('?') == std::string::npos ? "?" : "&", seconds);
}

}  // namespace

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const DatabaseOptions& options) {
    try {
        auto connection = std::make_unique<Connection>(with_timeout(options.url, options));
        connection->configure(options);
        return connection;
    } catch (const pqxx::argument_error& wrong) {
        return std::unexpected(plain_error(ErrorCode::kInvalidArgument, wrong, "check database.url"));
    } catch (...) {
        auto told = tell_exception();
        told.error.code = ErrorCode::kUnavailable;
        told.error.hint = "check database.url and that PostgreSQL is running there";
        return std::unexpected(std::move(told.error));
    }
}

}  // namespace tradewind::storage
