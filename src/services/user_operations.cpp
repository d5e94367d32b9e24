#include "services/user_operations.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "gateway/user_admin.hpp"
#include "storage/audit.hpp"

namespace tradewind::services {
namespace {

using json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

/// Where people open the dashboard: the first https origin of the settings, else this machine.
std::string front_door(const config::Settings& settings) {
    for (const auto& origin : settings.gateway.allowed_origins)
        if (origin.starts_with("https://")) return origin;
    return fmt::format("http://localhost:{}", settings.gateway.port);
}

Result<std::string> link_answer(World& world, const std::string& name, const Result<std::string>& token) {
    if (!token) return token;
    return json{{"name", name}, {"link", fmt::format("{}/#invite={}", front_door(world.settings()), *token)}}.dump();
}

Result<std::string> check_audit(World& world) {
    storage::AuditChain chain;
    const Status done = world.database().read([&](storage::Transaction& tx) -> Status {
        const auto checked = storage::check_audit_chain(tx);
        if (!checked) return std::unexpected(checked.error());
        chain = *checked;
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return json{{"ok", chain.broken == 0}, {"rows", chain.rows}, {"broken", chain.broken}}.dump();
}

}  // namespace

bool is_user_request(const Words& words) {
    if (words.size() < 2) return false;
    if (words[0] == "audit") return words.size() == 2 && words[1] == "check";
    if (words[0] != "users") return false;
    if (words[1] == "list") return words.size() == 2;
    if (words[1] == "invite") return words.size() == 5;
    return (words[1] == "revoke" || words[1] == "recover") && words.size() == 4;
}

Result<std::string> operate_users(World& world, const Words& words) {
    auto& database = world.database();
    const Timestamp now = world.machine_clock().now();
    if (words[0] == "audit") return check_audit(world);
    if (words[1] == "list") return gateway::list_users_json(database);
    const auto& name = words[2];
    if (words[1] == "invite")
        return link_answer(world, name, gateway::invite_user(database, now, words[4], name, words[3]));
    if (words[1] == "recover") return link_answer(world, name, gateway::recover_user(database, now, words[3], name));
    if (const Status done = gateway::revoke_user(database, now, words[3], name); !done)
        return std::unexpected(done.error());
    return json{{"name", name}, {"revoked", true}}.dump();
}

}  // namespace tradewind::services
