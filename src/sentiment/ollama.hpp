#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "core/http.hpp"
#include "core/time.hpp"
#include "sentiment/analyzer.hpp"
#include "sentiment/circuit_breaker.hpp"

namespace tradewind::sentiment {

struct OllamaOptions {
    std::string url = "http://127.0.0.1:11434";
    std::string model = "qwen2.5:7b-instruct";    ///< Pin the tag; an instruct model without thinking.
    Duration timeout = std::chrono::seconds(20);  ///< Of one request, the server's queue included.
    std::size_t max_text_bytes = 6'000;           ///< Of an article; the context is 4096 tokens.
    std::size_t cached_answers = 10'000;
    CircuitBreaker::Options breaker{};
};

/// What the model said, checked.
struct OllamaAnswer {
    bool relevant = false;
    int sentiment = 0;  ///< -2 very negative … 2 very positive.
    enum class Confidence : std::uint8_t { kLow, kMedium, kHigh } confidence = Confidence::kLow;
    std::string reason;  ///< At most 200 bytes, untrusted text.
};

/// The body of an answer of `/api/chat` that is whole and keeps to the schema. kParse, with what was wrong, otherwise.
Result<OllamaAnswer> parse_ollama_answer(std::string_view body);

/// Score of an answer: s = sentiment / 2 × confidence (0.3, 0.7, 1), 0 where not relevant. Of the probability that s
/// leaves, half is neutral's and a quarter each goes to the other two, so that positive - negative = s.
Score score_of(const OllamaAnswer& answer);

/// Asks a model through Ollama's `/api/chat` about one article and one company: JSON-schema output, temperature 0. One
/// request at a time; a second try after a 500 or an answer that breaks the schema; a circuit breaker; answers cached
/// by content. The article's text is data to the model, never instructions. Not thread-safe.
class OllamaScorer final : public FallbackScorer {
public:
    OllamaScorer(OllamaOptions options, HttpFetch fetch, const MachineClock& clock,
                 const SymbolTable& symbols = SymbolTable::shipped());

    Result<Verdict> score(const RawArticle& article, Ticker ticker) override;

    /// Changes with the model, its digest, the prompt and the options.
    [[nodiscard]] const std::string& model_hash() const { return model_hash_; }

private:
    Result<OllamaAnswer> ask(const std::string& body);
    [[nodiscard]] Error status_error(const HttpResponse& response);
    [[nodiscard]] std::string request_body(const RawArticle& article, Ticker ticker) const;
    Status identify_model();

    OllamaOptions options_;
    HttpFetch fetch_;
    const MachineClock& clock_;
    const SymbolTable& symbols_;
    CircuitBreaker breaker_;
    std::string model_hash_;
    bool identified_ = false;
    std::unordered_map<std::string, Score> answers_;
    std::deque<std::string> answer_order_;
};

}  // namespace tradewind::sentiment
