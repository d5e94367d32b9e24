#include "streams/codec.hpp"

#include <yyjson.h>

#include <cstring>
#include <fmt/core.h>
#include <rfl/internal/has_reflector.hpp>
#include <rfl/json/Parser.hpp>
#include <rfl/json/Reader.hpp>
#include <rfl/json/Writer.hpp>
#include <rfl/json/read.hpp>

#include "streams/utf8.hpp"

// The one file that includes reflect-cpp: it takes the fields of the structs in core/messages.hpp by reflection, so
// that a field added there travels without another line here. The types below are those it can't know.

namespace rfl {

template <class T>
rfl::Result<T> from_result(tradewind::Result<T> result) {
    if (result) return *std::move(result);
    return error(result.error().message);
}

template <>
struct Reflector<tradewind::Decimal> {
    using ReflType = std::string;
    static Result<tradewind::Decimal> to(const std::string& text) {
        return from_result(tradewind::Decimal::parse(text));
    }
    static std::string from(const tradewind::Decimal& value) { return value.to_string(); }
};

template <>
struct Reflector<tradewind::Timestamp> {
    using ReflType = std::string;
    static Result<tradewind::Timestamp> to(const std::string& text) {
        return from_result(tradewind::parse_timestamp(text));
    }
    static std::string from(const tradewind::Timestamp& value) { return tradewind::format_timestamp(value); }
};

template <>
struct Reflector<tradewind::Ticker> {
    using ReflType = std::string;
    static Result<tradewind::Ticker> to(const std::string& text) { return from_result(tradewind::Ticker::parse(text)); }
    static std::string from(const tradewind::Ticker& value) { return value.to_string(); }
};

template <class Tag>
struct Reflector<tradewind::Id<Tag>> {
    using ReflType = std::string;
    static Result<tradewind::Id<Tag>> to(const std::string& text) {
        return from_result(tradewind::Id<Tag>::parse(text));
    }
    static std::string from(const tradewind::Id<Tag>& value) { return value.to_string(); }
};

/// An enumeration of core, whose `to_string` is the only list of its names.
template <class Enum, Enum... kValues>
struct NamedEnum {
    using ReflType = std::string;
    static Result<Enum> to(const std::string& text) {
        std::string known;
        for (const Enum value : {kValues...}) {
            const auto name = tradewind::to_string(value);
            if (name == text) return value;
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
        return error(fmt::format("unknown name '{}', must be one of {}", text.substr(0, 40), known));
    }
    static std::string from(const Enum& value) { return std::string(tradewind::to_string(value)); }
};

template <>
struct Reflector<tradewind::SentimentLabel>
    : NamedEnum<tradewind::SentimentLabel, tradewind::SentimentLabel::kNegative, tradewind::SentimentLabel::kNeutral,
                tradewind::SentimentLabel::kPositive> {};
template <>
struct Reflector<tradewind::Direction> : NamedEnum<tradewind::Direction, tradewind::Direction::kShort,
                                                   tradewind::Direction::kFlat, tradewind::Direction::kLong> {};
template <>
struct Reflector<tradewind::Side> : NamedEnum<tradewind::Side, tradewind::Side::kBuy, tradewind::Side::kSell> {};
template <>
struct Reflector<tradewind::OrderLeg>
    : NamedEnum<tradewind::OrderLeg, tradewind::OrderLeg::kEntry, tradewind::OrderLeg::kExit,
                tradewind::OrderLeg::kStop, tradewind::OrderLeg::kTarget, tradewind::OrderLeg::kTime> {};

template <>
struct Reflector<tradewind::Timeframe> {
    using ReflType = std::string;
    static Result<tradewind::Timeframe> to(const std::string& text) {
        return from_result(tradewind::parse_timeframe(text));
    }
    static std::string from(const tradewind::Timeframe& value) { return std::string(tradewind::to_string(value)); }
};
template <>
struct Reflector<tradewind::ControlAction> {
    using ReflType = std::string;
    static Result<tradewind::ControlAction> to(const std::string& text) {
        return from_result(tradewind::parse_control_action(text));
    }
    static std::string from(const tradewind::ControlAction& value) { return std::string(tradewind::to_string(value)); }
};

}  // namespace rfl

namespace tradewind::streams {
namespace {

using WriteParent = rfl::parsing::Parent<rfl::json::Writer>;

struct DocumentDeleter {
    void operator()(yyjson_doc* doc) const { yyjson_doc_free(doc); }
    void operator()(yyjson_mut_doc* doc) const { yyjson_mut_doc_free(doc); }
};
using Document = std::unique_ptr<yyjson_doc, DocumentDeleter>;

template <class T, class Parent>
void write_json(const rfl::json::Writer& writer, const T& value, const Parent& parent) {
    rfl::json::Parser<T, rfl::Processors<>>::write(writer, value, parent);
}

template <class M>
std::string write_envelope(const M& message, const EnvelopeInfo& info) {
    const std::unique_ptr<yyjson_mut_doc, DocumentDeleter> doc(yyjson_mut_doc_new(nullptr));
    const rfl::json::Writer writer(doc.get());
    auto root = writer.object_as_root(6);
    writer.add_value_to_object("schema_version", kSchemaVersion, &root);
    writer.add_value_to_object("id", message_id(message), &root);
    writer.add_value_to_object("produced_at", format_timestamp(info.produced_at), &root);
    writer.add_value_to_object("traceparent", info.traceparent, &root);
    writer.add_value_to_object("type", std::string(MessageTraits<M>::kType), &root);
    write_json(writer, message, WriteParent::Object{"payload", &root});
    std::size_t size = 0;
    const std::unique_ptr<char, decltype([](char* text) { std::free(text); })> text(
        yyjson_mut_write(doc.get(), 0, &size));
    // Fails for NaN, infinities and memory only: text was made clean before.
    TRADEWIND_ASSERT(text != nullptr);
    return {text.get(), size};
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) line += c == '\n' ? ' ' : c;
    return line;
}

std::unexpected<Error> refused(std::string_view what, std::string_view why) {
    return fail(ErrorCode::kParse, fmt::format("{} refused: {}", what, one_line(why)),
                "the sender must be fixed; the message can be retried after that or dropped (tradewind dead-letters)");
}

/// A NUL inside a string would cut it short where it is read as a C string.
bool has_nul(const Document& doc, std::string_view body) {
    if (body.find("\\u0000") == std::string_view::npos) return false;
    // Values of a read document lie one after the other.
    yyjson_val* value = yyjson_doc_get_root(doc.get());
    for (std::size_t left = yyjson_doc_get_val_count(doc.get()); left > 0; --left, ++value) {
        if (yyjson_is_str(value) && std::strlen(yyjson_get_str(value)) != yyjson_get_len(value)) return true;
    }
    return false;
}

Result<Document> parse_document(std::string_view body) {
    if (body.size() > kMaxBodyBytes) {
        return fail(ErrorCode::kLimit,
                    fmt::format("message refused: {} bytes, at most {} are allowed", body.size(), kMaxBodyBytes));
    }
    // NaN is let through here, so that the check of the values can name the field.
    yyjson_read_err problem{};
    Document doc(yyjson_read_opts(const_cast<char*>(body.data()), body.size(), YYJSON_READ_ALLOW_INF_AND_NAN, nullptr,
                                  &problem));
    if (!doc) return refused("message", fmt::format("not JSON: {} at byte {}", problem.msg, problem.pos));
    if (has_nul(doc, body)) return refused("message", "a text holds a NUL character");
    return doc;
}

Result<Envelope> read_envelope(yyjson_val* root) {
    // The version first: another version may well have other fields.
    yyjson_val* version = yyjson_obj_get(root, "schema_version");
    if (yyjson_is_int(version) && yyjson_get_sint(version) != kSchemaVersion) {
        return refused("message", fmt::format("schema version {}, this build knows version {}",
                                              yyjson_get_sint(version), kSchemaVersion));
    }
    auto envelope = rfl::json::read<Envelope>(rfl::json::InputVarType(root));
    if (!envelope) return refused("message", envelope.error().what());
    if (envelope->id.empty()) return refused("message", "field 'id' is empty");
    return *std::move(envelope);
}

/// reflect-cpp narrows integers without a word, so those that are narrower than JSON's are looked at before.
template <class M>
std::string find_narrow_fault(yyjson_val* payload) {
    if constexpr (std::is_same_v<M, Bar>) {
        for (const char* name : {"revision", "split_numerator", "split_denominator"}) {
            yyjson_val* value = yyjson_obj_get(payload, name);
            if (yyjson_is_int(value) && (yyjson_is_sint(value) || yyjson_get_uint(value) > UINT32_MAX)) {
                return fmt::format("field '{}' is out of range", name);
            }
        }
    }
    return {};
}

void each_text(RawArticle& article, auto clean) {
    for (auto* text : {&article.source, &article.url, &article.title, &article.text, &article.author}) clean(*text);
}
void each_text(ScoredArticle& article, auto clean) {
    for (auto* text : {&article.source, &article.title, &article.url, &article.engine, &article.model, &article.note}) {
        clean(*text);
    }
}
void each_text(Bar& bar, auto clean) {
    clean(bar.source);
}
void each_text(TradeSignal& signal, auto clean) {
    for (auto* text : {&signal.trigger, &signal.trigger_id, &signal.settings_hash}) clean(*text);
    for (auto& text : signal.evidence) clean(text);
    for (auto& opinion : signal.opinions) {
        clean(opinion.strategy);
        clean(opinion.reason);
    }
}
void each_text(TradeExecution& execution, auto clean) {
    for (auto& contribution : execution.contributions) clean(contribution.strategy);
}
void each_text(WeightAdjustment& adjustment, auto clean) {
    clean(adjustment.method);
    clean(adjustment.reason);
}
void each_text(ControlCommand& command, auto clean) {
    for (auto* text : {&command.target, &command.by, &command.reason}) clean(*text);
}

}  // namespace

template <class M>
std::string encode(const M& message, const EnvelopeInfo& info) {
    bool clean = true;
    // Only looked at here: the cast saves a second list of the fields.
    each_text(const_cast<M&>(message), [&](const std::string& text) { clean = clean && is_clean_utf8(text); });
    if (clean) return write_envelope(message, info);
    M cleaned = message;
    each_text(cleaned, [](std::string& text) { text = to_clean_utf8(text); });
    return write_envelope(cleaned, info);
}

Result<Envelope> decode_envelope(std::string_view body) {
    auto doc = parse_document(body);
    if (!doc) return std::unexpected(std::move(doc.error()));
    return read_envelope(yyjson_doc_get_root(doc->get()));
}

template <class M>
Result<Decoded<M>> decode(std::string_view body) {
    auto doc = parse_document(body);
    if (!doc) return std::unexpected(std::move(doc.error()));
    yyjson_val* root = yyjson_doc_get_root(doc->get());
    auto envelope = read_envelope(root);
    if (!envelope) return std::unexpected(std::move(envelope.error()));
    const std::string what = "message " + envelope->id.substr(0, 40);
    if (envelope->type != MessageTraits<M>::kType) {
        return refused(what, fmt::format("its type is '{}', expected '{}'", envelope->type.substr(0, 40),
                                         MessageTraits<M>::kType));
    }
    yyjson_val* payload = yyjson_obj_get(root, "payload");
    if (payload == nullptr) return refused(what, "Field named 'payload' not found.");
    if (const auto fault = find_narrow_fault<M>(payload); !fault.empty()) return refused(what, fault);
    auto message = rfl::json::read<M>(rfl::json::InputVarType(payload));
    if (!message) return refused(what, message.error().what());
    if (const auto fault = find_fault(*message); !fault.empty()) return refused(what, fault);
    if constexpr (requires { message->id; }) {
        if (message->id.to_string() != envelope->id) return refused(what, "field 'id' differs from the envelope's");
    }
    return Decoded<M>{*std::move(envelope), *std::move(message)};
}

template std::string encode(const RawArticle&, const EnvelopeInfo&);
template std::string encode(const ScoredArticle&, const EnvelopeInfo&);
template std::string encode(const Bar&, const EnvelopeInfo&);
template std::string encode(const TradeSignal&, const EnvelopeInfo&);
template std::string encode(const TradeExecution&, const EnvelopeInfo&);
template std::string encode(const WeightAdjustment&, const EnvelopeInfo&);
template std::string encode(const ControlCommand&, const EnvelopeInfo&);
template Result<Decoded<RawArticle>> decode(std::string_view);
template Result<Decoded<ScoredArticle>> decode(std::string_view);
template Result<Decoded<Bar>> decode(std::string_view);
template Result<Decoded<TradeSignal>> decode(std::string_view);
template Result<Decoded<TradeExecution>> decode(std::string_view);
template Result<Decoded<WeightAdjustment>> decode(std::string_view);
template Result<Decoded<ControlCommand>> decode(std::string_view);

}  // namespace tradewind::streams
