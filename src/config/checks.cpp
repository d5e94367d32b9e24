#include "config/checks.hpp"

#include <fmt/core.h>
#include <set>

namespace tradewind::config {

namespace {

class Checks {
public:
    explicit Checks(Loaded& loaded) : loaded_(loaded) {}

    void require(bool holds, const std::string& key, std::string message, std::string hint) {
        if (holds) return;
        const auto at = loaded_.origins.find(key);
        loaded_.problems.push_back(
            {at == loaded_.origins.end() ? Origin{} : at->second, key, std::move(message), std::move(hint)});
    }

private:
    Loaded& loaded_;
};

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
    return std::any_of(starts.begin(), starts.end(), [&](auto start) { return text.starts_with(start); });
}

void check_urls(Checks& checks, const Settings& s) {
    checks.require(s.streams.url == "embedded" || starts_with_any(s.streams.url, {"redis://", "rediss://"}),
                   "streams.url", "found a URL of another kind, expected embedded or redis://host[:port]", "");
    checks.require(
        s.database.url == "embedded" || starts_with_any(s.database.url, {"sqlite:", "postgresql://", "postgres://"}),
        "database.url", "found a URL of another kind, expected embedded, sqlite:PATH or postgresql://…", "");
    const std::set<std::string_view> loopback{"127.0.0.1", "::1", "localhost"};
    const bool guarded = !s.gateway.tls_certificate.empty() || !s.gateway.trusted_proxies.empty();
    checks.require(guarded || loopback.contains(s.gateway.host), "gateway.host",
                   fmt::format("found \"{}\", expected a loopback address", s.gateway.host),
                   "beyond this machine set gateway.tls_certificate and gateway.tls_key, or gateway.trusted_proxies; "
                   "or use an SSH tunnel");
    checks.require(s.gateway.tls_certificate.empty() == s.gateway.tls_key.empty(),
                   s.gateway.tls_key.empty() ? "gateway.tls_key" : "gateway.tls_certificate",
                   "found nothing, expected both files or none", "");
}

void check_broker(Checks& checks, const Settings& s) {
    checks.require(s.alpaca.key_id.empty() == s.alpaca.secret_key.empty(),
                   s.alpaca.key_id.empty() ? "alpaca.key_id" : "alpaca.secret_key",
                   "found nothing, expected both keys or none", "set APCA_API_KEY_ID and APCA_API_SECRET_KEY");
    const bool keys = !s.alpaca.key_id.empty();
    checks.require(!(s.trading.live && s.alpaca.paper), "trading.live", "found true beside alpaca.paper = true",
                   "for real money set alpaca.paper = false too; for paper money leave trading.live out");
    checks.require(!s.trading.live || keys, "trading.live", "found true, but there are no Alpaca keys",
                   "set APCA_API_KEY_ID and APCA_API_SECRET_KEY");
    checks.require(s.alpaca.paper || s.trading.live, "alpaca.paper", "found false, but trading.live isn't true",
                   "live trading takes both: trading.live = true and alpaca.paper = false");
    checks.require(s.trading.broker != "alpaca" || keys, "trading.broker", "found alpaca, but there are no Alpaca keys",
                   "set APCA_API_KEY_ID and APCA_API_SECRET_KEY");
}

void check_notices(Checks& checks, const Settings& s) {
    const auto& n = s.notices;
    checks.require(n.webhook_url.empty() || starts_with_any(n.webhook_url, {"https://", "http://"}),
                   "notices.webhook_url", "found a URL of another kind, expected https://…", "");
    checks.require(n.webhook_url.empty() || n.webhook_secret.size() >= 16, "notices.webhook_secret",
                   "found less than 16 characters beside a notices.webhook_url", "openssl rand -hex 32 makes one");
    checks.require(n.smtp_url.empty() || starts_with_any(n.smtp_url, {"smtp://", "smtps://"}), "notices.smtp_url",
                   "found a URL of another kind, expected smtp://host:587 or smtps://host", "");
    checks.require(n.smtp_url.empty() || (!n.mail_from.empty() && !n.mail_to.empty()),
                   n.mail_from.empty() ? "notices.mail_from" : "notices.mail_to",
                   "found nothing beside a notices.smtp_url", "set who sends notices, and who gets them");
}

void check_sources(Checks& checks, const Settings& s) {
    std::set<std::string> names;
    for (const auto& source : s.news.sources) {
        checks.require(names.insert(source.name).second, "news.sources",
                       fmt::format("found the name {} twice", source.name),
                       "a source's name is part of its articles' origin: keep names apart");
    }
}

}  // namespace

void check_together(Loaded& loaded) {
    Checks checks(loaded);
    check_urls(checks, loaded.settings);
    check_broker(checks, loaded.settings);
    check_notices(checks, loaded.settings);
    check_sources(checks, loaded.settings);
}

}  // namespace tradewind::config
