-- Which version of an article a row holds and a score was made from; later versions are rows of their own with the same
-- url. What else a source says of an article, and whether it took the article back. How the sources are doing.

ALTER TABLE articles ADD COLUMN content_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE article_sentiments ADD COLUMN content_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX articles_by_url ON articles (url, received) WHERE url <> '';

CREATE TABLE article_details (
    article_id TEXT NOT NULL PRIMARY KEY REFERENCES articles (id),
    details TEXT NOT NULL,
    withdrawn_at BIGINT,
    updated_at BIGINT NOT NULL
);

CREATE TABLE news_sources (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    polls BIGINT NOT NULL,
    fetched BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    failures_in_row BIGINT NOT NULL,
    last_poll BIGINT NOT NULL,
    last_success BIGINT,
    last_article BIGINT,
    next_poll BIGINT,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1)),
    error TEXT NOT NULL,
    hint TEXT NOT NULL
);
