#include "auth/json.hpp"

#include <fmt/core.h>
#include <set>

#include "auth/base64url.hpp"

namespace tradewind::auth {

namespace {

constexpr std::size_t kDeepest = 16;

/// Builds the value and stops at the first thing that is not allowed; the parser itself does not recurse.
class Builder final : public nlohmann::json_sax<Json> {
public:
    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(std::int64_t value) override { return add(value); }
    bool number_unsigned(std::uint64_t value) override { return add(value); }
    bool number_float(double value, const std::string& /*text*/) override { return add(value); }
    bool string(std::string& value) override { return add(std::move(value)); }
    bool binary(Json::binary_t& /*value*/) override { return false; }

    bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
    bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(std::string& name) override {
        if (!levels_.back().names.insert(name).second) return stop("duplicate-member", "a member stands twice");
        levels_.back().name = std::move(name);
        return true;
    }
    bool parse_error(std::size_t at, const std::string& /*token*/, const Json::exception& /*why*/) override {
        return stop("malformed-json", fmt::format("no JSON at byte {}", at));
    }

    Verdict<Json> take() {
        if (refusal_) return std::unexpected(std::move(*refusal_));
        return std::move(root_);
    }

private:
    struct Level {
        Json value;
        std::string name;
        std::set<std::string> names;
    };

    bool stop(std::string_view reason, std::string message) {
        if (!refusal_) refusal_ = Refusal{reason, std::move(message)};
        return false;
    }
    bool add(Json value) {
        if (levels_.empty()) {
            root_ = std::move(value);
            return true;
        }
        auto& level = levels_.back();
        if (level.value.is_array())
            level.value.push_back(std::move(value));
        else  // known not to be there, so put at the end without a search
            level.value.get_ref<Json::object_t&>().Json::object_t::Container::emplace_back(std::move(level.name),
                                                                                           std::move(value));
        return true;
    }
    bool open(Json value) {
        if (levels_.size() >= kDeepest) return stop("malformed-json", "nested too deeply");
        levels_.push_back({std::move(value), {}, {}});
        return true;
    }
    bool close() {
        Json value = std::move(levels_.back().value);
        levels_.pop_back();
        return add(std::move(value));
    }

    std::vector<Level> levels_;
    Json root_;
    std::optional<Refusal> refusal_;
};

}  // namespace

Verdict<Json> parse_json(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) return refuse("malformed-json", "a byte order mark stands before the JSON");
    Builder builder;
    Json::sax_parse(text, &builder);
    return builder.take();
}

const Json* find(const Json& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

Verdict<std::string> text_member(const Json& object, std::string_view name) {
    const auto* found = find(object, name);
    if (found != nullptr && found->is_string()) return found->get<std::string>();
    return refuse("malformed", fmt::format("{} is {}", name, found == nullptr ? "missing" : "no text"));
}

Verdict<std::string> bytes_member(const Json& object, std::string_view name) {
    const auto text = text_member(object, name);
    if (!text) return text;
    auto bytes = from_base64url(*text);
    if (!bytes) return refuse("malformed-base64url", fmt::format("{} is no base64url without padding", name));
    return std::move(*bytes);
}

Verdict<bool> flag_member(const Json& object, std::string_view name, bool fallback) {
    const auto* found = find(object, name);
    if (found == nullptr || found->is_null()) return fallback;
    if (found->is_boolean()) return found->get<bool>();
    return refuse("malformed", fmt::format("{} is neither true nor false", name));
}

std::optional<std::uint64_t> whole_number(const Json& value, std::uint64_t most) {
    if (!value.is_number_integer()) return std::nullopt;
    if (!value.is_number_unsigned() && value.get<std::int64_t>() < 0) return std::nullopt;
    const auto number = value.get<std::uint64_t>();
    return number <= most ? std::optional(number) : std::nullopt;
}

}  // namespace tradewind::auth
