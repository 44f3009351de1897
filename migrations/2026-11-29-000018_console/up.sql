-- Logins of the console: the secret of each is kept as a digest only. Its security log, each entry of which
-- carries a digest that includes that of the one before.
CREATE TABLE web_sessions (
    digest TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    made_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    confirmed_until TEXT
);
CREATE INDEX web_sessions_name ON web_sessions (name);
CREATE TABLE security_log (
    place BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT,
    address TEXT,
    job TEXT,
    detail TEXT,
    former TEXT NOT NULL,
    digest TEXT NOT NULL
);
