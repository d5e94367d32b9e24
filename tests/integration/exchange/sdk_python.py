"""alpaca-py, unchanged but for the base addresses, against `tradewind exchange`. Usage: sdk_python.py READY_LINE_JSON"""
import json
import sys
import threading
import time
from datetime import datetime, timedelta

from alpaca.common.exceptions import APIError
from alpaca.data.enums import DataFeed
from alpaca.data.historical import NewsClient, StockHistoricalDataClient
from alpaca.data.live import NewsDataStream, StockDataStream
from alpaca.data.requests import (NewsRequest, StockBarsRequest, StockLatestBarRequest, StockLatestQuoteRequest,
                                  StockLatestTradeRequest, StockQuotesRequest, StockSnapshotRequest, StockTradesRequest)
from alpaca.data.timeframe import TimeFrame
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import OrderClass, OrderSide, OrderStatus, QueryOrderStatus, TimeInForce
from alpaca.trading.requests import (ClosePositionRequest, CreateWatchlistRequest, GetAssetsRequest, GetCalendarRequest,
                                     GetOrdersRequest, GetPortfolioHistoryRequest, LimitOrderRequest,
                                     MarketOrderRequest, ReplaceOrderRequest, StopLimitOrderRequest, StopLossRequest,
                                     StopOrderRequest, TakeProfitRequest, TrailingStopOrderRequest)
from alpaca.trading.stream import TradingStream

ready = json.loads(sys.argv[1])
key, secret = ready["key_id"], ready["secret_key"]
trading = TradingClient(key, secret, paper=True, url_override=ready["trading"])
data = StockHistoricalDataClient(key, secret, url_override=ready["data"])
news = NewsClient(key, secret, url_override=ready["data"])
done = []


def check(name, condition, shown=""):
    if not condition:
        raise SystemExit(f"FAILED: {name} {shown}")
    done.append(name)


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise SystemExit(f"FAILED: waited for {what}")


def refused(name, status, code, text, call):
    try:
        call()
    except APIError as error:
        check(name, error.status_code == status and error.code == code and text in error.message,
              f"{error.status_code} {error}")
        return
    raise SystemExit(f"FAILED: {name} was not refused")


account = trading.get_account()
check("account", account.status == "ACTIVE" and float(account.cash) == 100000)
clock = trading.get_clock()
check("clock", clock.is_open and clock.next_close - clock.timestamp > timedelta(hours=6))
days = trading.get_calendar(GetCalendarRequest(start=clock.timestamp.date() - timedelta(days=30), end=clock.timestamp.date()))
check("calendar", 15 <= len(days) <= 25)
assets = trading.get_all_assets(GetAssetsRequest())
good = [a.symbol for a in assets if a.fractionable and a.shortable and a.easy_to_borrow]
check("assets", len(good) >= 3)
symbol, other, third = good[:3]
check("asset", trading.get_asset(symbol).symbol == symbol)

# Market data
start = clock.timestamp - timedelta(days=30)
bars = data.get_stock_bars(StockBarsRequest(symbol_or_symbols=[symbol, other], timeframe=TimeFrame.Day, start=start))
check("daily bars", len(bars[symbol]) >= 18 and len(bars[other]) >= 18, len(bars[symbol]))
minutes = data.get_stock_bars(StockBarsRequest(symbol_or_symbols=symbol, timeframe=TimeFrame.Minute, start=clock.timestamp - timedelta(days=4)))
check("minute bars", len(minutes[symbol]) > 390 and all(b.low <= b.open <= b.high and b.low <= b.close <= b.high for b in minutes[symbol]))
trades = data.get_stock_trades(StockTradesRequest(symbol_or_symbols=symbol, start=clock.timestamp - timedelta(minutes=4), limit=50))
check("trades", len(trades[symbol]) == 50)
quotes = data.get_stock_quotes(StockQuotesRequest(symbol_or_symbols=symbol, start=clock.timestamp - timedelta(minutes=4), limit=50))
check("quotes", len(quotes[symbol]) == 50)
quote = data.get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols=symbol))[symbol]
check("latest quote", 0 < quote.bid_price < quote.ask_price)
check("latest trade", data.get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols=symbol))[symbol].price > 0)
check("latest bar", data.get_stock_latest_bar(StockLatestBarRequest(symbol_or_symbols=symbol))[symbol].close > 0)
shot = data.get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols=symbol))[symbol]
check("snapshot", shot.daily_bar is not None and shot.previous_daily_bar is not None)
check("news", len(news.get_news(NewsRequest(limit=5)).data["news"]) == 5)

# Streams
updates, seen = [], {"bar": 0, "trade": 0, "quote": 0, "news": 0}
stream = TradingStream(key, secret, url_override=ready["stream"] + "/stream")


async def on_update(update):
    updates.append(update)


def counting(kind):
    async def handler(_):
        seen[kind] += 1
    return handler


stream.subscribe_trade_updates(on_update)
live = StockDataStream(key, secret, feed=DataFeed.IEX, url_override=ready["stream"] + "/v2/iex")
live.subscribe_bars(counting("bar"), "*")
live.subscribe_trades(counting("trade"), symbol)
live.subscribe_quotes(counting("quote"), symbol)
live_news = NewsDataStream(key, secret, url_override=ready["stream"] + "/v1beta1/news")
live_news.subscribe_news(counting("news"), "*")
for each in (stream, live, live_news):
    threading.Thread(target=each.run, daemon=True).start()
wait_for("the sockets", lambda: stream._running and live._running and live_news._running)
time.sleep(0.3)

# Orders
order = trading.submit_order(MarketOrderRequest(symbol=symbol, qty=10, side=OrderSide.BUY, time_in_force=TimeInForce.DAY, client_order_id="first"))
check("market order", order.status in (OrderStatus.PENDING_NEW, OrderStatus.NEW, OrderStatus.ACCEPTED))
wait_for("the fill", lambda: trading.get_order_by_id(order.id).status == OrderStatus.FILLED)
wait_for("the fill event", lambda: any(u.event == "fill" and u.order.id == order.id for u in updates))
check("fill event", [u for u in updates if u.event == "fill"][0].position_qty == 10)
check("by client id", trading.get_order_by_client_id("first").id == order.id)
refused("same client id", 422, 40010001, "must be unique",
        lambda: trading.submit_order(MarketOrderRequest(symbol=symbol, qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.DAY, client_order_id="first")))
position = trading.get_open_position(symbol)
check("position", position.qty == "10" and position.qty_available == "10")
part = trading.submit_order(MarketOrderRequest(symbol=other, notional=250, side=OrderSide.BUY, time_in_force=TimeInForce.DAY))
wait_for("the notional fill", lambda: trading.get_order_by_id(part.id).status == OrderStatus.FILLED)
check("notional", abs(float(trading.get_open_position(other).cost_basis) - 250) < 0.02)

low = round(quote.bid_price * 0.9, 2)
limit = trading.submit_order(LimitOrderRequest(symbol=symbol, qty=5, side=OrderSide.BUY, time_in_force=TimeInForce.GTC, limit_price=low))
wait_for("the limit order", lambda: trading.get_order_by_id(limit.id).status == OrderStatus.NEW)
changed = trading.replace_order_by_id(limit.id, ReplaceOrderRequest(qty=6, limit_price=round(low - 0.5, 2)))
check("replace", changed.replaces == limit.id and changed.qty == "6")
check("replaced", trading.get_order_by_id(limit.id).status == OrderStatus.REPLACED)
refused("wash trade", 403, 40310000, "wash trade", lambda: trading.submit_order(MarketOrderRequest(symbol=symbol, qty=1, side=OrderSide.SELL, time_in_force=TimeInForce.DAY)))
check("open orders", [o.id for o in trading.get_orders(GetOrdersRequest(status=QueryOrderStatus.OPEN))] == [changed.id])
trading.cancel_order_by_id(changed.id)
wait_for("the cancel", lambda: trading.get_order_by_id(changed.id).status == OrderStatus.CANCELED)
refused("cancel twice", 422, 42210000, "already", lambda: trading.cancel_order_by_id(changed.id))
refused("sub-penny", 422, 42210000, "sub-penny", lambda: trading.submit_order(LimitOrderRequest(symbol=symbol, qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.DAY, limit_price=10.123)))
refused("buying power", 403, 40310000, "insufficient buying power", lambda: trading.submit_order(MarketOrderRequest(symbol=symbol, qty=100000, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)))
refused("too many to sell", 403, 40310000, "insufficient qty", lambda: trading.submit_order(MarketOrderRequest(symbol=symbol, qty=11, side=OrderSide.SELL, time_in_force=TimeInForce.DAY)))
refused("unknown order", 404, 40410000, "order not found", lambda: trading.get_order_by_id("0b6a1c52-7a0e-4d0e-9f0c-3f5f3c1f2a11"))
refused("no position", 404, 40410000, "position does not exist", lambda: trading.get_open_position(third))
refused("fraction gtc", 422, 42210000, "must be DAY", lambda: trading.submit_order(MarketOrderRequest(symbol=symbol, qty=0.5, side=OrderSide.BUY, time_in_force=TimeInForce.GTC)))

last = data.get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols=third))[third].price
bracket = trading.submit_order(MarketOrderRequest(symbol=third, qty=4, side=OrderSide.BUY, time_in_force=TimeInForce.GTC, order_class=OrderClass.BRACKET,
                                                  take_profit=TakeProfitRequest(limit_price=round(last * 1.2, 2)), stop_loss=StopLossRequest(stop_price=round(last * 0.8, 2))))
check("bracket", len(bracket.legs) == 2 and all(leg.status == OrderStatus.HELD for leg in bracket.legs))
wait_for("the bracket's legs", lambda: all(leg.status == OrderStatus.NEW for leg in trading.get_order_by_id(bracket.id, filter=None).legs or [trading.get_order_by_id(leg.id) for leg in bracket.legs]))
refused("held shares", 403, 40310000, "insufficient qty available", lambda: trading.close_position(third))
short = trading.submit_order(MarketOrderRequest(symbol=good[3] if len(good) > 3 else other, qty=3, side=OrderSide.SELL, time_in_force=TimeInForce.DAY)) if len(good) > 3 else None
if short:
    wait_for("the short", lambda: trading.get_order_by_id(short.id).status == OrderStatus.FILLED)
    check("short", trading.get_open_position(good[3]).qty == "-3")
stop = trading.submit_order(StopOrderRequest(symbol=symbol, qty=2, side=OrderSide.SELL, time_in_force=TimeInForce.GTC, stop_price=round(low, 2)))
stop_limit = trading.submit_order(StopLimitOrderRequest(symbol=symbol, qty=2, side=OrderSide.SELL, time_in_force=TimeInForce.GTC, stop_price=round(low, 2), limit_price=round(low - 1, 2)))
trailing = trading.submit_order(TrailingStopOrderRequest(symbol=symbol, qty=2, side=OrderSide.SELL, time_in_force=TimeInForce.GTC, trail_percent=5))
wait_for("the trailing stop", lambda: trading.get_order_by_id(trailing.id).hwm is not None)
check("cancel all", all(r.status == 200 for r in trading.cancel_orders()))
wait_for("no open orders", lambda: not trading.get_orders())
check("close part", trading.close_position(symbol, ClosePositionRequest(qty="4")).qty == "4")
check("close all", all(r.status == 200 for r in trading.close_all_positions(cancel_orders=True)))
wait_for("flat", lambda: not trading.get_all_positions())
check("closed orders", len(trading.get_orders(GetOrdersRequest(status=QueryOrderStatus.CLOSED, nested=True))) >= 8)
history = trading.get_portfolio_history(GetPortfolioHistoryRequest(period="1D", timeframe="5Min"))
check("portfolio history", len(history.equity) == len(history.timestamp) >= 1 and history.base_value == 100000)
settings = trading.get_account_configurations()
settings.no_shorting = True
check("configurations", trading.set_account_configurations(settings).no_shorting is True)
listed = trading.create_watchlist(CreateWatchlistRequest(name="mine", symbols=[symbol]))
check("watchlist", trading.get_watchlist_by_id(listed.id).assets[0].symbol == symbol)
fills = trading.get("/account/activities/FILL", {"page_size": 2})
check("activities", len(fills) == 2 and trading.get("/account/activities/FILL", {"page_size": 2, "page_token": fills[-1]["id"]})[0]["id"] != fills[0]["id"])
cash = 100000.0
for row in trading.get("/account/activities/FILL"):
    cash += (-1 if row["side"] == "buy" else 1) * float(row["qty"]) * float(row["price"])
check("cash adds up", abs(float(trading.get_account().cash) - cash) < 0.01, f"{trading.get_account().cash} {cash}")
wait_for("bars, trades and quotes", lambda: seen["bar"] and seen["trade"] and seen["quote"])
wait_for("news", lambda: seen["news"], 75)
print(json.dumps({"ok": True, "checks": len(done), "updates": len(updates), "seen": seen}))
