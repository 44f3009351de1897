-- By what somebody was let in; of whom a provider let in, whom it means and what that was worth.
ALTER TABLE web_sessions ADD COLUMN door TEXT NOT NULL DEFAULT 'password';
ALTER TABLE web_sessions ADD COLUMN issuer TEXT;
ALTER TABLE web_sessions ADD COLUMN subject TEXT;
ALTER TABLE web_sessions ADD COLUMN roles TEXT;
