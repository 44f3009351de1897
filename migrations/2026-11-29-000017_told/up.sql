-- Why a mail was not taken, and what happened to a ticket, are kept in French beside English, where the two differ.
ALTER TABLE outbox ADD COLUMN error_french TEXT;
ALTER TABLE moments ADD COLUMN detail_french TEXT;
