-- Tokens by which others are had, sealed: what systems give in place of a login. One program at a time has a new
-- one made, since the old one is good for nothing afterwards.
CREATE TABLE tokens (
    system TEXT NOT NULL PRIMARY KEY,
    sealed TEXT,
    version BIGINT NOT NULL DEFAULT 0,
    held_by TEXT,
    held_until TEXT,
    kept_at TEXT
);
