INSERT INTO bookmarks (job, feed, value, run, kept_at) VALUES ('nightly', 'computers from cmdb: /hosts', '2026-11-28T02:00:00Z', '01J', '2026-11-28T02:30:00.000000Z');
