-- Times are RFC 3339 text in UTC with six decimals, so that they sort as text on both databases.
CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    started_by TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    node TEXT NOT NULL,
    alive_at TEXT NOT NULL,
    to_create BIGINT NOT NULL,
    to_update BIGINT NOT NULL,
    to_retire BIGINT NOT NULL,
    to_restore BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    digest TEXT,
    records TEXT NOT NULL,
    message TEXT
);
CREATE UNIQUE INDEX runs_one_running ON runs (job) WHERE state = 'running';
CREATE INDEX runs_by_job ON runs (job, started_at);

CREATE TABLE entries (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    class TEXT NOT NULL,
    operation TEXT NOT NULL,
    source_key TEXT NOT NULL,
    -- The child set that the row belongs to; null for items, names and links.
    part TEXT,
    label TEXT NOT NULL,
    remote_id BIGINT,
    fields TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    PRIMARY KEY (run, seq)
);
CREATE INDEX entries_open ON entries (run) WHERE state = 'started';

CREATE TABLE rejects (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    sheet TEXT,
    source_row BIGINT,
    source_key TEXT,
    field TEXT,
    reason TEXT NOT NULL,
    partial BOOLEAN NOT NULL,
    PRIMARY KEY (run, seq)
);

CREATE TABLE kept (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    class TEXT NOT NULL,
    source_key TEXT NOT NULL,
    remote_id BIGINT NOT NULL,
    label TEXT NOT NULL,
    field TEXT NOT NULL,
    live TEXT NOT NULL,
    wanted TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run, seq)
);

-- No reference to runs: a file stays known when its run is pruned.
CREATE TABLE applied_files (
    job TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    run TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    PRIMARY KEY (job, sha256)
);
