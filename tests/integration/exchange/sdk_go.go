// alpaca-trade-api-go/v3, unchanged but for the base addresses, against `tradewind exchange`.
// Usage: go run sdk_go.go READY_LINE_JSON
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata"
	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata/stream"
	"github.com/shopspring/decimal"
)

type readyLine struct {
	Trading   string `json:"trading"`
	Data      string `json:"data"`
	Stream    string `json:"stream"`
	KeyID     string `json:"key_id"`
	SecretKey string `json:"secret_key"`
}

var checks int

func check(name string, ok bool, shown ...any) {
	if !ok {
		fmt.Fprintln(os.Stderr, "FAILED:", name, shown)
		os.Exit(1)
	}
	checks++
}

func must[T any](name string) func(T, error) T {
	return func(value T, err error) T {
		check(name, err == nil, err)
		return value
	}
}

func waitFor(name string, seconds int, condition func() bool) {
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if condition() {
			checks++
			return
		}
	}
	check("waited for "+name, false)
}

func refused(name string, status, code int, err error) {
	var apiErr *alpaca.APIError
	check(name, errors.As(err, &apiErr) && apiErr.StatusCode == status && apiErr.Code == code, err)
}

func main() {
	var ready readyLine
	check("ready line", json.Unmarshal([]byte(os.Args[1]), &ready) == nil)
	trading := alpaca.NewClient(alpaca.ClientOpts{APIKey: ready.KeyID, APISecret: ready.SecretKey, BaseURL: ready.Trading})
	data := marketdata.NewClient(marketdata.ClientOpts{APIKey: ready.KeyID, APISecret: ready.SecretKey, BaseURL: ready.Data})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	account := must[*alpaca.Account]("account")(trading.GetAccount())
	check("cash", account.Cash.Equal(decimal.NewFromInt(100000)) && account.Status == "ACTIVE", account.Cash)
	clock := must[*alpaca.Clock]("clock")(trading.GetClock())
	check("open", clock.IsOpen)
	assets := must[[]alpaca.Asset]("assets")(trading.GetAssets(alpaca.GetAssetsRequest{Status: "active"}))
	var good []string
	for _, asset := range assets {
		if asset.Fractionable && asset.Shortable && asset.EasyToBorrow {
			good = append(good, asset.Symbol)
		}
	}
	check("assets", len(good) >= 3)
	symbol, other := good[0], good[1]
	must[*alpaca.Asset]("asset")(trading.GetAsset(symbol))
	must[[]alpaca.CalendarDay]("calendar")(trading.GetCalendar(alpaca.GetCalendarRequest{Start: clock.Timestamp.AddDate(0, 0, -30), End: clock.Timestamp}))

	bars := must[map[string][]marketdata.Bar]("bars")(data.GetMultiBars([]string{symbol, other}, marketdata.GetBarsRequest{
		TimeFrame: marketdata.OneMin, Start: clock.Timestamp.AddDate(0, 0, -30), End: clock.Timestamp, PageLimit: 5000}))
	check("minute bars", len(bars[symbol]) > 6000 && len(bars[other]) > 6000, len(bars[symbol]))
	days := must[[]marketdata.Bar]("days")(data.GetBars(symbol, marketdata.GetBarsRequest{TimeFrame: marketdata.OneDay, Start: clock.Timestamp.AddDate(0, 0, -30)}))
	check("daily bars", len(days) >= 18, len(days))
	must[*marketdata.Trade]("latest trade")(data.GetLatestTrade(symbol, marketdata.GetLatestTradeRequest{}))
	quote := must[*marketdata.Quote]("latest quote")(data.GetLatestQuote(symbol, marketdata.GetLatestQuoteRequest{}))
	check("quote", quote.AskPrice > quote.BidPrice)
	must[*marketdata.Bar]("latest bar")(data.GetLatestBar(symbol, marketdata.GetLatestBarRequest{}))
	must[*marketdata.Snapshot]("snapshot")(data.GetSnapshot(symbol, marketdata.GetSnapshotRequest{}))
	trades := must[[]marketdata.Trade]("trades")(data.GetTrades(symbol, marketdata.GetTradesRequest{Start: clock.Timestamp.Add(-4 * time.Minute), TotalLimit: 70, PageLimit: 30}))
	check("trades paged", len(trades) == 70, len(trades))
	must[[]marketdata.Quote]("quotes")(data.GetQuotes(symbol, marketdata.GetQuotesRequest{Start: clock.Timestamp.Add(-4 * time.Minute), TotalLimit: 70, PageLimit: 30}))
	articles := must[[]marketdata.News]("news")(data.GetNews(marketdata.GetNewsRequest{TotalLimit: 12, PageLimit: 5}))
	check("news paged", len(articles) == 12, len(articles))

	var mutex sync.Mutex
	var updates []alpaca.TradeUpdate
	trading.StreamTradeUpdatesInBackground(ctx, func(update alpaca.TradeUpdate) {
		mutex.Lock()
		defer mutex.Unlock()
		updates = append(updates, update)
	})
	seen := map[string]int{}
	count := func(kind string) {
		mutex.Lock()
		defer mutex.Unlock()
		seen[kind]++
	}
	stocks := stream.NewStocksClient(marketdata.IEX, stream.WithBaseURL(ready.Stream+"/v2"), stream.WithCredentials(ready.KeyID, ready.SecretKey),
		stream.WithBars(func(stream.Bar) { count("bar") }, "*"), stream.WithTrades(func(stream.Trade) { count("trade") }, symbol),
		stream.WithQuotes(func(stream.Quote) { count("quote") }, symbol), stream.WithStatuses(func(stream.TradingStatus) {}, "*"))
	check("stocks stream", stocks.Connect(ctx) == nil)
	newsStream := stream.NewNewsClient(stream.WithBaseURL(ready.Stream+"/v1beta1/news"), stream.WithCredentials(ready.KeyID, ready.SecretKey),
		stream.WithNews(func(stream.News) { count("news") }, "*"))
	err := newsStream.Connect(ctx)
	check("news stream", err == nil, err)
	check("subscribe later", stocks.SubscribeToTrades(func(stream.Trade) { count("trade") }, other) == nil)

	time.Sleep(300 * time.Millisecond)
	one, ten := decimal.NewFromInt(1), decimal.NewFromInt(10)
	order := must[*alpaca.Order]("market order")(trading.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: symbol, Qty: &ten, Side: alpaca.Buy, Type: alpaca.Market, TimeInForce: alpaca.Day}))
	waitFor("the fill", 20, func() bool {
		now, err := trading.GetOrder(order.ID)
		return err == nil && now.Status == "filled"
	})
	waitFor("the fill event", 20, func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		for _, update := range updates {
			if update.Event == "fill" && update.Order.ID == order.ID && update.EventID != "" && update.PositionQty.Equal(ten) {
				return true
			}
		}
		return false
	})
	must[*alpaca.Order]("by client id")(trading.GetOrderByClientOrderID(order.ClientOrderID))
	position := must[*alpaca.Position]("position")(trading.GetPosition(symbol))
	check("held", position.Qty.Equal(ten))
	low := decimal.NewFromFloat(quote.BidPrice * 0.9).Round(2)
	limit := must[*alpaca.Order]("limit order")(trading.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: symbol, Qty: &one, Side: alpaca.Buy, Type: alpaca.Limit, TimeInForce: alpaca.GTC, LimitPrice: &low}))
	waitFor("the limit order", 20, func() bool {
		now, err := trading.GetOrder(limit.ID)
		return err == nil && now.Status == "new"
	})
	lower := low.Sub(one)
	changed := must[*alpaca.Order]("replace")(trading.ReplaceOrder(limit.ID, alpaca.ReplaceOrderRequest{LimitPrice: &lower}))
	check("replaces", *changed.Replaces == limit.ID)
	_, err = trading.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: symbol, Qty: &one, Side: alpaca.Sell, Type: alpaca.Market, TimeInForce: alpaca.Day})
	refused("wash trade", 403, 40310000, err)
	check("cancel", trading.CancelOrder(changed.ID) == nil)
	waitFor("the cancel", 20, func() bool {
		now, err := trading.GetOrder(changed.ID)
		return err == nil && now.Status == "canceled"
	})
	_, err = trading.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: "NONE", Qty: &one, Side: alpaca.Buy, Type: alpaca.Market, TimeInForce: alpaca.Day})
	refused("unknown asset", 422, 42210000, err)
	high, floor := decimal.NewFromFloat(quote.AskPrice*1.2).Round(2), decimal.NewFromFloat(quote.BidPrice*0.8).Round(2)
	bracket := must[*alpaca.Order]("bracket")(trading.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: symbol, Qty: &one, Side: alpaca.Buy, Type: alpaca.Market, TimeInForce: alpaca.Day,
		OrderClass: alpaca.Bracket, TakeProfit: &alpaca.TakeProfit{LimitPrice: &high}, StopLoss: &alpaca.StopLoss{StopPrice: &floor}}))
	check("legs", len(bracket.Legs) == 2)
	must[[]alpaca.Order]("orders")(trading.GetOrders(alpaca.GetOrdersRequest{Status: "all", Nested: true, Limit: 100}))
	check("cancel all", trading.CancelAllOrders() == nil)
	must[[]alpaca.Order]("close all")(trading.CloseAllPositions(alpaca.CloseAllPositionsRequest{CancelOrders: true}))
	waitFor("flat", 20, func() bool {
		left, err := trading.GetPositions()
		return err == nil && len(left) == 0
	})
	fills := must[[]alpaca.AccountActivity]("activities")(trading.GetAccountActivities(alpaca.GetAccountActivitiesRequest{ActivityTypes: []string{"FILL"}}))
	check("fills", len(fills) >= 3)
	must[*alpaca.PortfolioHistory]("portfolio history")(trading.GetPortfolioHistory(alpaca.GetPortfolioHistoryRequest{Period: "1D", TimeFrame: alpaca.Min5}))
	must[*alpaca.AccountConfigurations]("configurations")(trading.GetAccountConfigurations())
	list := must[*alpaca.Watchlist]("watchlist")(trading.CreateWatchlist(alpaca.CreateWatchlistRequest{Name: "go", Symbols: []string{symbol}}))
	check("watchlist gone", trading.DeleteWatchlist(list.ID) == nil)
	waitFor("bars, trades and quotes", 30, func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		return seen["bar"] > 0 && seen["trade"] > 0 && seen["quote"] > 0
	})
	waitFor("news", 75, func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		return seen["news"] > 0
	})
	fmt.Printf("{\"ok\":true,\"checks\":%d,\"updates\":%d}\n", checks, len(updates))
}
