ALTER TABLE entries DROP COLUMN silent;
ALTER TABLE entries DROP COLUMN proof;
ALTER TABLE entries DROP COLUMN sent_at;
