UPDATE runs SET reading = '{"records":{"pc":204},"filled":{"pc":{"serial":201}},"files":{"pc":3}}' WHERE state = 'done';
