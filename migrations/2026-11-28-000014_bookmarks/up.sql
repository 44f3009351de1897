-- Up to where a source that gives what has changed was read by the last good run of a job.
CREATE TABLE bookmarks (
    job TEXT NOT NULL,
    feed TEXT NOT NULL,
    value TEXT NOT NULL,
    run TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (job, feed)
);
