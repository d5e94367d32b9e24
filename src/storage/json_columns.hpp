#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/records.hpp"

/// Nested lists as JSON text columns. What is decoded was encoded here: anything else is a damaged store and a broken
/// invariant. Doubles keep every bit.
namespace tradewind::storage {

std::string encode_texts(const std::vector<std::string>& texts);
std::vector<std::string> decode_texts(const std::string& json);

std::string encode_tickers(const std::vector<Ticker>& tickers);
std::vector<Ticker> decode_tickers(const std::string& json);

std::string encode_opinions(const std::vector<StrategyOpinion>& opinions);
std::vector<StrategyOpinion> decode_opinions(const std::string& json);

std::string encode_checks(const std::vector<RiskCheck>& checks);
std::vector<RiskCheck> decode_checks(const std::string& json);

std::string encode_contributions(const std::vector<Contribution>& contributions);
std::vector<Contribution> decode_contributions(const std::string& json);

std::string encode_weights(const std::map<std::string, double>& weights);
std::map<std::string, double> decode_weights(const std::string& json);

std::string encode_credits(const std::vector<std::pair<std::string, Decimal>>& credits);
std::vector<std::pair<std::string, Decimal>> decode_credits(const std::string& json);

}  // namespace tradewind::storage
