#include "exchange/journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "telemetry/log.hpp"

namespace tradewind::exchange {
namespace {

using nlohmann::ordered_json;

// First line: the clock in nanoseconds, always as long, so that it can be written over. Second: the market.
std::string clock_line(Timestamp now) {
    return fmt::format("{:019}\n", unix_nanos(now));
}
const std::size_t kClockLine = clock_line({}).size();

void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto done = ::write(file, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            telemetry::log_error("exchange", "the journal can't be written: a restart will not find this",
                                 {{"error", std::strerror(errno)}});
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(done));
    }
}

std::optional<ClientAction> action_of(const std::string& line) {
    const auto row = ordered_json::parse(line, nullptr, false);
    if (!row.is_array() || row.size() != 5 || !row[0].is_number_integer() || !row[4].is_array()) return std::nullopt;
    ClientAction action{timestamp_from_unix_nanos(row[0].get<std::int64_t>()), {}, {}, {}, {}};
    for (const auto& [at, target] :
         {std::pair(1, &action.method), std::pair(2, &action.path), std::pair(3, &action.body)}) {
        if (!row[static_cast<std::size_t>(at)].is_string()) return std::nullopt;
        *target = row[static_cast<std::size_t>(at)].get<std::string>();
    }
    for (const auto& pair : row[4]) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) return std::nullopt;
        action.query.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
    }
    return action;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& path, const std::string& market) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", path.string(), std::strerror(errno)),
                    "choose another file for the journal");
    }
    std::unique_ptr<Journal> journal(new Journal(file));
    if (Status read = journal->read(path, market); !read) return std::unexpected(read.error());
    ::lseek(file, 0, SEEK_END);
    return journal;
}

Journal::~Journal() {
    ::close(file_);
}

Status Journal::read(const std::filesystem::path& path, const std::string& market) {
    std::ifstream in(path, std::ios::binary);
    std::string clock;
    std::string line;
    if (!std::getline(in, clock)) {
        write_all(file_, clock_line({}) + market + "\n");
        return {};
    }
    if (clock.size() + 1 != kClockLine || clock.find_first_not_of("0123456789") != std::string::npos ||
        !std::getline(in, line)) {
        return fail(ErrorCode::kParse, path.string() + " is no journal of an exchange", "choose another file");
    }
    if (line != market) {
        return fail(ErrorCode::kConflict, path.string() + " was begun by another market: " + line,
                    "give the same seed, symbols, start and cash, or another file");
    }
    if (const auto nanos = std::stoll(clock); nanos > 0) clock_ = timestamp_from_unix_nanos(nanos);
    auto whole = in.tellg();
    while (std::getline(in, line) && !in.eof()) {
        auto action = action_of(line);
        if (!action) return fail(ErrorCode::kParse, path.string() + " has a line that is no action: " + line);
        past_.push_back(std::move(*action));
        whole = in.tellg();
    }
    // A line that a crash cut short was never answered: it is as if it had not been sent.
    if (::ftruncate(file_, whole) != 0)
        return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", path.string(), std::strerror(errno)));
    return {};
}

void Journal::add(const ClientAction& action) {
    ordered_json query = ordered_json::array();
    for (const auto& [name, value] : action.query) query.push_back({name, value});
    const ordered_json row{unix_nanos(action.time), action.method, action.path, action.body, std::move(query)};
    write_all(file_, row.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

void Journal::mark(Timestamp now) {
    const auto line = clock_line(now);
    if (::pwrite(file_, line.data(), line.size(), 0) < 0) {
        telemetry::log_error("exchange", "the journal can't be written", {{"error", std::strerror(errno)}});
    }
}

}  // namespace tradewind::exchange
