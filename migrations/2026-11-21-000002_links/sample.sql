INSERT INTO links VALUES ('glpi', 'laptops', 'Computer', 'SN-1', 17, 'made', '{"serial":"SN-1"}', 0, NULL);
INSERT INTO links VALUES ('glpi', 'laptops', 'Computer', 'SN-9', 29, 'adopted', '{}', 3, '2026-11-20T05:00:09.250000Z');
