#include "sentiment/text_windows.hpp"

#include <algorithm>

namespace tradewind::sentiment {

std::vector<TextWindow> windows_of(std::span<const std::string> texts, const WordPieceTokenizer& tokenizer,
                                   WindowLimits limits) {
    const std::size_t room = limits.max_tokens - 2;
    std::vector<TextWindow> windows;
    std::vector<std::int64_t> ids;
    for (std::size_t text = 0; text < texts.size(); ++text) {
        ids.clear();
        tokenizer.encode(texts[text], ids, room * limits.max_windows);
        std::size_t begin = 0;
        do {
            const auto size = std::min(room, ids.size() - begin);
            auto& window = windows.emplace_back(text);
            if (!ids.empty()) window.share = static_cast<double>(size) / static_cast<double>(ids.size());
            window.ids.reserve(size + 2);
            window.ids.push_back(tokenizer.cls());
            const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin);
            window.ids.insert(window.ids.end(), first, first + static_cast<std::ptrdiff_t>(size));
            window.ids.push_back(tokenizer.sep());
            begin += size;
        } while (begin < ids.size());
    }
    return windows;
}

std::vector<WindowBatch> batches_of(std::span<const TextWindow> windows, std::size_t most_tokens) {
    WindowBatch sorted;
    sorted.reserve(windows.size());
    for (const auto& window : windows) sorted.push_back(&window);
    std::ranges::stable_sort(sorted, std::ranges::greater{},
                             [](const TextWindow* window) { return window->ids.size(); });
    std::vector<WindowBatch> batches;
    for (const auto* window : sorted) {
        const auto length = window->ids.size();
        const bool joins = !batches.empty() && batches.back().front()->ids.size() == length &&
                           (batches.back().size() + 1) * length <= most_tokens;
        if (!joins) batches.emplace_back();
        batches.back().push_back(window);
    }
    return batches;
}

}  // namespace tradewind::sentiment
