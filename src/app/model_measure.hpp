#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sentiment/scorer.hpp"

namespace tradewind::app {

/// A text whose sentiment a person has judged.
struct LabelledText {
    std::string text;
    SentimentLabel label = SentimentLabel::kNeutral;
    std::vector<std::string> names = {};  ///< The company asked about, then the others; empty: the text as a whole.
};

/// The text with its names marked as the engine wants it.
std::string marked(const LabelledText& example, const sentiment::CompanyMarks& marks);

/// JSONL of {"text","label"[,"about"[,"others"]]}, label positive, negative or neutral. An error names the line; no
/// lines is one, too.
Result<std::vector<LabelledText>> parse_labelled(std::string_view jsonl);

struct Quality {
    double accuracy = 0;
    double f1 = 0;   ///< Macro: the mean over the three labels; a label that is neither given nor guessed is left out.
    double ece = 0;  ///< Expected calibration error of the confidence, 15 equal bins.
};
Quality measure_quality(std::span<const LabelledText> examples, std::span<const sentiment::Score> scores);

}  // namespace tradewind::app
