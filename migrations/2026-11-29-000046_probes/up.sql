-- Written now and then by each program that serves: whether the database takes what is written is known by that alone.
CREATE TABLE probes (
    node TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL
);
