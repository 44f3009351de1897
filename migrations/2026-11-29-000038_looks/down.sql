DROP TABLE listed_events;
DROP TABLE looks;
