INSERT INTO tokens (system, sealed, version, held_by, held_until, kept_at) VALUES ('vendor', 'c2VhbGVk', 3, NULL, NULL, '2026-11-29T02:30:00.000000Z');
