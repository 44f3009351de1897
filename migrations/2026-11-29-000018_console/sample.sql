INSERT INTO web_sessions (digest, name, made_at, seen_at, ends_at, confirmed_until)
VALUES ('5f1d', 'ann', '2026-11-29T08:00:00.000000Z', '2026-11-29T08:10:00.000000Z', '2026-11-29T18:00:00.000000Z', NULL);
INSERT INTO security_log (place, at, kind, who, address, job, detail, former, digest)
VALUES (1, '2026-11-29T08:00:00.000000Z', 'logged_in', 'ann', '127.0.0.1', NULL, NULL, '', '5f1d');
