#include "sentiment/finbert.hpp"

#include <atomic>
#include <fmt/core.h>
#include <mutex>
#include <thread>

#include "core/math.hpp"
#include "sentiment/model_folder.hpp"
#include "sentiment/onnx_runtime.hpp"
#include "sentiment/telling_words.hpp"

namespace tradewind::sentiment {
namespace {

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
    std::vector<float> leanings;  ///< Of each token: its part in positive less that in negative. Empty: not told.
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
        return options;
    }

    Status read_inputs();
    [[nodiscard]] Answer run(std::span<const std::int64_t> ids);
    [[nodiscard]] std::vector<float> leanings_of(const Ort::Value& token_logits, std::size_t tokens) const;
    [[nodiscard]] Score score(std::string_view text);

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

std::vector<float> FinbertScorer::State::leanings_of(const Ort::Value& token_logits, std::size_t tokens) const {
    const auto info = token_logits.GetTensorTypeAndShapeInfo();
    std::vector<float> leanings;
    if (info.GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || info.GetElementCount() != 3 * tokens)
        return leanings;
    const auto* data = token_logits.GetTensorData<float>();
    for (std::size_t i = 0; i < tokens; ++i)
        leanings.push_back(data[3 * i + model.outputs[0]] - data[3 * i + model.outputs[1]]);
    return leanings;
}

Answer FinbertScorer::State::run(std::span<const std::int64_t> ids) {
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    const std::array<std::int64_t, 2> shape{1, static_cast<std::int64_t>(ids.size())};
    // One buffer for each input, of its own type.
    std::vector<std::vector<std::int64_t>> wide(inputs.size());
    std::vector<std::vector<std::int32_t>> narrow(inputs.size());
    std::vector<Ort::Value> values;
    std::vector<const char*> names;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        auto& buffer = wide[i];
        buffer.assign(ids.begin(), ids.end());
        if (inputs[i].name == "attention_mask") buffer.assign(ids.size(), 1);
        if (inputs[i].name == "token_type_ids") buffer.assign(ids.size(), 0);
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
    const auto answers =
        session.Run(Ort::RunOptions{nullptr}, names.data(), values.data(), values.size(), wanted.data(), wanted.size());
    const auto info = answers.front().GetTensorTypeAndShapeInfo();
    if (info.GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || info.GetElementCount() != 3) {
        throw Ort::Exception(fmt::format("output '{}' is not three floats", outputs.front()), ORT_INVALID_GRAPH);
    }
    Answer answer{softmax(std::span(answers.front().GetTensorData<float>(), 3), model.outputs), {}};
    if (answers.size() > 1) answer.leanings = leanings_of(answers[1], ids.size());
    return answer;
}

Score FinbertScorer::State::score(std::string_view text) {
    const std::size_t room = model.max_tokens - 2;
    std::vector<std::int64_t> ids;
    model.tokenizer.encode(text, ids, room * options.max_windows);
    Probabilities sum{};
    std::vector<std::int64_t> window;
    std::vector<float> leanings;
    std::size_t begin = 0;
    do {
        const auto size = std::min(room, ids.size() - begin);
        window.assign(1, model.tokenizer.cls());
        window.insert(window.end(), ids.begin() + static_cast<std::ptrdiff_t>(begin),
                      ids.begin() + static_cast<std::ptrdiff_t>(begin + size));
        window.push_back(model.tokenizer.sep());
        const auto part = run(window);
        const double share = ids.empty() ? 1 : static_cast<double>(size) / static_cast<double>(ids.size());
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part.probabilities[i] * share;
        // Without those of the marks at both ends.
        if (part.leanings.size() == size + 2)
            leanings.insert(leanings.end(), part.leanings.begin() + 1, part.leanings.end() - 1);
        begin += size;
    } while (begin < ids.size());
    auto score = score_from_probabilities(sum[0], sum[1], sum[2]);
    mark_telling_words(text, model.tokenizer, leanings, score);
    return score;
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
    std::vector<Score> scores(texts.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::optional<Error> error;
    const auto work = [&] {
        try {
            for (auto i = next++; i < texts.size(); i = next++) scores[i] = state_->score(texts[i]);
        } catch (const Ort::Exception& failure) {
            next = texts.size();
            const std::lock_guard lock(mutex);
            error = Error{ErrorCode::kInternal, fmt::format("ONNX Runtime failed: {}", failure.what()),
                          "check the model with `tradewind model check`"};
        }
    };
    {
        std::vector<std::jthread> helpers;
        const auto threads = std::min(state_->options.threads, texts.size());
        for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
        work();
    }
    if (error) return std::unexpected(*error);
    return scores;
}

}  // namespace tradewind::sentiment
