#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "net/http_client.hpp"
#include "net/message.hpp"
#include "support/soft_authenticator.hpp"

namespace tradewind::test {

using json = nlohmann::json;
using tradewind::testing::SoftAuthenticator;

/// A browser: keeps cookies, and talks to one gateway.
class Browser {
public:
    explicit Browser(std::string url) : url_(std::move(url)) {}

    HttpResponse send(std::string method, const std::string& path, std::optional<json> body = {},
                      net::Fields headers = {}) {
        std::string cookies;
        for (const auto& [name, value] : cookies_) cookies += name + "=" + value + "; ";
        if (!cookies.empty()) headers.emplace_back("Cookie", cookies.substr(0, cookies.size() - 2));
        if (body) {
            headers.emplace_back("Content-Type", "application/json");
            headers.emplace_back("Origin", url_);
        }
        auto fetched = client_->fetch(
            {.method = std::move(method), .url = url_ + path, .headers = headers, .body = body ? body->dump() : ""});
        if (!fetched) return {};
        auto response = std::move(*fetched);
        for (const auto& [name, value] : response.headers) {
            if (name != "Set-Cookie" && name != "set-cookie") continue;
            const auto end = value.find('=');
            cookies_[value.substr(0, end)] = value.substr(end + 1, value.find(';') - end - 1);
        }
        return response;
    }
    HttpResponse get(const std::string& path) { return send("GET", path); }
    HttpResponse post(const std::string& path, const json& body = json::object()) { return send("POST", path, body); }
    HttpResponse remove(const std::string& path) { return send("DELETE", path); }

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::string cookies() const {
        std::string text;
        for (const auto& [name, value] : cookies_) text += (text.empty() ? "" : "; ") + name + "=" + value;
        return text;
    }
    [[nodiscard]] std::string session() const {
        for (const auto& [name, value] : cookies_)
            if (name.starts_with("tradewind_session_")) return value;
        return {};
    }
    void set_session(const std::string& token) {
        for (auto& [name, value] : cookies_)
            if (name.starts_with("tradewind_session_")) value = token;
    }

    SoftAuthenticator::Ceremony ceremony(const json& options) const {
        SoftAuthenticator::Ceremony made;
        made.challenge = options.at("challenge");
        made.rp_id = "localhost";
        made.origin = "http://localhost:" + url_.substr(url_.rfind(':') + 1);
        return made;
    }

    HttpResponse sign_up(const SoftAuthenticator& passkey, const std::string& token, const std::string& name) {
        const auto options = post("/api/auth/register/options", {{"token", token}, {"name", name}});
        if (options.status != 200) return options;
        const auto asked = json::parse(options.body);
        handle_ = asked.at("user").at("id");
        return post("/api/auth/register/verify",
                    {{"label", "Key"}, {"credential", json::parse(passkey.attest(ceremony(asked)))}});
    }
    HttpResponse assertion(const std::string& kind, const SoftAuthenticator& passkey,
                           const std::function<void(SoftAuthenticator::Ceremony&)>& change = {}) {
        const auto options = post("/api/auth/" + kind + "/options");
        if (options.status != 200) return options;
        auto made = ceremony(json::parse(options.body));
        made.user_handle = handle_;
        if (change) change(made);
        last_ = {{"credential", json::parse(passkey.sign(made))}};
        return post("/api/auth/" + kind + "/verify", last_);
    }

    std::string handle_;
    json last_;

private:
    std::string url_;
    std::unique_ptr<net::HttpClient> client_ = std::make_unique<net::HttpClient>();
    std::map<std::string, std::string> cookies_;
};

}  // namespace tradewind::test
