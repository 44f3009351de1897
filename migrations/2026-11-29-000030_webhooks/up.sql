-- Messages for those who are told of changes by HTTP, made in the transaction that makes the change.
CREATE TABLE webhook_messages (
    id TEXT NOT NULL PRIMARY KEY,
    webhook TEXT NOT NULL,
    occasion TEXT NOT NULL,
    job TEXT NOT NULL,
    made_at TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_at TEXT NOT NULL,
    claimed_until TEXT,
    ended_at TEXT,
    error TEXT,
    error_french TEXT
);
-- What has not left is little among much that has.
CREATE INDEX webhook_messages_unsent ON webhook_messages (webhook, id) WHERE state <> 'sent';
CREATE INDEX webhook_messages_by_job ON webhook_messages (job, made_at);
-- How each of them was last told that a job does. Without a row: well.
CREATE TABLE webhook_jobs (
    webhook TEXT NOT NULL,
    job TEXT NOT NULL,
    health TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (webhook, job)
);
