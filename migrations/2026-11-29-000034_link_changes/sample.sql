INSERT INTO link_changes (id, changed_at, changed_by, why, system, job, class, name, site, was, becomes)
VALUES ('0197a000-0000-7000-8000-000000000034', '2026-11-29T08:00:00.000000Z', 'otto', 'another board', 'glpi', 'laptops', 'Computer', 'SN-1', NULL, '1 matched', '2 adopted');
