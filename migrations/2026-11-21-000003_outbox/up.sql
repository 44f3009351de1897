-- No reference to runs: a mail that has not left stays when its run is pruned.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    run TEXT,
    subject TEXT NOT NULL,
    recipients TEXT NOT NULL,
    eml BYTEA NOT NULL,
    html TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_at TEXT NOT NULL,
    claimed_until TEXT,
    ended_at TEXT,
    error TEXT
);
CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_run ON outbox (run);
