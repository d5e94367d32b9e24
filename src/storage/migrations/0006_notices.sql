-- What operators are told by webhook and e-mail, to whom it still has to go, and who wants to hear of what.

CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    time BIGINT NOT NULL,
    title TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX notices_by_time ON notices (time, id);

CREATE TABLE notice_deliveries (
    notice_id TEXT NOT NULL REFERENCES notices (id),
    channel TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt BIGINT,
    delivered_at BIGINT,
    error TEXT NOT NULL,
    PRIMARY KEY (notice_id, channel)
);
CREATE INDEX notice_deliveries_due ON notice_deliveries (next_attempt) WHERE next_attempt IS NOT NULL;

CREATE TABLE notice_rules (
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    wanted BIGINT NOT NULL CHECK (wanted IN (0, 1)),
    PRIMARY KEY (kind, channel)
);
