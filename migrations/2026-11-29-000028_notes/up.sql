-- What a run said besides its message, a line each, in English and in French.
ALTER TABLE runs ADD COLUMN notes TEXT;
ALTER TABLE runs ADD COLUMN notes_french TEXT;
