#pragma once

#include <string>

namespace tradewind::app {

/// `model fetch`: what to do to get ProsusAI/finbert, which is not ours to ship. Prints steps; returns the exit status.
int explain_fetch(bool as_json);

/// `model convert SOURCE DIR`: checks that SOURCE is a BERT classifier in Hugging Face's layout, its weights against
/// `sha256` where given, and prints the command that converts it. kRefused where the hash differs.
int explain_convert(const std::string& source, const std::string& folder, const std::string& sha256);

}  // namespace tradewind::app
