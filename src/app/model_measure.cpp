#include "app/model_measure.hpp"

#include <array>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "sentiment/marked_text.hpp"

namespace tradewind::app {
namespace {

constexpr std::size_t kBins = 15;

std::optional<SentimentLabel> label_of(std::string_view name) {
    for (const auto label : {SentimentLabel::kNegative, SentimentLabel::kNeutral, SentimentLabel::kPositive}) {
        if (to_string(label) == name) return label;
    }
    return std::nullopt;
}

std::vector<std::string> names_in(const nlohmann::json& line) {
    std::vector<std::string> names;
    const auto add = [&](const nlohmann::json& name) {
        if (name.is_string() && !name.get_ref<const std::string&>().empty()) names.push_back(name.get<std::string>());
    };
    if (line.contains("about")) add(line["about"]);
    if (names.empty() || !line.contains("others") || !line["others"].is_array()) return names;
    for (const auto& name : line["others"]) add(name);
    return names;
}

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

// Every place where a name stands as a word of its own.
std::vector<sentiment::Span> places_of(const std::string& text, const std::string& name) {
    const auto in_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    };
    const auto folded = lower(text);
    const auto wanted = lower(name);
    std::vector<sentiment::Span> places;
    for (auto at = folded.find(wanted); at != std::string::npos; at = folded.find(wanted, at + 1)) {
        const auto end = at + wanted.size();
        if ((at > 0 && in_word(folded[at - 1])) || (end < folded.size() && in_word(folded[end]))) continue;
        places.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    }
    return places;
}

}  // namespace

std::string marked(const LabelledText& example, const sentiment::CompanyMarks& marks) {
    std::vector<sentiment::Mention> mentions;
    for (const auto& name : example.names) {
        mentions.push_back({Ticker(), sentiment::MentionKind::kName, 1, places_of(example.text, name)});
    }
    if (mentions.empty()) return example.text;
    return sentiment::MarkedText(example.text, mentions, 0, marks).text();
}

Result<std::vector<LabelledText>> parse_labelled(std::string_view jsonl) {
    std::vector<LabelledText> examples;
    for (int number = 1; !jsonl.empty(); ++number) {
        const auto end = jsonl.find('\n');
        const auto line = jsonl.substr(0, end);
        jsonl = end == std::string_view::npos ? std::string_view() : jsonl.substr(end + 1);
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const auto parsed = nlohmann::json::parse(line, nullptr, false);
        const bool whole = parsed.is_object() && parsed.contains("text") && parsed["text"].is_string() &&
                           parsed.contains("label") && parsed["label"].is_string();
        const auto label = whole ? label_of(parsed["label"].get<std::string>()) : std::nullopt;
        if (!label) {
            return fail(ErrorCode::kParse, fmt::format("line {}: no text with a label", number),
                        R"(write {"text":"…","label":"positive|negative|neutral"})");
        }
        examples.push_back({parsed["text"].get<std::string>(), *label, names_in(parsed)});
    }
    if (examples.empty()) return fail(ErrorCode::kParse, "no labelled texts", "give at least one line");
    return examples;
}

Quality measure_quality(std::span<const LabelledText> examples, std::span<const sentiment::Score> scores) {
    std::array<std::array<double, 3>, 3> table{};  // [given][guessed]
    struct Bin {
        double count = 0, right = 0, confidence = 0;
    };
    std::array<Bin, kBins> bins{};
    double right = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto given = static_cast<std::size_t>(examples[i].label);
        const auto guessed = static_cast<std::size_t>(scores[i].label);
        const double hit = given == guessed ? 1 : 0;
        ++table[given][guessed];
        right += hit;
        auto& bin =
            bins[std::min(kBins - 1, static_cast<std::size_t>(scores[i].confidence * static_cast<double>(kBins)))];
        ++bin.count;
        bin.right += hit;
        bin.confidence += scores[i].confidence;
    }
    Quality quality;
    const auto total = static_cast<double>(examples.size());
    quality.accuracy = right / total;
    int labels = 0;
    for (std::size_t label = 0; label < 3; ++label) {
        double given = 0;
        double guessed = 0;
        for (std::size_t other = 0; other < 3; ++other) {
            given += table[label][other];
            guessed += table[other][label];
        }
        if (given + guessed == 0) continue;
        ++labels;
        quality.f1 += 2 * table[label][label] / (given + guessed);
    }
    if (labels > 0) quality.f1 /= labels;
    for (const auto& bin : bins) {
        const double gap = bin.right - bin.confidence;
        quality.ece += (gap < 0 ? -gap : gap) / total;
    }
    return quality;
}

}  // namespace tradewind::app
