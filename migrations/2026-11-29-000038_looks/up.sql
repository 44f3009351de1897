-- What each monitor of a ticket job showed the last run that looked, for those who ask between two runs.
CREATE TABLE looks (
    job TEXT NOT NULL,
    monitor TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    shown_at TEXT,
    clearness TEXT NOT NULL,
    why TEXT,
    why_french TEXT,
    PRIMARY KEY (job, monitor)
);
CREATE TABLE listed_events (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    monitor TEXT NOT NULL,
    event TEXT NOT NULL,
    since TEXT NOT NULL,
    severity TEXT NOT NULL,
    is_open BOOLEAN NOT NULL,
    reason TEXT,
    why TEXT,
    why_french TEXT,
    record TEXT NOT NULL
);
CREATE UNIQUE INDEX listed_events_by_key ON listed_events (job, monitor, event);
CREATE INDEX listed_events_by_begin ON listed_events (since, id);
