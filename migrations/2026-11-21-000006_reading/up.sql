-- What the run read, as JSON; null when it is no measure for later runs.
ALTER TABLE runs ADD COLUMN reading TEXT;
