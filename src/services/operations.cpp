#include "services/operations.hpp"

#include <unistd.h>

#include <fmt/core.h>
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "services/codec.hpp"
#include "services/doctor.hpp"
#include "services/engine_room.hpp"
#include "services/lineage.hpp"
#include "services/replay.hpp"
#include "services/route.hpp"
#include "services/settings_codec.hpp"
#include "services/summary.hpp"
#include "services/user_operations.hpp"
#include "storage/audit.hpp"
#include "storage/dead_letters.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"

namespace tradewind::services {
namespace {

using json = nlohmann::ordered_json;

constexpr std::chrono::seconds kAnswerTimeout{15};
constexpr std::chrono::milliseconds kAnswerPause{20};
constexpr std::size_t kMostDeadLetters = 1000;

std::string print(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Runs a read that yields one value.
template <class T>
Result<T> read_one(World& world, const std::function<Result<T>(storage::Transaction&)>& work) {
    std::optional<T> value;
    const Status read = world.database().read([&](storage::Transaction& tx) -> Status {
        auto made = work(tx);
        if (!made) return std::unexpected(made.error());
        value = std::move(*made);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return std::move(*value);
}

Result<std::vector<storage::dead_letters::Entry>> open_dead_letters(World& world, const std::string& stream) {
    return read_one<std::vector<storage::dead_letters::Entry>>(world, [&](storage::Transaction& tx) {
        return storage::dead_letters::list(tx, storage::dead_letters::State::kOpen, stream, kMostDeadLetters);
    });
}

json dead_letter_json(const storage::dead_letters::Entry& entry) {
    return {{"id", entry.message_id}, {"stream", entry.stream},         {"service", entry.service},
            {"error", entry.error},   {"deliveries", entry.deliveries}, {"at", format_timestamp(entry.at)}};
}

Result<storage::dead_letters::Entry> find_open(World& world, const std::string& id) {
    auto entries = open_dead_letters(world, {});
    if (!entries) return std::unexpected(entries.error());
    const auto found = std::ranges::find(*entries, id, &storage::dead_letters::Entry::message_id);
    if (found != entries->end()) return *found;
    return fail(ErrorCode::kNotFound, fmt::format("no open dead letter '{}'", id),
                "tradewind dead-letters list prints their ids");
}

// The entry of the `:dead` stream that copies the record, where it is still there.
Result<std::string> dead_stream_entry(World& world, const storage::dead_letters::Entry& entry) {
    auto copies = world.bus().dead_letters(entry.stream, kMostDeadLetters);
    if (!copies) return std::unexpected(copies.error());
    const auto copy = std::ranges::find(*copies, entry.message_id, &streams::DeadLetter::message_id);
    return copy == copies->end() ? std::string() : copy->entry_id;
}

Result<std::string> close_dead_letter(World& world, const std::string& id, storage::dead_letters::State state) {
    const auto entry = find_open(world, id);
    if (!entry) return std::unexpected(entry.error());
    const auto copy = dead_stream_entry(world, *entry);
    if (!copy) return std::unexpected(copy.error());
    const bool retry = state == storage::dead_letters::State::kRetried;
    Status moved;
    if (!copy->empty()) {
        moved = retry ? world.bus().retry_dead_letter(entry->stream, *copy)
                      : world.bus().drop_dead_letter(entry->stream, *copy);
    } else if (retry) {
        const streams::OutgoingMessage again{entry->message_id, entry->body, {}};
        moved = world.bus().publish(entry->stream, std::span(&again, 1));
    }
    if (!moved) return std::unexpected(moved.error());
    const Status closed = world.write([&](storage::Transaction& tx) -> Status {
        auto done = storage::dead_letters::close(tx, entry->stream, entry->message_id, state);
        return done ? Status{} : std::unexpected(done.error());
    });
    if (!closed) return std::unexpected(closed.error());
    return print({{"id", id}, {"stream", entry->stream}, {"state", storage::dead_letters::to_string(state)}});
}

Result<std::vector<AuditEntry>> answers_to(World& world, const CommandId& id) {
    return read_one<std::vector<AuditEntry>>(
        world, [&](storage::Transaction& tx) { return storage::audit_by_reference(tx, id.to_string()); });
}

Result<std::string> explain(World& world, const std::vector<std::string>& words) {
    auto lineage = trace_lineage(world, words.at(1));
    if (!lineage) return std::unexpected(lineage.error());
    add_telling_words(world, *lineage);
    std::vector<LeftOut> left_out;
    for (std::size_t i = 3; i < words.size(); ++i) {
        auto item = parse_left_out(words[i]);
        if (!item) return std::unexpected(item.error());
        left_out.push_back(std::move(*item));
    }
    std::vector<std::optional<TradeSignal>> what_if;
    if (!left_out.empty()) {
        for (const auto& signal : lineage->signals) {
            auto decided = decide_without(world, signal.signal.signal, left_out);
            if (!decided) return std::unexpected(decided.error());
            what_if.push_back(std::move(*decided));
        }
    }
    return words.at(2) == "json" ? lineage_to_json(*lineage, what_if) : lineage_to_text(*lineage, what_if);
}

Result<std::string> control(World& world, const std::vector<std::string>& words) {
    if (words.at(1) == "show") return show_controls(world);
    auto action = parse_control_action(words.at(1));
    if (!action) return std::unexpected(action.error());
    return send_control(world, *action, words.at(2), words.at(3), words.at(4), kAnswerTimeout);
}

Result<std::string> dead_letters(World& world, const std::vector<std::string>& words) {
    const auto& what = words.at(1);
    if (what == "list") return list_dead_letters(world, words.at(2));
    if (what == "show") return show_dead_letter(world, words.at(2));
    if (what == "retry") return retry_dead_letter(world, words.at(2));
    return drop_dead_letter(world, words.at(2));
}

bool is_request(const std::vector<std::string>& words) {
    if (words.empty()) return false;
    if (words[0] == "controls") return words.size() == 2 || words.size() == 5;
    if (words[0] == "dead-letters") return words.size() == 3;
    if (words[0] == "explain") return words.size() >= 3;
    if (is_user_request(words)) return true;
    return (words[0] == "summary" || words[0] == "migrations") && words.size() == 1;
}

// With nobody else at work on the store, a command is obeyed by the services that answer commands, started here for it.
Result<std::string> operate_alone(World& world, const std::vector<std::string>& words) {
    const bool change = words[0] == "controls" && words.size() > 2;
    if (!change) return operate(world, words);
    auto room = EngineRoom::open(world, world.settings().account.cash, sentiment::scored_on_receipt);
    if (!room) return std::unexpected(room.error());
    std::jthread obey([&](std::stop_token stop) {
        LocalBarrier barrier((*room)->workers(), stop);
        while (!stop.stop_requested() && barrier.idle(kAnswerPause)) {
        }
    });
    return operate(world, words);
}

}  // namespace

Result<std::string> show_controls(World& world) {
    return read_one<std::string>(world, [](storage::Transaction& tx) -> Result<std::string> {
        auto state = storage::kill_state(tx);
        if (!state) return std::unexpected(state.error());
        auto orders = storage::working_orders(tx);
        if (!orders) return std::unexpected(orders.error());
        auto positions = storage::list_positions(tx);
        if (!positions) return std::unexpected(positions.error());
        return print({{"state", to_string(state->state)},
                      {"since", state->since == Timestamp{} ? json() : json(format_timestamp(state->since))},
                      {"by", state->by},
                      {"reason", state->reason},
                      {"open_orders", orders->size()},
                      {"positions", positions->size()}});
    });
}

Status publish_command(World& world, const ControlCommand& command) {
    const std::vector<Outgoing> outgoing{outgoing_message(command, command.requested)};
    const Status stored =
        world.write([&](storage::Transaction& tx) { return world.enqueue(tx, outgoing, command.requested); });
    return stored ? world.publish(outgoing) : stored;
}

Status publish_settings(World& world, const trading::SettingsChange& change) {
    const std::vector<Outgoing> outgoing{outgoing_message(change, change.requested)};
    const Status stored =
        world.write([&](storage::Transaction& tx) { return world.enqueue(tx, outgoing, change.requested); });
    return stored ? world.publish(outgoing) : stored;
}

Result<std::string> send_control(World& world, ControlAction action, const std::string& target, const std::string& by,
                                 const std::string& reason, Duration timeout) {
    const MachineClock& clock = world.machine_clock();
    ControlCommand command{
        .id = {}, .action = action, .target = target, .by = by, .reason = reason, .requested = time_in(world)};
    command.id = CommandId::from_fields({"command", to_string(action), target, by, id_field(command.requested)});
    if (Status sent = publish_command(world, command); !sent) return std::unexpected(sent.error());
    const Duration deadline = clock.monotonic() + timeout;
    while (clock.monotonic() < deadline) {
        auto answers = answers_to(world, command.id);
        if (!answers) return std::unexpected(answers.error());
        if (!answers->empty()) {
            constexpr std::string_view kRefused = "refused: ";
            const auto is_refusal = [&](const AuditEntry& answer) { return answer.detail.starts_with(kRefused); };
            if (std::ranges::all_of(*answers, is_refusal)) {
                return fail(ErrorCode::kRefused, answers->front().detail.substr(kRefused.size()),
                            "see: tradewind controls show");
            }
            json lines = json::array();
            for (const auto& answer : *answers)
                lines.push_back({{"subject", answer.subject}, {"detail", answer.detail}});
            return print({{"command", command.id.to_string()},
                          {"action", to_string(action)},
                          {"done", true},
                          {"answers", lines}});
        }
        std::this_thread::sleep_for(kAnswerPause);
    }
    return fail(ErrorCode::kUnknownOutcome, "the executor has not answered yet; the command stays in its stream",
                "see that trade-executor runs in this world: tradewind doctor");
}

Result<std::string> list_dead_letters(World& world, const std::string& stream) {
    auto entries = open_dead_letters(world, stream);
    if (!entries) return std::unexpected(entries.error());
    json list = json::array();
    for (const auto& entry : *entries) list.push_back(dead_letter_json(entry));
    return print(list);
}

Result<std::string> show_dead_letter(World& world, const std::string& id) {
    const auto entry = find_open(world, id);
    if (!entry) return std::unexpected(entry.error());
    json shown = dead_letter_json(*entry);
    shown["body"] = entry->body;
    return print(shown);
}

Result<std::string> retry_dead_letter(World& world, const std::string& id) {
    return close_dead_letter(world, id, storage::dead_letters::State::kRetried);
}

Result<std::string> drop_dead_letter(World& world, const std::string& id) {
    return close_dead_letter(world, id, storage::dead_letters::State::kDropped);
}

Result<std::string> operate(World& world, const std::vector<std::string>& words) {
    if (!is_request(words)) return fail(ErrorCode::kInvalidArgument, "not an operator's request");
    if (words[0] == "controls") return control(world, words);
    if (words[0] == "dead-letters") return dead_letters(world, words);
    if (words[0] == "explain") return explain(world, words);
    if (words[0] == "migrations") return migrations_of(world.database(), false);
    if (is_user_request(words)) return operate_users(world, words);
    return summarise(world).transform([](const Summary& summary) { return to_json(summary, 0); });
}

std::string admin_socket_path(const config::Settings& settings, const std::string& world) {
    return fmt::format("{}/{}.sock", settings.data.dir, world);
}

Result<std::unique_ptr<AdminSocket>> serve_operators(World& world) {
    return AdminSocket::listen(admin_socket_path(world.settings(), world.name()),
                               [&world](const std::string& request) -> Result<std::string> {
                                   const auto words = json::parse(request, nullptr, false);
                                   if (!words.is_array()) return fail(ErrorCode::kParse, "not a JSON array of words");
                                   return operate(world, words.get<std::vector<std::string>>());
                               });
}

Result<std::string> operate_anywhere(const config::Settings& settings, const std::string& name,
                                     const std::vector<std::string>& words) {
    if (is_embedded(settings)) {
        auto answer =
            ask_admin(admin_socket_path(settings, name), print(words), kAnswerTimeout + std::chrono::seconds(5));
        if (answer || answer.error().code != ErrorCode::kUnavailable) return answer;
        if (!std::filesystem::exists(fmt::format("{}/{}.db", settings.data.dir, name))) {
            return fail(ErrorCode::kNotFound, fmt::format("there is no world '{}' in {}", name, settings.data.dir),
                        "name one with --world, or start one: tradewind run");
        }
    }
    auto world = World::open(settings, name, true);
    if (!world) return std::unexpected(world.error());
    return is_embedded(settings) ? operate_alone(**world, words) : operate(**world, words);
}

}  // namespace tradewind::services
