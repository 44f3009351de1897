DROP INDEX outbox_given_up;
DROP TABLE counted;
