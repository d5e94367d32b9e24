#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/messages.hpp"
#include "core/time.hpp"
#include "streams/bus.hpp"

/// The messages of core/messages.hpp as they travel: one JSON object
/// `{"schema_version","id","produced_at","traceparent","type","payload"}`. Decimals are JSON strings, times RFC 3339,
/// ids and enumerations text, doubles the shortest text that reads back as the same bits.
namespace tradewind::streams {

/// Larger bodies are refused where they are published and where they are read.
inline constexpr std::size_t kMaxBodyBytes = std::size_t{1} << 20;

/// What the producer knows beside the message itself.
struct EnvelopeInfo {
    Timestamp produced_at;
    std::string traceparent;  ///< W3C trace context; may be empty.
};

struct Envelope {
    std::int64_t schema_version = kSchemaVersion;
    std::string id;  ///< The message's content id, e.g. `sig-…`.
    Timestamp produced_at;
    std::string traceparent;
    std::string type;  ///< `MessageTraits<M>::kType`.
};

template <class M>
struct Decoded {
    Envelope envelope;
    M message;
};

/// Name of each message in the envelope, and the stream it travels on.
template <class M>
struct MessageTraits;
template <>
struct MessageTraits<RawArticle> {
    static constexpr std::string_view kType = "raw_article", kStream = stream::kNewsRaw;
};
template <>
struct MessageTraits<ScoredArticle> {
    static constexpr std::string_view kType = "scored_article", kStream = stream::kNewsScored;
};
template <>
struct MessageTraits<Bar> {
    static constexpr std::string_view kType = "bar", kStream = stream::kMarketBars;
};
template <>
struct MessageTraits<TradeSignal> {
    static constexpr std::string_view kType = "trade_signal", kStream = stream::kSignalsGenerated;
};
template <>
struct MessageTraits<TradeExecution> {
    static constexpr std::string_view kType = "trade_execution", kStream = stream::kTradesExecuted;
};
template <>
struct MessageTraits<WeightAdjustment> {
    static constexpr std::string_view kType = "weight_adjustment", kStream = stream::kWeightsAdjusted;
};
template <>
struct MessageTraits<ControlCommand> {
    static constexpr std::string_view kType = "control_command", kStream = stream::kControlsCommands;
};

/// The content id as text; a bar's is `bar_id(bar)`.
template <class M>
std::string message_id(const M& message) {
    return message.id.to_string();
}
inline std::string message_id(const Bar& bar) {
    return bar_id(bar).to_string();
}

/// What keeps messages in order among each other: their ticker; empty for messages that have none.
template <class M>
std::string partition_key(const M& message) {
    if constexpr (requires { message.ticker; }) {
        return message.ticker.to_string();
    } else {
        return {};
    }
}

/// The whole envelope as JSON. `message` is valid (a NaN is a broken invariant); text that is not UTF-8, and NUL, come
/// out as U+FFFD.
template <class M>
std::string encode(const M& message, const EnvelopeInfo& info);

/// The envelope alone, whatever the type. Errors as for `decode`, without a look at the payload.
Result<Envelope> decode_envelope(std::string_view body);

/// Reads and checks a message. Unknown fields are ignored. kParse with a message that names the field: not JSON,
/// another type or schema version, a field missing, of the wrong type or out of its range; kLimit: too large. None
/// of these gets better by trying again.
template <class M>
Result<Decoded<M>> decode(std::string_view body);

/// What is wrong with the values, or an empty text. `decode` refuses what has something wrong.
std::string find_fault(const RawArticle& article);
std::string find_fault(const ScoredArticle& article);
std::string find_fault(const Bar& bar);
std::string find_fault(const TradeSignal& signal);
std::string find_fault(const TradeExecution& execution);
std::string find_fault(const WeightAdjustment& adjustment);
std::string find_fault(const ControlCommand& command);

/// Ready for `Bus::publish` on `MessageTraits<M>::kStream` (or for the outbox).
template <class M>
OutgoingMessage make_message(const M& message, const EnvelopeInfo& info) {
    return {.id = message_id(message), .body = encode(message, info), .key = partition_key(message)};
}

extern template std::string encode(const RawArticle&, const EnvelopeInfo&);
extern template std::string encode(const ScoredArticle&, const EnvelopeInfo&);
extern template std::string encode(const Bar&, const EnvelopeInfo&);
extern template std::string encode(const TradeSignal&, const EnvelopeInfo&);
extern template std::string encode(const TradeExecution&, const EnvelopeInfo&);
extern template std::string encode(const WeightAdjustment&, const EnvelopeInfo&);
extern template std::string encode(const ControlCommand&, const EnvelopeInfo&);
extern template Result<Decoded<RawArticle>> decode(std::string_view);
extern template Result<Decoded<ScoredArticle>> decode(std::string_view);
extern template Result<Decoded<Bar>> decode(std::string_view);
extern template Result<Decoded<TradeSignal>> decode(std::string_view);
extern template Result<Decoded<TradeExecution>> decode(std::string_view);
extern template Result<Decoded<WeightAdjustment>> decode(std::string_view);
extern template Result<Decoded<ControlCommand>> decode(std::string_view);

}  // namespace tradewind::streams
