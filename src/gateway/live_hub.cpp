#include "gateway/live_hub.hpp"

#include <charconv>
#include <fmt/core.h>

#include "gateway/body.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/tokens.hpp"

namespace tradewind::gateway {

namespace {

constexpr std::size_t kKept = 1'000;

std::string error_text(std::string_view detail) {
    JsonWriter out;
    out.begin_object();
    out.field("op", "error");
    out.field("code", "invalid-argument");
    out.field("detail", detail);
    out.end_object();
    return out.take();
}

Result<std::vector<Topic>> parse_topics(const std::vector<std::string>& names) {
    std::vector<Topic> topics;
    for (const auto& name : names) {
        const auto at = std::find(kTopicNames.begin(), kTopicNames.end(), name);
        if (at == kTopicNames.end()) {
            return fail(ErrorCode::kInvalidArgument, fmt::format("there is no topic '{}'", name.substr(0, 40)));
        }
        const auto topic = static_cast<Topic>(at - kTopicNames.begin());
        if (std::find(topics.begin(), topics.end(), topic) == topics.end()) topics.push_back(topic);
    }
    if (topics.empty()) return fail(ErrorCode::kInvalidArgument, "topics: expected at least one");
    return topics;
}

std::string_view name_of(Topic topic) {
    return kTopicNames[static_cast<std::size_t>(topic)];
}

}  // namespace

LiveHub::LiveHub(const MachineClock& clock)
    : clock_(clock), epoch_(random_token(6)), last_listener_(clock.monotonic()) {}

std::string LiveHub::cursor_text(std::uint64_t sequence) const {
    return fmt::format("{}.{}", epoch_, sequence);
}

std::optional<std::uint64_t> LiveHub::resumable(const Channel& of, std::string_view cursor) const {
    if (!cursor.starts_with(epoch_ + ".")) return std::nullopt;
    cursor.remove_prefix(epoch_.size() + 1);
    std::uint64_t sequence = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), sequence);
    if (error != std::errc{} || end != cursor.data() + cursor.size()) return std::nullopt;
    if (sequence > of.last || sequence < of.forgotten) return std::nullopt;
    return sequence;
}

void LiveHub::publish(Topic topic, std::string_view data) {
    const std::lock_guard lock(mutex_);
    auto& to = channel(topic);
    ++to.last;
    auto frame = std::make_shared<const std::string>(fmt::format(
        R"({{"op":"event","topic":"{}","cursor":"{}","data":{}}})", name_of(topic), cursor_text(to.last), data));
    to.kept.push_back({to.last, frame});
    if (to.kept.size() > kKept) {
        to.forgotten = to.kept.front().sequence;
        to.kept.pop_front();
    }
    for (const auto id : to.listeners) sessions_.at(id)->send(frame);
}

void LiveHub::forget(Topic topic) {
    const std::lock_guard lock(mutex_);
    auto& of = channel(topic);
    ++of.last;
    of.forgotten = of.last;
    of.kept.clear();
}

bool LiveHub::has_listeners() const {
    const std::lock_guard lock(mutex_);
    return !sessions_.empty();
}

bool LiveHub::has_listeners(Topic topic) const {
    const std::lock_guard lock(mutex_);
    return !channels_[static_cast<std::size_t>(topic)].listeners.empty();
}

Duration LiveHub::last_listener() const {
    const std::lock_guard lock(mutex_);
    return sessions_.empty() ? last_listener_ : clock_.monotonic();
}

net::WebSocketHandler LiveHub::handler(std::function<std::optional<net::Response>(const net::Request&)> accept) {
    net::WebSocketHandler made;
    made.accept = std::move(accept);
    made.max_message = 4096;
    made.on_open = [this](const net::WebSocketSessionPtr& session) {
        const std::lock_guard lock(mutex_);
        sessions_[session->id()] = session;
    };
    made.on_message = [this](const net::WebSocketSessionPtr& session, std::string_view payload, bool) {
        on_message(session, payload);
    };
    made.on_close = [this](const net::WebSocketSessionPtr& session) { leave(session->id()); };
    return made;
}

void LiveHub::leave(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(id);
    for (auto& of : channels_) of.listeners.erase(id);
    last_listener_ = clock_.monotonic();
}

void LiveHub::close_where(const std::function<bool(const net::Request&)>& ended) {
    std::vector<net::WebSocketSessionPtr> sessions;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, session] : sessions_) sessions.push_back(session);
    }
    for (const auto& session : sessions) {
        if (ended(session->request())) session->close(net::kCloseSignedOut, "the session has ended");
    }
}

void LiveHub::on_message(const net::WebSocketSessionPtr& session, std::string_view payload) {
    const auto message = read_live_message(payload);
    if (!message) {
        session->send(error_text(message.error().message));
        return;
    }
    if (message->op == "ping") {
        session->send(fmt::format(R"({{"op":"pong","time":"{}"}})", format_timestamp(clock_.now())));
        return;
    }
    const auto topics = parse_topics(message->topics);
    if (message->op != "subscribe" && message->op != "unsubscribe") {
        session->send(error_text("op: expected subscribe, unsubscribe or ping"));
    } else if (!topics) {
        session->send(error_text(topics.error().message));
    } else if (message->op == "subscribe") {
        subscribe(session, *topics, message->since);
    } else {
        JsonWriter out;
        out.begin_object();
        out.field("op", "unsubscribed");
        out.key("topics");
        out.begin_array();
        for (const auto topic : *topics) out.value(name_of(topic));
        out.end_array();
        out.end_object();
        const std::lock_guard lock(mutex_);
        for (const auto topic : *topics) channel(topic).listeners.erase(session->id());
        session->send(out.take());
    }
}

/// Under the lock, so that no event can come between what is resent and what follows.
void LiveHub::subscribe(const net::WebSocketSessionPtr& session, const std::vector<Topic>& topics,
                        const std::map<std::string, std::string>& since) {
    const std::lock_guard lock(mutex_);
    if (!sessions_.contains(session->id())) return;
    std::vector<Frame> missed;
    JsonWriter out;
    out.begin_object();
    out.field("op", "subscribed");
    out.key("topics");
    out.begin_object();
    for (const auto topic : topics) {
        auto& of = channel(topic);
        const auto asked = since.find(std::string(name_of(topic)));
        const auto from = asked == since.end() ? std::nullopt : resumable(of, asked->second);
        of.listeners.insert(session->id());
        for (const auto& kept : of.kept) {
            if (from && kept.sequence > *from) missed.push_back(kept.frame);
        }
        out.key(name_of(topic));
        out.begin_object();
        out.field("cursor", cursor_text(of.last));
        out.field("resumed", from.has_value());
        out.end_object();
    }
    out.end_object();
    out.end_object();
    session->send(out.take());
    for (const auto& frame : missed) session->send(frame);
}

}  // namespace tradewind::gateway
