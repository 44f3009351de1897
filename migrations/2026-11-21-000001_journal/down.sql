DROP TABLE applied_files;
DROP TABLE kept;
DROP TABLE rejects;
DROP TABLE entries;
DROP TABLE runs;
