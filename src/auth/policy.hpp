#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tradewind::auth {

/// What a relying party accepts. Origins are compared as exact strings.
struct Policy {
    std::string rp_id;
    std::vector<std::string> origins;
    std::vector<std::string> top_origins = {};
    bool allow_cross_origin = false;
    bool require_uv = true;
    std::vector<std::int64_t> algs = {-7, -8, -257};
    std::vector<std::string> formats = {"none", "packed"};
    std::vector<std::string> roots = {};  ///< DER certificates that a statement's certificates may chain to.
};

}  // namespace tradewind::auth
