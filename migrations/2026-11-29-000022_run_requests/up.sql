-- Runs that were asked for by the API. One is asked for once by its key; the run that does it is written down in the
-- transaction that opens it.
CREATE TABLE run_requests (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    run TEXT,
    refused TEXT,
    refused_french TEXT,
    UNIQUE (asked_by, job, idempotency_key)
);
CREATE INDEX run_requests_waiting ON run_requests (job) WHERE run IS NULL AND refused IS NULL;
