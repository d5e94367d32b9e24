#include "app/json_lines.hpp"

#include <cstdio>
#include <fmt/core.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "app/commands.hpp"
#include "app/output.hpp"

namespace tradewind::app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMaxLineBytes = 32UL * 1024 * 1024;

/// Lines waiting for their batch: an answer already (an error), or a place among the inputs.
struct Pending {
    json id;
    std::optional<Error> error;
};

class BatchRunner {
public:
    BatchRunner(std::size_t batch_size, const BatchHandler& handle)
        : batch_size_(std::max<std::size_t>(batch_size, 1)), handle_(handle) {}

    void add(std::string_view text) {
        ++number_;
        if (text.find_first_not_of(" \t\r") == std::string_view::npos) return;
        auto line = read(text);
        const auto id = line && line->contains("id") ? line->at("id") : json();
        if (!line) {
            pending_.push_back({id, line.error()});
        } else {
            pending_.push_back({id, std::nullopt});
            inputs_.push_back({std::move(*line), number_});
        }
        if (inputs_.size() >= batch_size_) flush();
    }

    void flush() {
        const auto answers = inputs_.empty() ? std::vector<Result<ordered_json>>() : handle_(inputs_);
        TRADEWIND_ASSERT(answers.size() == inputs_.size());
        std::size_t next = 0;
        for (auto& pending : pending_) {
            ordered_json line{{"id", pending.id}};
            const auto answer = pending.error ? Result<ordered_json>(std::unexpected(*pending.error)) : answers[next++];
            if (answer) {
                line.update(*answer);
            } else {
                line["error"] = error_json(answer.error());
                failed_ = true;
            }
            print_line(line);
        }
        pending_.clear();
        inputs_.clear();
    }

    [[nodiscard]] bool failed() const { return failed_; }

private:
    Result<json> read(std::string_view text) const {
        const auto where = [&](std::string_view what) { return fmt::format("line {}: {}", number_, what); };
        if (text.size() > kMaxLineBytes) return fail(ErrorCode::kParse, where("longer than 32 MiB"), "split it");
        auto line = json::parse(text, nullptr, false);
        if (line.is_discarded()) return fail(ErrorCode::kParse, where("not JSON"), "write one JSON object a line");
        if (!line.is_object())
            return fail(ErrorCode::kParse, where("not a JSON object"), "write one JSON object a line");
        return line;
    }

    std::size_t batch_size_;
    const BatchHandler& handle_;
    std::size_t number_ = 0;
    std::vector<Pending> pending_;
    std::vector<BatchLine> inputs_;
    bool failed_ = false;
};

}  // namespace

Result<std::string> read_input(const std::string& path) {
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream file(path, std::ios::binary);
    std::error_code ignored;
    if (!file || std::filesystem::is_directory(path, ignored)) {
        return fail(ErrorCode::kNotFound, fmt::format("can't open {}", path), "check the path and its permissions");
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

ordered_json error_json(const Error& error) {
    return {{"code", error_code_name(error.code)}, {"message", error.message}, {"hint", error.hint}};
}

void print_line(const ordered_json& line) {
    const auto text = line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    std::fwrite(text.data(), 1, text.size(), stdout);
}

int run_batch(const std::string& path, std::size_t batch_size, bool as_json, const BatchHandler& handle) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        std::error_code ignored;
        if (!file || std::filesystem::is_directory(path, ignored)) {
            return report(
                {ErrorCode::kNotFound, fmt::format("can't open {}", path), "check the path and its permissions"},
                as_json);
        }
    }
    std::istream& in = path == "-" ? std::cin : file;
    BatchRunner runner(batch_size, handle);
    std::string line;
    while (std::getline(in, line)) runner.add(line);
    runner.flush();
    return runner.failed() ? kFailed : kDone;
}

Result<std::string> text_member(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("`{}` {}", key, found == object.end() ? "is missing" : "is no text"),
                fmt::format("give `{}` as a string", key));
}

Result<std::string> optional_text_member(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return std::string();
    return text_member(object, key);
}

}  // namespace tradewind::app
