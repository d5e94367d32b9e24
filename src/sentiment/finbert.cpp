#include "sentiment/finbert.hpp"

#include <fmt/core.h>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "core/math.hpp"
#include "sentiment/model_folder.hpp"
#include "sentiment/onnx_runtime.hpp"
#include "sentiment/telling_words.hpp"
#include "sentiment/text_windows.hpp"

namespace tradewind::sentiment {
namespace {

// More tokens in one run are no faster: its products of matrices fill the core.
constexpr std::size_t kBatchTokens = 256;
// What a call holds at once is bounded, however many texts it is given.
constexpr std::size_t kTextsAtOnce = 2048;

using Probabilities = std::array<double, 3>;  // Positive, negative, neutral.

Probabilities softmax(std::span<const float> logits, const std::array<std::size_t, 3>& outputs) {
    Probabilities values{};
    for (std::size_t i = 0; i < 3; ++i) values[i] = static_cast<double>(logits[outputs[i]]);
    const double largest = std::ranges::max(values);
    double total = 0;
    for (double& value : values) total += value = deterministic_exp(value - largest);
    for (double& value : values) value /= total;
    return values;
}

/// What the model says of one window.
struct Answer {
    Probabilities probabilities{};
    std::vector<float> leanings;  ///< Of each token between the marks: its part in positive less that in negative.
};

struct Input {
    std::string name;
    ONNXTensorElementDataType type;
};

}  // namespace

struct FinbertScorer::State {
    State(ModelFolder opened, FinbertOptions chosen, const Ort::Env& environment)
        : model(std::move(opened)), options(chosen), session(environment, model.onnx_path.c_str(), session_options()) {}

    static Ort::SessionOptions session_options() {
        Ort::SessionOptions options;
        options.SetIntraOpNumThreads(1);
        options.SetInterOpNumThreads(1);
        options.SetExecutionMode(ORT_SEQUENTIAL);
        options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
        options.DisableMemPattern();  // It keeps one for each shape that was ever run.
        return options;
    }

    Status read_inputs();
    /// Windows of equal length, in one run.
    [[nodiscard]] std::vector<Answer> run(const WindowBatch& batch);
    [[nodiscard]] std::vector<Answer> answers_of(const std::vector<Ort::Value>& told, std::size_t windows,
                                                 std::size_t tokens) const;
    [[nodiscard]] std::vector<Answer> run_all(std::span<const TextWindow> windows);
    void score(std::span<const std::string> texts, std::vector<Score>& scores);

    ModelFolder model;
    FinbertOptions options;
    Ort::Session session;
    std::vector<Input> inputs;
    std::vector<std::string> outputs;  ///< The logits, and where the model has them those of each token.
};

Status FinbertScorer::State::read_inputs() {
    const Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
        const std::string name = session.GetInputNameAllocated(i, allocator).get();
        const auto type = session.GetInputTypeInfo(i).GetTensorTypeAndShapeInfo().GetElementType();
        const bool known = name == "input_ids" || name == "attention_mask" || name == "token_type_ids";
        const bool integer = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
        if (!known || !integer) {
            return fail(
                ErrorCode::kParse,
                fmt::format("{}: input '{}' is not one of BERT's", model.onnx_path, name.substr(0, 60)),
                "export a sequence-classification model with input_ids, attention_mask and maybe token_type_ids");
        }
        inputs.push_back({name, type});
    }
    if (session.GetOutputCount() == 0)
        return fail(ErrorCode::kParse, model.onnx_path + " has no output", "export it again");
    outputs = {session.GetOutputNameAllocated(0, allocator).get()};
    for (std::size_t i = 1; i < session.GetOutputCount(); ++i) {
        if (const std::string name = session.GetOutputNameAllocated(i, allocator).get(); name == "token_logits")
            outputs.push_back(name);
    }
    return {};
}

std::vector<Answer> FinbertScorer::State::run(const WindowBatch& batch) {
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    const std::size_t tokens = batch.front()->ids.size();
    const std::array<std::int64_t, 2> shape{static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(tokens)};
    // One buffer for each input, of its own type.
    std::vector<std::vector<std::int64_t>> wide(inputs.size());
    std::vector<std::vector<std::int32_t>> narrow(inputs.size());
    std::vector<Ort::Value> values;
    std::vector<const char*> names;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        auto& buffer = wide[i];
        if (inputs[i].name == "input_ids") {
            for (const auto* window : batch) buffer.insert(buffer.end(), window->ids.begin(), window->ids.end());
        } else {
            buffer.assign(batch.size() * tokens, inputs[i].name == "attention_mask" ? 1 : 0);
        }
        names.push_back(inputs[i].name.c_str());
        if (inputs[i].type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32) {
            for (const auto id : buffer) narrow[i].push_back(static_cast<std::int32_t>(id));
            values.push_back(Ort::Value::CreateTensor<std::int32_t>(memory, narrow[i].data(), narrow[i].size(),
                                                                    shape.data(), shape.size()));
        } else {
            values.push_back(Ort::Value::CreateTensor<std::int64_t>(memory, buffer.data(), buffer.size(), shape.data(),
                                                                    shape.size()));
        }
    }
    std::vector<const char*> wanted;
    for (const auto& output : outputs) wanted.push_back(output.c_str());
    return answers_of(
        session.Run(Ort::RunOptions{nullptr}, names.data(), values.data(), values.size(), wanted.data(), wanted.size()),
        batch.size(), tokens);
}

std::vector<Answer> FinbertScorer::State::answers_of(const std::vector<Ort::Value>& told, std::size_t windows,
                                                     std::size_t tokens) const {
    const auto holds = [](const Ort::Value& value, std::size_t floats) {
        const auto info = value.GetTensorTypeAndShapeInfo();
        return info.GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && info.GetElementCount() == floats;
    };
    if (!holds(told.front(), 3 * windows)) {
        throw Ort::Exception(fmt::format("output '{}' is not three floats a text", outputs.front()), ORT_INVALID_GRAPH);
    }
    const bool tells_tokens = told.size() > 1 && holds(told[1], 3 * windows * tokens);
    std::vector<Answer> answers(windows);
    for (std::size_t i = 0; i < windows; ++i) {
        answers[i].probabilities = softmax(std::span(told.front().GetTensorData<float>() + 3 * i, 3), model.outputs);
        if (!tells_tokens) continue;
        const float* token = told[1].GetTensorData<float>() + 3 * i * tokens;
        // Without the marks at both ends.
        for (std::size_t t = 1; t + 1 < tokens; ++t)
            answers[i].leanings.push_back(token[3 * t + model.outputs[0]] - token[3 * t + model.outputs[1]]);
    }
    return answers;
}

std::vector<Answer> FinbertScorer::State::run_all(std::span<const TextWindow> windows) {
    std::vector<Answer> answers(windows.size());
    const auto batches = batches_of(windows, model.equal_lengths_together ? kBatchTokens : 0);
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        try {
            for (auto i = next++; i < batches.size(); i = next++) {
                auto told = run(batches[i]);
                for (std::size_t j = 0; j < told.size(); ++j)
                    answers[static_cast<std::size_t>(batches[i][j] - windows.data())] = std::move(told[j]);
            }
        } catch (...) {
            next = batches.size();
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        const auto threads = std::min(options.threads, batches.size());
        for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
    return answers;
}

void FinbertScorer::State::score(std::span<const std::string> texts, std::vector<Score>& scores) {
    const auto windows = windows_of(texts, model.tokenizer, {model.max_tokens, options.max_windows});
    const auto answers = run_all(windows);
    std::size_t at = 0;
    for (std::size_t text = 0; text < texts.size(); ++text) {
        Probabilities sum{};
        std::vector<float> leanings;
        for (; at < windows.size() && windows[at].text == text; ++at) {
            const auto& answer = answers[at];
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += answer.probabilities[i] * windows[at].share;
            leanings.insert(leanings.end(), answer.leanings.begin(), answer.leanings.end());
        }
        auto& score = scores.emplace_back(score_from_probabilities(sum[0], sum[1], sum[2]));
        mark_telling_words(texts[text], model.tokenizer, leanings, score);
    }
}

FinbertScorer::FinbertScorer(std::unique_ptr<State> state) : state_(std::move(state)) {}
FinbertScorer::~FinbertScorer() = default;

Result<std::unique_ptr<FinbertScorer>> FinbertScorer::load(const std::string& folder, FinbertOptions options) {
    auto model = ModelFolder::open(folder);
    if (!model) return std::unexpected(model.error());
    const auto environment = onnx_environment();
    if (!environment) return std::unexpected(environment.error());
    try {
        const QuietErrors quiet;
        auto state = std::make_unique<State>(std::move(*model), options, **environment);
        if (auto read = state->read_inputs(); !read) return std::unexpected(read.error());
        return std::unique_ptr<FinbertScorer>(new FinbertScorer(std::move(state)));
    } catch (const Ort::Exception& error) {
        return fail(ErrorCode::kInternal, fmt::format("ONNX Runtime can't load {}: {}", folder, error.what()),
                    "try `tradewind model check` on the folder");
    }
}

std::string_view FinbertScorer::model_hash() const {
    return state_->model.hash;
}

std::optional<CompanyMarks> FinbertScorer::marks() const {
    return state_->model.marks;
}

std::vector<std::int64_t> FinbertScorer::tokens(std::string_view text) const {
    return state_->model.tokenizer.encode_with_marks(text);
}

Result<std::vector<Score>> FinbertScorer::score(std::span<const std::string> texts) {
    std::vector<Score> scores;
    scores.reserve(texts.size());
    try {
        for (; !texts.empty(); texts = texts.subspan(std::min(kTextsAtOnce, texts.size())))
            state_->score(texts.first(std::min(kTextsAtOnce, texts.size())), scores);
    } catch (const Ort::Exception& failure) {
        return fail(ErrorCode::kInternal, fmt::format("ONNX Runtime failed: {}", failure.what()),
                    "check the model with `tradewind model check`");
    }
    return scores;
}

}  // namespace tradewind::sentiment
