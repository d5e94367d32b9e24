#include "sentiment/name_index.hpp"

namespace tradewind::sentiment {
namespace {

bool fits(const Token& token, const AliasWord& wanted, bool first, bool last) {
    if (!first && token.gap > Gap::kSpace && !wanted.loose) return false;
    if (wanted.all_upper && !token.all_upper) return false;
    if (wanted.upper_first && !token.upper_first) return false;
    return wanted.possessive ? token.possessive : (last || !token.possessive);
}

bool fits(std::span<const Token> tokens, const Alias& alias) {
    for (std::size_t i = 0; i < alias.words.size(); ++i) {
        if (!fits(tokens[i], alias.words[i], i == 0, i + 1 == alias.words.size())) return false;
    }
    return true;
}

}  // namespace

void NameIndex::add(Alias alias) {
    std::uint32_t node = 0;
    for (const auto& word : alias.words) {
        auto [edge, is_new] =
            building_.try_emplace(key_of(node, word.hash), static_cast<std::uint32_t>(at_node_.size()));
        if (is_new) at_node_.emplace_back();
        node = edge->second;
    }
    const auto& first = alias.words.front();
    const auto slot = (first.hash >> 6U) % begins_.size();
    const auto bit = std::uint64_t{1} << first.hash % 64U;
    begins_[slot] |= bit;
    if (!first.upper_first) begins_small_[slot] |= bit;
    at_node_[node].push_back(static_cast<std::uint32_t>(aliases_.size()));
    aliases_.push_back(std::move(alias));
}

void NameIndex::freeze() {
    std::size_t capacity = 64;
    while (capacity < building_.size() * 2) capacity *= 2;
    edges_.assign(capacity, {});
    for (const auto& [key, node] : building_) {
        auto at = key & (capacity - 1);
        while (edges_[at].child != kNone) at = (at + 1) & (capacity - 1);
        edges_[at] = {key, node};
    }
    building_.clear();
}

std::uint32_t NameIndex::child(std::uint32_t node, std::uint64_t hash) const {
    const auto key = key_of(node, hash);
    for (auto at = key & (edges_.size() - 1); edges_[at].child != kNone; at = (at + 1) & (edges_.size() - 1)) {
        if (edges_[at].key == key) return edges_[at].child;
    }
    return kNone;
}

const Alias* NameIndex::longest(std::span<const Token> tokens, std::size_t at) const {
    if (edges_.empty()) return nullptr;
    const Alias* best = nullptr;
    std::uint32_t node = 0;
    for (std::size_t i = at; i < tokens.size(); ++i) {
        node = child(node, tokens[i].hash);
        if (node == kNone) break;
        for (const auto index : at_node_[node]) {
            if (!fits(tokens.subspan(at), aliases_[index])) continue;
            best = &aliases_[index];
            break;
        }
    }
    return best;
}

}  // namespace tradewind::sentiment
