-- The code of the page that tells more of a reject.
ALTER TABLE rejects ADD COLUMN code TEXT;
