-- Lists of tickets are in this order, and many begin in one second: what the index does not hold is sorted each time.
DROP INDEX tickets_by_start;
CREATE INDEX tickets_by_start ON tickets (intended_at, key);
