#include <fmt/core.h>
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "sentiment/finbert.hpp"

/// Texts that the shipped model scores in a second of one core's time, and the same of Python with the same weights:
/// tokenizers and onnxruntime on one thread, batches of 32 padded to their longest, the usual way.
///
///   model_bench [FILE]      a text a line; without it the project's own 159 sentences of report prose
///
/// $TRADEWIND_PEER_PYTHON names a Python that has both packages (./dev train-sentiment makes one), else python3 is
/// tried; where there is none, only our own number is printed.
namespace {

const std::string kRoot = TRADEWIND_SOURCE_DIR;

std::vector<std::string> read_texts(const std::string& path, std::size_t skipped) {
    std::ifstream file(path);
    std::vector<std::string> texts;
    for (std::string line; std::getline(file, line);) {
        if (line.size() > skipped) texts.push_back(line.substr(skipped));
    }
    return texts;
}

double core_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// The best of five rounds.
double measure_ours(tradewind::sentiment::FinbertScorer& scorer, const std::vector<std::string>& texts) {
    double best = 0;
    for (int round = 0; round < 5; ++round) {
        const double begin = core_seconds();
        if (!scorer.score(texts)) return 0;
        best = std::max(best, static_cast<double>(texts.size()) / (core_seconds() - begin));
    }
    return best;
}

/// A word in single quotes, as the shell reads it.
std::string shell_word(std::string_view word) {
    std::string text = "'";
    for (const char c : word) {
        if (c == '\'')
            text.append("'\\''");
        else
            text.push_back(c);
    }
    return text += '\'';
}

double measure_python(const std::string& file, std::size_t skipped) {
    const char* named = std::getenv("TRADEWIND_PEER_PYTHON");
    const auto command =
        fmt::format("{} {} {} {} {} 2>/dev/null", shell_word(named != nullptr ? named : "python3"),
                    shell_word(kRoot + "/bench/model/model_peer.py"), shell_word(kRoot), shell_word(file), skipped);
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return 0;
    std::array<char, 64> line{};
    const bool read = std::fgets(line.data(), line.size(), pipe) != nullptr;
    return pclose(pipe) == 0 && read ? std::atof(line.data()) : 0;
}

}  // namespace

int main(int argc, char** argv) {
    auto scorer = tradewind::sentiment::FinbertScorer::load(kRoot + "/models/default");
    if (!scorer) {
        fmt::println(stderr, "{}", scorer.error().message);
        return 1;
    }
    const std::string file = argc > 1 ? argv[1] : kRoot + "/models/train/check_set.tsv";
    const std::size_t skipped = argc > 1 ? 0 : 2;  // The check set's labels.
    const auto texts = read_texts(file, skipped);
    if (texts.empty()) {
        fmt::println(stderr, "no texts in {}", file);
        return 1;
    }
    const double ours = measure_ours(**scorer, texts);
    fmt::println("{} texts on one thread: {:.0f} a second of a core", texts.size(), ours);
    const double peer = measure_python(file, skipped);
    if (peer == 0) {
        fmt::println("no comparison: set TRADEWIND_PEER_PYTHON to a Python with numpy, onnxruntime and tokenizers");
        return 0;
    }
    fmt::println("Python with the same weights: {:.0f} a second of a core; ours is {:.2f} times as fast", peer,
                 ours / peer);
    return 0;
}
