-- A program of before would take the others for users with a password.
DELETE FROM web_sessions WHERE door <> 'password';
ALTER TABLE web_sessions DROP COLUMN roles;
ALTER TABLE web_sessions DROP COLUMN subject;
ALTER TABLE web_sessions DROP COLUMN issuer;
ALTER TABLE web_sessions DROP COLUMN door;
