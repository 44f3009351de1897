-- Episodes of events that come as records: those that are open, and those that are over as long as old rows may be
-- read again. `record` is the episode as JSON.
CREATE TABLE known_episodes (
    job TEXT NOT NULL,
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    over_at TEXT,
    seen_at TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (job, feed, key)
);
