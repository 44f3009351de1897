INSERT INTO pushes (id, job, pushed_by, idempotency_key, digest, body, bytes, pushed_at, outcome, run, ended_at)
VALUES ('0197a000-0000-7000-8000-000000000032', 'laptops', 'token:alertmanager', NULL, 'd1', '{"host": "web01"}', 17, '2026-11-29T08:00:00.000000Z', NULL, NULL, NULL);
