#include "net/mail.hpp"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <fmt/chrono.h>
#include <algorithm>
#include <cstring>
#include <memory>

#include "net/url.hpp"

namespace tradewind::net {
namespace {

constexpr std::size_t kLine = 76;

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return line;
}

/// RFC 2047 where there is more than ASCII: encoded words hold 45 bytes at most, and never part of a character.
std::string header_text(std::string_view text) {
    const std::string line = one_line(text);
    if (std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return line;
    std::string encoded;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = std::min(at + 45, line.size());
        while (end < line.size() && end > at + 1 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
        if (!encoded.empty()) encoded.append("\r\n ");
        encoded.append("=?UTF-8?B?").append(base64(line.substr(at, end - at))).append("?=");
        at = end;
    }
    return encoded;
}

/// What libcurl reads the message from.
struct Source {
    std::string_view rest;
};

std::size_t give(char* into, std::size_t, std::size_t size, void* from) {
    auto& source = *static_cast<Source*>(from);
    const std::size_t taken = std::min(size, source.rest.size());
    std::memcpy(into, source.rest.data(), taken);
    source.rest.remove_prefix(taken);
    return taken;
}

struct Freed {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string bare(const std::string& address) {
    return "<" + one_line(address) + ">";
}

}  // namespace

std::string mail_text(const Mail& mail) {
    std::string to;
    for (const auto& address : mail.to) to.append(to.empty() ? "" : ", ").append(bare(address));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(mail.time);
    std::string text = fmt::format(
        "Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\nFrom: tradewind {}\r\nTo: {}\r\nSubject: {}\r\n"
        "Message-ID: <{}@tradewind>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        seconds, bare(mail.from), to, header_text(mail.subject), one_line(mail.id));
    const std::string body = base64(mail.text);
    for (std::size_t at = 0; at < body.size(); at += kLine) text.append(body.substr(at, kLine)).append("\r\n");
    return text;
}

Status send_mail(const MailServer& server, const Mail& mail) {
    const auto url = parse_url(server.url);
    if (!url || (url->scheme != "smtp" && url->scheme != "smtps"))
        return fail(ErrorCode::kInvalidArgument, "the mail server's URL can't be used",
                    "write smtp://host:587 or smtps://host:465");
    const std::unique_ptr<CURL, Freed> handle(curl_easy_init());
    curl_slist* list = nullptr;
    for (const auto& address : mail.to) list = curl_slist_append(list, bare(address).c_str());
    const std::unique_ptr<curl_slist, Freed> recipients(list);
    const std::string text = mail_text(mail);
    Source source{text};
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(server.timeout).count();
    curl_easy_setopt(handle.get(), CURLOPT_URL, server.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (!server.user.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_USERNAME, server.user.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, server.password.c_str());
    }
    curl_easy_setopt(handle.get(), CURLOPT_USE_SSL,
                     static_cast<long>(is_loopback(url->host) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (is_loopback(url->host)) curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, bare(mail.from).c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, give);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &source);
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(milliseconds));
    const CURLcode code = curl_easy_perform(handle.get());
    if (code == CURLE_OK) return {};
    return fail(ErrorCode::kUnavailable, fmt::format("mail server {}: {}", url->host, curl_easy_strerror(code)),
                code == CURLE_LOGIN_DENIED ? "check notices.smtp_user and its password" : "try again later");
}

}  // namespace tradewind::net
