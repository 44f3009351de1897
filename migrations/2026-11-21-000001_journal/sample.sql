INSERT INTO runs VALUES ('019aa000-0000-7000-8000-000000000001', 'laptops', 'schedule', 'done', '2026-11-20T05:00:00.000000Z', '2026-11-20T05:00:09.250000Z', 'srv1:4711', '2026-11-20T05:00:09.000000Z', 1, 2, 0, 0, 340, 1, 3, 0, 0, 'c0ffee', '{"laptop":344}', NULL);
INSERT INTO runs VALUES ('019aa000-0000-7000-8000-000000000002', 'laptops', 'command', 'running', '2026-11-20T06:00:00.000000Z', NULL, 'srv1:4712', '2026-11-20T06:00:01.000000Z', 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, '{}', NULL);
INSERT INTO entries VALUES ('019aa000-0000-7000-8000-000000000001', 1, 'Computer', 'create', 'SN-1', NULL, 'PC-0001', 17, '[]', 'done', NULL);
INSERT INTO entries VALUES ('019aa000-0000-7000-8000-000000000002', 1, 'Computer', 'update', 'SN-2', NULL, 'PC-0002', 18, '[]', 'started', NULL);
INSERT INTO rejects VALUES ('019aa000-0000-7000-8000-000000000001', 1, 'in/laptops.csv', NULL, 12, NULL, 'serial', 'empty key', FALSE);
INSERT INTO kept VALUES ('019aa000-0000-7000-8000-000000000001', 1, 'Computer', 'SN-3', 19, 'PC-0003', 'comment', '"by hand"', 'null', 'edited in GLPI');
INSERT INTO applied_files VALUES ('laptops', 'ab12', 'in/laptops.csv', '019aa000-0000-7000-8000-000000000001', '2026-11-20T05:00:09.250000Z');
