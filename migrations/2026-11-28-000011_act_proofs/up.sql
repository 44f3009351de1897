-- Of an act at a desk that was sent and whose outcome is not known: when it was sent, what proves that the
-- server has ended it (sealed with the key of the project), and who was silent. Null for what was never sent.
-- Once the outcome is known all are null, but for an opening that was done again although nothing proved its
-- end: `sent_at` stays until nobody looks for a late double of it any more.
ALTER TABLE acts ADD COLUMN sent_at TEXT;
ALTER TABLE acts ADD COLUMN proof TEXT;
ALTER TABLE acts ADD COLUMN silent TEXT;
-- What earlier programs left open was sent right after it was set out.
UPDATE acts SET sent_at = started_at WHERE state = 'started';
