-- A person has closed an open question: when, who, until which day, why, and what it was about then. It is
-- told again on that day, or once it is about something else.
ALTER TABLE questions ADD COLUMN closed_at TEXT;
ALTER TABLE questions ADD COLUMN closed_by TEXT;
ALTER TABLE questions ADD COLUMN closed_until TEXT;
ALTER TABLE questions ADD COLUMN closed_why TEXT;
ALTER TABLE questions ADD COLUMN closed_matter TEXT;
