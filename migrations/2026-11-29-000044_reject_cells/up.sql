-- What stood in the columns that the mapping reads of a record that was rejected, as JSON: pairs of column and text.
ALTER TABLE rejects ADD COLUMN cells TEXT;
