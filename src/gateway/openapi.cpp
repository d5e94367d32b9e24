#include "gateway/openapi.hpp"

#include <algorithm>
#include <vector>

#include "gateway/json_writer.hpp"
#include "gateway/openapi_tables.hpp"

namespace tradewind::gateway {

namespace {

void write_ref(JsonWriter& out, std::string_view name) {
    out.begin_object();
    out.field("$ref", "#/components/schemas/" + std::string(name));
    out.end_object();
}

void write_list_of(JsonWriter& out, std::string_view name) {
    out.begin_object();
    out.field("type", "array");
    out.key("items");
    write_ref(out, name);
    out.end_object();
}

std::string_view type_name(char letter) {
    switch (letter) {
        case 'n':
            return "number";
        case 'i':
            return "integer";
        case 'b':
            return "boolean";
        case 'o':
            return "object";
        case 'a':
            return "array";
        default:
            return "string";
    }
}

void write_type(JsonWriter& out, std::string_view type) {
    if (type.starts_with('[')) return write_list_of(out, type.substr(1, type.size() - 2));
    out.begin_object();
    out.key("type");
    if (type.ends_with('?')) {
        out.begin_array();
        out.value(type_name(type[0]));
        out.value("null");
        out.end_array();
    } else {
        out.value(type_name(type[0]));
    }
    if (type[0] == 't') out.field("format", "date-time");
    if (type[0] == 'd') out.field("format", "decimal");
    out.end_object();
}

/// Splits off the first field: its name, whether it is always there, and its type.
struct Field {
    std::string_view name;
    bool required = true;
    std::string_view type;
};
Field take_field(std::string_view& rest) {
    const auto field = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), field.size() + 1));
    const auto mark = field.find_first_of(":=");
    return {field.substr(0, mark), field[mark] == ':', field.substr(mark + 1)};
}

void write_schema(JsonWriter& out, const Schema& schema) {
    out.key(schema.name);
    out.begin_object();
    out.field("type", "object");
    out.key("properties");
    out.begin_object();
    std::vector<std::string_view> required;
    for (auto rest = schema.fields; !rest.empty();) {
        const auto field = take_field(rest);
        out.key(field.name);
        write_type(out, field.type);
        if (field.required) required.push_back(field.name);
    }
    out.end_object();
    if (!required.empty()) {
        out.key("required");
        out.begin_array();
        for (const auto name : required) out.value(name);
        out.end_array();
    }
    out.end_object();
}

void write_parameters(JsonWriter& out, const Operation& operation) {
    out.key("parameters");
    out.begin_array();
    const auto write_one = [&](std::string_view name, std::string_view in, std::string_view type,
                               std::string_view description) {
        out.begin_object();
        out.field("name", name);
        out.field("in", in);
        out.field("required", in == "path");
        out.field("description", description);
        out.key("schema");
        out.begin_object();
        out.field("type", type);
        out.end_object();
        out.end_object();
    };
    const auto brace = operation.path.find('{');
    if (brace != std::string_view::npos) {
        const auto name = operation.path.substr(brace + 1, operation.path.find('}') - brace - 1);
        write_one(name, "path", "string", "Id");
    }
    for (const auto& parameter : operation.query) {
        if (parameter.name.empty()) break;
        write_one(parameter.name, "query", parameter.type, parameter.description);
    }
    out.end_array();
}

void write_content(JsonWriter& out, std::string_view type, std::string_view schema, bool list) {
    out.key("content");
    out.begin_object();
    out.key(type);
    out.begin_object();
    out.key("schema");
    if (list) {
        out.begin_object();
        out.field("type", "object");
        out.key("properties");
        out.begin_object();
        out.key("items");
        write_list_of(out, schema);
        out.key("next");
        write_type(out, "s?");
        out.end_object();
        out.raw_field("required", R"(["items","next"])");
        out.end_object();
    } else {
        write_ref(out, schema);
    }
    out.end_object();
    out.end_object();
}

void write_operation(JsonWriter& out, const Operation& operation) {
    out.key(operation.method);
    out.begin_object();
    out.field("summary", operation.summary);
    write_parameters(out, operation);
    if (!operation.body.empty()) {
        out.key("requestBody");
        out.begin_object();
        write_content(out, "application/json", operation.body, false);
        out.end_object();
    }
    out.key("responses");
    out.begin_object();
    out.key(std::to_string(operation.status));
    out.begin_object();
    out.field("description", "Done");
    if (!operation.schema.empty()) write_content(out, "application/json", operation.schema, operation.list);
    out.end_object();
    out.key("default");
    out.begin_object();
    out.field("description", "An error");
    write_content(out, "application/problem+json", "Problem", false);
    out.end_object();
    out.end_object();
    out.end_object();
}

void write_paths(JsonWriter& out) {
    out.key("paths");
    out.begin_object();
    std::vector<std::string_view> written;
    for (const auto& first : openapi_operations()) {
        if (std::find(written.begin(), written.end(), first.path) != written.end()) continue;
        written.push_back(first.path);
        out.key(first.path);
        out.begin_object();
        for (const auto& operation : openapi_operations()) {
            if (operation.path == first.path) write_operation(out, operation);
        }
        out.end_object();
    }
    out.end_object();
}

}  // namespace

std::string openapi_json() {
    JsonWriter out;
    out.begin_object();
    out.field("openapi", "3.1.0");
    out.key("info");
    out.begin_object();
    out.field("title", "tradewind");
    out.field("version", "1");
    out.field("description", "docs/api.md says what each field means");
    out.end_object();
    write_paths(out);
    out.key("components");
    out.begin_object();
    out.key("schemas");
    out.begin_object();
    for (const auto& schema : openapi_schemas()) write_schema(out, schema);
    out.end_object();
    out.end_object();
    out.end_object();
    return out.take();
}

}  // namespace tradewind::gateway
