#include "exchange/news_wire.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "exchange/headlines.hpp"

namespace tradewind::exchange {
namespace {

using std::chrono::seconds;

constexpr std::size_t kItemsKept = 2000;
constexpr std::size_t kEntriesKept = 600;
constexpr int kBacklog = 24;
constexpr auto kInvented = "Invented for a simulated market; no such company exists.";

std::string rewritten(const std::string& headline, Random& random) {
    static constexpr std::string_view kLeads[] = {"Update: ", "In brief: ", "Just in: ", "Wire: "};
    return std::string(kLeads[random.below(std::size(kLeads))]).append(headline);
}

std::string posted(const NewsItem& item, Random& random) {
    static constexpr std::string_view kMoods[] = {"What do you make of this? ", "Anybody else holding? ",
                                                  "Saw this coming: ", "So, "};
    return fmt::format("{}{} ${}", kMoods[random.below(std::size(kMoods))], item.headline, item.symbols.front());
}

}  // namespace

NewsWire::NewsWire(const ExchangeOptions& options, Market& market, MarketListener& listener)
    : market_(&market),
      listener_(&listener),
      random_(mix(options.seed, 0x4e35)),
      per_hour_(options.news ? options.news_per_hour : 0),
      delay_(options.news_delay),
      next_(options.start + seconds(40)) {
    if (market.stocks().empty() || per_hour_ <= 0) {
        next_ = Timestamp::max();
        return;
    }
    // What was in the wires before anybody looked: nothing that still moves a price.
    for (int i = kBacklog; i > 0; --i) {
        const NewsItem item = invent(options.start - std::chrono::minutes(97) * i);
        items_.push_back(item);
        follow_up(item);
    }
    run(options.start);
}

Duration NewsWire::gap() {
    return Duration(static_cast<std::int64_t>(3600e9 / per_hour_ * (0.5 + random_.uniform())));
}

Timestamp NewsWire::next_time() const {
    return followers_.empty() ? next_ : std::min(next_, followers_.top().time);
}

NewsItem NewsWire::invent(Timestamp time) {
    const auto symbol = static_cast<std::uint32_t>(random_.below(market_->stocks().size()));
    const auto& asset = market_->stocks()[symbol].asset;
    const std::string name = asset.name.substr(0, asset.name.find(" ("));
    const Headline headline = invent_headline(random_, name, asset.ticker.view());
    NewsItem item;
    item.id = ++last_id_;
    item.headline = headline.title;
    item.summary = headline.text;
    item.content = fmt::format("<p>{}</p><p>{}</p>", headline.text, kInvented);
    item.author = "Invented Wire";
    item.created = item.updated = std::chrono::floor<seconds>(time);
    item.symbols = {asset.ticker.to_string()};
    item.tone = headline.tone;
    return item;
}

void NewsWire::later(Timestamp time, Follower::What what, const NewsItem& item) {
    followers_.push({time, ++last_number_, what, item});
}

void NewsWire::follow_up(const NewsItem& item) {
    const auto after = [&](int least, int span) {
        return item.created + seconds(least + static_cast<int>(random_.below(static_cast<std::size_t>(span))));
    };
    later(after(2, 20), Follower::What::kRss, item);
    if (random_.uniform() < 0.8) later(after(5, 60), Follower::What::kAtom, item);
    if (random_.uniform() < 0.5) later(after(40, 200), Follower::What::kReddit, item);
    if (random_.uniform() < 0.12) later(after(15, 100), Follower::What::kDuplicate, item);
    if (random_.uniform() < 0.10) later(after(90, 500), Follower::What::kCorrection, item);
}

void NewsWire::publish(const NewsItem& item) {
    const auto known = std::ranges::find(items_, item.id, &NewsItem::id);
    if (known != items_.end()) items_.erase(known);
    items_.push_back(item);
    if (items_.size() > kItemsKept) items_.pop_front();
    listener_->on_news(item);
}

void NewsWire::carry(const Follower& follower) {
    NewsItem item = follower.item;
    if (follower.what == Follower::What::kDuplicate) {
        item.id = ++last_id_;
        if (random_.uniform() < 0.5) item.headline = rewritten(item.headline, random_);
        item.created = item.updated = std::chrono::floor<seconds>(follower.time);
        return publish(item);
    }
    if (follower.what == Follower::What::kCorrection) {
        item.headline = "(Corrected) " + item.headline;
        item.updated = std::chrono::floor<seconds>(follower.time);
        item.revision = true;
        return publish(item);
    }
    FeedEntry entry;
    entry.number = follower.number;
    entry.symbol = item.symbols.front();
    entry.title = item.headline;
    entry.text = item.summary;
    entry.published = item.created;
    entry.updated = follower.time;
    if (follower.what == Follower::What::kAtom) {
        entry.feed = FeedEntry::Feed::kAtom;
        if (random_.uniform() < 0.5) entry.title = rewritten(item.headline, random_);
    } else if (follower.what == Follower::What::kReddit) {
        entry.feed = FeedEntry::Feed::kReddit;
        entry.title = posted(item, random_);
        entry.published = follower.time;
    }
    entries_.push_back(std::move(entry));
    if (entries_.size() > kEntriesKept) entries_.pop_front();
}

void NewsWire::run(Timestamp now) {
    while (next_time() <= now) {
        if (!followers_.empty() && followers_.top().time <= next_) {
            const Follower follower = followers_.top();
            followers_.pop();
            carry(follower);
            continue;
        }
        const Timestamp time = next_;
        next_ = time + gap();
        if (market_->phase() == Phase::kClosed) continue;  // the night is quiet
        const NewsItem item = invent(time);
        const auto symbol = market_->find(item.symbols.front());
        if (item.tone != 0 && symbol && !market_->is_recorded()) market_->owe(*symbol, item.tone, time + delay_);
        publish(item);
        follow_up(item);
    }
}

}  // namespace tradewind::exchange
