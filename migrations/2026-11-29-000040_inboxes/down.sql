ALTER TABLE webhook_messages DROP COLUMN mailed_at;
DROP TABLE inboxes;
