ALTER TABLE questions DROP COLUMN answer_french;
ALTER TABLE questions DROP COLUMN text_french;
ALTER TABLE questions DROP COLUMN label_french;
ALTER TABLE acts DROP COLUMN french;
ALTER TABLE kept DROP COLUMN french;
ALTER TABLE rejects DROP COLUMN french;
ALTER TABLE entries DROP COLUMN french;
ALTER TABLE runs DROP COLUMN french;
