#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "services/admin_socket.hpp"
#include "services/world.hpp"
#include "trading/settings_change.hpp"

/// What operators ask of a world (commands.md, Operating): each answers one JSON text. They run in the process that
/// holds the store; others reach it by the admin socket, or in distributed mode open store and streams themselves.
namespace tradewind::services {

/// `{"state","since","by","reason","open_orders","positions"}`
Result<std::string> show_controls(World& world);
/// Puts a command on its stream, through the outbox.
Status publish_command(World& world, const ControlCommand& command);
/// The same with a change of decision settings; the executor answers in the audit log.
Status publish_settings(World& world, const trading::SettingsChange& change);
/// Publishes a command and waits until the executor has answered it in the audit log. `by` is who asks.
Result<std::string> send_control(World& world, ControlAction action, const std::string& target, const std::string& by,
                                 const std::string& reason, Duration timeout);

/// A JSON array of dead letters, newest last; all streams where `stream` is empty.
Result<std::string> list_dead_letters(World& world, const std::string& stream);
Result<std::string> show_dead_letter(World& world, const std::string& id);
Result<std::string> retry_dead_letter(World& world, const std::string& id);
Result<std::string> drop_dead_letter(World& world, const std::string& id);

/// The words of a command line, dispatched to one of the above; what the admin socket serves.
Result<std::string> operate(World& world, const std::vector<std::string>& words);

/// Runs `words` on world `name`: over the admin socket of the process that holds it, else by opening it here.
Result<std::string> operate_anywhere(const config::Settings& settings, const std::string& name,
                                     const std::vector<std::string>& words);

/// Path of a world's admin socket in the data folder.
std::string admin_socket_path(const config::Settings& settings, const std::string& world);

/// Starts to serve `world`'s operators over its admin socket.
Result<std::unique_ptr<AdminSocket>> serve_operators(World& world);

}  // namespace tradewind::services
