INSERT INTO probes (node, at) VALUES ('host:1', '2026-11-20T05:04:00.000000Z');
