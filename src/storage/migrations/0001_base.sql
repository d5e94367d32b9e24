-- The tables of a world. Portable between SQLite and PostgreSQL but for two words that migrations.cpp fills in:
-- {decimal} (exact decimals: NUMERIC, and TEXT in SQLite, whose NUMERIC would round them) and
-- {identity} (a rising primary key). Times are unix nanoseconds UTC, booleans 0 or 1, lists JSON text.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Messages dealt with, by consumer group: the row commits with the effect. In the order of seq they are the group's
-- journal, from which a service rebuilds its state (one writer per group or partition, so seq is the order of effects).
CREATE TABLE inbox (
    seq {identity},
    grp TEXT NOT NULL CHECK (grp <> ''),
    message_id TEXT NOT NULL CHECK (message_id <> ''),
    stream TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (grp, message_id)
);
CREATE INDEX inbox_journal ON inbox (grp, seq);

CREATE TABLE outbox (
    seq {identity},
    message_id TEXT NOT NULL CHECK (message_id <> ''),
    stream TEXT NOT NULL CHECK (stream <> ''),
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    UNIQUE (message_id, stream)
);
CREATE INDEX outbox_unpublished ON outbox (seq) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

CREATE TABLE dead_letters (
    seq {identity},
    stream TEXT NOT NULL,
    message_id TEXT NOT NULL,
    service TEXT NOT NULL,
    body TEXT NOT NULL,
    error TEXT NOT NULL,
    deliveries BIGINT NOT NULL CHECK (deliveries >= 0),
    at BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'dropped')),
    UNIQUE (stream, message_id, service)
);

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    token BIGINT NOT NULL CHECK (token > 0),
    expires_at BIGINT NOT NULL
);

CREATE TABLE articles (
    id TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    symbols TEXT NOT NULL,
    published BIGINT NOT NULL,
    received BIGINT NOT NULL,
    -- No foreign key: the first article of a story may be stored after a later one (partitions, redelivery).
    story TEXT NOT NULL
);
CREATE INDEX articles_by_time ON articles (published, id);

CREATE TABLE article_sentiments (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id),
    ticker TEXT NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('negative', 'neutral', 'positive')),
    score DOUBLE PRECISION NOT NULL CHECK (score BETWEEN -1 AND 1),
    confidence DOUBLE PRECISION NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    positive DOUBLE PRECISION NOT NULL,
    negative DOUBLE PRECISION NOT NULL,
    neutral DOUBLE PRECISION NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    note TEXT NOT NULL,
    scored BIGINT NOT NULL,
    usable_from BIGINT NOT NULL,
    UNIQUE (article_id, ticker)
);
CREATE INDEX article_sentiments_by_time ON article_sentiments (usable_from, id);
CREATE INDEX article_sentiments_by_ticker ON article_sentiments (ticker, usable_from, id);

-- A correction is a new revision; the row of an earlier one stays, since decisions were made on it.
CREATE TABLE market_data (
    ticker TEXT NOT NULL,
    timeframe TEXT NOT NULL CHECK (timeframe IN ('1s', '1m', '5m', '15m', '1h', '1d')),
    start_time BIGINT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision >= 0),
    end_time BIGINT NOT NULL,
    open {decimal} NOT NULL,
    high {decimal} NOT NULL,
    low {decimal} NOT NULL,
    close {decimal} NOT NULL,
    volume DOUBLE PRECISION NOT NULL CHECK (volume >= 0),
    vwap {decimal},
    trade_count BIGINT,
    source TEXT NOT NULL,
    split_numerator BIGINT NOT NULL,
    split_denominator BIGINT NOT NULL,
    split_inferred BIGINT NOT NULL CHECK (split_inferred IN (0, 1)),
    dividend {decimal} NOT NULL,
    known_at BIGINT NOT NULL,
    PRIMARY KEY (ticker, timeframe, start_time, revision),
    CHECK (end_time > start_time)
);

CREATE TABLE strategies (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    enabled BIGINT NOT NULL CHECK (enabled IN (0, 1)),
    weight DOUBLE PRECISION NOT NULL CHECK (weight BETWEEN 0 AND 1),
    parameters TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- trigger_id names a bar or a score: a bar's id is not a column of its own, so no foreign key.
CREATE TABLE signals (
    id TEXT NOT NULL PRIMARY KEY,
    ticker TEXT NOT NULL,
    time BIGINT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('short', 'flat', 'long')),
    strength DOUBLE PRECISION NOT NULL CHECK (strength BETWEEN 0 AND 1),
    combined DOUBLE PRECISION NOT NULL CHECK (combined BETWEEN -1 AND 1),
    opinions TEXT NOT NULL,
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('bar', 'article')),
    trigger_id TEXT NOT NULL,
    evidence TEXT NOT NULL,
    reference_price {decimal} NOT NULL,
    volatility DOUBLE PRECISION NOT NULL CHECK (volatility >= 0),
    settings_hash TEXT NOT NULL,
    disposition TEXT NOT NULL DEFAULT 'open'
        CHECK (disposition IN ('open', 'ordered', 'risk_denied', 'expired', 'superseded', 'dead')),
    disposition_reason TEXT NOT NULL DEFAULT '',
    disposed_at BIGINT,
    CHECK ((disposition = 'open') = (disposed_at IS NULL))
);
CREATE INDEX signals_by_time ON signals (time, id);
CREATE INDEX signals_by_ticker ON signals (ticker, time, id);
CREATE INDEX signals_by_trigger ON signals (trigger_id);
CREATE INDEX signals_open ON signals (time) WHERE disposition = 'open';

CREATE TABLE risk_verdicts (
    id TEXT NOT NULL PRIMARY KEY,
    signal_id TEXT NOT NULL REFERENCES signals (id),
    ticker TEXT NOT NULL,
    time BIGINT NOT NULL,
    approved BIGINT NOT NULL CHECK (approved IN (0, 1)),
    reason TEXT NOT NULL,
    quantity {decimal} NOT NULL,
    checks TEXT NOT NULL
);
CREATE INDEX risk_verdicts_by_signal ON risk_verdicts (signal_id);
CREATE INDEX risk_verdicts_by_time ON risk_verdicts (time, id);

-- What was decided stays in decided_*; quantity and prices follow splits. An operator's order has no signal,
-- a protective leg no verdict; an entry must have both.
CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    signal_id TEXT REFERENCES signals (id),
    verdict_id TEXT REFERENCES risk_verdicts (id),
    ticker TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    type TEXT NOT NULL CHECK (type IN ('market', 'limit', 'stop')),
    leg TEXT NOT NULL CHECK (leg IN ('entry', 'exit', 'stop', 'target', 'time')),
    time_in_force TEXT NOT NULL CHECK (time_in_force IN ('day', 'gtc')),
    decided_quantity {decimal} NOT NULL,
    decided_limit_price {decimal},
    decided_stop_price {decimal},
    quantity {decimal} NOT NULL CHECK (CAST(quantity AS DOUBLE PRECISION) > 0),
    limit_price {decimal},
    stop_price {decimal},
    time BIGINT NOT NULL,
    client_order_id TEXT NOT NULL UNIQUE CHECK (client_order_id <> ''),
    broker_order_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'submitting', 'unknown', 'accepted', 'partially_filled',
                                           'filled', 'canceled', 'expired', 'rejected')),
    filled_quantity {decimal} NOT NULL CHECK (CAST(filled_quantity AS DOUBLE PRECISION) >= 0),
    average_price {decimal},
    closed_at BIGINT,
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    reason TEXT NOT NULL,
    CHECK (leg <> 'entry' OR (signal_id IS NOT NULL AND verdict_id IS NOT NULL)),
    CHECK (CAST(filled_quantity AS DOUBLE PRECISION) <= CAST(quantity AS DOUBLE PRECISION))
);
CREATE INDEX orders_by_time ON orders (time, id);
CREATE INDEX orders_by_ticker ON orders (ticker, time, id);
CREATE INDEX orders_by_signal ON orders (signal_id);
CREATE INDEX orders_working ON orders (status)
    WHERE status IN ('queued', 'submitting', 'unknown', 'accepted', 'partially_filled');

CREATE TABLE trades (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    signal_id TEXT REFERENCES signals (id),
    ticker TEXT NOT NULL,
    leg TEXT NOT NULL CHECK (leg IN ('entry', 'exit', 'stop', 'target', 'time')),
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity {decimal} NOT NULL CHECK (CAST(quantity AS DOUBLE PRECISION) > 0),
    price {decimal} NOT NULL,
    reference_price {decimal} NOT NULL,
    commission {decimal} NOT NULL,
    fees {decimal} NOT NULL,
    slippage {decimal} NOT NULL,
    realized_pnl {decimal} NOT NULL,
    position_after {decimal} NOT NULL,
    time BIGINT NOT NULL,
    bar_time BIGINT NOT NULL,
    known_at BIGINT NOT NULL,
    contributions TEXT NOT NULL
);
CREATE INDEX trades_by_time ON trades (time, id);
CREATE INDEX trades_by_ticker ON trades (ticker, time, id);
CREATE INDEX trades_by_order ON trades (order_id);
CREATE INDEX trades_by_signal ON trades (signal_id);

CREATE TABLE positions (
    ticker TEXT NOT NULL PRIMARY KEY,
    quantity {decimal} NOT NULL,
    average_price {decimal} NOT NULL,
    last_price {decimal} NOT NULL,
    realized_pnl {decimal} NOT NULL,
    updated BIGINT NOT NULL
);

-- cause names a fill, a bar or a command: no foreign key.
CREATE TABLE ledger_entries (
    id TEXT NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('deposit', 'trade', 'commission', 'fee', 'dividend', 'borrow', 'interest',
                                       'split', 'adjustment')),
    cause TEXT NOT NULL,
    ticker TEXT NOT NULL,
    quantity {decimal} NOT NULL,
    cash {decimal} NOT NULL
);
CREATE INDEX ledger_entries_by_time ON ledger_entries (time, id);

CREATE TABLE portfolio_snapshots (
    time BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('ledger', 'broker')),
    equity {decimal} NOT NULL,
    cash {decimal} NOT NULL,
    position_value {decimal} NOT NULL,
    day_pnl {decimal} NOT NULL,
    PRIMARY KEY (time, source)
);

CREATE TABLE trade_outcomes (
    id TEXT NOT NULL PRIMARY KEY,
    ticker TEXT NOT NULL,
    opening_signal TEXT REFERENCES signals (id),
    opening_fill TEXT NOT NULL REFERENCES trades (id),
    closing_fill TEXT NOT NULL REFERENCES trades (id),
    opened BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('short', 'long')),
    quantity {decimal} NOT NULL CHECK (CAST(quantity AS DOUBLE PRECISION) > 0),
    entry_price {decimal} NOT NULL,
    exit_price {decimal} NOT NULL,
    gross_pnl {decimal} NOT NULL,
    costs {decimal} NOT NULL,
    net_pnl {decimal} NOT NULL,
    credits TEXT NOT NULL
);
CREATE INDEX trade_outcomes_by_time ON trade_outcomes (closed, id);
CREATE INDEX trade_outcomes_by_closing_fill ON trade_outcomes (closing_fill);
CREATE INDEX trade_outcomes_by_opening_fill ON trade_outcomes (opening_fill);
CREATE INDEX trade_outcomes_by_signal ON trade_outcomes (opening_signal);

-- An undo or an operator's change has neither fill nor outcome. Several may fall on one instant: seq has their order.
CREATE TABLE learning_adjustments (
    seq {identity},
    id TEXT NOT NULL UNIQUE,
    time BIGINT NOT NULL,
    closing_fill TEXT REFERENCES trades (id),
    outcome_id TEXT REFERENCES trade_outcomes (id),
    before_weights TEXT NOT NULL,
    after_weights TEXT NOT NULL,
    reward TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method <> ''),
    reason TEXT NOT NULL
);
CREATE INDEX learning_adjustments_by_time ON learning_adjustments (time, id);
CREATE INDEX learning_adjustments_by_outcome ON learning_adjustments (outcome_id);

CREATE TABLE strategy_weight_history (
    adjustment_id TEXT NOT NULL REFERENCES learning_adjustments (id),
    strategy TEXT NOT NULL REFERENCES strategies (name),
    time BIGINT NOT NULL,
    weight DOUBLE PRECISION NOT NULL CHECK (weight BETWEEN 0 AND 1),
    PRIMARY KEY (adjustment_id, strategy)
);
CREATE INDEX strategy_weight_history_by_time ON strategy_weight_history (time);

-- The row of scope 'account' is always there; its absence means a damaged store and counts as halted.
CREATE TABLE kill_state (
    scope TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('active', 'reduce_only', 'halted', 'killed')),
    since BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
);
INSERT INTO kill_state (scope, state, since, actor, reason) VALUES ('account', 'active', 0, 'system', 'new world');

CREATE TABLE audit_log (
    seq {identity},
    id TEXT NOT NULL UNIQUE,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    reference TEXT NOT NULL
);
CREATE INDEX audit_log_by_reference ON audit_log (reference) WHERE reference <> '';

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    display_name TEXT NOT NULL,
    handle TEXT NOT NULL UNIQUE CHECK (handle <> ''),
    role TEXT NOT NULL CHECK (role IN ('viewer', 'trader', 'admin')),
    disabled BIGINT NOT NULL CHECK (disabled IN (0, 1)),
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Binary values as base64url.
CREATE TABLE user_credentials (
    credential_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    public_key TEXT NOT NULL,
    alg BIGINT NOT NULL,
    sign_count BIGINT NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
    uv_initialized BIGINT NOT NULL CHECK (uv_initialized IN (0, 1)),
    backup_eligible BIGINT NOT NULL CHECK (backup_eligible IN (0, 1)),
    backed_up BIGINT NOT NULL CHECK (backed_up IN (0, 1)),
    transports TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    format TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    CHECK (backup_eligible = 1 OR backed_up = 0)
);
CREATE INDEX user_credentials_by_user ON user_credentials (user_id);

-- Tokens are stored as SHA-256 only. user_id is empty for the one-time link's session before passkeys are set up.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    family TEXT NOT NULL,
    user_id TEXT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    absolute_expires_at BIGINT NOT NULL,
    verified_at BIGINT,
    used_at BIGINT,
    replaced_by TEXT,
    revoked_at BIGINT,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_family ON sessions (family);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE backtest_runs (
    id TEXT NOT NULL PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'canceled')),
    request TEXT NOT NULL,
    result TEXT NOT NULL,
    error TEXT NOT NULL,
    progress DOUBLE PRECISION NOT NULL CHECK (progress BETWEEN 0 AND 1),
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT
);
CREATE INDEX backtest_runs_by_time ON backtest_runs (created_at, id);
