#pragma once

#include <array>
#include <span>
#include <string_view>

/// What openapi.json is written from.
namespace tradewind::gateway {

struct Parameter {
    std::string_view name;
    std::string_view type;
    std::string_view description;
};

struct Operation {
    std::string_view method;
    std::string_view path;
    std::string_view summary;
    std::string_view schema;  ///< Of the answer; a list of it where `list`. Empty: no body.
    bool list = false;
    std::array<Parameter, 7> query = {};  ///< Up to the first without a name.
    std::string_view body = {};
    int status = 200;
};
std::span<const Operation> openapi_operations();

/// A schema in short: `name:type` with s string, t time, d decimal text, n number, i integer, b boolean, o object,
/// a array; `?` where null is allowed. A `:Name` refers to another schema, `[Name]` to a list of it. `name=` in place
/// of `name:` where the field may be left out.
struct Schema {
    std::string_view name;
    std::string_view fields;
};
std::span<const Schema> openapi_schemas();

}  // namespace tradewind::gateway
