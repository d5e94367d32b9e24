#pragma once

#include <string_view>

#include "exchange/order_types.hpp"

namespace tradewind::exchange {

/// Reads the body of POST /v2/orders. Null and empty members count as absent; money is text or number; more than nine
/// decimals are cut, as the real one does. 400 and 40010000 where it isn't readable at all.
ApiResult<OrderRequest> decode_order_request(std::string_view body);
/// Reads the body of PATCH /v2/orders/{id}.
ApiResult<ReplaceRequest> decode_replace_request(std::string_view body);

}  // namespace tradewind::exchange
