#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "auth/verify_line.hpp"

namespace tradewind::app {
namespace {

int verify_lines(std::istream& in) {
    bool all_read = true;
    for (std::string line; std::getline(in, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        auto answer = auth::answer_line(line);
        answer.json += '\n';
        std::fwrite(answer.json.data(), 1, answer.json.size(), stdout);
        all_read = all_read && answer.readable;
    }
    return all_read ? kDone : kFailed;
}

int verify_file(const std::string& path) {
    if (path == "-") return verify_lines(std::cin);
    std::ifstream file(path, std::ios::binary);
    std::error_code ignored;
    if (!file || std::filesystem::is_directory(path, ignored)) {
        return report({ErrorCode::kNotFound, "can't open " + path, "check the path and its permissions"}, true);
    }
    return verify_lines(file);
}

}  // namespace

void add_auth_commands(CLI::App& root, int& status) {
    auto* auth = root.add_subcommand("auth", "Passkeys, tokens and signatures");
    auth->require_subcommand(1);
    auto* verify = auth->add_subcommand("verify", "Verify ceremonies, tokens and signatures, one JSON object a line");
    auto path = std::make_shared<std::string>();
    verify->add_option("FILE", *path, "JSONL, or - for standard input")->required();
    verify->footer(
        "A line has an `id` and an `op`: webauthn.register, webauthn.authenticate, jwt.verify or signature.verify.\n"
        "The answer to one that is not believed is {\"id\",\"ok\":false,\"reason\",\"message\"}.\n\n"
        "Example:\n  tradewind auth verify cases.jsonl");
    verify->callback([path, &status] { status = verify_file(*path); });
}

}  // namespace tradewind::app
