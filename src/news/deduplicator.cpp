#include "news/deduplicator.hpp"

#include <deque>
#include <optional>

#include "news/story_text.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kHeadBands = 20;
constexpr std::size_t kBodyBands = 10;
constexpr std::size_t kBands = kHeadBands + kBodyBands;
constexpr std::size_t kRows = 3;
constexpr std::size_t kSlots = 1U << 15U;  // Buckets of a band.
constexpr std::size_t kFirstSlots = 512;
constexpr std::size_t kGrowth = 4;
constexpr std::size_t kPerSlot = 4;   // Latest articles of a bucket.
constexpr std::size_t kMinWords = 4;  // Fewer words are alike by chance.
constexpr std::size_t kMinBody = 6;   // Word pairs without which a text proves nothing.
constexpr auto kSameDay = std::chrono::hours(18);

using Signature = std::array<std::uint32_t, kBands * kRows>;
using Sequence = std::uint32_t;  // Articles are numbered from 1.

struct Permutation {
    std::uint32_t multiplier;
    std::uint32_t increment;
};

// Fixed pseudo-random permutations (SplitMix64), so that verdicts are the same on every machine.
const std::array<Permutation, kBands * kRows>& permutations() {
    static const auto kPermutations = [] {
        std::array<Permutation, kBands * kRows> result{};
        std::uint64_t state = 0x9E3779B97F4A7C15ULL;
        for (auto& permutation : result) {
            state += 0x9E3779B97F4A7C15ULL;
            auto z = (state ^ state >> 30U) * 0xBF58476D1CE4E5B9ULL;
            z = (z ^ z >> 27U) * 0x94D049BB133111EBULL;
            z ^= z >> 31U;
            permutation = {static_cast<std::uint32_t>(z) | 1U, static_cast<std::uint32_t>(z >> 32U)};
        }
        return result;
    }();
    return kPermutations;
}

void add_features(Signature& signature, std::size_t first, std::size_t last,
                  const std::vector<std::uint32_t>& features) {
    const auto& table = permutations();
    for (const auto feature : features) {
        for (std::size_t i = first * kRows; i < last * kRows; ++i) {
            // Multiplication mixes upwards only: the fold brings the high bits down again.
            auto value = feature * table[i].multiplier + table[i].increment;
            value ^= value >> 16U;
            signature[i] = std::min(signature[i], value);
        }
    }
}

Signature signature_of(const StoryText& text) {
    Signature signature;
    signature.fill(0xFFFFFFFFU);
    add_features(signature, 0, kHeadBands, text.features);
    add_features(signature, kHeadBands, kBands, text.body);
    return signature;
}

// Whether it has enough words for MinHash.
bool comparable(const StoryText& text) {
    return text.features.size() >= kMinWords || text.body.size() >= kMinBody;
}

std::uint64_t slot_of(const Signature& signature, std::size_t band) {
    std::uint64_t value = 1469598103934665603ULL + band;
    for (std::size_t row = 0; row < kRows; ++row) value = (value ^ signature[band * kRows + row]) * 1099511628211ULL;
    return value ^ value >> 29U;
}

struct Article {
    std::string id;
    std::string story;
    Timestamp published;
    std::string url;
    StoryText text;
};

}  // namespace

struct Deduplicator::State {
    explicit State(DedupeOptions chosen) : options(chosen) {}

    DedupeOptions options;
    std::deque<Article> articles;
    Sequence first = 1;  // Number of articles.front().
    Timestamp latest{};
    std::size_t slots = kFirstSlots;  // Grows with the articles, so that few take little memory.
    std::vector<Sequence> table = std::vector<Sequence>(kBands * kFirstSlots * kPerSlot);  // [band][slot][kPerSlot]
    std::unordered_map<std::string, Sequence> by_id;
    std::unordered_map<std::string, Sequence> by_url;
    std::unordered_map<std::uint64_t, Sequence> by_words;

    [[nodiscard]] const Article* find(Sequence number) const {
        const bool known = number >= first && number - first < articles.size();
        return known ? &articles[number - first] : nullptr;
    }

    template <class Map, class Key>
    [[nodiscard]] const Article* look_up(const Map& map, const Key& key) const {
        const auto found = map.find(key);
        return found == map.end() ? nullptr : find(found->second);
    }

    template <class Map, class Key>
    void forget(Map& map, const Key& key) {
        const auto found = map.find(key);
        if (found != map.end() && found->second == first) map.erase(found);
    }

    void evict() {
        while (!articles.empty()) {
            const auto& oldest = articles.front();
            const bool expired = oldest.published + options.window < latest;
            if (!expired && articles.size() < options.max_articles) return;
            forget(by_id, oldest.id);
            forget(by_url, oldest.url);
            forget(by_words, oldest.text.exact);
            articles.pop_front();
            ++first;
        }
    }

    // A short title without a name, again after a day: a column, not a story.
    [[nodiscard]] static bool recurs(const Article& article, const Article& before) {
        return article.published - before.published >= kSameDay && !article.text.informative &&
               article.text.body.empty() && article.text.tags.empty() && article.text.labels.empty();
    }

    [[nodiscard]] std::optional<DedupeVerdict> exact_match(const Article& article) const {
        const Article* same = look_up(by_id, article.id);
        double similarity = 1;
        if (same == nullptr && article.text.exact != 0) {
            same = look_up(by_words, article.text.exact);
            if (same != nullptr && recurs(article, *same)) same = nullptr;
        }
        if (same == nullptr && !article.url.empty()) {
            // One link for many items is no proof: the words must be alike, too.
            same = look_up(by_url, article.url);
            const auto match = same == nullptr ? StoryMatch{} : match_stories(article.text, same->text, options.match);
            similarity = match.similarity;
            if (!article.text.head.empty() && (similarity < 0.9 || !match.same)) same = nullptr;
        }
        if (same == nullptr) return std::nullopt;
        const bool marked = article.text.prefixed && similarity == 1 && same->id != article.id;
        return DedupeVerdict{marked ? DedupeKind::kNearDuplicate : DedupeKind::kDuplicate, same->id, same->story,
                             similarity};
    }

    [[nodiscard]] std::optional<DedupeVerdict> near_match(const Article& article, const Signature& signature) const {
        std::vector<Sequence> candidates;
        const auto bands = article.text.body.size() >= kMinBody ? kBands : kHeadBands;
        for (std::size_t band = 0; band < bands; ++band) {
            const auto* slot = &table[place(signature, band)];
            candidates.insert(candidates.end(), slot, slot + kPerSlot);
        }
        std::ranges::sort(candidates);
        const auto repeated = std::ranges::unique(candidates);
        candidates.erase(repeated.begin(), repeated.end());
        const Article* best = nullptr;
        double best_similarity = 0;
        for (const auto number : candidates) {  // The first of equals wins.
            const auto* candidate = find(number);
            if (candidate == nullptr || candidate->published + options.window < article.published) continue;
            const auto match = match_stories(article.text, candidate->text, options.match);
            if (!match.same || match.similarity <= best_similarity || recurs(article, *candidate)) continue;
            best = candidate;
            best_similarity = match.similarity;
        }
        if (best == nullptr) return std::nullopt;
        return DedupeVerdict{DedupeKind::kNearDuplicate, best->id, best->story, best_similarity};
    }

    // Where the latest articles of the band's slot stand, the last one first.
    [[nodiscard]] std::size_t place(const Signature& signature, std::size_t band) const {
        return (band * slots + slot_of(signature, band) % slots) * kPerSlot;
    }

    void enter(const StoryText& text, const Signature& signature, Sequence number) {
        const auto bands = text.body.size() >= kMinBody ? kBands : kHeadBands;
        for (std::size_t band = 0; band < bands; ++band) {
            auto* slot = &table[place(signature, band)];
            for (std::size_t i = kPerSlot - 1; i > 0; --i) slot[i] = slot[i - 1];
            slot[0] = number;
        }
    }

    void grow() {
        slots *= kGrowth;
        table.assign(kBands * slots * kPerSlot, 0);
        for (Sequence i = 0; i < articles.size(); ++i) {
            const StoryText& text = articles[i].text;
            if (comparable(text)) enter(text, signature_of(text), first + i);
        }
    }

    void remember(Article article, const Signature& signature) {
        if (articles.size() >= slots && slots < kSlots) grow();
        const auto number = first + static_cast<Sequence>(articles.size());
        by_id.emplace(article.id, number);
        if (!article.url.empty()) by_url.insert_or_assign(article.url, number);
        // A column that recurs is found again by its latest issue.
        const bool first_told = article.story == article.id;
        if (article.text.exact != 0 && first_told) by_words.insert_or_assign(article.text.exact, number);
        if (article.text.exact != 0 && !first_told) by_words.emplace(article.text.exact, number);
        if (comparable(article.text)) enter(article.text, signature, number);
        articles.push_back(std::move(article));
    }
};

std::string_view to_string(DedupeKind kind) noexcept {
    constexpr std::array<std::string_view, 3> kNames{"new", "duplicate", "near-duplicate"};
    return kNames[static_cast<std::size_t>(kind)];
}

Deduplicator::Deduplicator(DedupeOptions options) : state_(std::make_unique<State>(options)) {}
Deduplicator::~Deduplicator() = default;
Deduplicator::Deduplicator(Deduplicator&&) noexcept = default;
Deduplicator& Deduplicator::operator=(Deduplicator&&) noexcept = default;

std::size_t Deduplicator::size() const {
    return state_->articles.size();
}

DedupeVerdict Deduplicator::check(const DedupeInput& input) {
    auto& state = *state_;
    state.latest = std::max(state.latest, input.published);
    state.evict();
    Article article{
        std::string(input.id), {}, input.published, canonical_url(input.url), read_story_text(input.title, input.text)};
    const auto signature = comparable(article.text) ? signature_of(article.text) : Signature{};
    auto verdict = state.exact_match(article);
    if (!verdict && comparable(article.text)) verdict = state.near_match(article, signature);
    if (!verdict) verdict = DedupeVerdict{DedupeKind::kNew, {}, article.id, 0};
    article.story = verdict->story;
    // A duplicate adds nothing to find others by.
    if (verdict->kind != DedupeKind::kDuplicate || verdict->similarity < 1) {
        state.remember(std::move(article), signature);
    }
    return *verdict;
}

DedupeVerdict deduplicate(Deduplicator& deduplicator, RawArticle& article) {
    const auto id = article.id.to_string();
    auto verdict =
        deduplicator.check({id, article.published, article.source, article.url, article.title, article.text});
    article.story = ArticleId::parse(verdict.story).value_or(article.id);
    return verdict;
}

}  // namespace tradewind::news
