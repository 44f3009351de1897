-- When who pushes to a job was heard last, and whether its silence was told. Nothing is expected before the times beside it:
-- while no program listened nobody could be heard.
CREATE TABLE inboxes (
    job TEXT NOT NULL PRIMARY KEY,
    heard_at TEXT,
    expected_from TEXT,
    listening_from TEXT,
    watched_at TEXT,
    silent_from TEXT
);
-- When a mail told that a message of a webhook was given up.
ALTER TABLE webhook_messages ADD COLUMN mailed_at TEXT;
