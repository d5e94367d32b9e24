-- What only TimescaleDB has. Each step may be refused (no extension, the Apache edition's licence): the reason is kept
-- with the migration and logged, and the plain tables go on working. `tradewind migrate up` tries refused steps again.

CREATE OR REPLACE FUNCTION unix_now_nanos() RETURNS BIGINT LANGUAGE SQL STABLE AS
    'SELECT (extract(epoch FROM now()) * 1000000000)::BIGINT';

-- optional: extension
CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;

-- optional: market_data
-- Chunks of 90 days.
SELECT create_hypertable('market_data', by_range('start_time', 7776000000000000), if_not_exists => TRUE,
                         migrate_data => TRUE);
SELECT set_integer_now_func('market_data', 'unix_now_nanos', replace_if_exists => TRUE);

-- optional: portfolio_snapshots
SELECT create_hypertable('portfolio_snapshots', by_range('time', 7776000000000000), if_not_exists => TRUE,
                         migrate_data => TRUE);
SELECT set_integer_now_func('portfolio_snapshots', 'unix_now_nanos', replace_if_exists => TRUE);

-- optional: compression of market_data after 180 days
ALTER TABLE market_data SET (timescaledb.compress, timescaledb.compress_segmentby = 'ticker, timeframe',
                             timescaledb.compress_orderby = 'start_time, revision');
SELECT add_compression_policy('market_data', BIGINT '15552000000000000', if_not_exists => TRUE);

-- optional: daily equity
CREATE MATERIALIZED VIEW IF NOT EXISTS daily_equity WITH (timescaledb.continuous) AS
    SELECT time_bucket(BIGINT '86400000000000', time) AS day, source, first(equity, time) AS open,
           max(equity) AS high, min(equity) AS low, last(equity, time) AS close
    FROM portfolio_snapshots GROUP BY 1, 2 WITH NO DATA;
