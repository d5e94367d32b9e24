#pragma once

#include "storage/database.hpp"

/// Messages that could not be handled: the record. `<stream>:dead` is a copy for tools.
namespace tradewind::storage::dead_letters {

enum class State : std::uint8_t { kOpen, kRetried, kDropped };
std::string_view to_string(State state) noexcept;

struct Entry {
    std::string stream{};
    std::string message_id{};
    std::string service{};
    std::string body{};
    std::string error{};
    int deliveries = 0;
    Timestamp at{};
    State state = State::kOpen;
    std::int64_t seq = 0;  ///< Given by the store.
};

/// The same message of the same service again (after a retry) reopens its row with the new error.
Status add(Transaction& tx, const Entry& entry);
/// Newest first; of one stream or of all; at most 1000.
Result<std::vector<Entry>> list(Transaction& tx, std::optional<State> state, std::string_view stream,
                                std::size_t limit);
Result<std::vector<Entry>> find(Transaction& tx, std::string_view message_id);
/// False where no such entry is open.
Result<bool> close(Transaction& tx, std::string_view stream, std::string_view message_id, State state);
Result<std::int64_t> count_open(Transaction& tx);

}  // namespace tradewind::storage::dead_letters
