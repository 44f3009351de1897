DROP INDEX tickets_by_start;
CREATE INDEX tickets_by_start ON tickets (intended_at);
