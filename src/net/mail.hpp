#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::net {

/// Where mail is handed in.
struct MailServer {
    std::string url;   ///< smtp://host[:port] (STARTTLS, but on loopback) or smtps://host[:port].
    std::string user;  ///< Empty: no authentication.
    std::string password;
    Duration timeout = std::chrono::seconds(4);
};

struct Mail {
    std::string from;
    std::vector<std::string> to;
    std::string subject;
    std::string text;
    std::string id;  ///< Unique, of printable ASCII; the same mail sent again keeps it.
    Timestamp time;
};

/// RFC 5322 message with CRLF line ends: text as base64, so that any UTF-8 goes through. Line breaks in addresses and
/// subject become spaces.
std::string mail_text(const Mail& mail);

/// Hands the mail in, blocking. Errors name the host, never user or password.
Status send_mail(const MailServer& server, const Mail& mail);

}  // namespace tradewind::net
