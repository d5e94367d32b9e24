#include "gateway/json_writer.hpp"

#include <cmath>
#include <fmt/core.h>

#include "telemetry/json_text.hpp"

namespace tradewind::gateway {

void JsonWriter::separate() {
    if (needs_comma_) text_ += ',';
    needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
    separate();
    text_ += bracket;
    needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
    text_ += bracket;
    needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
    value(name);
    text_ += ':';
    needs_comma_ = false;
}

void JsonWriter::value(std::string_view text) {
    separate();
    text_ += '"';
    telemetry::append_escaped(text_, text);
    text_ += '"';
}

void JsonWriter::value(double number) {
    if (std::isfinite(number))
        raw(fmt::format("{}", number));
    else
        null();
}

void JsonWriter::raw(std::string_view json) {
    separate();
    text_ += json;
}

}  // namespace tradewind::gateway
