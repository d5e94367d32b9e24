#include "fuzz.hpp"
#include "news/feed_date.hpp"

// What is read can be written and read again as the same instant.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto date = tradewind::news::parse_feed_date(text);
    using namespace std::chrono;
    // A zone may carry an instant over the ends of what is read.
    if (!date || *date < sys_days(year(1901) / 1 / 1) || *date > sys_days(year(2199) / 12 / 31)) return 0;
    const auto again = tradewind::news::parse_feed_date(tradewind::format_timestamp(*date));
    FUZZ_CHECK(again && *again == *date);
    return 0;
}
