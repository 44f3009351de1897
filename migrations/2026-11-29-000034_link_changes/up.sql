-- Who changed which link, when and why: of companies, and of items (those have a job). Nothing changes or takes away a
-- row of it.
CREATE TABLE link_changes (
    id TEXT NOT NULL PRIMARY KEY,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    why TEXT,
    system TEXT NOT NULL,
    job TEXT,
    class TEXT,
    name TEXT NOT NULL,
    site TEXT,
    was TEXT,
    becomes TEXT
);
CREATE INDEX link_changes_of_job ON link_changes (job, changed_at);
