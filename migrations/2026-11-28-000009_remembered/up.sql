-- What a link remembers has a declared form. The program rewrites the rows in the same transaction
-- (src/store/flat_ledger.rs): SQL that both databases understand cannot take JSON apart.
ALTER TABLE links RENAME COLUMN base TO remembered;
