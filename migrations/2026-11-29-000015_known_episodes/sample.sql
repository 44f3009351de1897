INSERT INTO known_episodes (job, feed, key, over_at, seen_at, record) VALUES ('tickets', 'servicenav', 'srv-01!cpu@2026-11-28T02:00:00Z', NULL, '2026-11-28T02:30:00.000000Z', '{}');
INSERT INTO known_episodes (job, feed, key, over_at, seen_at, record) VALUES ('tickets', 'servicenav', 'srv-02@2026-11-27T02:00:00Z', '2026-11-27T03:00:00.000000Z', '2026-11-28T02:30:00.000000Z', '{}');
