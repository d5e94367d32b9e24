#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/ticker.hpp"
#include "core/time.hpp"

namespace tradewind::gateway {

/// Writes JSON straight into text, as docs/api.md spells values: money and quantities as strings, times as RFC 3339,
/// unknown as null, numbers in their shortest exact form. Commas are its own business.
class JsonWriter {
public:
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    void key(std::string_view name);

    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(bool flag) { raw(flag ? "true" : "false"); }
    /// null where it is not finite.
    void value(double number);
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    void value(T number) {
        raw(std::to_string(number));
    }
    void value(Timestamp time) { value(format_timestamp(time)); }
    void value(const Decimal& amount) { value(amount.to_string()); }
    void value(const Ticker& ticker) { value(ticker.view()); }
    /// Ids.
    template <class T>
        requires requires(const T& id) { id.bytes(); }
    void value(const T& id) {
        value(id.to_string());
    }
    template <class T>
    void value(const std::optional<T>& maybe) {
        if (maybe)
            value(*maybe);
        else
            null();
    }
    void null() { raw("null"); }
    /// JSON that is known to be such.
    void raw(std::string_view json);

    template <class T>
    void field(std::string_view name, const T& what) {
        key(name);
        value(what);
    }
    void raw_field(std::string_view name, std::string_view json) {
        key(name);
        raw(json);
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void separate();
    void open(char bracket);
    void close(char bracket);

    std::string text_;
    bool needs_comma_ = false;
};

}  // namespace tradewind::gateway
