#include "config/values.hpp"

#include <charconv>
#include <cmath>
#include <fmt/core.h>

namespace tradewind::config {

namespace {

std::unexpected<Error> mismatch(std::string_view found, std::string_view expected) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("found {}, expected {}", found, expected));
}

std::string describe(const RawValue& raw) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return fmt::format("\"{}\"", *text);
    if (const auto* flag = std::get_if<bool>(&raw.value)) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&raw.value)) return fmt::format("{}", *whole);
    if (const auto* real = std::get_if<double>(&raw.value)) return fmt::format("{}", *real);
    return std::holds_alternative<RawTable>(raw.value) ? "a table" : "a list";
}

/// What a secret setting held is never repeated.
std::string found(const Binding& binding, const RawValue& raw) {
    return binding.secrecy == Secrecy::kNone ? describe(raw) : "an unusable value";
}

template <class T>
std::optional<T> number_in(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string range_text(const Binding& binding, std::string_view unit) {
    if (binding.minimum && binding.maximum) {
        return fmt::format(" from {} to {}{}", *binding.minimum, *binding.maximum, unit);
    }
    if (binding.minimum) return fmt::format(" of at least {}{}", *binding.minimum, unit);
    return {};
}

bool in_range(const Binding& binding, double value) {
    return std::isfinite(value) && (!binding.minimum || value >= *binding.minimum) &&
           (!binding.maximum || value <= *binding.maximum);
}

/// The text of a list's element or of a bare value.
std::optional<std::string> text_of(const RawValue& raw) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return *text;
    return std::nullopt;
}

Status read(const Binding& binding, const RawValue& raw, bool& slot) {
    if (const auto* flag = std::get_if<bool>(&raw.value)) {
        slot = *flag;
        return {};
    }
    if (raw.is_text_form) {
        const auto text = text_of(raw).value_or("");
        if (text == "true" || text == "1" || text == "yes" || text == "on") return slot = true, Status{};
        if (text == "false" || text == "0" || text == "no" || text == "off") return slot = false, Status{};
    }
    return mismatch(found(binding, raw), "true or false");
}

Status read(const Binding& binding, const RawValue& raw, std::int64_t& slot) {
    std::optional<std::int64_t> value;
    if (const auto* whole = std::get_if<std::int64_t>(&raw.value))
        value = *whole;
    else if (raw.is_text_form)
        value = number_in<std::int64_t>(text_of(raw).value_or(""));
    if (!value || !in_range(binding, static_cast<double>(*value))) {
        return mismatch(found(binding, raw), "a whole number" + range_text(binding, ""));
    }
    slot = *value;
    return {};
}

Status read(const Binding& binding, const RawValue& raw, double& slot) {
    std::optional<double> value;
    if (const auto* real = std::get_if<double>(&raw.value))
        value = *real;
    else if (const auto* whole = std::get_if<std::int64_t>(&raw.value))
        value = static_cast<double>(*whole);
    else if (raw.is_text_form)
        value = number_in<double>(text_of(raw).value_or(""));
    if (!value || !in_range(binding, *value)) {
        return mismatch(found(binding, raw), "a number" + range_text(binding, ""));
    }
    slot = *value;
    return {};
}

Status read(const Binding& binding, const RawValue& raw, Decimal& slot) {
    std::optional<Decimal> value;
    if (const auto text = text_of(raw)) {
        if (auto parsed = Decimal::parse(*text)) value = *parsed;
    } else if (const auto* real = std::get_if<double>(&raw.value)) {
        if (auto parsed = Decimal::from_double(*real)) value = *parsed;
    } else if (const auto* whole = std::get_if<std::int64_t>(&raw.value)) {
        if (auto parsed = Decimal::parse(std::to_string(*whole))) value = *parsed;
    }
    if (!value || !in_range(binding, value->to_double())) {
        return mismatch(found(binding, raw), "an amount with at most nine decimals" + range_text(binding, ""));
    }
    slot = *value;
    return {};
}

Status read(const Binding& binding, const RawValue& raw, Duration& slot) {
    std::string text = text_of(raw).value_or("");
    if (const auto* whole = std::get_if<std::int64_t>(&raw.value)) text = std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&raw.value)) text = fmt::format("{}", *real);
    const auto value = parse_duration(text);
    if (!value || !in_range(binding, to_seconds(*value))) {
        return mismatch(found(binding, raw), "a duration such as 250ms, 90s, 5m, 2h" + range_text(binding, "s"));
    }
    slot = *value;
    return {};
}

Status read(const Binding& binding, const RawValue& raw, std::string& slot) {
    const auto text = text_of(raw);
    if (!text) return mismatch(found(binding, raw), "text");
    if (!binding.choices.empty() &&
        std::find(binding.choices.begin(), binding.choices.end(), *text) == binding.choices.end()) {
        std::string names;
        for (const auto choice : binding.choices) names += fmt::format("{}{}", names.empty() ? "" : ", ", choice);
        return mismatch(found(binding, raw), "one of " + names);
    }
    slot = *text;
    return {};
}

/// A list as such, or as bare text with commas.
Result<std::vector<std::string>> read_texts(const Binding& binding, const RawValue& raw) {
    std::vector<std::string> texts;
    if (const auto* list = std::get_if<std::vector<RawValue>>(&raw.value)) {
        for (const auto& element : *list) {
            const auto text = text_of(element);
            if (!text) return mismatch("a list with " + describe(element), "a list of texts");
            texts.push_back(*text);
        }
        return texts;
    }
    if (!raw.is_text_form) return mismatch(found(binding, raw), "a list of texts");
    std::string_view rest = std::get<std::string>(raw.value);
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        auto item = rest.substr(0, comma);
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) texts.emplace_back(item);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return texts;
}

Status read(const Binding& binding, const RawValue& raw, std::vector<std::string>& slot) {
    auto texts = read_texts(binding, raw);
    if (!texts) return std::unexpected(std::move(texts.error()));
    slot = std::move(*texts);
    return {};
}

Status read_json_paths(const RawTable& table, NewsSource& source) {
    constexpr auto kPaths =
        std::to_array<std::string_view>({"items", "id", "title", "text", "url", "published", "author", "symbols"});
    for (const auto& [key, value] : table) {
        const auto path = text_of(value);
        if (!path || !std::ranges::contains(kPaths, key)) {
            return mismatch(fmt::format("json.{} = {}", key, describe(value)),
                            "paths named items, id, title, text, url, published, author or symbols");
        }
        source.json[key] = *path;
    }
    return {};
}

Result<NewsSource> read_source(const RawTable& table) {
    NewsSource source;
    for (const auto& [key, value] : table) {
        const Binding interval{"interval", Slot(&source.interval), "", {}, 1.0, {}, nullptr, Secrecy::kNone};
        if (key == "name" && text_of(value))
            source.name = *text_of(value);
        else if (key == "url" && text_of(value))
            source.url = *text_of(value);
        else if (key == "interval") {
            if (auto status = read(interval, value, source.interval); !status) {
                return std::unexpected(status.error().within("interval"));
            }
        } else if (key == "json" && std::holds_alternative<RawTable>(value.value)) {
            if (auto status = read_json_paths(std::get<RawTable>(value.value), source); !status) {
                return std::unexpected(status.error());
            }
        } else {
            return mismatch(fmt::format("{} = {}", key, describe(value)), "name, url, interval or json");
        }
    }
    if (source.name.empty()) return mismatch("a source without name", "name, url and optionally interval");
    if (!source.url.starts_with("http://") && !source.url.starts_with("https://")) {
        return mismatch(fmt::format("url \"{}\" of source {}", source.url, source.name), "an http:// or https:// URL");
    }
    return source;
}

Status read(const Binding& binding, const RawValue& raw, std::vector<NewsSource>& slot) {
    const auto* list = std::get_if<std::vector<RawValue>>(&raw.value);
    if (list == nullptr) return mismatch(found(binding, raw), "[[news.sources]] tables with name and url");
    std::vector<NewsSource> sources;
    for (const auto& element : *list) {
        const auto* table = std::get_if<RawTable>(&element.value);
        if (table == nullptr) return mismatch(describe(element), "a table with name and url");
        auto source = read_source(*table);
        if (!source) return std::unexpected(std::move(source.error()));
        sources.push_back(std::move(*source));
    }
    slot = std::move(sources);
    return {};
}

/// The text that a decision's own reader takes: lists joined with commas.
std::optional<std::string> plain_text(const RawValue& raw) {
    if (const auto text = text_of(raw)) return text;
    if (const auto* list = std::get_if<std::vector<RawValue>>(&raw.value)) {
        std::string joined;
        for (const auto& element : *list) {
            const auto text = text_of(element);
            if (!text) return std::nullopt;
            joined += (joined.empty() ? "" : ",") + *text;
        }
        return joined;
    }
    if (std::holds_alternative<RawTable>(raw.value)) return std::nullopt;
    return describe(raw);
}

Status read_decision(const Binding& binding, const RawValue& raw, std::string& slot) {
    const auto text = plain_text(raw);
    auto value = text ? binding.decision->canonical(*text) : Result<std::string>(std::unexpected(Error{}));
    if (!value) return mismatch(describe(raw), binding.decision->type);
    slot = std::move(*value);
    return {};
}

std::string text_form(bool value) {
    return value ? "true" : "false";
}
std::string text_form(std::int64_t value) {
    return std::to_string(value);
}
std::string text_form(double value) {
    return fmt::format("{}", value);
}
std::string text_form(const Decimal& value) {
    return value.to_string();
}
std::string text_form(const std::string& value) {
    return value;
}
std::string text_form(Duration value) {
    if (value.count() % 1'000'000'000 == 0) return fmt::format("{}s", value.count() / 1'000'000'000);
    if (value.count() % 1'000'000 == 0) return fmt::format("{}ms", value.count() / 1'000'000);
    return fmt::format("{}s", to_seconds(value));
}
template <class T>
std::string text_form(const std::vector<T>& values) {
    std::string out;
    for (const auto& value : values) {
        if (!out.empty()) out += ',';
        if constexpr (std::is_same_v<T, std::string>)
            out += value;
        else if constexpr (std::is_same_v<T, NewsSource>)
            out += value.name + "=" + value.url;
        else
            out += value.to_string();
    }
    return out;
}

}  // namespace

Status assign(const Binding& binding, const RawValue& raw) {
    if (binding.decision != nullptr) return read_decision(binding, raw, *std::get<std::string*>(binding.slot));
    return std::visit([&](auto* slot) { return read(binding, raw, *slot); }, binding.slot);
}

std::string slot_text(const Slot& slot) {
    return std::visit([](const auto* value) { return text_form(*value); }, slot);
}

std::string_view slot_type(const Slot& slot) {
    constexpr std::string_view kNames[] = {"boolean", "integer",  "number", "decimal",
                                           "text",    "duration", "list",   "sources"};
    static_assert(std::size(kNames) == std::variant_size_v<Slot>);
    return kNames[slot.index()];
}

std::string masked(std::string text, Secrecy secrecy) {
    if (secrecy == Secrecy::kNone || text.empty()) return text;
    if (secrecy == Secrecy::kWhole) return "********";
    const auto scheme = text.find("://");
    const auto at = text.rfind('@');
    if (scheme == std::string::npos || at == std::string::npos || at < scheme) return text;
    const auto colon = text.find(':', scheme + 3);
    if (colon == std::string::npos || colon > at) return text;
    return text.substr(0, colon + 1) + "********" + text.substr(at);
}

}  // namespace tradewind::config
