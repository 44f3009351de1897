CREATE TABLE links (
    system TEXT NOT NULL,
    job TEXT NOT NULL,
    class TEXT NOT NULL,
    source_key TEXT NOT NULL,
    remote_id BIGINT NOT NULL,
    ownership TEXT NOT NULL,
    base TEXT NOT NULL,
    absent_runs BIGINT NOT NULL,
    retired_at TEXT,
    PRIMARY KEY (system, job, class, source_key)
);
CREATE UNIQUE INDEX links_by_remote_id ON links (system, job, class, remote_id);
