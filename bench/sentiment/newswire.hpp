#pragma once

#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::bench {

/// Processor seconds of this thread: other work on the machine counts little.
inline double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Invented stories in the manner of the wires, about 3 KB each: names, symbols, quotes, figures and much plain prose.
inline std::vector<std::string> stories(std::size_t bytes) {
    constexpr std::string_view kParts[] = {
        "NEW YORK (Reuters) - Shares of Intel Corp (INTC.O) fell in heavy trading on Tuesday after the chipmaker cut "
        "its "
        "outlook for the third quarter, saying that demand for personal computers had weakened more than it expected "
        "in "
        "June. The stock was down 6.1 percent at $31.20 in the afternoon, its lowest level since October.\n",
        "The company, which makes the processors that run most of the world's computers, said that it now expects "
        "revenue "
        "of between $12.8 billion and $13.4 billion, compared with an earlier forecast of about $14 billion. Analysts "
        "on "
        "average had been looking for $13.9 billion, according to figures compiled before the announcement.\n",
        "\"We are seeing customers reduce their inventory across the supply chain, and we do not think that this will "
        "be "
        "over by the end of the year,\" said an analyst who follows the industry at a brokerage in Boston. He has a "
        "hold "
        "rating on the stock and lowered his price target to $30 from $34.\n",
        "Rivals were dragged down as well. Advanced Micro Devices lost 4.5 percent, while Texas Instruments and Micron "
        "Technology fell by more than 2 percent each. The Nasdaq Composite ended 0.9 percent lower.\n",
        "Wal-Mart Stores Inc. (NYSE: WMT) and Target Corp. (NYSE: TGT) were among the few that gained in a session in "
        "which nine of the ten main sectors of the market closed in the red, as investors looked for companies whose "
        "sales do not depend on the mood of businesses that spend on equipment.\n",
        "In Washington, lawmakers were still trying to agree on a bill that would pay for roads and bridges; the vote "
        "that "
        "was planned for this week has been put off until after the recess, people who know the matter said on "
        "Monday.\n",
        "Oil prices rose above $90 a barrel for the first time in three months after a report showed that stocks of "
        "crude "
        "in the United States had fallen by 4.2 million barrels, twice as much as had been expected.\n"};
    std::vector<std::string> result;
    std::size_t made = 0;
    for (std::size_t next = 0; made < bytes;) {
        std::string story;
        while (story.size() < 3000) story += kParts[next++ * 5 % std::size(kParts)];
        made += story.size();
        result.push_back(std::move(story));
    }
    return result;
}

}  // namespace tradewind::bench
