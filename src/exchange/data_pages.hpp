#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "exchange/exchange.hpp"

/// Pages of historical bars, trades and quotes; for .cpp files only.
namespace tradewind::exchange {

struct DataQuery {
    std::vector<std::string> symbols;  ///< Sorted, each once.
    std::optional<Timestamp> start, end;
    std::size_t limit = 1000;  ///< Over all symbols together.
    bool falling = false;
    bool adjust_splits = false;
    std::string page_token;
    BarLength length;  ///< Of bars.
};

struct DataPage {
    std::vector<std::pair<std::string, nlohmann::ordered_json>> rows;  ///< Symbol and its array.
    std::string next_token;
};

ApiResult<DataPage> bar_page(Exchange& exchange, const DataQuery& query);
ApiResult<DataPage> trade_page(Exchange& exchange, const DataQuery& query);
ApiResult<DataPage> quote_page(Exchange& exchange, const DataQuery& query);

/// Opaque text for a place in an answer, and back; nothing where it isn't one of ours.
std::string make_page_token(std::string_view symbol, Timestamp time, std::size_t skip);
struct PagePlace {
    std::string symbol;
    Timestamp time;
    std::size_t skip = 0;  ///< Rows of that very time that were given already.
};
std::optional<PagePlace> read_page_token(std::string_view token);

}  // namespace tradewind::exchange
