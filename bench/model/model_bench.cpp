#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <fmt/core.h>

#include "sentiment/finbert.hpp"

/// Texts a second of the shipped model on one thread, and the same of Python: tokenizers and onnxruntime, batches of 32
/// padded to their longest, the usual way. $TRADEWIND_PEER_PYTHON names a Python that has both (./dev train-sentiment
/// makes one); without it only our own number is printed.
namespace {

using Clock = std::chrono::steady_clock;

const std::string kRoot = TRADEWIND_SOURCE_DIR;

std::vector<std::string> read_texts() {
    std::ifstream file(kRoot + "/models/train/check_set.tsv");
    std::vector<std::string> texts;
    for (std::string line; std::getline(file, line);) {
        if (line.size() > 2) texts.push_back(line.substr(2));
    }
    return texts;
}

/// The best of five rounds, in texts a second.
double measure_ours(tradewind::sentiment::FinbertScorer& scorer, const std::vector<std::string>& texts) {
    double best = 0;
    for (int round = 0; round < 5; ++round) {
        const auto begin = Clock::now();
        if (!scorer.score(texts)) return 0;
        const std::chrono::duration<double> took = Clock::now() - begin;
        best = std::max(best, static_cast<double>(texts.size()) / took.count());
    }
    return best;
}

double measure_python(const char* python) {
    const std::string command = std::string(python) + " " + kRoot + "/bench/model/model_peer.py " + kRoot;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return 0;
    std::array<char, 64> line{};
    const bool read = std::fgets(line.data(), line.size(), pipe) != nullptr;
    return pclose(pipe) == 0 && read ? std::atof(line.data()) : 0;
}

}  // namespace

int main() {
    auto scorer = tradewind::sentiment::FinbertScorer::load(kRoot + "/models/default");
    if (!scorer) {
        fmt::println(stderr, "{}", scorer.error().message);
        return 1;
    }
    const auto texts = read_texts();
    const double ours = measure_ours(**scorer, texts);
    fmt::println("{} sentences one by one, one thread: {:.0f} texts/s", texts.size(), ours);
    const char* python = std::getenv("TRADEWIND_PEER_PYTHON");
    if (python == nullptr) {
        fmt::println("set TRADEWIND_PEER_PYTHON to a Python with onnxruntime and tokenizers to compare");
        return 0;
    }
    const double peer = measure_python(python);
    fmt::println("Python, same weights, one thread: {:.0f} texts/s; ours is {:.2f} times as fast", peer,
                 peer > 0 ? ours / peer : 0);
    return peer > 0 ? 0 : 1;
}
