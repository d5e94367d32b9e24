#include "news/alpaca_news_stream.hpp"

#include <nlohmann/json.hpp>

#include "news/json_members.hpp"

namespace tradewind::news {
namespace {

using nlohmann::json;

constexpr std::size_t kMostUnread = 1'000;

Error refusal(int code, const std::string& message) {
    switch (code) {
        case 401:
        case 402:
            return {ErrorCode::kRefused, "the news stream refuses the keys: " + message,
                    "check APCA_API_KEY_ID and APCA_API_SECRET_KEY"};
        case 406:
            return {ErrorCode::kLimit, "the news stream has another client of these keys: " + message,
                    "end the other one"};
        case 409:
            return {ErrorCode::kRefused, "the plan has no news stream: " + message, "news goes on by REST"};
        default:
            return {ErrorCode::kUnavailable, "the news stream says: " + message, "it is asked again"};
    }
}

}  // namespace

Result<AlpacaNewsSession::Answer> AlpacaNewsSession::on_message(std::string_view payload, Timestamp received) {
    Answer answer;
    const auto items = json::parse(payload, nullptr, false);
    if (!items.is_array()) return answer;
    for (const auto& item : items) {
        if (!item.is_object()) continue;
        const auto type = text_of(item, "T");
        const auto message = text_of(item, "msg");
        if (type == "error") {
            const auto code = item.find("code");
            return std::unexpected(
                refusal(code != item.end() && code->is_number_integer() ? code->get<int>() : 0, message));
        }
        if (type == "success" && message == "connected") {
            answer.send.push_back(json{{"action", "auth"}, {"key", key_id_}, {"secret", secret_key_}}.dump());
        } else if (type == "success" && message == "authenticated") {
            answer.send.push_back(json{{"action", "subscribe"}, {"news", {"*"}}}.dump());
        } else if (type == "subscription") {
            subscribed_ = true;
        }
    }
    if (auto page = parse_alpaca_news(payload, received)) answer.news = std::move(*page);
    return answer;
}

AlpacaNewsStream::AlpacaNewsStream(AlpacaNewsStreamOptions options, ConnectSocket connect)
    : options_(std::move(options)), connect_(std::move(connect)), rest_(options_.rest) {}

Timestamp AlpacaNewsStream::next_poll() const {
    if (!unread_.empty() || (lost_ && !told_lost_)) return {};
    return socket_ ? rest_at_ : std::min(rest_at_, connect_at_);
}

bool AlpacaNewsStream::wait(Duration longest) {
    if (!socket_) return false;
    while (unread_.size() < kMostUnread) {
        auto text = socket_->receive(longest);
        if (!text) {
            lose(std::move(text.error()));
            return true;
        }
        if (!*text) break;
        unread_.push_back(std::move(**text));
        longest = {};  // What is there already comes along.
    }
    return true;
}

void AlpacaNewsStream::lose(Error error) {
    socket_.reset();
    session_.reset();
    lost_ = std::move(error);
    told_lost_ = false;
}

void AlpacaNewsStream::connect(Timestamp now) {
    auto socket = connect_(options_.stream_url + "/v1beta1/news");
    if (!socket) {
        lose(std::move(socket.error()));
        connect_at_ = after_failure(options_.rest.policy, rest_.name(), ++failures_, now, nullptr);
        return;
    }
    socket_ = std::move(*socket);
    session_.emplace(options_.rest.key_id, options_.rest.secret_key);
    // Until a subscription stands it counts as one that came to nothing.
    connect_at_ = after_failure(options_.rest.policy, rest_.name(), ++failures_, now, nullptr);
}

void AlpacaNewsStream::read(Timestamp received, PollResult& result) {
    while (!unread_.empty()) {
        const auto text = std::move(unread_.front());
        unread_.pop_front();
        if (!session_) continue;  // Of a connection that was dropped: REST has it.
        const bool before = session_->subscribed();
        auto answer = session_->on_message(text, received);
        if (!answer) {
            lose(std::move(answer.error()));
            continue;
        }
        for (auto& reply : answer->send) {
            if (const auto sent = socket_->send(std::move(reply)); !sent) return lose(sent.error());
        }
        rest_.take(std::move(answer->news), result);
        if (session_->subscribed() && !before) {
            failures_ = 0;
            connect_at_ = rest_at_ = {};  // What came before is fetched now; a later loss is mended at once.
        }
    }
}

Result<PollResult> AlpacaNewsStream::poll(PollTime now, const HttpFetch& fetch) {
    PollResult result;
    result.status = 200;
    read(now.market, result);
    if (lost_ && !told_lost_) {
        result.warnings.push_back(lost_->message);
        told_lost_ = true;
    }
    if (!socket_ && now.machine >= connect_at_) connect(now.machine);
    if (now.machine >= rest_at_) {
        auto fetched = rest_.poll(now, fetch);
        rest_at_ = fetched && streaming() ? now.machine + options_.check : rest_.next_poll();
        if (!fetched && result.articles.empty()) return fetched;
        if (!fetched) {
            result.warnings.push_back(fetched.error().message);
        } else {
            result.status = fetched->status;
            result.known += fetched->known;
            result.revised.merge(fetched->revised);
            std::ranges::move(fetched->articles, std::back_inserter(result.articles));
        }
    }
    std::ranges::stable_sort(result.articles, {}, &RawArticle::published);
    return result;
}

}  // namespace tradewind::news
