#include "storage/placeholders.hpp"

#include <catch2/catch_test_macros.hpp>

namespace tradewind::storage {
namespace {

TEST_CASE("placeholders become SQLite's, quoted text stays") {
    CHECK(to_sqlite_placeholders("SELECT $1, $12") == "SELECT ?1, ?12");
    CHECK(to_sqlite_placeholders("SELECT '$1', \"$2\", 'it''s $3', $4") == "SELECT '$1', \"$2\", 'it''s $3', ?4");
    CHECK(to_sqlite_placeholders("SELECT 'US$'") == "SELECT 'US$'");
    CHECK(to_sqlite_placeholders("") == "");
}

TEST_CASE("VALUES is repeated for many rows, what follows stays") {
    CHECK(expand_values("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING", 2, 3) ==
          "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6) ON CONFLICT DO NOTHING");
    CHECK(expand_values("UPDATE t SET a = v.column2 FROM (VALUES ($1, $2)) AS v WHERE b = v.column1", 2, 2) ==
          "UPDATE t SET a = v.column2 FROM (VALUES ($1, $2), ($3, $4)) AS v WHERE b = v.column1");
}

TEST_CASE("statements of another form are not expanded") {
    CHECK(expand_values("UPDATE t SET a = $1 WHERE b = $2", 2, 4).empty());
    CHECK(expand_values("INSERT INTO t (a, b) VALUES ($2, $1)", 2, 4).empty());
    CHECK(expand_values("INSERT INTO t (a, b) VALUES ($1, 7)", 1, 4).empty());
    CHECK(expand_values("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = 1", 1, 4).empty());
    CHECK(expand_values("INSERT INTO t (a) VALUES ($1) RETURNING $1", 1, 4).empty());
}

TEST_CASE("a plain insert is taken apart") {
    const auto insert = as_plain_insert("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING", 2);
    REQUIRE(insert);
    CHECK(insert->table == "t");
    CHECK(insert->columns == "a, b");
    CHECK(insert->conflict == " ON CONFLICT (a) DO NOTHING");
    CHECK_FALSE(as_plain_insert("UPDATE t SET a = 1 FROM (VALUES ($1, $2)) AS v WHERE b = v.column1", 2));
    CHECK_FALSE(as_plain_insert("INSERT INTO t (a) VALUES ($1) RETURNING a", 1));
    CHECK_FALSE(as_plain_insert("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = 1", 1));
}

}  // namespace
}  // namespace tradewind::storage
