-- Tokens of the API: what programs hold in place of a password. Of each the digest is kept alone.
CREATE TABLE api_tokens (
    digest TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT,
    ends_at TEXT NOT NULL,
    used_at TEXT,
    used_from TEXT
);
