#include "gateway/notice_desk.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <fmt/core.h>
#include <condition_variable>
#include <mutex>
#include <span>

#include "core/id.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/reading.hpp"
#include "gateway/tokens.hpp"
#include "net/url.hpp"
#include "telemetry/log.hpp"

namespace tradewind::gateway {

namespace {

using storage::Notice;
using storage::NoticeDelivery;
using storage::Transaction;

constexpr std::string_view kService = "api-gateway";
constexpr std::chrono::seconds kInterval{1};
constexpr std::chrono::seconds kPatience{4};  ///< A stop waits no longer than that for an attempt under way.
constexpr std::chrono::seconds kFirstRetry{5};
constexpr std::chrono::minutes kLongestRetry{30};
constexpr std::int64_t kMostAttempts = 12;
constexpr std::size_t kBatch = 20;

std::string body_of(const Notice& notice, std::string_view world) {
    JsonWriter out;
    out.begin_object();
    out.field("id", notice.id);
    out.field("kind", notice.kind);
    out.field("world", world);
    out.field("time", notice.time);
    out.field("title", notice.title);
    out.field("detail", notice.detail);
    out.end_object();
    return out.take();
}

Duration pause_after(std::int64_t attempts) {
    Duration pause = kFirstRetry;
    for (std::int64_t i = 1; i < attempts && pause < kLongestRetry; ++i) pause *= 2;
    return std::min<Duration>(pause, kLongestRetry);
}

}  // namespace

std::string webhook_signature(std::string_view secret, Timestamp at, std::string_view body) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    const std::string text = fmt::format("{}.{}", seconds, body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    return fmt::format("t={},v1={}", seconds, hex_lower(std::span(digest).first(size)));
}

NoticeDesk::NoticeDesk(const Context& context, NoticePosts posts)
    : context_(context), settings_(context.options.notices), posts_(std::move(posts)) {}

NoticeDesk::~NoticeDesk() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void NoticeDesk::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void NoticeDesk::run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    while (!stop.stop_requested()) {
        if (const Status done = turn(); !done)
            telemetry::log_failure(telemetry::LogLevel::kWarning, kService, "Notices have to wait", done.error());
        std::unique_lock lock(mutex);
        pause.wait_for(lock, stop, kInterval, [] { return false; });
    }
}

Status NoticeDesk::turn() {
    const Status looked = look();
    const Status delivered = deliver();
    return looked ? delivered : looked;
}

bool NoticeDesk::has(std::string_view channel) const {
    return channel == "webhook" ? !settings_.webhook_url.empty() : channel == "email" && !settings_.smtp_url.empty();
}

bool NoticeDesk::wanted(const std::vector<storage::NoticeRule>& rules, std::string_view kind,
                        std::string_view channel) {
    for (const auto& rule : rules) {
        if (rule.kind == kind && rule.channel == channel) return rule.wanted;
    }
    return !(kind == "fill" && channel == "email");  // mail for every fill is for those who ask for it
}

Status NoticeDesk::look() {
    std::vector<Notice> found;
    std::vector<storage::NoticeRule> rules;
    const Status read = context_.database.read([&](Transaction& tx) -> Status {
        auto notices = watch_.look(tx);
        if (!notices) return std::unexpected(notices.error());
        found = std::move(*notices);
        auto list = storage::list_notice_rules(tx);
        if (!list) return std::unexpected(list.error());
        rules = std::move(*list);
        return {};
    });
    if (!read) return read;
    if (!watch_.moved() && found.empty()) return {};
    return context_.database.write([&](Transaction& tx) -> Status {
        const Timestamp now = context_.clock.now();
        for (const auto& notice : found) {
            std::vector<std::string> channels;
            for (const auto channel : kNoticeChannels) {
                if (has(channel) && wanted(rules, notice.kind, channel)) channels.emplace_back(channel);
            }
            if (channels.empty() && notice.kind == "fill") continue;  // the list of trades shows them
            const auto stored = storage::insert_notice(tx, notice, channels, now);
            if (!stored) return std::unexpected(stored.error());
        }
        return watch_.note(tx, now);
    });
}

Status NoticeDesk::deliver() {
    std::vector<std::pair<Notice, NoticeDelivery>> due;
    const Status read = context_.database.read([&](Transaction& tx) -> Status {
        const auto deliveries = storage::due_deliveries(tx, context_.clock.now(), kBatch);
        if (!deliveries) return std::unexpected(deliveries.error());
        for (const auto& delivery : *deliveries) {
            auto notice = storage::find_notice(tx, delivery.notice);
            if (!notice) return std::unexpected(notice.error());
            if (*notice) due.emplace_back(std::move(**notice), delivery);
        }
        return {};
    });
    if (!read) return read;
    for (const auto& [notice, delivery] : due) {
        if (thread_.get_stop_token().stop_requested()) return {};
        if (Status done = deliver(notice, delivery); !done) return done;
    }
    return {};
}

/// The next attempt is stored before this one is made: a crash in between costs a pause, not the notice.
Status NoticeDesk::deliver(const Notice& notice, NoticeDelivery delivery) {
    ++delivery.attempts;
    delivery.next_attempt.reset();
    if (delivery.attempts < kMostAttempts)
        delivery.next_attempt = context_.clock.now() + pause_after(delivery.attempts);
    const auto store = [&] {
        return context_.database.write([&](Transaction& tx) { return storage::update_delivery(tx, delivery); });
    };
    if (Status stored = store(); !stored) return stored;
    const Status sent = send(notice, delivery.channel);
    delivery.error = sent ? "" : sent.error().message;
    if (sent) {
        delivery.delivered = context_.clock.now();
        delivery.next_attempt.reset();
    } else if (!delivery.next_attempt) {
        telemetry::log_warning(kService, "A notice could not be delivered",
                               {{"kind", notice.kind}, {"channel", delivery.channel}, {"error", delivery.error}});
    }
    return store();
}

Status NoticeDesk::send_test(std::string_view channel, std::string_view by) {
    if (!has(channel))
        return fail(ErrorCode::kNotFound,
                    fmt::format("no {} is set up", channel == "email" ? "mail server" : "webhook"),
                    channel == "email" ? "set notices.smtp_url, notices.mail_from and notices.mail_to"
                                       : "set notices.webhook_url and notices.webhook_secret");
    return send({.id = "not-" + random_token(16),
                 .kind = "test",
                 .time = context_.clock.now(),
                 .title = "A test by " + std::string(by),
                 .detail = "If you read this, notices arrive."},
                channel);
}

Status NoticeDesk::send(const Notice& notice, std::string_view channel) const {
    return channel == "email" ? mail(notice) : post(notice);
}

/// Webhooks' addresses often hold a key in their path: errors name the host alone.
Status NoticeDesk::post(const Notice& notice) const {
    HttpRequest request;
    request.method = "POST";
    request.url = settings_.webhook_url;
    request.body = body_of(notice, context_.options.world);
    request.headers = {
        {"Content-Type", "application/json"},
        {"X-Tradewind-Notice", notice.id},
        {"X-Tradewind-Signature", webhook_signature(settings_.webhook_secret, context_.clock.now(), request.body)}};
    request.timeout = kPatience;
    request.max_bytes = 64 * 1024;
    request.follow_redirects = false;
    const auto response = posts_.fetch(request);
    const auto url = net::parse_url(settings_.webhook_url);
    const std::string host = url ? url->host : "the webhook";
    if (!response)
        return fail(response.error().code, fmt::format("{}: {}", host, error_code_name(response.error().code)),
                    "check that it runs and can be reached");
    if (response->status >= 200 && response->status < 300) return {};
    return fail(ErrorCode::kUnavailable, fmt::format("{} answered {}", host, response->status),
                "a webhook must answer 2xx");
}

Status NoticeDesk::mail(const Notice& notice) const {
    net::Mail mail;
    mail.from = settings_.mail_from;
    mail.to = settings_.mail_to;
    mail.subject = fmt::format("[tradewind {}] {}", context_.options.world, notice.title);
    mail.text =
        fmt::format("{}\n\n{}\n\n{} at {}\n", notice.title, notice.detail, notice.kind, format_timestamp(notice.time));
    mail.id = notice.id;
    mail.time = context_.clock.now();
    return posts_.send_mail({.url = settings_.smtp_url,
                             .user = settings_.smtp_user,
                             .password = settings_.smtp_password,
                             .timeout = kPatience},
                            mail);
}

}  // namespace tradewind::gateway
