#pragma once

#include <deque>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "exchange/account.hpp"
#include "exchange/market.hpp"
#include "exchange/order_types.hpp"

namespace tradewind::exchange {

/// Keeps the account: takes orders in, judges them, works them in the books, and tells what becomes of them.
class Desk final : public ClientSide {
public:
    using OnEvent = std::function<void(const OrderEvent&)>;

    Desk(const ExchangeOptions& options, Market& market, OnEvent on_event)
        : market_(&market), account_(options.cash), seed_(options.seed), on_event_(std::move(on_event)) {}

    ApiResult<const ClientOrder*> submit(const OrderRequest& request, Timestamp now);
    ApiResult<const ClientOrder*> replace(std::string_view id, const ReplaceRequest& request, Timestamp now);
    ApiStatus cancel(std::string_view id, Timestamp now);
    /// Each open order with what was answered to its cancel.
    std::vector<std::pair<std::string, ApiStatus>> cancel_all(Timestamp now);
    /// An order that closes the position, or a part of it.
    ApiResult<const ClientOrder*> close_position(std::uint32_t symbol, std::optional<Decimal> quantity,
                                                 std::optional<Decimal> percentage, Timestamp now);

    /// When an order changes its state by itself next.
    [[nodiscard]] Timestamp next_time() const { return pending_.empty() ? Timestamp::max() : pending_.top().time; }
    void run_pending(Timestamp now);
    /// After each event of the market: elects stops, works what can trade now.
    void settle(Timestamp now);

    [[nodiscard]] const std::deque<ClientOrder>& orders() const { return orders_; }
    [[nodiscard]] const ClientOrder* find(std::string_view id) const;
    [[nodiscard]] const ClientOrder* find_by_client_id(std::string_view client_order_id) const;
    [[nodiscard]] const ClientOrder& at(std::uint32_t index) const { return orders_[index]; }
    [[nodiscard]] const std::vector<Activity>& activities() const { return activities_; }
    [[nodiscard]] Account& account() { return account_; }
    [[nodiscard]] const Account& account() const { return account_; }

    struct Money {
        Decimal equity, long_value, short_value, held, buying_power, regt_buying_power, initial_margin,
            maintenance_margin;
    };
    /// Everything at the last prices; `held` is what open orders would cost.
    [[nodiscard]] Money money() const;
    /// Shares of the position that no open order has a claim on.
    [[nodiscard]] Decimal available(std::uint32_t symbol) const;

    void on_maker_fill(std::uint64_t order, Decimal price, Decimal quantity, Timestamp time, bool done) override;
    void on_phase(Phase phase, Timestamp time) override;
    void on_split(const Split& split) override;
    std::vector<AuctionInterest> auction_interest(std::uint32_t symbol, bool opening) override;
    void on_auction_fill(std::uint64_t order, Decimal price, Decimal quantity, Timestamp time) override;

private:
    struct Pending {
        Timestamp time;
        std::uint64_t number;
        enum class What : std::uint8_t { kActivate, kCancel } what;
        std::uint32_t order;
        bool operator<(const Pending& other) const {
            return std::pair(time, number) > std::pair(other.time, other.number);
        }
    };

    // Judging (desk_checks.cpp): the first rule that is broken.
    ApiResult<ClientOrder> understand(const OrderRequest& request, Timestamp now) const;
    ApiStatus check_group(const OrderRequest& request, const ClientOrder& order) const;
    ApiStatus check_asset_rules(const OrderRequest& request, const ClientOrder& order, Timestamp now) const;
    ApiStatus check_account_rules(const ClientOrder& order) const;
    ApiStatus check_replacement(const ClientOrder& old, const ClientOrder& changed) const;
    ApiStatus check_wash(const ClientOrder& order) const;
    [[nodiscard]] Decimal cost_of(const ClientOrder& order) const;

    // Life (desk.cpp, desk_work.cpp).
    std::uint32_t add(ClientOrder order, Timestamp now);
    void add_children(std::uint32_t parent, const OrderRequest& request, Timestamp now);
    void begin(std::uint32_t index, Timestamp now);
    void activate(std::uint32_t index, Timestamp now);
    void activate_children(std::uint32_t parent, Timestamp now);
    void work(std::uint32_t index, Timestamp now);
    void work_notional(std::uint32_t index, Timestamp now);
    void take_and_rest(std::uint32_t index, std::int64_t limit, bool rests, Timestamp now);
    void elect(std::uint32_t index, Timestamp now);
    void apply_fill(std::uint32_t index, Decimal price, Decimal quantity, Timestamp time);
    void after_fill(std::uint32_t index, Timestamp time);
    void end(std::uint32_t index, OrderState state, std::string_view event, Timestamp time);
    void end_group(std::uint32_t index, OrderState state, std::string_view event, Timestamp time);
    void unrest(ClientOrder& order);
    void tell(const ClientOrder& order, std::string_view event, Timestamp time, std::optional<Decimal> price = {},
              std::optional<Decimal> quantity = {});
    void later(Timestamp time, Pending::What what, std::uint32_t order);
    [[nodiscard]] bool can_trade(const ClientOrder& order) const;
    [[nodiscard]] std::vector<std::uint32_t> siblings(const ClientOrder& order) const;
    [[nodiscard]] Timestamp expiry(const ClientOrder& order, Timestamp now) const;

    Market* market_;
    Account account_;
    std::uint64_t seed_;
    OnEvent on_event_;
    std::deque<ClientOrder> orders_;
    std::vector<std::uint32_t> open_;
    std::unordered_map<std::string, std::uint32_t> by_id_;
    std::unordered_map<std::string, std::uint32_t> by_client_id_;
    std::vector<Activity> activities_;
    std::priority_queue<Pending> pending_;
    std::uint64_t pending_number_ = 0;
    std::uint64_t event_number_ = 0;
    std::uint64_t execution_number_ = 0;
};

}  // namespace tradewind::exchange
