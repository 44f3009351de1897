-- What is told is kept in French beside English, where the two differ: a mail in French is made of it.
ALTER TABLE runs ADD COLUMN french TEXT;
ALTER TABLE entries ADD COLUMN french TEXT;
ALTER TABLE rejects ADD COLUMN french TEXT;
ALTER TABLE kept ADD COLUMN french TEXT;
ALTER TABLE acts ADD COLUMN french TEXT;
ALTER TABLE questions ADD COLUMN label_french TEXT;
ALTER TABLE questions ADD COLUMN text_french TEXT;
ALTER TABLE questions ADD COLUMN answer_french TEXT;
ALTER TABLE ticket_reports ADD COLUMN french TEXT;
