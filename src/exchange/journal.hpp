#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::exchange {

/// What a client asked for, and the market time at which it was done.
struct ClientAction {
    Timestamp time;
    std::string method, path, body;
    std::vector<std::pair<std::string, std::string>> query;
};

/// A file from which an exchange comes back as it was: the market follows from its options, so that the clients'
/// actions and how far its clock had come are all there is to keep. It survives kill -9, maybe not a power cut. Calls
/// from one thread at a time.
class Journal {
public:
    /// Opens or begins the file. kConflict where it was begun by another market than `market` describes; kParse where
    /// it is no journal.
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file, const std::string& market);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// What the file held when it was opened, in order; given out once.
    std::vector<ClientAction> take_past() { return std::exchange(past_, {}); }
    /// How far the clock had come; nothing in a new file.
    [[nodiscard]] std::optional<Timestamp> clock() const { return clock_; }

    void add(const ClientAction& action);
    /// How far the clock has come.
    void mark(Timestamp now);

private:
    explicit Journal(int file) : file_(file) {}
    Status read(const std::filesystem::path& file, const std::string& market);

    int file_;
    std::vector<ClientAction> past_;
    std::optional<Timestamp> clock_;
};

}  // namespace tradewind::exchange
