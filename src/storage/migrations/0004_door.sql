-- What passkeys need beside users, credentials and sessions. Codes and keys are stored as SHA-256 only.

CREATE TABLE user_invites (
    token_hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'recover')),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'trader', 'admin')),
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE recovery_codes (
    code_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    key_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'trade')),
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_keys_by_user ON api_keys (user_id);

-- full: signed in with a passkey. link: by the one-time link, before there is a user. recovery: may only make a passkey.
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'full';
ALTER TABLE sessions ADD COLUMN credential_id TEXT NOT NULL DEFAULT '';
UPDATE sessions SET kind = 'link' WHERE user_id IS NULL;

-- SHA-256 over the row and the chain of the row before it; empty in rows that are older than the chain.
ALTER TABLE audit_log ADD COLUMN chain TEXT NOT NULL DEFAULT '';
