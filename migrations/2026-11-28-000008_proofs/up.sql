-- Of a write that was sent and whose outcome is not known: when it was sent, what proves that the server
-- has ended it (sealed with the key of the project), and who was silent. All are null once it is known.
ALTER TABLE entries ADD COLUMN sent_at TEXT;
ALTER TABLE entries ADD COLUMN proof TEXT;
ALTER TABLE entries ADD COLUMN silent TEXT;
-- What earlier programs left open was sent at some time before their run's last sign of life.
UPDATE entries SET sent_at = (SELECT alive_at FROM runs WHERE runs.id = entries.run) WHERE state = 'started';
