INSERT INTO api_tokens (digest, name, roles, made_at, made_by, ends_at, used_at, used_from)
VALUES ('7a2c', 'monitoring', '{"*":"viewer"}', '2026-11-29T08:00:00.000000Z', 'ann', '2027-02-27T08:00:00.000000Z', NULL, NULL);
