INSERT INTO inboxes (job, heard_at, expected_from, listening_from, watched_at, silent_from)
VALUES ('laptops-pushed', '2026-11-29T08:00:00.000000Z', '2026-11-29T07:00:00.000000Z', '2026-11-29T07:00:00.000000Z', '2026-11-29T08:30:00.000000Z', '2026-11-29T08:00:00.000000Z');
