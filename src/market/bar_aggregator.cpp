#include "market/bar_aggregator.hpp"

#include <algorithm>
#include <utility>

#include "market/new_york_time.hpp"
#include "market/split.hpp"

namespace tradewind::market {
namespace {

void rescale(Bar& bar, SplitRatio split) {
    for (Decimal* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price = split.price(*price);
    bar.volume = split.volume(bar.volume);
}

}  // namespace

Timestamp BarAggregator::coarse_start(Timestamp start) const {
    if (target_ == Timeframe::k1d && !calendar_.never_closes()) {
        return new_york_instant(new_york_date(start), Duration(0));
    }
    const Duration length = length_of(target_);
    Duration past = start.time_since_epoch() % length;
    if (past < Duration(0)) past += length;
    return start - past;
}

std::optional<Bar> BarAggregator::finish_until(Timestamp now) {
    if (!pending_ || pending_->end > now) return std::nullopt;
    finished_ = pending_->end;
    return std::exchange(pending_, std::nullopt);
}

std::optional<Bar> BarAggregator::add(const Bar& bar) {
    if (target_ == Timeframe::k1d && !calendar_.overlaps_session(bar.start, bar.end)) return std::nullopt;
    if (bar.start < finished_) return std::nullopt;
    const Timestamp start = coarse_start(bar.start);
    if (pending_) {
        TRADEWIND_ASSERT(pending_->start == start);
        merge(bar);
    } else {
        begin(bar, start);
    }
    return finish_until(bar.end);
}

void BarAggregator::begin(const Bar& bar, Timestamp start) {
    pending_ = bar;
    pending_->timeframe = target_;
    pending_->start = start;
    pending_->end = calendar_.bar_end(target_, start);
    pending_->revision = 0;
    vwap_amount_ = bar.vwap ? bar.vwap->to_double() * bar.volume : 0;
}

void BarAggregator::merge(const Bar& bar) {
    Bar& coarse = *pending_;
    if (has_split(bar)) {
        rescale(coarse, split_of(bar));
        coarse.split_numerator = bar.split_numerator;
        coarse.split_denominator = bar.split_denominator;
        coarse.split_inferred = bar.split_inferred;
    }
    coarse.high = std::max(coarse.high, bar.high);
    coarse.low = std::min(coarse.low, bar.low);
    coarse.close = bar.close;
    coarse.volume += bar.volume;
    coarse.dividend += bar.dividend;
    if (coarse.vwap && bar.vwap) {
        vwap_amount_ += bar.vwap->to_double() * bar.volume;
        if (coarse.volume > 0) coarse.vwap = Decimal::from_double(vwap_amount_ / coarse.volume).value_or(*bar.vwap);
    } else {
        coarse.vwap.reset();
    }
    if (coarse.trade_count && bar.trade_count) {
        *coarse.trade_count += *bar.trade_count;
    } else {
        coarse.trade_count.reset();
    }
}

}  // namespace tradewind::market
