-- The program has written the rows back as they were (src/store/flat_ledger.rs).
ALTER TABLE links RENAME COLUMN remembered TO base;
