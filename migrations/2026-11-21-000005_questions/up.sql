-- One row is one spell of a question: from the run that first asked it to the one that did so no more.
-- No reference to runs: an open question stays when the run that asked it first is pruned.
CREATE TABLE questions (
    job TEXT NOT NULL,
    topic TEXT NOT NULL,
    "key" TEXT NOT NULL,
    since TEXT NOT NULL,
    since_run TEXT NOT NULL,
    class TEXT,
    remote_id BIGINT,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    answer TEXT,
    due TEXT,
    last_seen TEXT NOT NULL,
    solved_at TEXT,
    solved_run TEXT,
    PRIMARY KEY (job, topic, "key", since)
);
CREATE UNIQUE INDEX questions_open ON questions (job, topic, "key") WHERE solved_at IS NULL;

-- Since when the same reject or hand edit is reported; null: that run was the first.
ALTER TABLE rejects ADD COLUMN since TEXT;
ALTER TABLE kept ADD COLUMN since TEXT;
