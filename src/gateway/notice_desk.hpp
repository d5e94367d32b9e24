#pragma once

#include <functional>
#include <thread>

#include "core/http.hpp"
#include "gateway/context.hpp"
#include "gateway/notice_watch.hpp"
#include "net/mail.hpp"

namespace tradewind::gateway {

/// How notices leave the house. Both block.
struct NoticePosts {
    HttpFetch fetch;
    std::function<Status(const net::MailServer&, const net::Mail&)> send_mail;
};

/// Tells operators what happens: a thread that looks into the store once a second, stores what is new together with
/// where it has to go, and carries it there. What can't be delivered is tried again, later and later. Trading never
/// waits for any of it.
class NoticeDesk {
public:
    NoticeDesk(const Context& context, NoticePosts posts);
    ~NoticeDesk();

    void start();
    /// One look and one round of deliveries, as the thread does it.
    Status turn();
    /// One attempt, now, that is not stored. kNotFound for a channel that isn't set up.
    Status send_test(std::string_view channel, std::string_view by);

    [[nodiscard]] bool has(std::string_view channel) const;
    /// Whether a kind goes to a channel, by the rules stored.
    [[nodiscard]] static bool wanted(const std::vector<storage::NoticeRule>& rules, std::string_view kind,
                                     std::string_view channel);

private:
    void run(const std::stop_token& stop);
    Status look();
    Status deliver();
    Status deliver(const storage::Notice& notice, storage::NoticeDelivery delivery);
    Status send(const storage::Notice& notice, std::string_view channel) const;
    Status post(const storage::Notice& notice) const;
    Status mail(const storage::Notice& notice) const;

    const Context& context_;
    const config::NoticeSettings& settings_;
    NoticePosts posts_;
    NoticeWatch watch_;
    std::jthread thread_;
};

/// `GET /api/notices`, their settings, and the test button.
void add_notice_routes(net::Router& router, const Context& context, NoticeDesk& desk);

/// The signature of a webhook's body: `t=UNIX_SECONDS,v1=HEX`, HMAC-SHA256 over `UNIX_SECONDS.BODY`.
std::string webhook_signature(std::string_view secret, Timestamp at, std::string_view body);

}  // namespace tradewind::gateway
