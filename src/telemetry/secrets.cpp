#include "telemetry/secrets.hpp"

#include <mutex>
#include <shared_mutex>
#include <vector>

namespace tradewind::telemetry {

namespace {

constexpr std::size_t kShortestSecret = 6;
constexpr std::string_view kRedacted = "[redacted]";
constexpr std::string_view kBearer = "Bearer ";

struct Secrets {
    std::shared_mutex mutex;
    std::vector<std::string> texts;  // longest first, so that one inside another leaves no rest
};

Secrets& secrets() {
    static Secrets instance;
    return instance;
}

void replace_all(std::string& text, std::string_view secret) {
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kRedacted.size())) {
        text.replace(at, secret.size(), kRedacted);
    }
}

void replace_bearer(std::string& text) {
    for (auto at = text.find(kBearer); at != std::string::npos; at = text.find(kBearer, at + kBearer.size())) {
        const auto begin = at + kBearer.size();
        auto end = text.find_first_of(" \t\r\n\",;'", begin);
        if (end == std::string::npos) end = text.size();
        if (end > begin) text.replace(begin, end - begin, kRedacted);
    }
}

}  // namespace

void register_secret(std::string_view secret) {
    if (secret.size() < kShortestSecret) return;
    const std::unique_lock lock(secrets().mutex);
    auto& texts = secrets().texts;
    if (std::find(texts.begin(), texts.end(), secret) != texts.end()) return;
    const auto at = std::find_if(texts.begin(), texts.end(), [&](const auto& t) { return t.size() < secret.size(); });
    texts.insert(at, std::string(secret));
}

std::string scrub(std::string_view text) {
    std::string out(text);
    {
        const std::shared_lock lock(secrets().mutex);
        for (const auto& secret : secrets().texts) replace_all(out, secret);
    }
    replace_bearer(out);
    return out;
}

}  // namespace tradewind::telemetry
