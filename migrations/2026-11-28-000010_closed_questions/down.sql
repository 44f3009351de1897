ALTER TABLE questions DROP COLUMN closed_matter;
ALTER TABLE questions DROP COLUMN closed_why;
ALTER TABLE questions DROP COLUMN closed_until;
ALTER TABLE questions DROP COLUMN closed_by;
ALTER TABLE questions DROP COLUMN closed_at;
