// Megabytes of ASCII headlines a second through the WordPiece tokenizer on one core, with the vocabulary named by
// TRADEWIND_VOCABULARY (default: $TRADEWIND_SHARED/data/text/bert-base-uncased-vocab.txt). Where Python has Hugging
// Face's `tokenizers`, the reference's call on the same texts is measured in the same run.

#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>

#include "newswire.hpp"
#include "sentiment/wordpiece.hpp"

using namespace tradewind;

namespace {

std::string setting(const char* name, std::string otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : std::move(otherwise);
}

std::vector<std::string> headlines() {
    std::vector<std::string> lines;
    for (const auto& story : bench::stories(8'000'000)) {
        for (std::size_t at = 0; at < story.size();) {
            const auto end = std::min(story.find(". ", at), story.size());
            lines.push_back(story.substr(at, end - at));
            at = end + 2;
        }
    }
    return lines;
}

// The reference reads the texts from a file, one a line, and prints its processor seconds.
constexpr std::string_view kReference = R"py(
import sys, time
from tokenizers import BertWordPieceTokenizer
tokenizer = BertWordPieceTokenizer(sys.argv[1], lowercase=True)
lines = open(sys.argv[2], encoding="utf-8").read().split("\x00")[:-1]
best = 1e9
for _ in range(2):
    began = time.process_time()
    for line in lines:
        tokenizer.encode(line).ids
    best = min(best, time.process_time() - began)
print(best)
)py";

double reference_seconds(const std::string& vocabulary, const std::vector<std::string>& lines) {
    const auto folder = std::filesystem::temp_directory_path();
    const auto script = folder / "tradewind_tokenizers.py";
    const auto texts = folder / "tradewind_tokenizers.txt";
    std::ofstream(script) << kReference;
    {
        std::ofstream out(texts);
        for (const auto& line : lines) out << line << '\0';
    }
    const auto python = setting("TRADEWIND_PYTHON", "python3");
    const auto command = "TOKENIZERS_PARALLELISM=false " + python + " " + script.string() + " " + vocabulary + " " +
                         texts.string() + " 2>/dev/null";
    double seconds = 0;
    if (auto* pipe = popen(command.c_str(), "r"); pipe != nullptr) {
        if (std::fscanf(pipe, "%lf", &seconds) != 1) seconds = 0;
        pclose(pipe);
    }
    return seconds;
}

}  // namespace

int main() {
    const auto vocabulary = setting(
        "TRADEWIND_VOCABULARY", setting("TRADEWIND_SHARED", "../shared") + "/data/text/bert-base-uncased-vocab.txt");
    std::ifstream file(vocabulary, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto tokenizer = sentiment::WordPieceTokenizer::from_vocabulary(text);
    if (!tokenizer) {
        fmt::println("tokenizer: skipped, no vocabulary at {}", vocabulary);
        return 0;
    }
    const auto lines = headlines();
    double megabytes = 0;
    for (const auto& line : lines) megabytes += static_cast<double>(line.size()) * 1e-6;
    std::vector<std::int64_t> ids;
    std::size_t tokens = 0;
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const auto began = bench::cpu_seconds();
        tokens = 0;
        for (const auto& line : lines) {
            ids.clear();
            tokenizer->encode(line, ids);
            tokens += ids.size();
        }
        best = std::min(best, bench::cpu_seconds() - began);
    }
    fmt::println("tokenizer: {:.0f} MB/s on one core ({} texts, {:.1f} MB, {} tokens; best of 5)", megabytes / best,
                 lines.size(), megabytes, tokens);
    const auto reference = reference_seconds(vocabulary, lines);
    if (reference > 0) {
        fmt::println("           {:.1f} times as fast as `tokenizers` called from Python ({:.1f} MB/s)",
                     reference / best, megabytes / reference);
    } else {
        fmt::println("           no reference: Python has no `tokenizers` here");
    }
}
