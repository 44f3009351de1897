CREATE TABLE due (
    job TEXT NOT NULL PRIMARY KEY,
    last_tick TEXT,
    claimed_by TEXT,
    claimed_at TEXT,
    dead_man_sent_at TEXT
);
