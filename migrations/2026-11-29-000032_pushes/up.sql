-- What monitors pushed to jobs: stored before it is answered, read by a run in its order, and then kept for a while.
CREATE TABLE pushes (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    pushed_by TEXT NOT NULL,
    idempotency_key TEXT,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    pushed_at TEXT NOT NULL,
    outcome TEXT,
    run TEXT,
    ended_at TEXT,
    body TEXT NOT NULL,
    UNIQUE (pushed_by, job, idempotency_key)
);
CREATE INDEX pushes_waiting ON pushes (job, pushed_at, id) WHERE outcome IS NULL;
CREATE INDEX pushes_of_job ON pushes (job, pushed_at);
-- A request that is not to be begun before; NULL: at once.
ALTER TABLE run_requests ADD COLUMN not_before TEXT;
