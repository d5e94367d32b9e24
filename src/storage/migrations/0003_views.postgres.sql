-- The same rows with human times, for Grafana and psql.

CREATE FUNCTION to_time(nanos BIGINT) RETURNS TIMESTAMPTZ LANGUAGE SQL IMMUTABLE AS
    'SELECT to_timestamp(nanos / 1000000000) + ((nanos % 1000000000) / 1000) * INTERVAL ''1 microsecond''';

CREATE VIEW v_market_data AS
    SELECT to_time(start_time) AS "time", ticker, timeframe, revision, open, high, low, close, volume, vwap, source
    FROM market_data;
CREATE VIEW v_signals AS
    SELECT to_time(time) AS "time", id, ticker, direction, strength, trigger_kind, disposition, disposition_reason
    FROM signals;
CREATE VIEW v_orders AS
    SELECT to_time(time) AS "time", id, signal_id, ticker, side, type, leg, quantity, limit_price, stop_price, status,
           filled_quantity, average_price, to_time(closed_at) AS closed, reason
    FROM orders;
CREATE VIEW v_trades AS
    SELECT to_time(time) AS "time", id, order_id, signal_id, ticker, side, leg, quantity, price, commission, fees,
           slippage, realized_pnl, position_after
    FROM trades;
CREATE VIEW v_portfolio AS
    SELECT to_time(time) AS "time", source, equity, cash, position_value, day_pnl FROM portfolio_snapshots;
CREATE VIEW v_sentiment AS
    SELECT to_time(s.usable_from) AS "time", s.ticker, s.label, s.score, s.confidence, s.engine, a.source, a.title, a.url
    FROM article_sentiments s JOIN articles a ON a.id = s.article_id;
CREATE VIEW v_strategy_weights AS
    SELECT to_time(time) AS "time", strategy, weight FROM strategy_weight_history;
