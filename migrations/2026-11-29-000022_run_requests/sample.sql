INSERT INTO run_requests (id, job, asked_by, idempotency_key, asked_at, run, refused, refused_french)
VALUES ('0197a000-0000-7000-8000-000000000022', 'laptops', 'token:monitoring', 'night-1', '2026-11-29T08:00:00.000000Z', NULL, NULL, NULL);
