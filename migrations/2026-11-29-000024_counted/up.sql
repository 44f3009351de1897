-- How often something happened to a job since it is known: runs by how they ended, starts of its schedule. Runs are
-- forgotten after a while, these numbers only grow.
CREATE TABLE counted (
    job TEXT NOT NULL,
    what TEXT NOT NULL,
    outcome TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (job, what, outcome)
);
-- Mails that were given up are few among many that left.
CREATE INDEX outbox_given_up ON outbox (ended_at) WHERE state = 'given_up';
