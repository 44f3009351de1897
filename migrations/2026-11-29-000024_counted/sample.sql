INSERT INTO counted (job, what, outcome, times) VALUES ('laptops', 'run', 'done', 41);
