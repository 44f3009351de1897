ALTER TABLE moments DROP COLUMN detail_french;
ALTER TABLE outbox DROP COLUMN error_french;
