#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "core/error.hpp"

namespace tradewind::app {

/// The bytes of a file, or of standard input for `-`.
Result<std::string> read_input(const std::string& path);

/// `{"code","message","hint"}`.
nlohmann::ordered_json error_json(const Error& error);

/// Prints one line of JSON on stdout; text that is no UTF-8 is replaced.
void print_line(const nlohmann::ordered_json& line);

/// One line of a batch that could be read: an object with a usable `id`.
struct BatchLine {
    nlohmann::json input;
    std::size_t number = 0;  ///< In the file, from 1.
};
/// Answers some lines, one answer each, in order. The runner puts `id` in front of each answer.
using BatchHandler = std::function<std::vector<Result<nlohmann::ordered_json>>(std::span<const BatchLine>)>;

/// Reads JSONL, hands `batch_size` readable lines at a time to `handle`, prints an answer a line in the order of the
/// input; a bad line gives `{"id":…,"error":{…}}`. Returns the exit status: kFailed where any line failed.
int run_batch(const std::string& path, std::size_t batch_size, bool json, const BatchHandler& handle);

/// A member that must be text. kInvalidArgument where it is missing or something else.
Result<std::string> text_member(const nlohmann::json& object, const char* key);
/// A member that may be missing or null.
Result<std::string> optional_text_member(const nlohmann::json& object, const char* key);

}  // namespace tradewind::app
