ALTER TABLE run_requests DROP COLUMN not_before;
DROP TABLE pushes;
