#pragma once

#include <string>

#include "streams/policy.hpp"
#include "streams/redis_link.hpp"

namespace tradewind::streams::redis {

/// What a bus and its consumers share: the world's key prefix, the connection for commands, the patience.
class Client {
public:
    Client(const Address& address, std::string_view world, BusOptions options);

    [[nodiscard]] const BusOptions& options() const { return options_; }
    [[nodiscard]] const Address& address() const { return address_; }
    [[nodiscard]] IoThread& thread() { return thread_; }
    [[nodiscard]] Link& commands() { return commands_; }
    /// Empty for the world `live`.
    [[nodiscard]] const std::string& prefix() const { return prefix_; }
    [[nodiscard]] std::string key(std::string_view name) const { return prefix_ + std::string(name); }

    /// Runs a pipeline that may be run twice, on the command connection, until it has been answered or the patience is
    /// over. An error answer to any command is an error.
    Result<std::vector<Reply>> call(const Pipeline& pipeline);
    /// The same for one command.
    Result<Reply> call(Command command);

    /// A copy to the dead letters and the acknowledgement, as one.
    Status bury(const Delivery& delivery, std::string_view group, std::string_view error);
    /// Creates the group at the beginning of the stream where it isn't there.
    Status create_group(std::string_view stream, std::string_view group);

private:
    Address address_;
    std::string prefix_;
    BusOptions options_;
    IoThread thread_;
    Link commands_;
};

/// Waits before something is tried again. No clock of ours: only servers make us wait.
void pause_for(Duration pause);

}  // namespace tradewind::streams::redis
