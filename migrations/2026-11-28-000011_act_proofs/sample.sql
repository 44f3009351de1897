UPDATE acts SET proof = 'c2VhbGVk', silent = 'gateway' WHERE state = 'started';
